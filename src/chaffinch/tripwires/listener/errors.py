"""What can go wrong with the listener."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, UsageError


class ListenerError(UsageError):
    """The listener's folder, settings or call are not what they should be."""


class FullError(ChaffinchError):
    """There is no room for what came in."""


class SameKeyError(ChaffinchError):
    """Another body came under an idempotency key that was used."""
