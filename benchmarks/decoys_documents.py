"""How fast documents are made, and how surely they are known again: whole, as excerpts, rewritten, printed and scanned.

Wording: a batch of one kind; each text, or some lines in a row of it, or each with some of its marked places reworded, is
looked for among all; it is right when its own document comes first. Layout: PDFs of the same words, which differ in nothing
but their gaps, put through a simulated printer and scanner (turn, scale, blur, grey, noise, JPEG); no paper was used. "Sure"
is what `read_layout` says.

    python benchmarks/decoys_documents.py               200 documents
    python benchmarks/decoys_documents.py --count N
"""

from __future__ import annotations

import argparse
import io
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
from benchmarks.documents import write_table
from PIL import Image, ImageFilter

from chaffinch.decoys import Seed
from chaffinch.decoys.documents.filling import Fill
from chaffinch.decoys.documents.layout import Laid, match_lines, measure_page
from chaffinch.decoys.documents.look import draw_look
from chaffinch.decoys.documents.making import FORMATS, Document, DocumentOrder, make_documents
from chaffinch.decoys.documents.pdf import fill_pdf, list_fonts
from chaffinch.decoys.documents.properties import Provenance
from chaffinch.decoys.documents.wording import Marked, find_marks

PEOPLE = ["Maïwenn Le Goff", "Tanguy Kerbrat", "Inès Martin", "Paul Roux", "Jeanne Petit", "Hugo Blanc"]
SEED, AT = Seed(b"benchmark of the documents"), datetime(2026, 3, 2, tzinfo=UTC)
PAGE = "# Compte rendu\n" + "\n".join(
    f"## Point {n}\n"
    + "Les clefs de la salle sont à rendre à l'accueil avant le départ, et chacun range sa table. "
    * (1 + n % 3)
    for n in range(9)
)
SCANS = {
    "150 dpi, clean": (0.0, 1.0, 2.0, 90),
    "150 dpi, 0.4° turned": (0.4, 1.0, 6.0, 80),
    "145 dpi (97%), 0.7° turned": (-0.7, 0.97, 8.0, 70),
    "100 dpi": (0.3, 0.67, 8.0, 60),
    "75 dpi": (0.2, 0.5, 6.0, 60),
    "200 dpi, poor": (0.5, 1.33, 12.0, 50),
}


def make(form: str, count: int) -> tuple[Document, ...]:
    """Make minutes in one format."""
    order = DocumentOrder("minutes", count, "benchmark", PEOPLE, format=form)  # type: ignore[arg-type]
    return make_documents(order, seed=SEED, at=AT)


def time_formats(count: int) -> Iterator[list[str]]:
    """Yield seconds for so many documents, processor and wall clock, and bytes each."""
    for form in FORMATS:
        began, used = time.perf_counter(), time.process_time()
        made = make(form, count)
        size = sum(len(one.content) for one in made) // count
        yield [form, f"{time.process_time() - used:.1f}", f"{time.perf_counter() - began:.1f}", f"{size:,}"]


def reword(document: Document, share: float, chance: random.Random) -> str:
    """Return the text with a share of its marked places said otherwise."""
    text = document.text
    for phrase in document.phrases:
        whole = phrase.before + phrase.chosen + phrase.after
        if chance.random() < share and whole in text:
            text = text.replace(whole, phrase.before + chance.choice(phrase.others) + phrase.after)
    return text


def measure_wording(count: int) -> Iterator[list[str]]:
    """Yield how often each way of copying is found, wrong, or not found."""
    chance = random.Random(2)
    made = make("xlsx", count)
    marked = [Marked(one.id, one.phrases) for one in made]

    def cut(one: Document, lines: int) -> str:
        rows = one.text.splitlines()[:14]
        begin = chance.randrange(max(1, len(rows) - lines))
        return "\n".join(rows[begin : begin + lines])

    ways = {
        "whole": [one.text for one in made],
        "six lines": [cut(one, 6) for one in made],
        "three lines": [cut(one, 3) for one in made],
        "one line": [cut(one, 1) for one in made],
        "whole, a fifth of the places reworded": [reword(one, 0.2, chance) for one in made],
        "whole, two fifths reworded": [reword(one, 0.4, chance) for one in made],
        "another batch's text": [one.text for one in make_other(count)],
    }
    for way, texts in ways.items():
        found = [find_marks(text, marked) for text in texts]
        right = sum(bool(some) and some[0].id == one.id for some, one in zip(found, made, strict=True))
        nothing = sum(not some or some[0].chance > 1e-4 for some in found)
        yield [way, f"{right / count:.1%}", f"{nothing / count:.1%}"]


def make_other(count: int) -> tuple[Document, ...]:
    """Make minutes that are none of ours: same template, another installation."""
    order = DocumentOrder("minutes", count, "other", PEOPLE, format="xlsx")
    return make_documents(order, seed=Seed(b"another installation's"), at=AT)


def scan(picture: bytes, how: tuple[float, float, float, int], *, dust: np.random.Generator) -> bytes:
    """Do to a page what a printer and a scanner do: turn in degrees, scale, noise, JPEG quality."""
    turn, scale, noise, quality = how
    with Image.open(io.BytesIO(picture)) as page:
        grey = page.convert("L").rotate(turn, fillcolor=255, resample=Image.Resampling.BICUBIC)
    size = round(grey.width * scale), round(grey.height * scale)
    grey = grey.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.6))
    dots = np.asarray(grey, dtype=float) * 0.9 + 18 + dust.normal(0, noise, (size[1], size[0]))
    stream = io.BytesIO()
    Image.fromarray(dots.clip(0, 255).astype("uint8")).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def measure_layout(count: int) -> Iterator[list[str]]:
    """Yield how often a scanned page is told from others of the same words, and how far its lines are off."""
    chance, dust = random.Random(3), np.random.default_rng(1)
    look = draw_look(chance, fonts=list_fonts())
    provenance = Provenance("Maïwenn Le Goff", "Maïwenn Le Goff", created=AT, modified=AT)
    made = [fill_pdf(PAGE, Fill({}, provenance), look=look, chance=chance) for _ in range(count)]
    laid = [Laid(str(n), tuple(measure_page(one.picture, turned=False))) for n, one in enumerate(made)]
    for way, how in SCANS.items():
        pictures = [scan(one.picture, how, dust=dust) for one in made]
        found = [match_lines(measure_page(picture), laid) for picture in pictures]
        right = sum(bool(some) and some[0].id == str(n) for n, some in enumerate(found))
        sure = sum(bool(some) and some[0].sure for some in found)
        wrong = sum(bool(some) and some[0].sure and some[0].id != str(n) for n, some in enumerate(found))
        off = np.median([some[0].off for some in found if some])
        yield [way, f"{right}/{count}", f"{sure}/{count}", str(wrong), f"{off:.3f}"]


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--pages", type=int, default=15)
    counts = parser.parse_args()
    timed = time_formats(counts.count)
    print(
        write_table(["format", "processor, s", "wall clock, s", "bytes each"], timed), end="\n\n", flush=True
    )
    worded = measure_wording(counts.count)
    print(
        write_table(["what is found", "own document first", "nothing (chance > 1 in 10,000)"], worded),
        end="\n\n",
        flush=True,
    )
    placed = measure_layout(counts.pages)
    print(write_table(["picture", "nearest is right", "sure", "sure and wrong", "off by, pt"], placed))


if __name__ == "__main__":
    main()
