"""`chaffinch names`: look-alikes in any list of hosts or URLs, and what to register or watch."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from chaffinch.cli.following import follow
from chaffinch.cli.listed import ListedNames
from chaffinch.cli.options import service_option, watchlist_option
from chaffinch.cli.skipped import SKIPPED, warn_skipped
from chaffinch.cli.variants import variants
from chaffinch.cli.watch import merge_watch
from chaffinch.ground.progress import report_progress
from chaffinch.ground.streams import measure_source, read_blocks
from chaffinch.names.errors import WatchlistError
from chaffinch.names.match import Match


@click.group()
def names() -> None:
    """Find addresses that imitate yours.

    Example: chaffinch names check --watch en-marche.fr --service microsoft365 hosts.txt
    """


names.add_command(follow)
names.add_command(variants)


@names.command()
@click.option(
    "--watch", "domains", multiple=True, metavar="DOMAIN", help="A domain of yours; may be repeated."
)
@service_option
@watchlist_option
@click.option(
    "--jobs", type=click.IntRange(min=1, max=64), default=1, help="Processes to share the work; 1 by default."
)
@click.option(
    "--format",
    "format_",
    metavar="NAME",
    help="The list's format: plain (the default), csv, zone, hosts, misp, … (docs/reference/sources.md); auto to tell.",
)
@click.option("--column", metavar="NAME|NUMBER", help="Which column of a table; implies one.")
@click.argument("source", metavar="[INPUT]", default="-")
def check(
    domains: tuple[str, ...],
    *,
    services: tuple[str, ...],
    watchlist_file: Path | None,
    jobs: int,
    format_: str | None,
    column: str | None,
    source: str,
) -> None:
    """Say which hosts or URLs of a list imitate yours, a JSON line for each name and brand.

    INPUT has a host or URL a line (blank lines and # comments are left out), or is a list in another format; "-" is
    standard input; .gz, .xz and .zst are read as they are. Lines that are no host are counted on standard error.

    Example: zcat new-domains.gz | chaffinch names check --watch en-marche.fr --service microsoft365 -
    """
    from chaffinch.names.parallel import match_blocks
    from chaffinch.names.watchlist import Watchlist

    watchlist = Watchlist.from_mapping(merge_watch(watchlist_file, domains, services))
    if not watchlist.brands and not watchlist.services:
        raise WatchlistError(
            "nothing is watched",
            todo="Name a domain by --watch, a service by --service, or a --watchlist file.",
        )
    skipped: Counter[str] = Counter()
    listed: ListedNames | None = None
    with report_progress("names", total=measure_source(source)) as progress:
        try:
            if format_ or column:
                named = None if format_ == "auto" else format_
                listed = ListedNames(source, format_=named, column=column, on_read=progress.advance)
            blocks = listed.read_blocks() if listed else read_blocks(source, on_read=progress.advance)
            for found in match_blocks(watchlist, blocks, jobs=jobs):
                if isinstance(found, Match):
                    click.echo(json.dumps(_write_record(found), ensure_ascii=False))
                else:
                    skipped[found.code] += 1
                    line = listed.find_line(found.line) if listed else found.line
                    warn_skipped(replace(found, line=line), skipped.total())
        finally:
            _sum_skipped(skipped)
            if listed:
                listed.sum_faults()


def _write_record(match: Match) -> dict[str, Any]:
    """Make the line that the command line promises."""
    from chaffinch.reports.sentences import say_tricks

    said = say_tricks(match.tricks, brand=match.brand, display=match.display)
    return {
        "input": match.input,
        "host": match.host,
        "brand": match.brand,
        "kinds": list(match.kinds),
        "score": match.score,
        "tier": match.tier,
        "explanation": said[:1].upper() + said[1:] + ".",
    }


def _sum_skipped(skipped: Counter[str]) -> None:
    if skipped:
        parts: Iterator[str] = (f"{count:,} × {SKIPPED[code]}" for code, count in skipped.most_common())
        click.echo(f"{skipped.total():,} lines skipped: {', '.join(parts)}", err=True)
