"""Chunks on the cores of this machine: processes that each keep a bench, and one that puts what they say in order.

What is ahead of the first unfinished chunk waits in a bounded store; beyond it a process stands still at its pipe, so
that memory does not grow with the dump.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from chaffinch.leaks.chunk import Chunk, JudgedChunk
from chaffinch.leaks.triage.bench import OpenBench
from chaffinch.leaks.triage.errors import TriageError
from chaffinch.leaks.triage.order import TriageOrder

ATTEMPTS = 3
"""A chunk whose reading ended its process so often is given up, and its files are listed."""
_AHEAD = 3
"""Chunks begun for each process."""
_STORED = 48_000_000
"""Bytes that wait ahead of their turn, for all processes together."""
_PATIENCE = 0.2
"""Seconds between two looks at whether to stop."""
_CONTEXT = multiprocessing.get_context("spawn")  # the caller may have threads, which a fork would break


@dataclass(slots=True)
class _Turn:
    """A chunk that was begun."""

    chunk: Chunk
    parts: deque[bytes] = field(default_factory=deque)
    taken: int = 0
    """Parts that came, those that were passed on counted."""
    losses: int = 0
    done: bool = False


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    turn: _Turn | None = None


class LocalCrew:
    """Processes of this machine that judge chunks, in order."""

    def __init__(self, order: TriageOrder, passwords: Sequence[str], *, open_bench: OpenBench) -> None:
        self._parts = (order, tuple(passwords), open_bench)
        self._workers = [self._start() for _ in range(order.count_workers())]
        self._turns: deque[_Turn] = deque()

    def judge_chunks(
        self, chunks: Iterator[Chunk], *, should_stop: Callable[[], bool]
    ) -> Iterator[JudgedChunk]:
        """Yield the parts of every chunk, in order; fewer where it was told to stop."""
        while not should_stop():
            self._give_out(chunks)
            if not self._turns:
                return
            yield from self._pass_on(should_stop)
            self._take_in()

    def close(self) -> None:
        """End every process; what it was at is lost."""
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()
        self._workers = []

    def _start(self) -> _Worker:
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_work, args=(theirs, *self._parts), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _give_out(self, chunks: Iterator[Chunk]) -> None:
        """Give each idle process the next chunk, as long as not too many are open."""
        for worker in self._workers:
            if worker.turn is None and len(self._turns) < _AHEAD * len(self._workers):
                chunk = next(chunks, None)
                if chunk is None:
                    return
                turn = _Turn(chunk)
                self._turns.append(turn)
                self._send(worker, turn)

    def _send(self, worker: _Worker, turn: _Turn) -> None:
        worker.turn = turn
        with contextlib.suppress(OSError):  # it ended: its pipe says so when it is read
            worker.pipe.send((turn.chunk, turn.taken, turn.losses >= ATTEMPTS))

    def _pass_on(self, should_stop: Callable[[], bool]) -> Iterator[JudgedChunk]:
        """Yield what has come of the first chunk, and of the next where that one is done."""
        while self._turns:
            first = self._turns[0]
            while first.parts:
                if should_stop():
                    return
                part: JudgedChunk = pickle.loads(first.parts.popleft())  # noqa: S301 - our own process wrote it
                yield part
            if not first.done:
                return
            self._turns.popleft()

    def _take_in(self) -> None:
        """Wait for the processes and store what they send; the first chunk's always, others' while there is room."""
        if not self._turns:
            return
        stored = sum(len(part) for turn in self._turns for part in turn.parts)
        heard = {
            worker.pipe: worker
            for worker in self._workers
            if worker.turn and (worker.turn is self._turns[0] or stored < _STORED)
        }
        for pipe in wait(list(heard), timeout=_PATIENCE):
            worker = heard[pipe]  # type: ignore[index]
            try:
                last, part = worker.pipe.recv()
            except (EOFError, OSError):
                self._replace(worker)
                continue
            assert worker.turn  # noqa: S101 - only those with one are heard
            worker.turn.parts.append(part)
            worker.turn.taken += 1
            if last:
                worker.turn.done, worker.turn = True, None

    def _replace(self, lost: _Worker) -> None:
        """Put a new process in the place of one that ended; it does the chunk again and skips what came."""
        turn = lost.turn
        assert turn  # noqa: S101 - only those with one are heard
        turn.losses += 1
        lost.process.join()
        lost.pipe.close()
        if turn.losses > ATTEMPTS:
            raise TriageError(
                "No process can be started that reads the dump.",
                why=f"each ended, the last with {lost.process.exitcode}",
                todo="See whether there is enough memory; the same call goes on where it was.",
            )
        fresh = self._start()
        self._workers[self._workers.index(lost)] = fresh
        self._send(fresh, turn)


def _work(pipe: Connection, order: TriageOrder, passwords: tuple[str, ...], open_bench: OpenBench) -> None:
    """Judge the chunks that come, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it decides
    with open_bench(order, passwords) as bench, contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            chunk, taken, hopeless = pipe.recv()
            parts = [bench.judge_lost(chunk)] if hopeless else bench.judge_chunk(chunk)
            if hopeless and taken:  # its first parts came before; the files are listed after them
                parts = [JudgedChunk(chunk, one.judged, part=taken) for one in parts]
            for part in parts:
                if part.part >= taken:
                    pipe.send((part.last, pickle.dumps(part, protocol=5)))
