"""`chaffinch archive cover`: from which days all mail of a mailbox is known."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from chaffinch.cli.archive_opening import find_key, options, read_settings
from chaffinch.desk.archiving import choose_folder
from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError

_path = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("mailbox", metavar="MAILBOX")
@click.option(
    "--log",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A delivery log of your server: Postfix, Exim, Dovecot, Exchange's message tracking, a CSV table.",
)
@click.option("--journal", type=_path, help="A journal: an mbox, a Maildir or a folder of messages.")
@options
def cover(  # noqa: PLR0917 - click passes options by name
    mailbox: str, log: Path | None, journal: Path | None, folder: Path | None, key_file: Path | None,
    home: Path | None,
) -> None:  # fmt: skip
    """Note from a log or a journal on which days all mail of a mailbox (an address) is known; print its spans in JSON.

    People delete mail, so an archive alone never shows that a message is invented. Days at both ends of the log, and days
    without a line, do not count.

    Example: chaffinch archive cover lise@aurore.fr --log /var/log/mail.log.1.gz --archive /srv/archive
    """
    if (log is None) == (journal is None):
        raise click.UsageError("Give either --log or --journal.")
    from chaffinch.leaks.archive.covering import cover_mailbox, read_journal, read_log_file
    from chaffinch.leaks.archive.writer import ArchiveWriter

    place = find_home(home)
    archive = choose_folder(place, read_settings(place), folder)
    key = find_key(key_file, place, archive=archive)
    if log:
        reading = read_log_file(log, mailbox=mailbox, today=datetime.now(UTC).date())
    else:
        assert journal is not None  # noqa: S101 - one of the two is given
        reading = read_journal(journal, mailbox=mailbox)
    if not reading.names_mailbox:
        raise UsageError(
            f"{log or journal} does not name {mailbox}.",
            why=f"{reading.lines} lines or messages were read, of {len(reading.days)} days.",
            todo="Give the address as the log writes it.",
        )
    with ArchiveWriter(archive, key=key) as writer:
        spans = cover_mailbox(writer, mailbox, reading)
    click.echo(
        json.dumps(
            {
                "mailbox": mailbox,
                "covered": [[first.isoformat(), last.isoformat()] for first, last in spans],
                "message_ids": len(reading.message_ids),
            }
        )
    )
