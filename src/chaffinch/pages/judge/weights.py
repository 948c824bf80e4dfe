"""Which question each piece of evidence answers, and how far."""

from __future__ import annotations

from typing import Literal

Question = Literal["likeness", "identity"]
WEIGHTS: dict[str, tuple[Question, float]] = {
    "looks-like": ("likeness", 0.90),
    "same-text": ("likeness", 0.80),
    "same-structure": ("likeness", 0.60),
    "same-files": ("likeness", 0.40),
    "same-form": ("likeness", 0.15),
    "names-us": ("identity", 0.80),
    "same-logo": ("identity", 0.80),
    "same-icon": ("identity", 0.50),
    "our-address": ("identity", 0.50),
    "loads-from-us": ("identity", 0.50),
}
"""How far a piece answers its question when it is whole, 0 to 1; docs/reference/pages.md shows the same table."""
