"""Look-alikes that nobody had registered, asked for in DNS again and again: a feed of those that have come to be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.names.dns import Resolver, ResolverError, list_servers
from chaffinch.names.feeds.feed import Checkpoint, Chunk, FeedFault
from chaffinch.names.resolved import Resolved
from chaffinch.names.resolving import resolve_names

#: Questions a second; a thousand names take a quarter of an hour.
RATE = 2.0
#: Names asked for between two checkpoints.
_AT_ONCE = 32
#: A day's round may begin so much earlier, since the one before took its time.
_EARLY = timedelta(hours=1)


class VariantsCheckpointError(UsageError):
    """The checkpoint is not one of this feed."""


@dataclass(frozen=True, slots=True)
class _Round:
    """How far the names were asked for: what a checkpoint holds."""

    names: str = ""
    """Fingerprint of the names that the round is over."""
    next: int = 0
    asked: int = 0
    """Names asked for since the feed began."""
    ended: str = ""
    """When the last round was over, as ISO 8601; empty while one runs."""
    exist: frozenset[str] = frozenset()
    """Names that are known to exist, and were handed on."""

    @classmethod
    def read(cls, checkpoint: Checkpoint | None) -> _Round:
        if not checkpoint:
            return cls()
        try:
            return cls(
                names=str(checkpoint["names"]),
                next=int(checkpoint["next"]),
                asked=int(checkpoint["asked"]),
                ended=str(checkpoint["ended"]),
                exist=frozenset(map(str, checkpoint["exist"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise VariantsCheckpointError("This is no checkpoint of variants", why=repr(error)) from error

    def write(self) -> Mapping[str, Any]:
        return {
            "names": self.names,
            "next": self.next,
            "asked": self.asked,
            "ended": self.ended,
            "exist": sorted(self.exist),
        }

    def is_fresh(self, *, now: datetime, every: timedelta) -> bool:
        try:
            return bool(self.ended) and now - datetime.fromisoformat(self.ended) < every - _EARLY
        except (TypeError, ValueError):
            return False


class VariantsFeed:
    """Ask DNS for look-alikes of ours; hand on each that exists, once, and again after it was gone.

    A name that everything exists below (a wildcard) proves nothing and is not handed on.

    Args:
        names: ASCII hosts, the most deceptive first.
        resolver: whom to ask; it learns the names.
        clock: the time of now, aware.
        every: a round is begun at most so often, whatever is read in between.
        rate: questions a second.
    """

    def __init__(
        self,
        names: Sequence[str],
        resolver: Resolver,
        *,
        clock: Callable[[], datetime],
        every: timedelta = timedelta(days=1),
        rate: float = RATE,
    ) -> None:
        self._names = tuple(names)
        self._resolver = resolver
        self._clock = clock
        self._every = every
        self._rate = rate
        self._fingerprint = hashlib.sha256("\n".join(self._names).encode()).hexdigest()[:16]

    def read(self, checkpoint: Checkpoint | None, *, stop: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield the names that exist now and did not when they were asked for last; see `Feed`.

        Raises:
            VariantsCheckpointError: the checkpoint is not one of this feed.
        """
        round_ = _Round.read(checkpoint)
        if round_.names != self._fingerprint:
            round_ = replace(round_, names=self._fingerprint, next=0, ended="")
        if round_.is_fresh(now=self._clock(), every=self._every):
            return
        if round_.ended:
            round_ = replace(round_, next=0, ended="")
        # One run for all of them: what several names share (their parents, a wildcard's answer) is asked once.
        answers = resolve_names(self._names[round_.next :], self._resolver, rate=self._rate, stop=stop)
        while not stop():
            before = round_.next
            try:
                some = list(islice(answers, _AT_ONCE))
            except ChaffinchError as error:
                yield self._tell_trouble(round_, error)
                return
            if some:
                round_, found, faults = _take(round_, some)
            else:
                found, faults = [], []
            if not stop() and round_.next >= len(self._names):
                round_ = replace(round_, ended=self._clock().isoformat())
            if some or round_.ended:
                yield self._cut(round_, before, found, faults)
            if round_.ended or not some:
                return

    def _cut(self, round_: _Round, before: int, found: list[int], faults: list[FeedFault]) -> Chunk:
        return Chunk(
            names=tuple(self._names[before + place].encode() for place in found),
            checkpoint=round_.write(),
            entries=round_.next - before,
            position=round_.asked,
            waiting=len(self._names) - round_.next,
            faults=tuple(faults),
        )

    def _tell_trouble(self, round_: _Round, error: ChaffinchError) -> Chunk:
        code = "unreachable" if isinstance(error, ResolverError) else "unreadable"
        where = ", ".join(list_servers(self._resolver))
        fault = FeedFault(code, where, {"why": str(error)[:300]})
        return Chunk(
            (), round_.write(), 0, round_.asked, waiting=len(self._names) - round_.next, faults=(fault,)
        )


def _take(round_: _Round, answers: Sequence[Resolved]) -> tuple[_Round, list[int], list[FeedFault]]:
    """Return the round after some answers, the places among them of names that have come to be, and the faults."""
    exist, found, faults = set(round_.exist), [], []
    for place, answer in enumerate(answers):
        if answer.state == "unknown":
            faults.append(FeedFault("no-usable-answer", answer.host, {"why": answer.why}))
        elif answer.state != "registered":
            exist.discard(answer.host)
        elif answer.host not in exist:
            exist.add(answer.host)
            found.append(place)
    after = replace(
        round_,
        next=round_.next + len(answers),
        asked=round_.asked + len(answers),
        exist=frozenset(exist),
    )
    return after, found, faults
