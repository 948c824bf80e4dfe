"""Reading a dump, beside reading and hashing its bytes, `notmuch new` and `mu index` on the same mails, in one run.

python benchmarks/reading.py [--mails 4000] [--megabytes 300] [--workers 2] [--folder DIR] [--document]. The dump is made
from fixed numbers: a mailbox, a Maildir and a zip, with attachments of office files, PDF and pictures; it is removed
afterwards. Seconds by the clock count what else the machine does; those of the processor do not. Peak memory is of all our
processes together. --document writes the table into the page.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import os
import random
import resource
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
from PIL import Image

from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.reading.order import ReadingOrder
from chaffinch.leaks.reading.plan import plan_chunks
from chaffinch.leaks.reading.reader import DumpReader

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "leaks-reading.md"
BEGIN, END = "<!-- figures: benchmarks/reading.py -->\n", "<!-- end of figures -->"
WORDS = [
    "le", "la", "budget", "campagne", "réunion", "demain", "équipe", "note", "vote", "député",
    "meeting", "Paris", "merci", "accord", "projet", "discours", "presse", "compte", "dépense",
    "facture", "euros", "salle", "bénévole", "affiche", "tract", "santé", "école", "travail",
    "impôt", "Europe", "agenda",
]  # fmt: skip
_ATTACHED = 3
"""Every third mail has an attachment: 26,500 of 71,848 had one in 2017."""


def write_text(source: random.Random, words: int) -> str:
    """Return lines of words."""
    chosen = source.choices(WORDS, k=words)
    return "\r\n".join(" ".join(chosen[at : at + 12]) for at in range(0, words, 12))


def make_docx(source: random.Random, size: int) -> bytes:
    """Return an office file of about so many bytes, most of it a picture."""
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in write_text(source, 1500).split("\r\n")
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {space}><w:body>{paragraphs}</w:body></w:document>",
        "docProps/core.xml": '<c xmlns="x"><creator>Camille Roy</creator></c>',
        "word/media/image1.jpg": source.randbytes(size),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def make_pdf(source: random.Random, size: int) -> bytes:
    """Return a PDF of a few pages of text, and a stream of so many bytes."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for _ in range(4):
        pdf.add_blank_page()
        lines = write_text(source, 400).encode("cp1252", "replace").split(b"\r\n")
        shown = b" ".join(
            b"1 0 0 1 40 %d Tm (%b) Tj" % (760 - 12 * at, line) for at, line in enumerate(lines)
        )
        page = pdf.pages[-1]
        page.Contents = pdf.make_stream(b"BT /F1 9 Tf " + shown + b" ET")
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    pdf.Root.Extra = pdf.make_stream(source.randbytes(size))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def make_picture(source: random.Random, size: int) -> bytes:
    """Return a picture of noise, of about so many bytes."""
    side = max(8, int((size / 3) ** 0.5))
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), source.randbytes(side * side * 3)).save(out, "png", compress_level=1)
    return out.getvalue()


