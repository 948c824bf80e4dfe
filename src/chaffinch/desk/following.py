"""Read feeds of names into the desk, resumable at each chunk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from chaffinch.desk.models import Source
from chaffinch.desk.observations import Observation, observe_match
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.sightings import record_chunk
from chaffinch.desk.services.watch import compose_mapping, list_watch_lines
from chaffinch.names.feeds.feed import Chunk, Feed, FeedFault, Gap
from chaffinch.names.hosts import Skipped
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist


@dataclass(slots=True)
class Followed:
    """What one reading of a source gave."""

    resumed_at: int = 0
    """Lines or entries that an earlier one had read."""
    lines: int = 0
    hits: int = 0
    opened: int = 0
    skipped: int = 0
    warnings: tuple[Skipped, ...] = ()
    """The first 20 lines that could not be read."""
    faults: tuple[FeedFault, ...] = ()
    gaps: tuple[Gap, ...] = ()


def follow_feed(
    feed: Feed,
    source: Source,
    *,
    actor: Actor,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
    on_chunk: Callable[[Chunk], None] = lambda chunk: None,
) -> Followed:
    """Read what is new in a feed and record its look-alikes; killed at any moment, the next call goes on.

    Args:
        feed: to be read from the source's checkpoint on.
        source: its row.
        actor: who reads.
        clock: the time of now, aware.
        stop: asked between chunks and while waiting.
        on_chunk: told of each chunk that was stored.

    Raises:
        ChaffinchError: the source as configured cannot be one.
    """
    reader = ChunkReader(actor=actor, clock=clock)
    followed = Followed(resumed_at=source.line)
    for number, chunk in enumerate(feed.read(source.checkpoint or None, stop=stop)):
        if not number:
            followed.resumed_at = chunk.position - chunk.entries
        taken = reader.take(chunk, source=source)
        followed.lines += chunk.entries
        followed.hits += taken.hits
        followed.opened += taken.opened
        followed.skipped += len(taken.skipped)
        followed.warnings = (followed.warnings + taken.skipped)[:20]
        followed.faults += chunk.faults
        followed.gaps += chunk.gaps
        on_chunk(chunk)
    return followed


@dataclass(frozen=True, slots=True)
class Taken:
    """What one chunk held."""

    hits: int
    opened: int
    skipped: tuple[Skipped, ...]


class ChunkReader:
    """Match chunks of feeds by the watchlist as it stands at that moment, and record what they hold."""

    def __init__(self, *, actor: Actor, clock: Callable[[], datetime]) -> None:
        self._actor = actor
        self._clock = clock
        self._lines: list[tuple[str, str]] | None = None
        self._matcher: Matcher | None = None

    def take(self, chunk: Chunk, *, source: Source) -> Taken:
        """Match and store one chunk, its checkpoint with it.

        Raises:
            WatchlistError: the watchlist cannot be read.
        """
        found, skipped = _match_names(self._find_matcher(), list(chunk.names))
        if chunk.places:
            found = [replace(observed, line=chunk.places[observed.line - 1]) for observed in found]
            skipped = [replace(one, line=chunk.places[one.line - 1]) for one in skipped]
        recorded = record_chunk(
            found, source=source, chunk=chunk, now=self._clock(), actor=self._actor, skipped=len(skipped)
        )
        return Taken(len(found), len(recorded.opened), tuple(skipped))

    def _find_matcher(self) -> Matcher:
        """Return the matcher of the watchlist; a line that somebody added or removed counts from the next chunk on."""
        lines = list_watch_lines()
        if self._matcher is None or lines != self._lines:
            self._matcher = Matcher(Watchlist.from_mapping(compose_mapping(lines)))
            self._lines = lines
        return self._matcher


def _match_names(matcher: Matcher, names: list[bytes]) -> tuple[list[Observation], list[Skipped]]:
    """Return the best match of each name, and those that cannot be read; counted from 1."""
    best: dict[int, Match] = {}
    skipped: list[Skipped] = []
    for result in matcher.match_lines(names):
        if isinstance(result, Skipped):
            skipped.append(result)
        elif result.line not in best or result.score > best[result.line].score:
            best[result.line] = result
    return [observe_match(best[line]) for line in sorted(best)], skipped
