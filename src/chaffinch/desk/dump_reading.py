"""The dump as the desk has it read: by `leaks.triage`, in processes of its own."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Protocol

from chaffinch.leaks.chunk import JudgedChunk
from chaffinch.leaks.triage import TriageOrder, TriageProgress, triage


class ReadDump(Protocol):
    """What reads and judges a dump."""

    def __call__(
        self,
        order: TriageOrder,
        *,
        done: Container[int],
        should_stop: Callable[[], bool],
        on_progress: Callable[[TriageProgress], None],
    ) -> Iterator[JudgedChunk]:
        """Yield the parts of every chunk that is not done, in order."""


def read_with_triage(
    order: TriageOrder,
    *,
    done: Container[int],
    should_stop: Callable[[], bool],
    on_progress: Callable[[TriageProgress], None],
) -> Iterator[JudgedChunk]:
    """Read and judge on the cores of this machine."""
    return triage(order, done=done, should_stop=should_stop, on_progress=on_progress)