def make_mails(count: int, size: int) -> Iterator[bytes]:
    """Yield mails whose attachments make up about so many bytes in all."""
    source = random.Random(2017)
    each = int(size / max(1, count // _ATTACHED) * 0.73)  # base64 and the rest
    stock = [make(source, each) for make in (make_docx, make_pdf) for _ in range(4)]
    stock.append(make_picture(source, each))
    names = ["note.docx"] * 4 + ["note.pdf"] * 4 + ["photo.png"]
    for number in range(count):
        head = (
            f"From: Camille Roy <camille.roy@mouvement-aurore.test>\r\nTo: jean.petit@mouvement-aurore.test\r\n"
            f"Subject: Note {number}\r\nDate: Tue, 02 Mar 2027 {number // 3600 % 24:02}:{number // 60 % 60:02}:00 +0100\r\n"
            f"Message-ID: <{number:x}@mouvement-aurore.test>\r\nMIME-Version: 1.0\r\n"
        )
        text = write_text(source, source.randrange(40, 400))
        if number % _ATTACHED:
            yield f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()
            continue
        which = number // _ATTACHED % len(stock)
        content = stock[which] + b"\n%% %d" % number if names[which] != "note.docx" else stock[which]
        begin = (
            'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
            f'{text}\r\n--b1\r\nContent-Type: application/octet-stream; name="{names[which]}"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n"
        )
        yield (head + begin).encode() + base64.encodebytes(content) + b"\r\n--b1--\r\n"


def write_dump(folder: Path, *, mails: int, size: int) -> tuple[int, int]:
    """Write the dump and, apart, the same mails as a Maildir for the peers; return mails and bytes of the dump."""
    dump, peer = folder / "dump", folder / "mail"
    for place in (dump / "sent" / "cur", peer / "cur", peer / "new", peer / "tmp"):
        place.mkdir(parents=True)
    with (
        (dump / "box.mbox").open("wb") as box,
        zipfile.ZipFile(dump / "b.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for number, mail in enumerate(make_mails(mails, size)):
            (peer / "cur" / f"{number}:2,S").write_bytes(mail)
            if number % 10 < 7:
                box.write(b"From - Tue Mar  2 08:30:00 2027\n" + mail.replace(b"\r\n", b"\n") + b"\n")
            elif number % 10 < 9:
                (dump / "sent" / "cur" / f"{number}:2,S").write_bytes(mail)
            else:
                archive.writestr(f"{number}.eml", mail)
    return mails, sum(path.stat().st_size for path in dump.rglob("*") if path.is_file())


def read_part(work: tuple[str, list[Chunk]]) -> tuple[Counter[str], float]:
    """Read some chunks with a reader of this process; return items by kind or fault, and seconds of its sandbox."""
    found: Counter[str] = Counter()
    with DumpReader(ReadingOrder(work[0])) as reader:
        for chunk in work[1]:
            found.update(item.fault or item.kind for item in reader.read_chunk(chunk))
        return found, reader.processor_seconds


def read_all(dump: Path, workers: int) -> tuple[Counter[str], float]:
    """Read the whole dump by so many processes."""
    chunks = list(plan_chunks(str(dump), chunk_bytes=16_000_000))
    with ProcessPoolExecutor(workers) as pool:
        read = list(pool.map(read_part, [(str(dump), chunks[number::workers]) for number in range(workers)]))
    return sum((found for found, _ in read), Counter[str]()), sum(seconds for _, seconds in read)


def hash_all(dump: Path) -> None:
    """Read and hash every byte."""
    for path in sorted(dump.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")


def index_notmuch(folder: Path) -> None:
    """Let notmuch index the mails."""
    config = folder / "notmuch"
    config.write_text(f"[database]\npath={folder / 'mail'}\n[new]\ntags=\n")
    environment = {**os.environ, "NOTMUCH_CONFIG": str(config)}
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True, capture_output=True)


def index_mu(folder: Path) -> None:
    """Let mu index the mails."""
    home = f"--muhome={folder / 'mu'}"
    subprocess.run(["mu", "init", home, f"--maildir={folder / 'mail'}"], check=True, capture_output=True)
    subprocess.run(["mu", "index", home, "--quiet"], check=True, capture_output=True)


@dataclass(frozen=True)
class Taken:
    """What a run took."""

    seconds: float
    """By the clock."""
    processor: float
    """Seconds of the processor, all its processes together."""
    peak: int = 0
    """Bytes."""


def time_work(work: Callable[[], object]) -> Taken:
    """Return what a run took."""
    clock, before = time.perf_counter(), sum_processor()
    work()
    return Taken(time.perf_counter() - clock, sum_processor() - before)


def sum_processor() -> float:
    """Return seconds of the processor of this process and of those below it that have ended."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


class Memory:
    """The most that this process and all below it held at once, looked at ten times a second."""

    def __init__(self) -> None:
        self.peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            self.peak = max(self.peak, _sum_resident(os.getpid()))


def _sum_resident(process: int) -> int:
    """Return resident bytes of a process and of those below it; shared pages count for each."""
    try:
        own = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
        below = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return own + sum(_sum_resident(int(child)) for child in below)


def measure_ours(dump: Path, workers: int) -> tuple[Taken, Counter[str]]:
    """Return what reading took, and what was found; sandboxes tell their own seconds, since nobody waits for them."""
    results: list[tuple[Counter[str], float]] = []
    with Memory() as memory:
        taken = time_work(lambda: results.append(read_all(dump, workers)))
    found, inside = results[0]
    return replace(taken, peak=memory.peak, processor=taken.processor + inside), found


def measure_all(folder: Path, *, mails: int, size: int, workers: int) -> Iterator[str]:
    """Yield the lines of the table."""
    dump = folder / "dump"
    limit = time_work(lambda: hash_all(dump))
    rows = [("read + SHA-256, one core", limit)]
    found: Counter[str] = Counter()
    for count in dict.fromkeys((1, workers)):
        taken, found = measure_ours(dump, count)
        rows.append((f"ours, {count} worker{'s' if count > 1 else ''}", taken))
    if shutil.which("notmuch"):
        rows.append(("`notmuch new`, text only", time_work(lambda: index_notmuch(folder))))
    if shutil.which("mu"):
        rows.append(("`mu index`, text only", time_work(lambda: index_mu(folder))))
    of_what = f"{mails:,} mails, {size / 1e6:,.0f} MB"
    yield f"| {of_what} | s | s of the processor | mails/s | MB/s | MB per s of the processor | peak MB |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, taken in rows:
        speed = f"{mails / taken.seconds:,.0f} | {size / 1e6 / taken.seconds:,.0f} | {size / 1e6 / taken.processor:,.0f}"
        peak = f"{taken.peak / 1e6:.0f}" if taken.peak else ""
        yield f"| {name} | {taken.seconds:.1f} | {taken.processor:.1f} | {speed} | {peak} |"
    items = ", ".join(f"{count:,} {name}" for name, count in found.most_common())
    load = f"{os.cpu_count()} processors with a load of {os.getloadavg()[0]:.1f}"
    yield f"\nItems: {items}. Measured on {load}; the peers do not look into attachments."


def main() -> None:
    """Make the dump, read it in each way, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=4_000)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--document", action="store_true")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=chosen.folder))
    try:
        mails, size = write_dump(folder, mails=chosen.mails, size=chosen.megabytes * 1_000_000)
        text = "\n".join(measure_all(folder, mails=mails, size=size, workers=chosen.workers)) + "\n"
    finally:
        shutil.rmtree(folder)
    print(text)
    if chosen.document:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
