"""From an order to judged chunks, in the order of the dump: what the command line writes down and the desk keeps."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from chaffinch.leaks.chunk import Chunk, JudgedChunk
from chaffinch.leaks.triage.bench import OpenBench
from chaffinch.leaks.triage.cluster import ClusterCrew
from chaffinch.leaks.triage.local import LocalCrew
from chaffinch.leaks.triage.order import TriageOrder


@dataclass(frozen=True, slots=True)
class TriageProgress:
    """How far a triage has come, what was done before counted."""

    chunks: int
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
    plan: Callable[[TriageOrder], Iterator[Chunk]],
    bench: OpenBench,
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
    chunks = tuple(plan(order))
    left = [chunk for chunk in chunks if chunk.number not in done]
    size = sum(chunk.size for chunk in chunks)
    ended, size_done, items = len(chunks) - len(left), size - sum(chunk.size for chunk in left), 0
    on_progress(TriageProgress(len(chunks), ended, size, size_done, items))
    if not left:
        return
    with closing(_open_crew(order, passwords, bench=bench)) as crew:
        for part in crew.judge_chunks(iter(left), should_stop=should_stop):
            yield part
            items += len(part.judged)
            ended += part.last
            size_done += part.chunk.size if part.last else 0
            on_progress(TriageProgress(len(chunks), ended, size, size_done, items))


def _open_crew(order: TriageOrder, passwords: Sequence[str], *, bench: OpenBench) -> LocalCrew | ClusterCrew:
    crew = ClusterCrew if order.scheduler else LocalCrew
    return crew(order, passwords, open_bench=bench)
