"""An archive of the demo organisation: letters as files, added as the command line adds them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from chaffinch.leaks.archive.adding import add_lots
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.found import Source
from chaffinch.leaks.archive.keeping import Tally
from chaffinch.leaks.archive.lookup import ReferenceArchive
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.setup import About, Notice, begin_archive
from chaffinch.leaks.archive.writer import ArchiveWriter
from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reading.answers import read_item
from chaffinch.leaks.reading.inside.job import read_files
from chaffinch.leaks.reading.inside.state import set_up
from chaffinch.leaks.reading.order import ReadingOrder
from chaffinch.leaks.reading.source import Source as ReadingSource

KEY = bytes(range(32))
NOTICE = Notice("circular of 3 March", "legitimate interest, register no. 7", "DPIA of 1 March")
NIGHT = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)
WORDS = [
    "réunion",
    "budget",
    "affiches",
    "salle",
    "tracts",
    "bénévoles",
    "samedi",
    "imprimeur",
    "devis",
    "argent",
    "train",
    "Lyon",
    "discours",
    "plateau",
    "presse",
    "journaliste",
    "sondage",
    "agenda",
    "liste",
    "comité",
    "signature",
    "contrat",
    "photo",
    "vidéo",
    "relecture",
    "accord",
    "réponse",
    "urgente",
    "demain",
]


def write_letter(
    number: int,
    *,
    sender: str = "lise.corbel@aurore.test",
    to: str = "karim.haddad@aurore.test",
    subject: str = "",
    text: str = "",
    sent_at: datetime | None = None,
    headers: Iterable[tuple[str, str]] = (),
    message_id: str | None = None,
    files: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """Return a letter; the same number gives the same one."""
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, to
    letter["Subject"] = subject or f"Point numéro {number}"
    letter["Date"] = format_datetime(sent_at or datetime(2026, 2, 1, 9, tzinfo=UTC) + timedelta(hours=number))
    identity = f"<{number}.aurore@mail.aurore.test>" if message_id is None else message_id
    if identity:
        letter["Message-ID"] = identity
    for name, value in headers:
        letter[name] = value
    letter.set_content(text or write_text(number))
    for name, content in files:
        letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def write_text(number: int, *, length: int = 60) -> str:
    """Return words that no other number has in that order."""
    words = [
        WORDS[(number * 7 + step * step * (number % 5 + 1) + step) % len(WORDS)] for step in range(length)
    ]
    words[::9] = [f"{word}{number}" for word in words[::9]]
    lines = [" ".join(words[start : start + 10]) for start in range(0, length, 10)]
    return "\n".join(lines) + "\n"


def write_mbox(path: Path, letters: Sequence[bytes]) -> Path:
    """Write an mbox file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(b"From - Mon Feb  2 10:00:00 2026\n" + one + b"\n" for one in letters))
    return path


def write_maildir(path: Path, letters: Sequence[bytes], *, first: int = 1_700_000_000) -> Path:
    """Write a Maildir into whose folder the letters came in this order."""
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(letters):
        (path / "cur" / f"{first + number * 60}.M{number}P1.mail:2,S").write_bytes(one)
    return path


class ReadHere:
    """Does in this process what the dump's reader does in a sandbox, which has tests of its own."""

    def __init__(self, order: ReadingOrder, source: ReadingSource) -> None:
        self._reading, self._source = set_up(order.write_setup()), source

    def read_chunk(self, chunk: Chunk) -> Iterator[ItemPrint]:
        for path in chunk.files:
            with self._source.open_file(path) as file:
                size = self._source.describe_file(path).size
                cut = {"start": chunk.start, "end": chunk.end, "first": chunk.first}
                files = [{"path": path, "size": size, **cut}]
                request: dict[str, Any] = {
                    "files": files, "skip": {}, "resume": None, "singly": False, "scratch": 0,
                }  # fmt: skip
                for value in read_files(self._reading, request, [file]):
                    if value is not None:
                        yield read_item(json.loads(json.dumps(value["item"])))

    def close(self) -> None:
        pass


def begin(folder: Path, *, keeps_text: bool = True, **values: Any) -> Path:
    """Begin an archive."""
    begin_archive(folder, key=KEY, about=About(NOTICE, keeps_text=keeps_text, **values))
    return folder


def add(
    folder: Path,
    *sources: Source | Path,
    mailbox: str = "",
    now: datetime = NIGHT,
    printer: Printer | None = None,
) -> Tally:
    """Add sources to an archive, one night."""
    whole = Tally()
    with ArchiveWriter(folder, key=KEY) as writer, printer or Printer(make_reader=ReadHere) as reading:
        for source in sources:
            chosen = FileSource(source, mailbox=mailbox) if isinstance(source, Path) else source
            whole.take(add_lots(writer, chosen.read(writer), printer=reading, clock=lambda: now))
    return whole


def ask(folder: Path, **values: Any) -> ReferenceArchive:
    """Open an archive for looking things up."""
    return ReferenceArchive(folder, key=KEY, **values)
