"""Lines that are no host, as the command line tells of them."""

from __future__ import annotations

import click

from chaffinch.names.hosts import Skipped

#: Skipped lines that are named one by one; the rest are counted.
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
