"""Which names exist, receive mail and show pages: asked of DNS at a polite rate, in the order given."""

from __future__ import annotations

import asyncio
import random
import string
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import islice

from chaffinch.names.dns import Answer, Kind, Resolver, ResolverError
from chaffinch.names.hosts import split_suffix
from chaffinch.names.resolved import LATER, Records, Resolved, describe_name

#: A question without an answer is asked once more, of the next resolver.
_ATTEMPTS = 2
#: Names in hand at a time: a slow one keeps no other waiting; the rate is kept over all.
_AT_ONCE = 8
#: How a resolver fails that is not there for us; for a broken name it fails otherwise.
_NO_ANSWER = ("timeout", "unreachable", "refused")
#: So many of these failures in a row, and nobody is asked any more.
_SILENT = 24
_NONSENSE_LETTERS = 20
#: Shares of the usual distance between two questions.
_UNEVEN = (0.5, 1.5)


def resolve_names(
    names: Iterable[str],
    resolver: Resolver,
    *,
    rate: float,
    stop: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    source: random.Random | None = None,
) -> Iterator[Resolved]:
    """Yield what DNS says of each name, in their order; no name is begun before its turn is asked for.

    Not to be called within a running event loop.

    Args:
        names: ASCII hosts.
        resolver: whom to ask; it learns the names.
        rate: questions a second on average, at uneven distances.
        stop: asked before each question; names that were not answered by then are not yielded.
        clock: monotonic, in seconds.
        sleep: waits so many seconds.
        source: of the uneven distances and of the names that nobody has.

    Raises:
        ResolverError: a long row of questions had no answer at all.
    """
    pace = _Pace(rate, clock, sleep, source or random.SystemRandom())
    asker = _Asker(resolver, pace, stop)
    waiting: deque[asyncio.Task[Resolved | None]] = deque()
    left = iter(names)
    with asyncio.Runner() as runner:
        while True:
            for name in islice(left, _AT_ONCE - len(waiting)):
                waiting.append(runner.get_loop().create_task(asker.resolve(name)))
            if not waiting:
                return
            try:
                resolved = runner.run(_wait_for(waiting.popleft()))
            except asyncio.CancelledError:
                # Only an interrupt cancels; one that comes while the runner begins is not told as one (Python 3.11).
                raise KeyboardInterrupt from None
            if asker.gave_up:
                raise ResolverError(
                    "The resolver does not answer",
                    why=f"{_SILENT} questions in a row had no usable answer",
                    todo="Check the connection, or name another resolver.",
                )
            if resolved is None:
                return
            yield resolved


async def _wait_for(task: asyncio.Task[Resolved | None]) -> Resolved | None:
    return await task


class _Pace:
    """Lets one question go at a time, so many a second on average."""

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        source: random.Random,
    ) -> None:
        self.source = source
        self._gap, self._clock, self._sleep = 1 / rate, clock, sleep
        self._next = clock()

    async def wait(self) -> None:
        moment = self._clock()
        turn = max(moment, self._next)
        self._next = turn + self._gap * self.source.uniform(*_UNEVEN)
        if turn > moment:
            await self._sleep(turn - moment)


class _StoppedError(Exception):
    """The caller wants no more, or there is nobody to ask."""


class _Asker:
    """One run: the pace, and the answers that several names share."""

    def __init__(self, resolver: Resolver, pace: _Pace, stop: Callable[[], bool]) -> None:
        self._resolver, self._pace, self._stop = resolver, pace, stop
        self._above: dict[str, asyncio.Task[Answer]] = {}
        self._nonsense: dict[str, asyncio.Task[Records]] = {}
        self._silent = 0

    @property
    def gave_up(self) -> bool:
        return self._silent >= _SILENT

    async def resolve(self, name: str) -> Resolved | None:
        """Return what is known of one name; None once the run is over."""
        try:
            return await self._resolve(name)
        except _StoppedError:
            return None

    async def _resolve(self, host: str) -> Resolved:
        registered, suffix = split_suffix(host)
        below = bool(registered) and host != registered
        if below:
            above = await self._ask_above(registered)
            if above.code == "absent":
                return Resolved(host, "free-looking")
        records = await self._ask_records(host)
        if records.name.code == "failed":
            return Resolved(host, "unknown", why=records.name.why)
        if records.name.code == "absent":
            if not below:
                return Resolved(host, "free-looking")
            failed = above.code == "failed"
            return Resolved(host, "unknown", why=above.why) if failed else Resolved(host, "held")
        nonsense = await self._ask_nonsense(registered if below else suffix)
        return describe_name(host, records, nonsense=nonsense)

    async def _ask_above(self, registered: str) -> Answer:
        if registered not in self._above:
            self._above[registered] = asyncio.create_task(self._ask(registered, "NS"))
        return await self._above[registered]

    async def _ask_nonsense(self, parent: str) -> Records:
        """Ask once what a name that nobody has gives below this one."""
        if parent not in self._nonsense:
            letters = self._pace.source.choices(string.ascii_lowercase, k=_NONSENSE_LETTERS)
            name = f"{''.join(letters)}.{parent}"
            self._nonsense[parent] = asyncio.create_task(self._ask_records(name))
        return await self._nonsense[parent]

    async def _ask_records(self, host: str) -> Records:
        """Ask for the name servers, and for the rest only where the name exists."""
        first = await self._ask(host, "NS")
        if first.code in ("absent", "failed"):
            return Records(first)
        return Records(first, *[await self._ask(host, kind) for kind in LATER])

    async def _ask(self, host: str, kind: Kind) -> Answer:
        answer = Answer("failed")
        for attempt in range(_ATTEMPTS):
            if not (self._stop() or self.gave_up):
                await self._pace.wait()
            if self._stop() or self.gave_up:
                raise _StoppedError
            answer = await self._resolver.ask(host, kind, attempt=attempt)
            self._silent = self._silent + 1 if answer.why in _NO_ANSWER else 0
            if answer.code != "failed":
                break
        return answer
