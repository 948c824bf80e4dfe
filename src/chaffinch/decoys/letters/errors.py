"""What can go wrong when letters are written."""

from __future__ import annotations

from chaffinch.decoys.errors import OrderError
from chaffinch.errors import ChaffinchError, UsageError


class PhraseError(UsageError):
    """A file of phrases cannot be read, or names what does not exist."""


class LetterOrderError(OrderError):
    """What was ordered contradicts itself."""


class WriterError(ChaffinchError):
    """A writer gave a text that may not be planted."""
