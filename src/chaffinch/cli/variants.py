"""`chaffinch names variants`: what to register or to watch, and what of it exists already."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.kept import KeptLines, open_kept
from chaffinch.cli.options import service_option, watchlist_option
from chaffinch.cli.watch import merge_watch
from chaffinch.errors import UsageError
from chaffinch.ground.progress import report_progress

if TYPE_CHECKING:
    from chaffinch.names.dns import Resolver
    from chaffinch.names.resolved import Resolved
    from chaffinch.names.variants import Variant

_RATE = 10.0
_STATES = ("registered", "wildcard", "held", "free-looking", "unknown")


@click.command()
@click.argument("domain")
@service_option
@watchlist_option
@click.option("-n", "--limit", type=click.IntRange(min=1), help="Only the first so many.")
@click.option("--resolve", is_flag=True, help="Ask DNS which of them exist; the resolver learns the names.")
@click.option(
    "--resolver",
    "resolvers",
    multiple=True,
    metavar="ADDRESS[:PORT]",
    help="Whom to ask, best a resolver of your own; may be repeated. The system's by default.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0.1, max=100),
    help=f"Questions a second; {_RATE:g} by default.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Add the lines to this file; what stands in it is not asked again.",
)
def variants(
    domain: str,
    *,
    services: tuple[str, ...],
    watchlist_file: Path | None,
    limit: int | None,
    resolve: bool,
    resolvers: tuple[str, ...],
    rate: float | None,
    out: Path | None,
) -> None:
    """List addresses worth registering or watching, the most deceptive first, a JSON line each.

    The list is made from the name alone. With --resolve each address is asked of a DNS resolver: NS, then A, AAAA
    and MX if it exists. Whoever runs that resolver, and the servers that it asks in turn, see the names and can tell
    what you watch: name a resolver of your own. Nothing else is contacted, no page is opened.

    Stopped, the same call with the same --out goes on where it was; addresses without a usable answer are asked
    again. Exit 1: some are still without one.

    Example: chaffinch names variants en-marche.fr --service microsoft365 --resolve --resolver 127.0.0.1 --out variants.jsonl
    """
    from chaffinch.names.variants import list_variants
    from chaffinch.names.watchlist import Watchlist

    if not resolve and (resolvers or rate is not None):
        raise UsageError("--resolver and --rate mean nothing without --resolve", todo="Add --resolve.")
    watchlist = Watchlist.from_mapping(merge_watch(watchlist_file, (), services))
    listed = list_variants(domain, watchlist=watchlist)[:limit]
    with open_kept(out) if out else nullcontext() as kept:
        left = _leave_out(listed, kept, resolve=resolve)
        write = kept.add if kept else _print_record
        if not resolve:
            for variant in left:
                write(asdict(variant))
        elif left:
            from chaffinch.names.dns import Resolver

            unknown = _resolve(left, Resolver(*resolvers), rate=rate or _RATE, write=write)
            sys.exit(1 if unknown else 0)


def _leave_out(listed: Sequence[Variant], kept: KeptLines | None, *, resolve: bool) -> list[Variant]:
    """Leave out what stands in the file already; where DNS is asked, with a usable answer."""
    done: dict[str, bool] = {}
    for record in kept.records if kept else ():
        done[record["host"]] = not resolve or record.get("state", "unknown") != "unknown"
    return [variant for variant in listed if not done.get(variant.host)]


def _print_record(record: dict[str, Any]) -> None:
    click.echo(json.dumps(record, ensure_ascii=False))


def _resolve(
    listed: Sequence[Variant], resolver: Resolver, *, rate: float, write: Callable[[dict[str, Any]], None]
) -> int:
    """Write what DNS says of each variant, in their order; returns how many are unknown."""
    from chaffinch.names.dns import list_servers
    from chaffinch.names.resolving import resolve_names

    click.echo(f"asking {', '.join(list_servers(resolver))}, which learns these names", err=True)
    counts: Counter[str] = Counter()
    with report_progress("variants", total=len(listed), unit=" names") as progress:
        answers = resolve_names((variant.host for variant in listed), resolver, rate=rate)
        try:
            for record, resolved in _write_records(listed, answers):
                write(record)
                counts.update((resolved.state, *resolved.ready))
                progress.advance(1)
        finally:
            click.echo(_sum_up(counts), err=True)
    return counts["unknown"]


def _write_records(
    listed: Iterable[Variant], answers: Iterable[Resolved]
) -> Iterator[tuple[dict[str, Any], Resolved]]:
    """Make the line that the command line promises, for as many as were answered."""
    for variant, resolved in zip(listed, answers, strict=False):
        asked_at = datetime.now(UTC).isoformat(timespec="seconds")
        yield {**asdict(variant), **asdict(resolved), "asked_at": asked_at}, resolved


def _sum_up(counts: Counter[str]) -> str:
    states = ", ".join(f"{counts[state]:,} {state}" for state in _STATES if counts[state])
    ready = f" ({counts['web']:,} with a page's address, {counts['mail']:,} with a mail server)"
    total = sum(counts[state] for state in _STATES)
    return f"{total:,} asked: {states}{ready}" if total else "none asked"
