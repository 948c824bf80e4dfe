"""What a capture is: the values that the browser hands over and everybody else reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Outcome = Literal["captured", "partial", "failed"]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the way from the requested address to the last one."""

    url: str
    status: int
    """HTTP status; 0 where the step was made by the page itself."""
    reason: Literal["request", "http", "meta", "script"]
    address: str
    """IP address that answered, as the egress proxy pinned it; empty when unknown."""


@dataclass(frozen=True, slots=True)
class Field:
    """One entry field of a form."""

    name: str
    kind: str
    """text, email, tel, password, one-time-code, card, hidden, other."""
    label: str
    found_by: Literal["page", "closed-shadow", "masked-text", "frame"]


@dataclass(frozen=True, slots=True)
class Form:
    """A form, or the fields outside every form, taken together."""

    action: str
    """Absolute address it posts to; empty when only a script knows."""
    method: str
    fields: tuple[Field, ...]

    @property
    def asks_password(self) -> bool:
        """Whether any field takes a password."""
        return any(entry.kind == "password" for entry in self.fields)


@dataclass(frozen=True, slots=True)
class Certificate:
    """The server's own certificate, as Chromium saw it."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    sha256: str
    """Of the DER form, hex; empty when it could not be read."""
    problem: str
    """Chromium's net error name ("ERR_CERT_AUTHORITY_INVALID"); empty for a valid one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one capture; exceeding one ends it with a reason, never with an exception."""

    seconds: float = 25.0
    response_bytes: int = 30_000_000
    page_height: int = 16_000
    """Pixels of the full-page picture; a taller page is cut there and says so."""
    requests: int = 1_000
    hops: int = 20


@dataclass(frozen=True, slots=True)
class Capture:
    """Everything kept of one look at one address."""

    requested_url: str
    final_url: str
    outcome: Outcome
    reason: str
    """Code of why it is partial or failed: timeout, too-tall, too-large, too-many-requests, too-many-redirects,
    download, not-html, blank, not-found, refused-address, connection, certificate, crashed, egress; empty when
    all went well."""
    reason_params: dict[str, Any]
    started_at: datetime
    seconds: float
    profile: str
    status: int
    title: str
    window_png: bytes
    """The first window, 1280 × 800; empty when there was nothing to see."""
    page_png: bytes
    """The whole page, cut at Limits.page_height; empty when there was nothing to see."""
    dom: str
    visible_text: str
    headers: tuple[tuple[str, str], ...]
    chain: tuple[Hop, ...]
    certificate: Certificate | None
    forms: tuple[Form, ...]
    resources: tuple[str, ...]
    """Hosts from which anything was loaded, sorted."""
    notes: tuple[str, ...] = field(default=())
    """Codes of what happened on the way: dialog, popup, download, certificate, beforeunload."""
