"""From an order to judged chunks, in the order of the dump: what the command line writes down and the desk keeps."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from chaffinch.leaks.chunk import Chunk, JudgedChunk
from chaffinch.leaks.triage.bench import DumpPlan, OpenBench
from chaffinch.leaks.triage.cluster import ClusterCrew
from chaffinch.leaks.triage.local import LocalCrew
from chaffinch.leaks.triage.order import TriageOrder
from chaffinch.leaks.triage.parts import open_bench, plan_order


@dataclass(frozen=True, slots=True)
class TriageProgress:
    """How far a triage has come, what was done before counted."""

    chunks: int
    """As many as are planned so far: a large mailbox is cut while others are judged."""
    chunks_done: int
    size: int
    """Bytes of the dump."""
    size_done: int
    items: int
    """Judged by this call."""


def triage(
    order: TriageOrder,
    *,
    done: Container[int] = (),
    should_stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[TriageProgress], None] = lambda _: None,
    passwords: Sequence[str] = (),
    plan: Callable[[TriageOrder], DumpPlan] = plan_order,
    bench: OpenBench = open_bench,
) -> Iterator[JudgedChunk]:
    """Yield what is said of every item of a dump, in the order of the dump.

    A chunk that holds much comes in several parts (`JudgedChunk.part`, `last`), the same ones each time; a chunk of which
    the last part was not kept is not done, and comes again whole.

    Args:
        order: what, with what.
        done: numbers of chunks that are not to be judged again.
        should_stop: is asked often; the generator then ends, and the processes with it.
        on_progress: is told after each part that the caller has taken.
        passwords: to be tried on what is encrypted.
        plan: cuts the dump; another one for tests.
        bench: opens what reads and judges, in each process; another one where the planted items lie elsewhere.

    Raises:
        ChaffinchError: the archive, its key or the ledger cannot be opened, or the dump cannot be found.
    """
    planned = plan(order)
    count = _Count(planned.size)
    on_progress(count.tell())
    with closing(_open_crew(order, passwords, bench=bench)) as crew:
        for part in crew.judge_chunks(count.skip_done(planned.chunks, done), should_stop=should_stop):
            yield part
            count.add(part)
            on_progress(count.tell())


class _Count:
    """What was planned and what is done, as far as the plan was asked for."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._planned = self._done = self._size_done = self._items = 0

    def skip_done(self, chunks: Iterator[Chunk], done: Container[int]) -> Iterator[Chunk]:
        """Yield the chunks that are not done."""
        for chunk in chunks:
            self._planned += 1
            if chunk.number in done:
                self._done += 1
                self._size_done += chunk.size
            else:
                yield chunk

    def add(self, part: JudgedChunk) -> None:
        """Count a part that the caller has taken."""
        self._items += len(part.judged)
        self._done += part.last
        self._size_done += part.chunk.size if part.last else 0

    def tell(self) -> TriageProgress:
        """Return how far it has come."""
        return TriageProgress(self._planned, self._done, self._size, self._size_done, self._items)


def _open_crew(order: TriageOrder, passwords: Sequence[str], *, bench: OpenBench) -> LocalCrew | ClusterCrew:
    crew = ClusterCrew if order.scheduler else LocalCrew
    return crew(order, passwords, open_bench=bench)
