"""Read lists and feeds of names into the desk, resumable at each batch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from chaffinch.desk.models import Source
from chaffinch.desk.observations import Observation, observe_match
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.sightings import record_batch, record_chunk
from chaffinch.desk.services.watch import load_watchlist
from chaffinch.ground.streams import read_lines
from chaffinch.names.feeds.feed import Chunk, Feed, FeedFault, Gap
from chaffinch.names.hosts import Skipped
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher

_LINES_AT_ONCE = 50_000
_ROWS_AT_ONCE = 1_000
_HEAD_BYTES = 4_096


@dataclass(slots=True)
class Followed:
    """What one pass over a list gave."""

    resumed_at: int = 0
    """Lines that an earlier pass had read."""
    lines: int = 0
    hits: int = 0
    opened: int = 0
    skipped: int = 0
    warnings: tuple[Skipped, ...] = ()
    """The first 20 lines that could not be read."""
    faults: tuple[FeedFault, ...] = ()
    gaps: tuple[Gap, ...] = ()


def follow_list(
    path: Path,
    *,
    actor: Actor,
    clock: Callable[[], datetime],
    on_read: Callable[[int], None] | None = None,
) -> Followed:
    """Read what is new in a list and record its look-alikes; killed at any moment, the next call goes on.

    A list whose beginning changed is read from its start, one that grew is read from where it ended.

    Raises:
        ChaffinchError: the file cannot be read; what stood before the fault is recorded.
    """
    matcher = Matcher(load_watchlist())
    source, _made = Source.objects.get_or_create(kind=Source.Kind.LIST, name=str(path.absolute())[:500])
    fingerprint = _same_content(path, source.fingerprint) or _fingerprint(path)
    done = source.line if fingerprint == source.fingerprint else 0
    followed = Followed(resumed_at=done)
    lines = islice(read_lines(path, on_read=on_read), done, None)
    while chunk := list(islice(lines, _LINES_AT_ONCE)):
        found, skipped = _match_chunk(matcher, chunk, before=done)
        for observations, checkpoint, read in _slice_rows(found, start=done, end=done + len(chunk)):
            recorded = record_batch(
                observations,
                source=source,
                now=clock(),
                actor=actor,
                lines=read,
                skipped=len(skipped) if checkpoint == done + len(chunk) else 0,
                checkpoint=checkpoint,
                fingerprint=fingerprint,
            )
            followed.opened += len(recorded.opened)
        done += len(chunk)
        followed.lines += len(chunk)
        followed.hits += len(found)
        followed.skipped += len(skipped)
        followed.warnings = (followed.warnings + tuple(skipped))[:20]
    return followed


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
    matcher = Matcher(load_watchlist())
    followed = Followed(resumed_at=source.line)
    for chunk in feed.read(source.checkpoint or None, stop=stop):
        found, skipped = _match_chunk(matcher, list(chunk.names), before=0)
        if chunk.places:
            found = [replace(observed, line=chunk.places[observed.line - 1]) for observed in found]
        recorded = record_chunk(found, source=source, chunk=chunk, now=clock(), actor=actor)
        followed.lines += chunk.entries
        followed.hits += len(found)
        followed.opened += len(recorded.opened)
        followed.skipped += len(skipped)
        followed.faults += chunk.faults
        followed.gaps += chunk.gaps
        on_chunk(chunk)
    return followed


def _match_chunk(
    matcher: Matcher, chunk: list[bytes], *, before: int
) -> tuple[list[Observation], list[Skipped]]:
    """Return the best match of each line and the lines that cannot be read; lines are counted after `before`."""
    best: dict[int, Match] = {}
    skipped: list[Skipped] = []
    for result in matcher.match_lines(chunk):
        if isinstance(result, Skipped):
            skipped.append(replace(result, line=before + result.line))
        elif result.line not in best or result.score > best[result.line].score:
            best[result.line] = result
    found = [observe_match(replace(best[line], line=before + line)) for line in sorted(best)]
    return found, skipped


def _slice_rows(
    found: list[Observation], *, start: int, end: int
) -> Iterator[tuple[list[Observation], int, int]]:
    """Yield (rows, checkpoint after them, lines they stand for); the last one reaches the end of the chunk."""
    before = start
    for index in range(0, len(found), _ROWS_AT_ONCE):
        rows = found[index : index + _ROWS_AT_ONCE]
        checkpoint = end if index + _ROWS_AT_ONCE >= len(found) else rows[-1].line
        yield rows, checkpoint, checkpoint - before
        before = checkpoint
    if before < end:
        yield [], end, end - before


def _fingerprint(path: Path, length: int = _HEAD_BYTES) -> str:
    with path.open("rb") as stream:
        head = stream.read(length)
    return f"{len(head)}:{hashlib.sha256(head).hexdigest()[:48]}"


def _same_content(path: Path, known: str) -> str:
    """Return the known fingerprint when the file still begins with what it was made of, else an empty string."""
    length = known.partition(":")[0]
    if length.isdigit() and int(length) and _fingerprint(path, int(length)) == known:
        return known
    return ""
