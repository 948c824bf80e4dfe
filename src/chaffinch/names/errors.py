"""What can go wrong before a single name is read."""

from __future__ import annotations

from chaffinch.errors import UsageError


class WatchlistError(UsageError):
    """The watchlist names a key, a service or a domain that cannot be watched."""
