"""Several feeds at once: each read by a thread of its own, one consumer, nothing piled up."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chaffinch.names.feeds.feed import Checkpoint, Chunk, Feed

Stop = Callable[[], bool]

_SECONDS_BETWEEN_QUESTIONS = 0.2
_LONGEST_PAUSE = 3_600.0
_DOUBLINGS = 6


@dataclass(frozen=True, slots=True)
class FollowedChunk:
    """A chunk and the feed that it is of."""

    feed: str
    """The name that the caller gave it."""
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class _Ended:
    """A feed was read to its end, or cannot be read as it is configured."""

    fault: Exception | None = None


def follow_feeds(
    feeds: Mapping[str, Feed],
    *,
    checkpoints: Mapping[str, Checkpoint | None],
    stop: Stop,
    every: Mapping[str, float] | None = None,
) -> Iterator[FollowedChunk]:
    """Yield what is new in several feeds, each feed's chunks in its own order.

    A thread hands over one chunk at a time and reads on only when that one was dealt with, which is when the next
    is asked for: the slowest part sets the pace, and memory stays what the feeds' own requests need.

    Args:
        feeds: by names of the caller's.
        checkpoints: by the same names; a name that is missing begins anew.
        stop: asked by several threads.
        every: for each name the seconds after which it is read again, until `stop`; a feed that cannot be reached
            is asked ever more rarely, down to once an hour. None: end when all were read once.

    Raises:
        ChaffinchError: of a feed that cannot be one; the others are ended first.
    """
    ended = threading.Event()
    ready: queue.Queue[FollowedChunk | _Ended] = queue.Queue(maxsize=1)

    def is_over() -> bool:
        return ended.is_set() or stop()

    threads = [
        threading.Thread(
            target=_follow,
            args=(name, feed, checkpoints.get(name), ready),
            kwargs={"is_over": is_over, "ended": ended, "every": every[name] if every else None},
            name=f"follow {name}"[:60],
            daemon=True,
        )
        for name, feed in feeds.items()
    ]
    for thread in threads:
        thread.start()
    running = len(threads)
    try:
        while running:
            item = ready.get()
            if isinstance(item, FollowedChunk):
                yield item
                continue
            running -= 1
            if item.fault is not None:
                raise item.fault
    finally:
        ended.set()
        _drain(threads, ready)


def choose_pause(every: float, *, failures: int) -> float:
    """Return the seconds until a feed is asked again, after so many attempts in a row that reached nothing."""
    if not failures:
        return every
    return max(every, min(every * 2.0 ** min(failures, _DOUBLINGS), _LONGEST_PAUSE))


def is_failure(chunk: Chunk) -> bool:
    """Tell whether a chunk only says that the source could not be read."""
    return bool(chunk.faults) and not chunk.entries


def _follow(
    name: str,
    feed: Feed,
    checkpoint: Checkpoint | None,
    ready: queue.Queue[FollowedChunk | _Ended],
    *,
    is_over: Stop,
    ended: threading.Event,
    every: float | None,
) -> None:
    fault: Exception | None = None
    failures = 0
    try:
        while True:
            failed = False
            for chunk in feed.read(checkpoint, stop=is_over):
                checkpoint, failed = chunk.checkpoint, is_failure(chunk)
                if not _hand_over(FollowedChunk(name, chunk), ready, ended=ended):
                    return
            failures = failures + 1 if failed else 0
            if every is None or _wait(choose_pause(every, failures=failures), is_over=is_over, ended=ended):
                break
    except Exception as error:  # at the thread's edge: the consumer raises it
        fault = error
    _hand_over(_Ended(fault), ready, ended=ended)


def _hand_over(
    item: FollowedChunk | _Ended, ready: queue.Queue[FollowedChunk | _Ended], *, ended: threading.Event
) -> bool:
    """Wait until the item is taken; return False when nobody takes any more."""
    while not ended.is_set():
        try:
            ready.put(item, timeout=_SECONDS_BETWEEN_QUESTIONS)
        except queue.Full:
            continue
        return True
    return False


def _wait(seconds: float, *, is_over: Stop, ended: threading.Event) -> bool:
    """Wait; return whether it was asked to end."""
    while seconds > 0 and not is_over():
        ended.wait(min(seconds, _SECONDS_BETWEEN_QUESTIONS))
        seconds -= _SECONDS_BETWEEN_QUESTIONS
    return is_over()


def _drain(threads: list[threading.Thread], ready: queue.Queue[FollowedChunk | _Ended]) -> None:
    """Take what threads still hand over, so that they end."""
    for thread in threads:
        while thread.is_alive():
            try:
                ready.get_nowait()
            except queue.Empty:
                thread.join(timeout=_SECONDS_BETWEEN_QUESTIONS)
