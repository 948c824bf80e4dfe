"""`chaffinch names follow`: a list or a certificate log, read into the desk."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from chaffinch.cli.options import home_option
from chaffinch.cli.skipped import FaultTeller, warn_skipped
from chaffinch.desk.home import Home, find_home
from chaffinch.errors import UsageError
from chaffinch.ground.clock import read_clock
from chaffinch.ground.progress import report_progress
from chaffinch.ground.streams import measure_source

if TYPE_CHECKING:
    from chaffinch.desk.followers.listed import Listed
    from chaffinch.desk.following import Followed
    from chaffinch.ground.web import Fetcher


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option(
    "--format",
    "format_",
    metavar="NAME",
    help="The list's format (docs/reference/sources.md); told by a look at its beginning.",
)
@click.option(
    "--column", metavar="NAME|NUMBER", help="Which column of a table; the one that holds most addresses."
)
@click.option(
    "--new-only", is_flag=True, help="Only names that the last whole reading of this list did not hold."
)
@click.option(
    "--log-list",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="SOURCE is a certificate log's address in this list of logs (version 3, as Google and Apple publish it).",
)
@click.option(
    "--from",
    "start",
    default="now",
    metavar="now|beginning|INDEX",
    help="Where a log that was never read begins; otherwise reading goes on where it ended.",
)
@click.option(
    "--range",
    "range_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The running practice range's range.json; its .test names are then reached on loopback.",
)
@home_option
def follow(
    source: str,
    *,
    format_: str | None,
    column: str | None,
    new_only: bool,
    log_list: Path | None,
    start: str,
    range_file: Path | None,
    home: Path | None,
) -> None:
    """Read a list of hosts or URLs, or a certificate log, into the desk: each look-alike becomes a case.

    SOURCE is a path, an address, or "-" for standard input. Stopped or killed, the same call goes on where it was; a
    list or log that grew is read from where it ended. An address is asked over the way out that [sources] names; its
    server learns our address and nothing of whom we watch for. What [sources] names is read by `chaffinch serve`.

    Example: chaffinch names follow --format zone --new-only fr.zone.gz
    """
    from chaffinch.desk.followers.listed import Listed
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    is_address = "://" in source
    if log_list is None and not (is_address or source == "-" or Path(source).exists()):
        raise UsageError(
            f"{source} is not a file",
            todo="Name a list's path or address, or a certificate log's address with --log-list.",
        )
    if log_list is not None and (format_ or column or new_only):
        raise UsageError(
            "A certificate log has no format, column or yesterday", todo="Leave these options out."
        )
    folder = find_home(home)
    start_django(folder)
    bring_tables_up_to_date(now=read_clock())
    if log_list is None:
        place = source if is_address or source == "-" else str(Path(source).absolute())
        listed = Listed(place, format=format_, column=column, new_only=new_only)
        followed = _follow_list(listed, home=folder, range_file=range_file if is_address else None)
    else:
        followed = _follow_log(source, log_list, start=_read_start(start), range_file=range_file)
    told = FaultTeller()
    for fault in followed.faults:
        told.take(fault)
    told.sum_up()
    for gap in followed.gaps:
        click.echo(f"entries {gap.start:,} to {gap.end - 1:,} were not read: {gap.code}", err=True)
    _tell(followed, what="line" if log_list is None else "entry")
    sys.exit(1 if followed.faults or followed.gaps else 0)


def _follow_list(listed: Listed, *, home: Home, range_file: Path | None) -> Followed:
    from chaffinch.desk.followers.lists import follow_list
    from chaffinch.desk.services.audit import COMMAND_LINE

    total = None if "://" in listed.place else measure_source(listed.place)
    with (
        _open_fetcher(range_file) if "://" in listed.place else nullcontext() as fetcher,
        report_progress("names", total=total) as progress,
    ):
        return follow_list(
            listed, home=home, actor=COMMAND_LINE, clock=read_clock, fetcher=fetcher, on_read=progress.advance
        )


def _follow_log(
    address: str, log_list: Path, *, start: Literal["now", "beginning"] | int, range_file: Path | None
) -> Followed:
    from chaffinch.desk.following import follow_feed
    from chaffinch.desk.models import Source
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.names.feeds.certificates import CertificateLog, choose_logs, read_log_list

    [log] = choose_logs(read_log_list(log_list.read_bytes()), now=read_clock(), addresses=(address,))
    source, _made = Source.objects.get_or_create(kind=Source.Kind.CERTIFICATES, name=log.address[:500])
    with _open_fetcher(range_file) as fetcher, report_progress("log", unit=" entries") as progress:
        return follow_feed(
            CertificateLog(log, fetcher, start=start),
            source,
            actor=COMMAND_LINE,
            clock=read_clock,
            stop=lambda: False,
            on_chunk=lambda chunk: progress.advance(chunk.entries),
        )


def _open_fetcher(range_file: Path | None) -> Fetcher:
    """Return what fetches over the way out of [sources], not yet opened."""
    from django.conf import settings

    from chaffinch.desk.way_out import choose_egress
    from chaffinch.ground.range_directory import RangeDirectory
    from chaffinch.ground.web import Fetcher

    directory = RangeDirectory.read(range_file) if range_file else None
    return Fetcher(choose_egress(settings.CONFIGURATION.sources), directory=directory)


def _read_start(text: str) -> Literal["now", "beginning"] | int:
    if text == "now":
        return "now"
    if text == "beginning":
        return "beginning"
    if text.isascii() and text.isdigit():
        return int(text)
    raise UsageError(f"--from cannot be {text!r}", todo="Write now, beginning, or an entry's index.")


def _tell(followed: Followed, *, what: str) -> None:
    if followed.resumed_at:
        click.echo(f"went on after {what} {followed.resumed_at:,}", err=True)
    for number, warning in enumerate(followed.warnings, start=1):
        warn_skipped(warning, number)
    if followed.skipped:
        click.echo(f"{followed.skipped:,} lines skipped", err=True)
    read = "lines" if what == "line" else "entries"
    click.echo(
        f"{followed.lines:,} {read} read, {followed.hits:,} look-alikes, {followed.opened:,} new cases"
    )
