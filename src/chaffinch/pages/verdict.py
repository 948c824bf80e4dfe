"""What the comparison says: a class, a score, and reasons as codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from chaffinch.pages.capture import Box

VerdictClass = Literal[
    "copy", "service-copy", "sign-in", "grant", "parked", "for-sale", "harmless", "gone", "undecided"
]


Pair = tuple[int, int, int, int]
"""A point of the captured window and the point of the reference's that it matches: x, y, x, y in pixels."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as a code with its parameters; `reports` says it in words."""

    code: str
    """Evidence (pages/judge/evidence.py lists it): looks-like, same-text, same-structure, same-files, same-form, names-us,
    same-logo, same-icon, our-address, loads-from-us. Circumstances: asks-password, draws-password, turns-into-sign-in,
    takes-grant, two-step, posts-elsewhere, no-form, changes-after, blank, failed, challenge, parked-words,
    for-sale-words, redirects-to-us, relays. Tricks: drawn-window, click-fix, sends-keys, tries."""
    params: dict[str, Any]
    """Plain JSON values: percentages as integers 0–100, hosts as strings; `here` and `there` of same-logo are the boxes of
    the logo on the two windows."""
    weight: float
    """How far it answers its question by itself, 0 to 1 (pages/judge/weights.py); 0 for a circumstance or a trick, below 0
    where it speaks against a copy."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one capture shows, compared with our own sign-in pages."""

    verdict: VerdictClass
    score: float
    """0 to 1: how sure the class is that it copies a reference; 0 where no reference was compared."""
    reasons: tuple[Reason, ...]
    """The weightiest first."""
    reference: str
    """Name of the reference it was closest to; empty when there was none."""
    matched_here: Box | None = None
    """Where on the captured window the matching part stands."""
    matched_there: Box | None = None
    """Where on the reference's window."""
    likeness: float = 0.0
    """0 to 1: how far it looks and reads like the reference."""
    identity: float = 0.0
    """0 to 1: how far it says that it is us."""
    pairs: tuple[Pair, ...] = ()
    """Points that match, for a drawing."""
    missing: tuple[Box, ...] = ()
    """What of the reference's window was not found."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One version of one of our own sign-in pages."""

    name: str
    """The desk's id of it, or a file name."""
    url: str
    window_png: bytes
    visible_text: str
    title: str
    fields: tuple[str, ...]
    """Kinds of the fields of its sign-in form, in order ("email", "password")."""
    outline: tuple[str, ...] = ()
    """Its structure, as in `Scene`."""
    logo: Box | None = None
    """Where its logo stands in the window."""
    favicon: bytes = b""
    files: tuple[str, ...] = ()
    """SHA-256 of the pictures, styles, scripts and fonts that it loads, hex."""
    service: str = ""
    """Name of the service whose page it is; empty for one of our own."""
    cookies: tuple[str, ...] = ()
    """Names of the cookies that only its server sets, by which a relay is told."""
