"""A list in some format as blocks of names, and the way back from a name's number to its line."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from chaffinch.cli.skipped import FaultTeller
from chaffinch.errors import ChaffinchError

#: Faults after which the rest of the list was not read.
_BROKEN = frozenset({"damaged", "bad-json", "too-large"})


class ListedNames:
    """Names of a list, block by block, while somebody matches them in their order."""

    def __init__(
        self,
        source: str,
        *,
        format_: str | None,
        column: str | None,
        on_read: Callable[[int], None] | None = None,
    ) -> None:
        from chaffinch.names.feeds.lists import ListFeed

        self._feed = ListFeed(source, format=format_, column=column, on_read=on_read)
        self._given: deque[tuple[int, Sequence[int]]] = deque()
        self._told = FaultTeller()

    def read_blocks(self) -> Iterator[bytes]:
        """Yield newline-joined names.

        Raises:
            ChaffinchError: it is no such list; or, at the end, a part of it could not be read.
        """
        first = 1
        for chunk in self._feed.read(None, stop=lambda: False):
            for fault in chunk.faults:
                self._told.take(fault)
            if chunk.names:
                self._given.append((first, chunk.places))
                first += len(chunk.names)
                yield b"\n".join(chunk.names)
        broken = _BROKEN & self._told.counts.keys()
        if broken:
            raise ChaffinchError(
                f"{self._feed.source} was not read to its end",
                why=", ".join(sorted(broken)),
                todo="What stood before was matched. Fetch it again for the rest.",
            )

    def find_line(self, number: int) -> int:
        """Return the line of a name by its number among all names, from 1; asked in order."""
        while len(self._given) > 1 and self._given[1][0] <= number:
            self._given.popleft()
        first, places = self._given[0]
        return places[number - first] if places else number

    def sum_faults(self) -> None:
        """Say how many faults there were."""
        self._told.sum_up()
