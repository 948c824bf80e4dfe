"""Several logs at once: each read by a thread of its own, one consumer, nothing piled up."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chaffinch.names.feeds.certificates.server import Stop
from chaffinch.names.feeds.feed import Checkpoint, Chunk, Feed

_SECONDS_BETWEEN_QUESTIONS = 0.2


@dataclass(frozen=True, slots=True)
class FollowedChunk:
    """A chunk and the log that it is of."""

    log: str
    """The name that the caller gave it."""
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class _Ended:
    """A log was read to its end, or cannot be read as it is configured."""

    fault: Exception | None = None


def follow_logs(
    feeds: Mapping[str, Feed],
    *,
    checkpoints: Mapping[str, Checkpoint | None],
    stop: Stop,
    every: float | None = None,
) -> Iterator[FollowedChunk]:
    """Yield what is new in several feeds, each feed's chunks in its own order.

    A thread hands over one chunk at a time and reads on only then: the slowest part sets the pace, and memory stays
    what the feeds' own requests need.

    Args:
        feeds: by names of the caller's.
        checkpoints: by the same names; a name that is missing begins anew.
        stop: asked by several threads.
        every: read each feed again after so many seconds, until `stop`; None: end when all were read once.

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
            kwargs={"is_over": is_over, "ended": ended, "every": every},
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
    try:
        while True:
            for chunk in feed.read(checkpoint, stop=is_over):
                checkpoint = chunk.checkpoint
                if not _hand_over(FollowedChunk(name, chunk), ready, ended=ended):
                    return
            if every is None or _wait(every, is_over=is_over, ended=ended):
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
