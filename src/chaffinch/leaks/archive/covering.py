"""Take a delivery log or a journal into an archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from chaffinch.ground.streams import read_lines
from chaffinch.leaks.archive.coverage import Span, find_spans, write_covered
from chaffinch.leaks.archive.delivery import LogReading, read_log
from chaffinch.leaks.archive.entries import Entries
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.found import Printed
from chaffinch.leaks.archive.index import write_part
from chaffinch.leaks.archive.order import count_seconds
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.terms import TermKind
from chaffinch.leaks.archive.writer import ArchiveWriter
from chaffinch.leaks.prints import MailPrint
from chaffinch.mail.received import read_hop

_REPORTED = re.compile(r"^\s*message-?id\s*:\s*(<[^<>\s]{3,990}>)", re.IGNORECASE | re.MULTILINE)
"""In the text of Exchange's journal reports."""


def read_log_file(path: Path, *, mailbox: str, today: date) -> LogReading:
    """Read a log, compressed or not.

    Raises:
        StreamError: it cannot be read to its end.
    """
    return read_log(read_lines(path), mailbox=mailbox, today=today)


def read_journal(path: Path, *, mailbox: str, printer: Printer | None = None) -> LogReading:
    """Read a journal's messages; the day of each is that on which our own server received it, else its own.

    Args:
        path: a mailbox, a folder of messages, or whatever holds such.
        mailbox: the address in question.
        printer: reads it.
    """
    reading = LogReading()
    for printed in _print_all(path, printer or Printer()):
        if printed.item.mail:
            _take_message(reading, printed.item.mail, mailbox=mailbox.casefold())
    return reading


def cover_mailbox(writer: ArchiveWriter, mailbox: str, reading: LogReading) -> tuple[Span, ...]:
    """Keep which days are covered and which Message-IDs were delivered, in one transaction; return the mailbox's spans."""
    with writer.writing() as opened:
        entries = Entries(opened.terms)
        entries.add(TermKind.DELIVERED, 0, reading.message_ids)
        terms, numbers = entries.collect()
        if len(terms):
            opened.index.add(write_part(opened.folder, opened.tables, terms, numbers))
        return write_covered(opened, mailbox, find_spans(reading.days))


def _print_all(path: Path, printer: Printer) -> Iterator[Printed]:
    with printer:
        for lot in FileSource(path).read(_Unknown()):
            yield from printer.stream(lot)


def _take_message(reading: LogReading, mail: MailPrint, *, mailbox: str) -> None:
    reading.lines += 1
    named = [mail.message_id, *_REPORTED.findall(mail.text)]
    reading.message_ids.update(dict.fromkeys(one for one in named if one))
    received = read_hop(mail.received[0]).date if mail.received else None
    day = count_seconds(received.isoformat() if received else mail.date)
    if day is not None:
        reading.days.add(date.fromordinal(date(1970, 1, 1).toordinal() + day // 86_400))
    said = (value for _, value in (*mail.headers, ("", mail.text[:100_000])))
    reading.names_mailbox = reading.names_mailbox or any(mailbox in one.casefold() for one in said)


class _Unknown:
    """Knows of nothing: a journal is read whole."""

    def get_mark(self, name: str) -> str | None:
        return None
