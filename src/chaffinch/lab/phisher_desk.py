"""Where the copies' catch lands: the phisher's desk, in memory, gone when the range stops."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from chaffinch.lab.organisation import DOMAINS

_KEPT = 5_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Catch:
    """One log-in that somebody typed on a copy."""

    host: str
    """The copy's."""
    address: str
    password: str
    code: str
    """One-time code; empty where the copy asks none."""


@dataclass(slots=True)
class PhisherDesk:
    """The log-ins caught so far, oldest first; the oldest are dropped beyond a few thousand."""

    _catches: deque[Catch] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def collect(self, host: str, *, address: str, password: str, code: str = "") -> bool:
        """Keep a log-in of the demo organisation; forget any other, so that the copies are of no use elsewhere."""
        user, at, domain = address.strip().lower().rpartition("@")
        if not (user and at and domain in DOMAINS):
            return False
        cut = (value[:_LONGEST] for value in (address.strip(), password, code))
        self._catches.append(Catch(host, *cut))
        return True

    @property
    def catches(self) -> tuple[Catch, ...]:
        """Return what was caught."""
        return tuple(self._catches)
