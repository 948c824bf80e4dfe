"""One list on several cores: each process has its own scan, the results come in the order of the input."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from chaffinch.errors import ChaffinchError
from chaffinch.names.hosts import Skipped
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

#: Blocks that wait for each process: enough to keep it busy, few enough to stay small.
_AHEAD = 2

_matcher: Matcher | None = None


class LostProcessError(ChaffinchError):
    """A process of the matcher ended before it had answered."""


def match_blocks(
    watchlist: Watchlist, untrusted_blocks: Iterable[bytes], *, jobs: int = 1
) -> Iterator[Match | Skipped]:
    """Match a stream of blocks, as `Matcher.match_blocks` does, on so many cores.

    Raises:
        LostProcessError: one of the processes was killed; what came before its block was yielded.
    """
    if jobs == 1:
        yield from Matcher(watchlist).match_blocks(untrusted_blocks)
        return
    with ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare, initargs=(watchlist,)
    ) as pool:
        try:
            yield from _match_in_turn(pool, untrusted_blocks, most=jobs * _AHEAD)
        except BrokenProcessPool as error:
            raise LostProcessError(
                "a process of the matcher ended before it had answered",
                why="It was killed, or there was not enough memory.",
                todo="Run it again, with --jobs 1 where memory is short.",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _match_in_turn(
    pool: ProcessPoolExecutor, blocks: Iterable[bytes], *, most: int
) -> Iterator[Match | Skipped]:
    """Yield results in order; a source that ends in an error first gives those of the blocks before."""
    waiting: deque[Future[list[Match | Skipped]]] = deque()
    first = 1
    try:
        for block in blocks:
            waiting.append(pool.submit(_match_block, block, first))
            first += block.count(b"\n") + 1
            if len(waiting) >= most:
                yield from waiting.popleft().result()
    except Exception:  # not GeneratorExit: who closes us wants nothing more
        yield from _answer_waiting(waiting)
        raise
    yield from _answer_waiting(waiting)


def _answer_waiting(waiting: deque[Future[list[Match | Skipped]]]) -> Iterator[Match | Skipped]:
    while waiting:
        yield from waiting.popleft().result()


def _prepare(watchlist: Watchlist) -> None:
    global _matcher  # noqa: PLW0603 -- one for each process, made once
    _matcher = Matcher(watchlist)


def _match_block(block: bytes, first: int) -> list[Match | Skipped]:
    assert _matcher is not None  # noqa: S101 -- made by _prepare
    return list(_matcher.match_block(block, first))
