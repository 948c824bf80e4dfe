"""Lines that are no host and faults of lists, as the command line tells of them."""

from __future__ import annotations

from collections import Counter

import click

from chaffinch.names.feeds.feed import FeedFault
from chaffinch.names.hosts import Skipped

#: Skipped lines, and faults, that are named one by one; the rest are counted.
_NAMED = 20
SKIPPED = {
    "too-long": "longer than 8 KB",
    "nul-bytes": "NUL bytes",
    "not-decodable": "host not in UTF-8",
    "not-a-host": "not a host or URL",
}


def warn_skipped(skipped: Skipped, number: int) -> None:
    """Name a skipped line on standard error, if it is among the first."""
    if number <= _NAMED:
        click.echo(f"line {skipped.line} skipped: {SKIPPED[skipped.code]}", err=True)


class FaultTeller:
    """Names the first faults of a list or log on standard error, and counts all."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def take(self, fault: FeedFault) -> None:
        """Name a fault, if it is among the first."""
        self.counts[fault.code] += 1
        if self.counts.total() <= _NAMED:
            click.echo(f"{fault.code} at {fault.where}", err=True)

    def sum_up(self) -> None:
        """Say how many there were, where not all were named."""
        if self.counts.total() > _NAMED:
            parts = ", ".join(f"{count:,} {code}" for code, count in self.counts.most_common())
            click.echo(f"{self.counts.total():,} faults: {parts}", err=True)
