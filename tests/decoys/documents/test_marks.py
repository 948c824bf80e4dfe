"""A copy, an excerpt, a retyped text and a print-out are told from one another, and strangers from all of them."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image, ImageFilter
from tests.decoys.documents.made import PROVENANCE

from chaffinch.decoys import Seed
from chaffinch.decoys.documents.errors import BrokenTemplateError
from chaffinch.decoys.documents.filling import Fill
from chaffinch.decoys.documents.layout import Laid, match_lines, measure_page, read_layout
from chaffinch.decoys.documents.look import draw_look
from chaffinch.decoys.documents.making import DocumentOrder, make_documents
from chaffinch.decoys.documents.pdf import fill_pdf, list_fonts
from chaffinch.decoys.documents.wording import Marked, choose_wordings, find_marks
from chaffinch.ground.isolate import IsolationError

PEOPLE = ["Maïwenn Le Goff", "Tanguy Kerbrat", "Inès Martin", "Paul Roux"]
SEED, AT = Seed(b"an installation of the tests"), datetime(2026, 3, 2, tzinfo=UTC)
BODY = "# Compte rendu\n" + "\n".join(
    f"## Point {n}\nLes clefs de la salle sont à rendre à l'accueil avant le départ, et chacun range sa table."
    for n in range(9)
)


@pytest.fixture(scope="module")
def batch() -> list[tuple[Marked, str]]:
    made = make_documents(DocumentOrder("minutes", 40, "b1", PEOPLE, format="xlsx"), seed=SEED, at=AT)
    return [(Marked(one.id, one.phrases), one.text) for one in made]


def test_a_whole_copy_is_found_and_nothing_comes_near(batch: list[tuple[Marked, str]]) -> None:
    for mark, text in batch:
        first, *others = find_marks(
            text.upper().replace("\n", "  ").replace("'", "’"), [one for one, _ in batch]
        )
        assert first.id == mark.id and first.agreeing == first.read > 20
        assert first.chance < 1e-6 and all(other.chance > first.chance * 1e3 for other in others)


def test_an_excerpt_of_five_lines_is_found(batch: list[tuple[Marked, str]]) -> None:
    right = 0
    for mark, text in batch:
        found = find_marks("\n".join(text.splitlines()[2:8]), [one for one, _ in batch])
        right += bool(found) and found[0].id == mark.id
    assert right >= 38


def test_a_strangers_text_is_nobodys(batch: list[tuple[Marked, str]]) -> None:
    stranger = "Compte rendu de la réunion. Les clefs de la salle sont à rendre à l'accueil. Merci de vider le bac après usage."
    assert all(one.chance > 1e-3 for one in find_marks(stranger, [one for one, _ in batch]))
    assert find_marks("", [one for one, _ in batch]) == ()


def test_codes_are_far_apart() -> None:
    codes = choose_wordings((2,) * 20, 60, random.Random(1))
    plain = [tuple(random.Random(n).randrange(2) for _ in range(20)) for n in range(60)]

    def nearest(some: Iterable[tuple[int, ...]]) -> int:
        listed = list(some)
        return min(
            sum(a != b for a, b in zip(x, y, strict=True)) for x in listed for y in listed if x is not y
        )

    assert nearest(codes) >= 3 > nearest(plain)


@pytest.fixture(scope="module")
def pages() -> list[tuple[Laid, bytes]]:
    chance = random.Random(3)
    look = draw_look(chance, fonts=list_fonts())
    made = [fill_pdf(BODY, Fill({}, PROVENANCE), look=look, chance=chance) for _ in range(10)]
    return [
        (Laid(str(n), tuple(measure_page(one.picture, turned=False))), one.picture)
        for n, one in enumerate(made)
    ]


def scan(picture: bytes, *, turn: float, scale: float, noise: float, quality: int) -> bytes:
    """Do to a page what a printer and a scanner do: turned, scaled, blurred, greyed, speckled, packed."""
    with Image.open(io.BytesIO(picture)) as page:
        grey = page.convert("L").rotate(turn, fillcolor=255, resample=Image.Resampling.BICUBIC)
    size = round(grey.width * scale), round(grey.height * scale)
    grey = grey.resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.6))
    dots = (
        np.asarray(grey, dtype=float) * 0.9
        + 18
        + np.random.default_rng(1).normal(0, noise, (size[1], size[0]))
    )
    stream = io.BytesIO()
    Image.fromarray(dots.clip(0, 255).astype("uint8")).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("turn", "scale", "noise"), [(0.0, 1.0, 3.0), (0.4, 1.0, 6.0), (-0.7, 0.97, 8.0), (0.3, 0.67, 6.0)]
)
def test_a_print_out_is_told_from_its_siblings(
    pages: list[tuple[Laid, bytes]], turn: float, scale: float, noise: float
) -> None:
    laid = [one for one, _ in pages]
    for own, picture in pages:
        found = match_lines(
            measure_page(scan(picture, turn=turn, scale=scale, noise=noise, quality=70)), laid
        )
        assert found[0].id == own.id and found[0].sure


def test_half_a_page_is_enough(pages: list[tuple[Laid, bytes]]) -> None:
    laid = [one for one, _ in pages]
    with Image.open(io.BytesIO(pages[4][1])) as page:
        half = page.crop((0, 0, page.width, int(pages[4][0].lines[8]) + 20))
        stream = io.BytesIO()
        half.save(stream, "PNG")
    found = match_lines(measure_page(stream.getvalue()), laid)
    assert found[0].id == "4"


def test_a_page_without_the_mark_is_nobodys(pages: list[tuple[Laid, bytes]]) -> None:
    chance = random.Random(99)
    other = fill_pdf(
        BODY, Fill({}, PROVENANCE), look=draw_look(random.Random(3), fonts=list_fonts()), chance=chance
    )
    assert not any(one.sure for one in match_lines(measure_page(other.picture), [one for one, _ in pages]))


def test_a_picture_from_outside_is_read_in_the_sandbox(pages: list[tuple[Laid, bytes]]) -> None:
    assert read_layout(pages[2][1], [one for one, _ in pages])[0].id == "2"
    with pytest.raises(IsolationError):
        read_layout(b"no picture", [one for one, _ in pages])


def test_what_is_no_page_has_no_lines() -> None:
    with pytest.raises(BrokenTemplateError):
        measure_page(b"GIF89a")
    stream = io.BytesIO()
    Image.new("L", (40, 40), 255).save(stream, "PNG")
    assert measure_page(stream.getvalue()) == [] and match_lines([], []) == ()
