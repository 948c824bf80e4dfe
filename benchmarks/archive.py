"""The archive's speed, size and memory on generated mail: adding, then looking up; reading and hashing is the limit.

.venv/bin/python benchmarks/archive.py --messages 20000
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.adding import add_lots
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.lookup import ReferenceArchive
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.setup import About, Notice, begin_archive
from chaffinch.leaks.archive.writer import ArchiveWriter

KEY = bytes(range(32))
A_BOX = 5_000
PEOPLE = 40
ASKED = 3_000
_WORDS = 20_000


@dataclass(frozen=True)
class Letter:
    """A generated letter, as far as it is looked up."""

    number: int
    content: bytes
    text: str


def generate_letters(count: int) -> Iterator[Letter]:
    """Yield letters, the same each time: own texts of 20 to 300 words, a third of them quoting an earlier one."""
    chance = random.Random(2017)
    words = ["".join(chance.choices("aeiourstlnmdpc", k=chance.randint(2, 10))) for _ in range(_WORDS)]
    recent: list[str] = []
    for number in range(count):
        own = " ".join(chance.choices(words, k=chance.randint(20, 300)))
        lines = [own[start : start + 72] for start in range(0, len(own), 72)]
        if recent and chance.random() < 0.33:
            lines += ["", "On Mon, Lise Corbel <lise@aurore.test> wrote:"]
            lines += [f"> {line}" for line in chance.choice(recent).splitlines()]
        text = "\n".join(lines)
        recent = [*recent[-50:], "\n".join(lines[:20])]
        yield Letter(number, _write_letter(number, text, chance), text)


def _write_letter(number: int, text: str, chance: random.Random) -> bytes:
    sender, reader = (f"person{chance.randrange(PEOPLE)}@aurore.test" for _ in range(2))
    date = format_datetime(datetime(2016, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * number))
    signature = hashlib.sha512(str(number).encode()).hexdigest() * 2
    head = (
        f"Return-Path: <{sender}>\nReceived: from mx.aurore.test ([192.0.2.7]) by mail.aurore.test with ESMTPS\n"
        f" id {number:x}; {date}\nDKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=aurore.test; s=one;\n"
        f" h=from:to:subject:date; bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=; b={signature}\n"
        f"From: Person <{sender}>\nTo: {reader}\nSubject: Point {number}\nDate: {date}\n"
        f"Message-ID: <{number}.{chance.randrange(10**9)}@mail.aurore.test>\nMIME-Version: 1.0\n"
        "X-Mailer: Apple Mail (2.3259)\nContent-Type: text/plain; charset=utf-8\n\n"
    )
    return (head + text + "\n").encode()


def write_boxes(folder: Path, count: int) -> tuple[int, list[Letter]]:
    """Write the letters into mailboxes; return how many bytes, and every so many of the letters."""
    size, kept, every = 0, [], max(1, count // ASKED)
    letters = generate_letters(count)
    for box in range(0, count, A_BOX):
        with (folder / f"person{box // A_BOX}@aurore.test.mbox").open("wb") as stream:
            for _ in range(min(A_BOX, count - box)):
                letter = next(letters)
                size += stream.write(b"From - Mon Feb  2 10:00:00 2026\n" + letter.content + b"\n")
                if letter.number % every == 0:
                    kept.append(letter)
    return size, kept


def measure_limit(folder: Path) -> float:
    """Return the seconds that reading and hashing alone takes."""
    begun = time.perf_counter()
    for path in sorted(folder.iterdir()):
        with path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
    return time.perf_counter() - begun


def fill_archive(folder: Path, source: Path, *, workers: int) -> None:
    """Make an archive and add everything."""
    begin_archive(folder, key=KEY, about=About(Notice("a", "b", "c")))
    with ArchiveWriter(folder, key=KEY) as writer, Printer(workers=workers) as printer:
        lots = FileSource(source).read(writer)
        add_lots(writer, lots, printer=printer, clock=lambda: datetime.now(UTC))


def measure_lookups(folder: Path, letters: Sequence[Letter]) -> dict[str, float]:
    """Return look-ups a second of one process, by their kind."""
    hashes = [hashlib.sha256(one.content).hexdigest() for one in letters]
    texts = [hash_text(one.text) for one in letters]
    sketches = [sketch_text(one.text) for one in letters]
    altered = [sketch_text(one.text.replace("a", "o", 3)) for one in letters]

    def ask(kind: str) -> Callable[[ReferenceArchive, int], object]:
        return {
            "bytes, there": lambda archive, at: archive.find_by_sha256(hashes[at]),
            "bytes, not there": lambda archive, at: archive.find_by_sha256(hashes[at][::-1]),
            "text, there": lambda archive, at: archive.find_by_text(texts[at]),
            "alike, exact, most 3": lambda archive, at: archive.find_alike(sketches[at], most=3),
            "alike, altered, most 3": lambda archive, at: archive.find_alike(altered[at], most=3),
            "witnesses": lambda archive, at: archive.find_witnesses(letters[at].text),
        }[kind]

    rates = {}
    for kind in ("bytes, there", "bytes, not there", "text, there", "alike, exact, most 3",
                 "alike, altered, most 3", "witnesses"):  # fmt: skip
        archive, look = ReferenceArchive(folder, key=KEY), ask(kind)
        begun = time.process_time()
        for at in range(len(letters)):
            look(archive, at)
        rates[kind] = len(letters) / (time.process_time() - begun)
        archive.close()
    return rates


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=5_000)
    arguments.add_argument("--workers", type=int, default=2)
    asked = arguments.parse_args()
    room = Path(tempfile.mkdtemp(prefix="chaffinch-archive-"))
    try:
        (room / "mail").mkdir()
        size, letters = write_boxes(room / "mail", asked.messages)
        limit = measure_limit(room / "mail")
        begun, used = time.perf_counter(), _measure_processor()
        fill_archive(room / "archive", room / "mail", workers=asked.workers)
        seconds, processor = time.perf_counter() - begun, _measure_processor() - used
        kept = sum(path.stat().st_size for path in (room / "archive").rglob("*") if path.is_file())
        print(f"{asked.messages:,} messages, {size / 1e6:,.0f} MB, {asked.workers} workers")
        print(f"{'read + SHA-256':28} {asked.messages / limit:12,.0f} msg/s")
        print(f"{'archive add':28} {asked.messages / seconds:12,.0f} msg/s")
        print(f"{'… for each core-second':28} {asked.messages / processor:12,.0f} msg")
        print(f"{'ratio to the limit':28} {seconds / limit:12,.0f}")
        print(f"{'kept':28} {kept / asked.messages:12,.0f} B/msg, {kept / size:.2f} of the mail")
        peak = max(
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(f"{'largest process':28} {peak / 1024:12,.0f} MB")
        for kind, rate in measure_lookups(room / "archive", letters).items():
            print(f"{kind:28} {rate:12,.0f} look-ups a core-second")
    finally:
        shutil.rmtree(room)


def _measure_processor() -> float:
    """Return processor seconds of this process and of those that ended below it."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    main()
