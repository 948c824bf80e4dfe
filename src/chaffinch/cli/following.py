"""`chaffinch names follow`: a list or a certificate log, read into the desk."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from chaffinch.cli.options import home_option
from chaffinch.cli.skipped import warn_skipped
from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError
from chaffinch.ground.progress import report_progress
from chaffinch.ground.streams import measure_source

if TYPE_CHECKING:
    from chaffinch.desk.following import Followed

#: Faults that are named one by one; the rest are counted.
_NAMED = 20


@click.command()
@click.argument("source", metavar="SOURCE")
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
    source: str, log_list: Path | None, start: str, range_file: Path | None, home: Path | None
) -> None:
    """Read a list of hosts or URLs, or a certificate log, into the desk: each look-alike becomes a case.

    Stopped or killed, the same call goes on where it was; a list or log that grew is read from where it ended.
    A log is asked over the way out that [sources] names; it learns our address and nothing of whom we watch for.

    Example: chaffinch names follow new-domains.txt.gz
    """
    from chaffinch.desk.start import bring_tables_up_to_date, start_django

    if log_list is None and not Path(source).is_file():
        raise UsageError(
            f"{source} is not a file",
            todo="Name a list's path, or a certificate log's address with --log-list.",
        )
    start_django(find_home(home))
    bring_tables_up_to_date(now=_now())
    if log_list is None:
        _tell(_follow_list(Path(source)), what="line")
        return
    followed = _follow_log(source, log_list, start=_read_start(start), range_file=range_file)
    for fault in followed.faults[:_NAMED]:
        click.echo(f"{fault.code} at {fault.where}", err=True)
    for gap in followed.gaps:
        click.echo(f"entries {gap.start:,} to {gap.end - 1:,} were not read: {gap.code}", err=True)
    _tell(followed, what="entry")
    sys.exit(1 if followed.faults or followed.gaps else 0)


def _follow_list(source: Path) -> Followed:
    from chaffinch.desk.following import follow_list
    from chaffinch.desk.services.audit import COMMAND_LINE

    with report_progress("names", total=measure_source(source)) as progress:
        return follow_list(source, actor=COMMAND_LINE, clock=_now, on_read=progress.advance)


def _follow_log(
    address: str, log_list: Path, *, start: Literal["now", "beginning"] | int, range_file: Path | None
) -> Followed:
    from django.conf import settings

    from chaffinch.desk.following import follow_feed
    from chaffinch.desk.models import Source
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.ground.egress import Egress
    from chaffinch.ground.range_directory import RangeDirectory
    from chaffinch.ground.web import Fetcher
    from chaffinch.names.feeds.certificates import CertificateLog, choose_logs, read_log_list

    table = settings.CONFIGURATION.sources
    egress = Egress.parse(*(table.proxies if table.egress == "proxy" else ("direct",)))
    directory = RangeDirectory.read(range_file) if range_file else None
    [log] = choose_logs(read_log_list(log_list.read_bytes()), now=_now(), addresses=(address,))
    source, _made = Source.objects.get_or_create(kind=Source.Kind.CERTIFICATES, name=log.address[:500])
    with Fetcher(egress, directory=directory) as fetcher, report_progress("log", unit=" entries") as progress:
        return follow_feed(
            CertificateLog(log, fetcher, start=start),
            source,
            actor=COMMAND_LINE,
            clock=_now,
            stop=lambda: False,
            on_chunk=lambda chunk: progress.advance(chunk.entries),
        )


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


def _now() -> datetime:
    return datetime.now(UTC)
