"""Members of containers: their paths, each once, and how they are read from a stream that counts."""

from __future__ import annotations

from collections import Counter

from chaffinch.leaks.reading.inside.pieces import Metered, Peeked, Piece
from chaffinch.leaks.reading.inside.state import Reading
from chaffinch.leaks.reading.mbox import Readable
from chaffinch.leaks.reading.names import show_name

_PAGE = 1_000_000
"""Names that are remembered to tell repeated ones."""


class Names:
    """Names that were seen in one container: the second of the same name is told apart."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def show(self, untrusted: str) -> str:
        r"""Return the name as it is shown; `NAME\#2` for the second of that name."""
        shown = show_name(untrusted) or "\\"
        if len(self._seen) < _PAGE:
            self._seen[shown] += 1
        count = self._seen[shown]
        return shown if count < 2 else f"{shown}\\#{count}"


def make_member(
    parent: Piece, reading: Reading, *, shown: str, untrusted_name: str, stream: Readable, size: int = -1
) -> Piece:
    """Return a member whose bytes come from a stream."""
    return Piece(
        path=f"{parent.path}!/{shown}",
        name=untrusted_name.replace("\\", "/").rpartition("/")[2],
        stream=Peeked(Metered(stream, reading)),
        size=size,
        depth=parent.depth + 1,
    )
