"""What the comparison says: a class, a score, and reasons as codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

VerdictClass = Literal[
    "copy", "service-copy", "sign-in", "grant", "parked", "for-sale", "harmless", "gone", "undecided"
]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a picture, in pixels of that picture."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as a code with its parameters; `reports` says it in words."""

    code: str
    """looks-like, same-text, same-form, asks-password, posts-elsewhere, loads-from-us, same-title, no-form, blank,
    failed, challenge, parked-words, for-sale-words, redirects-to-us, two-step."""
    params: dict[str, Any]
    """Plain JSON values: percentages as integers 0–100, hosts as strings."""
    weight: float
    """How much it moved the score, -1 to 1."""


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
