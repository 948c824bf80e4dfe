"""Does this address pretend to be us? One line at a time, or a stream of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from chaffinch.names.batches import Batch, cut_batches
from chaffinch.names.hosts import Host, Skipped, read_host
from chaffinch.names.judge import Judge
from chaffinch.names.match import Match
from chaffinch.names.prefilter import Prefilter
from chaffinch.names.watchlist import Watchlist


class Matcher:
    """Compare hosts and URLs with a watchlist.

    One instance serves one thread (see `Prefilter`).
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self._judge = Judge(watchlist)

    @cached_property
    def _prefilter(self) -> Prefilter:
        """The scan of blocks; who asks about one line need not wait until it is compiled."""
        return Prefilter(
            [target.pattern for target in self._judge.targets],
            words=self._judge.vocabulary.joined,
            slipped=[number for number, target in enumerate(self._judge.targets) if target.beside],
        )

    def match(self, untrusted_line: str | bytes, line: int = 0) -> tuple[Match, ...]:
        """Return a match for each brand that a line imitates, the best explained first.

        A blank line, a comment and a line that is no host give nothing.
        """
        if isinstance(untrusted_line, str):
            untrusted_line = untrusted_line.encode("utf-8", "replace")
        host = read_host(untrusted_line)
        return self._judge.judge(host, self._judge.targets, line) if isinstance(host, Host) else ()

    def match_lines(self, untrusted_lines: Iterable[bytes]) -> Iterator[Match | Skipped]:
        """Match a stream of lines, in their order; a line that is no host gives a `Skipped`.

        Lines are numbered from 1. What `match` says of each line, this says too.
        """
        yield from self.match_blocks(cut_batches(untrusted_lines))

    def match_blocks(self, untrusted_blocks: Iterable[bytes]) -> Iterator[Match | Skipped]:
        """Match a stream of blocks, each of newline-joined lines without the last newline (see `read_blocks`)."""
        first = 1
        for block in untrusted_blocks:
            yield from self.match_block(block, first)
            first += block.count(b"\n") + 1

    def match_block(self, untrusted_block: bytes, first: int = 1) -> Iterator[Match | Skipped]:
        """Match one block whose first line has this number."""
        batch = Batch(untrusted_block)
        survivors = self.find_survivors(batch)
        targets = self._judge.targets
        for index in sorted({*survivors, *batch.skipped}):
            host = batch.read_line(index)
            if isinstance(host, str):
                yield Skipped(first + index, host)
            elif host is not None:
                found = tuple(targets[place] for place in survivors[index])
                yield from self._judge.judge(host, found, first + index)

    def find_survivors(self, batch: Batch) -> dict[int, list[int]]:
        """Return the lines of a batch that the scan lets through, each with the indexes of the targets to judge."""
        buffer, newlines = batch.write_buffer()
        return self._prefilter.find_lines(buffer, newlines=newlines)
