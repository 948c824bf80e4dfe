"""Chunks on several machines: the same work as `local` does, on the workers of a Dask scheduler.

Dask does a chunk again where its worker was lost. Dump, archive, key and ledger must lie at the same paths everywhere; what
travels is prints and findings, and the passwords that were given, so the scheduler's network must be one's own.
"""

from __future__ import annotations

import contextlib
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from chaffinch.leaks.chunk import Chunk, JudgedChunk
from chaffinch.leaks.triage.bench import Bench, OpenBench
from chaffinch.leaks.triage.errors import TriageError
from chaffinch.leaks.triage.order import TriageOrder

_AHEAD = 3
"""Chunks handed in for each thread of the cluster."""
_PATIENCE = 0.2
"""Seconds between two looks at whether to stop."""
_CONNECT = "20s"

_kept = threading.local()
"""Each thread of a worker keeps the bench that it opened last."""


class ClusterCrew:
    """A Dask cluster that judges chunks, in order."""

    def __init__(self, order: TriageOrder, passwords: Sequence[str], *, open_bench: OpenBench) -> None:
        """Connect.

        Raises:
            TriageError: the scheduler does not answer, or `distributed` is not installed.
        """
        self._parts = (order, tuple(passwords), open_bench)
        self._client = _connect(order.scheduler)

    def judge_chunks(
        self, chunks: Iterator[Chunk], *, should_stop: Callable[[], bool]
    ) -> Iterator[JudgedChunk]:
        """Yield the parts of every chunk, in order; fewer where it was told to stop."""
        begun: deque[tuple[Chunk, Any]] = deque()
        while not should_stop():
            room = _AHEAD * max(1, sum(self._client.nthreads().values())) - len(begun)
            for _, chunk in zip(
                range(room), chunks, strict=False
            ):  # asks for no chunk more than there is room for
                begun.append((chunk, self._client.submit(judge_whole, *self._parts, chunk, pure=False)))
            if not begun:
                return
            parts = self._take(*begun[0])
            if parts is not None:
                begun.popleft()
                for part in parts:
                    yield pickle.loads(part)  # noqa: S301 - our own function wrote it, on a cluster of our own

    def close(self) -> None:
        """Leave the cluster; what it was at is cancelled."""
        self._client.close()

    def _take(self, chunk: Chunk, future: Any) -> list[bytes] | None:
        """Return the first chunk's parts; None where it is not done yet."""
        from distributed import KilledWorker

        try:
            parts: list[bytes] = future.result(timeout=_PATIENCE)
        except TimeoutError:
            return None
        except KilledWorker:
            order, passwords, open_bench = self._parts
            with open_bench(order, passwords) as bench:
                return [pickle.dumps(bench.judge_lost(chunk), protocol=5)]
        return parts


def judge_whole(
    order: TriageOrder, passwords: tuple[str, ...], open_bench: OpenBench, chunk: Chunk
) -> list[bytes]:
    """Judge one chunk, on whatever machine this runs; return its parts, pickled."""
    bench = _open_kept(order, passwords, open_bench)
    return [pickle.dumps(part, protocol=5) for part in bench.judge_chunk(chunk)]


def _open_kept(order: TriageOrder, passwords: tuple[str, ...], open_bench: OpenBench) -> Bench:
    """Return this thread's bench; another order closes it and opens another."""
    terms = (order, passwords, open_bench)
    if getattr(_kept, "terms", None) != terms:
        if hasattr(_kept, "stack"):
            _kept.stack.close()
        _kept.stack = contextlib.ExitStack()
        _kept.bench = _kept.stack.enter_context(open_bench(order, passwords))
        _kept.terms = terms
    bench: Bench = _kept.bench
    return bench


def _connect(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError as fault:
        raise TriageError(
            "Dask is not installed.",
            why=str(fault),
            todo="Install chaffinch[cluster], here and on every worker.",
        ) from fault
    try:
        return Client(scheduler, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as fault:
        raise TriageError(
            f"The scheduler {scheduler} does not answer.",
            why=str(fault) or type(fault).__name__,
            todo="Start one (`dask scheduler`), or leave --scheduler out.",
        ) from fault
