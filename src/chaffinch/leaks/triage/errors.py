"""What ends a triage before its end."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError


class TriageError(ChaffinchError):
    """The triage cannot go on; what was done is kept, and the same call goes on from there."""
