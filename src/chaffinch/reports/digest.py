"""The weekly digest: what it says, as values; `digest_mail` and `digest_pdf` render it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chaffinch.names.match import Trick


@dataclass(frozen=True, slots=True)
class DigestCase:
    """One address found in the period."""

    number: int
    host: str
    display: str
    brand: str
    tricks: tuple[Trick, ...]
    tier: str
    """alert, review or reported (a colleague sent it in)."""
    state: str
    """new, captured, confirmed, dismissed, reported or gone."""
    verdict: str
    """A pages verdict class; empty when the address was not opened yet."""
    verdict_reasons: tuple[tuple[str, dict[str, object]], ...]
    """Codes and parameters, the weightiest first."""
    first_seen: datetime
    sightings: int
    picture: bytes
    """JPEG of the window, about 40 KB; empty when there is none."""
    no_picture_reason: str
    """A capture's reason code, or "not-opened" or "egress"; empty when there is a picture."""
    url: str
    """The case's page on the desk."""
    differs: bool = False
    """Whether it shows different visitors different pages."""
    companions: tuple[int, ...] = ()
    """Numbers of the cases that belong together with it, the surest first."""


@dataclass(frozen=True, slots=True)
class DigestNumbers:
    """The numbers of the period."""

    names_checked: int
    sightings: int
    new_cases: int
    confirmed: int
    dismissed: int
    waiting: int
    """Cases that wait for a person."""
    gone: int
    undecided: int
    """Cases whose page could not be judged."""


@dataclass(frozen=True, slots=True)
class DigestContent:
    """Everything the digest says; made by the desk, rendered by this room."""

    organisation: str
    since: datetime
    """Aware, in the organisation's time zone, inclusive."""
    until: datetime
    """Exclusive."""
    numbers: DigestNumbers
    cases: tuple[DigestCase, ...]
    desk_url: str
    genuine_sign_in: tuple[str, ...]
    """Our own sign-in pages, so that the mail can say where to sign in."""
    contact: str
    """Whom to tell when a password was typed (an address or a telephone number); may be empty."""
