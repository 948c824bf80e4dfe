"""What a capture is: the values that the browser hands over and everybody else reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Outcome = Literal["captured", "partial", "failed"]
Trigger = Literal["blur", "visibility", "mouse", "timer", "away", "step"]


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
    found_by: Literal["page", "closed-shadow", "masked-text", "frame", "hidden-until", "labelled"]
    """Where and how: plainly, in a closed shadow tree, as text that shows as dots, in a frame, not laid out until
    something happens, by its label alone."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form, or the fields outside every form, taken together."""

    action: str
    """Absolute address it posts to; empty when only a script knows."""
    method: str
    fields: tuple[Field, ...]

    @property
    def entries(self) -> tuple[Field, ...]:
        """The fields that something of the visitor's own is typed into."""
        return tuple(entry for entry in self.fields if entry.kind not in ("hidden", "other"))

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
class Box:
    """A rectangle on a picture, in pixels of that picture."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a page shows at one moment, beside its picture."""

    title: str
    visible_text: str
    forms: tuple[Form, ...] = ()
    outline: tuple[str, ...] = ()
    """The elements that are laid out, in order, each as `tag#id.class`, digits left out: the page's structure."""
    logo: Box | None = None
    """Where its logo probably stands in the window."""
    links: tuple[str, ...] = ()
    """Absolute addresses that it leads to."""
    drawn_window: str = ""
    """Address that a window drawn inside the page claims in its address bar; empty without one."""

    @property
    def entry_kinds(self) -> tuple[str, ...]:
        """The kinds of all fields that something is typed into, in order."""
        return tuple(entry.kind for form in self.forms for entry in form.entries)

    @property
    def asks_password(self) -> bool:
        """Whether any form takes a password."""
        return any(form.asks_password for form in self.forms)


@dataclass(frozen=True, slots=True)
class Change:
    """What a page turned into when the visitor looked away, waited, or moved; or took one step, where one was ordered."""

    trigger: Trigger
    changed: tuple[str, ...]
    """address, title, text, form, icon: what is not as it was."""
    url: str
    scene: Scene
    window_png: bytes = b""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of the page and its answer; the body stands in the bundle by its hash."""

    url: str
    method: str
    kind: str
    """document, stylesheet, image, media, font, script, xhr, fetch, websocket, other: as Chromium names it."""
    status: int
    mime: str
    request_headers: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    size: int
    """Of the body after unpacking, in bytes; 0 where it was not kept."""
    sha256: str
    """Of the body, hex; empty where it was not kept."""


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
    """Codes of what happened on the way: dialog, popup, download, certificate, beforeunload; and what the page tried:
    clipboard, fullscreen, camera, notification, location, rtc, sends-keys, debugger, history, print; and why a step was not
    taken: step-password, step-elsewhere, step-no-field."""
    outline: tuple[str, ...] = ()
    logo: Box | None = None
    links: tuple[str, ...] = ()
    drawn_window: str = ""
    """These four as in Scene."""
    dialogs: tuple[str, ...] = ()
    """What the page's own boxes said, as `prompt: text`."""
    changes: tuple[Change, ...] = ()
    """What the page turned into when the visitor looked away, waited, moved the mouse, or took a step."""
    exchanges: tuple[Exchange, ...] = ()
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    """Bodies of the answers, by SHA-256."""
    certificates: tuple[bytes, ...] = ()
    """The TLS chain that the server sent, DER, its own first."""
    console: tuple[str, ...] = ()
    cookies: tuple[Mapping[str, Any], ...] = ()
    """As Chromium lists them: name, value, domain, path, expires, httpOnly, secure, sameSite."""
    storage: tuple[tuple[str, str, str], ...] = ()
    """local or session, key, value."""
    favicon: bytes = b""
    mhtml: bytes = b""
    typed: str = ""
    """The invented address that was to be typed for one step; empty where nothing was."""

    @property
    def scene(self) -> Scene:
        """What the page showed first."""
        return Scene(
            self.title, self.visible_text, self.forms, self.outline, self.logo, self.links, self.drawn_window
        )
