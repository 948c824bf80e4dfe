"""How many connections are let in: in all, from one address, and in a minute. Pure: the time is an argument."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Literal

from chaffinch.tripwires.listener.gate import group_source

Refusal = Literal["full", "address-full", "too-fast"]
_MINUTE = 60.0
#: So many addresses are remembered; then those that were silent for a minute are forgotten.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What is let in."""

    connections: int = 400
    """In all."""
    per_address: int = 40
    """At the same time, from one IPv4 address or one /64 of IPv6."""
    per_minute: int = 90
    """New ones, from one of these."""
    own: int = 16
    """At the same time, from this machine itself, beside all others: so the probe gets in when the house is full."""
    idle_seconds: float = 1_860.0
    """Without a byte in either direction; IMAP's IDLE is renewed every 29 minutes (RFC 2177)."""


class Admission:
    """Counts connections and says which are let in."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: Counter[str] = Counter()
        self._total = 0
        self._own = 0
        self._began: dict[str, deque[float]] = {}

    @property
    def total(self) -> int:
        """Connections that are open, those of this machine left out."""
        return self._total

    def admit(self, source: str, *, own: bool, now: float) -> Refusal | None:
        """Count a new connection in, or say why not.

        Args:
            source: its address.
            own: whether it comes from this machine itself.
            now: seconds of a clock that never goes back.
        """
        if own:
            if self._own >= self._limits.own:
                return "full"
            self._own += 1
            return None
        key = group_source(source)
        if self._total >= self._limits.connections:
            return "full"
        if self._open[key] >= self._limits.per_address:
            return "address-full"
        if self._is_too_fast(key, now):
            return "too-fast"
        self._open[key] += 1
        self._total += 1
        return None

    def release(self, source: str, *, own: bool) -> None:
        """Count a connection out that was let in."""
        if own:
            self._own -= 1
            return
        key = group_source(source)
        self._total -= 1
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]

    def _is_too_fast(self, key: str, now: float) -> bool:
        if len(self._began) >= _REMEMBERED:
            self._began = {known: times for known, times in self._began.items() if now - times[-1] < _MINUTE}
        times = self._began.setdefault(key, deque(maxlen=self._limits.per_minute))
        if len(times) == times.maxlen and now - times[0] < _MINUTE:
            return True
        times.append(now)
        return False
