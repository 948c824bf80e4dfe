"""Who is let in: connections in all and from one address, requests from one address."""

from __future__ import annotations

from collections import Counter, OrderedDict
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from chaffinch.tripwires.listener.limits import Limits

#: So many addresses are remembered; the one not seen for longest is let go of.
_REMEMBERED = 20_000


@lru_cache(maxsize=4_096)
def group_source(source: str) -> str:
    """Return whom a limit is for: an IPv4 address, or the /64 of an IPv6 address, which is one customer's."""
    try:
        address = ip_address(source)
    except ValueError:
        return source
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else source


class Gate:
    """Counts connections, and has a bucket of requests for each address (a token bucket, refilled by time)."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: Counter[str] = Counter()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.refused = 0

    @property
    def connections(self) -> int:
        """How many are open."""
        return self._open.total()

    def enter(self, source: str, *, trusted: bool) -> bool:
        """Count a connection in, where there is room; a trusted proxy carries many people's."""
        group = group_source(source)
        crowded = not trusted and self._open[group] >= self._limits.connections_each
        if crowded or self.connections >= self._limits.connections:
            self.refused += 1
            return False
        self._open[group] += 1
        return True

    def leave(self, source: str) -> None:
        """Count a connection out."""
        group = group_source(source)
        self._open[group] -= 1
        if self._open[group] <= 0:
            del self._open[group]

    def allow(self, source: str, *, now: float) -> bool:
        """Return whether an address may ask once more.

        Args:
            source: its address.
            now: seconds of a clock that never goes back.
        """
        group, most = group_source(source), float(self._limits.requests_a_minute)
        left, since = self._buckets.pop(group, (most, now))
        left = min(most, left + (now - since) * most / 60)
        allowed = left >= 1
        self._buckets[group] = (left - 1 if allowed else left, now)
        while len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        self.refused += not allowed
        return allowed
