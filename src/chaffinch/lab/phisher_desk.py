"""Where the copies' catch lands: the phisher's desk, in memory, gone when the range stops."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from chaffinch.lab.organisation import DOMAINS

_KEPT = 5_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Observation:
    """What a kit logs beside a log-in. Whatever it cannot know is empty or None."""

    at: float = 0.0
    """Unix time in seconds."""
    source: str = ""
    """Address of the visitor, as the kit's server sees it."""
    user_agent: str = ""
    language: str = ""
    """The header Accept-Language."""
    screen: str = ""
    """Width x height x colour depth, as the page's script posts it."""
    zone: str = ""
    """Time zone, as the page's script posts it."""
    token: str = ""
    """The lure's, which says to whom it was sent."""
    session: str = ""
    """The kit's own cookie; two catches with the same came out of one browser profile."""
    seconds_on_page: float | None = None
    typing_ms: float | None = None
    """From the first key to the last in the password's field."""
    keys: int | None = None
    """How many keys were pressed there; a filled or pasted field has none."""
    fields: tuple[tuple[str, str], ...] = ()
    """All that was posted, by name."""
    verdict: str = ""
    """What a test at once found: `live` or `dead`; empty where the kit tests nothing."""


@dataclass(frozen=True, slots=True)
class Catch:
    """One log-in that somebody typed on a copy."""

    host: str
    """The copy's."""
    address: str
    password: str
    code: str
    """One-time code; empty where the copy asks none."""
    seen: Observation = field(default=Observation(), compare=False)


@dataclass(slots=True)
class PhisherDesk:
    """The log-ins caught so far, oldest first; the oldest are dropped beyond a few thousand."""

    _catches: deque[Catch] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def collect(
        self,
        host: str,
        *,
        address: str,
        password: str,
        code: str = "",
        seen: Observation | None = None,
    ) -> bool:
        """Keep a log-in of the demo organisation; forget any other, so that the copies are of no use elsewhere."""
        user, at, domain = address.strip().lower().rpartition("@")
        if not (user and at and domain in DOMAINS):
            return False
        self._catches.append(
            Catch(
                host,
                address.strip()[:_LONGEST],
                password[:_LONGEST],
                code[:_LONGEST],
                seen=seen or Observation(),
            )
        )
        return True

    def add_code(self, host: str, *, session: str, code: str) -> None:
        """Put a one-time code beside the newest log-in of that browser on that copy, if there is one."""
        for place in range(len(self._catches) - 1, -1, -1):
            catch = self._catches[place]
            if catch.host == host and session and catch.seen.session == session:
                self._catches[place] = replace(catch, code=code[:_LONGEST])
                return

    @property
    def catches(self) -> tuple[Catch, ...]:
        """Return what was caught."""
        return tuple(self._catches)
