"""A reader, an archive and a plan that need no other room: a dump is a folder of text files, a line an item."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.finding import Evidence, Finding
from chaffinch.leaks.prints import DocumentPrint, ItemPrint, MailPrint, Where
from chaffinch.leaks.triage.bench import Bench, DumpPlan
from chaffinch.leaks.triage.order import TriageOrder

MAILS = "mail"


def plan_lines(order: TriageOrder) -> DumpPlan:
    """Cut a folder of files: one chunk a file."""
    paths = sorted(Path(order.source).glob("*.txt"))
    chunks = (Chunk(number, (path.name,), size=path.stat().st_size) for number, path in enumerate(paths))
    return DumpPlan(sum(path.stat().st_size for path in paths), chunks)


class LineReader:
    """Reads one item a line; some words make it end as a hostile dump would."""

    def __init__(self, source: str) -> None:
        self._source = Path(source)

    def read_chunk(self, chunk: Chunk) -> Iterator[ItemPrint]:
        for name in chunk.files:
            for number, line in enumerate((self._source / name).read_text().splitlines(), 1):
                yield self._read_line(f"{name}!/{number}", line)

    def _read_line(self, path: str, line: str) -> ItemPrint:
        marker = self._source / "ended-once"
        if line == "end the process" or (line == "end it once" and not marker.exists()):
            marker.touch()
            os._exit(9)
        where = Where(path, hashlib.sha256(line.encode()).hexdigest(), len(line))
        if line == "broken":
            return ItemPrint(where, kind="other", fault="malformed")
        if line.startswith(MAILS):
            return ItemPrint(where, kind="mail", mail=_print_mail(line))
        return ItemPrint(where, kind="text", document=DocumentPrint(form="txt", text=line))


def _print_mail(line: str) -> MailPrint:
    return MailPrint(
        message_id="<1@aurore.test>",
        date=f"2027-04-{1 + len(line) % 28:02}T10:00:00+02:00",
        sender="jeanne@aurore.test",
        sender_name="Jeanne",
        to=("paul@aurore.test",),
        cc=(),
        subject=line,
        text=line,
    )


def judge_line(item: ItemPrint) -> Finding:
    """Say that an item is genuine where it reads so."""
    if item.fault:
        return Finding(
            item.where.path, "unverifiable", "weak", (Evidence("fault", 0.0, {"code": item.fault}),)
        )
    text = item.mail.text if item.mail else item.document.text if item.document else ""
    if text == "break the judge":
        raise RecursionError
    return Finding(
        item.where.path,
        "genuine" if "true" in text else "foreign",
        "certain",
        (Evidence("archive-match", 1.0, {"by": "bytes"}),),
    )


@contextmanager
def open_lines(order: TriageOrder, passwords: Sequence[str]) -> Iterator[Bench]:
    """Open the bench of such a folder."""
    del passwords
    yield Bench(LineReader(order.source), judge_line)
