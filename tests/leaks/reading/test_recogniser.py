"""Words read in pictures and scans by the real Tesseract, in the real sandbox."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image
from tests.leaks.scans import (
    TEXT,
    draw_text,
    find_installed,
    make_bomb,
    make_scan,
    needs_tesseract,
    save_picture,
)

from chaffinch.leaks.reading.recogniser import Recogniser
from chaffinch.leaks.reading.tesseract import OcrEngine

pytestmark = needs_tesseract


def get_engine() -> OcrEngine:
    engine = find_installed()
    assert engine is not None
    return engine


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recogniser]:
    """One for all; the password `sésame` is tried."""
    made = Recogniser(get_engine(), passwords=("faux", "sésame"))
    yield made
    made.close()


def share_words(text: str) -> float:
    """Return which share of the words of TEXT is there."""
    wanted, found = re.findall(r"\w+", TEXT.lower()), set(re.findall(r"\w+", text.lower()))
    return sum(word in found for word in wanted) / len(wanted)


def make_transparent() -> bytes:
    grey = draw_text()
    picture = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), mask=Image.eval(grey, lambda shade: 255 - shade))
    return save_picture(picture)


def make_deep() -> bytes:
    """Return a PNG of 16 bits a point."""
    grey = draw_text()
    return save_picture(
        Image.frombytes("I;16", grey.size, bytes(b for shade in grey.tobytes() for b in (0, shade)))
    )


def lock_pdf(password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_scan(form="PDF"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return out.getvalue()


@pytest.mark.parametrize(
    "scan",
    [
        *(pytest.param(lambda form=form: make_scan(form=form), id=form) for form in ("PNG", "JPEG", "TIFF", "GIF", "PDF")),
        pytest.param(make_transparent, id="transparent"),
        pytest.param(make_deep, id="16-bits"),
        pytest.param(lambda: save_picture(draw_text(points=12, width=640, height=300)), id="small-letters"),
        pytest.param(lambda: lock_pdf("sésame"), id="locked"),
        pytest.param(lambda: save_picture(draw_text().rotate(90, expand=True)), id="on-its-side"),
        pytest.param(
            lambda: save_picture(draw_text(width=9_000, height=8_000, points=160).convert("RGB"), "JPEG"), id="72-megapixels"
        ),
    ],
)  # fmt: skip
def test_the_words_are_read_whatever_the_form(recogniser: Recogniser, scan: object) -> None:
    read = recogniser.read_words(scan())  # type: ignore[operator]
    assert (read.fault, read.pages, read.pages_read) == ("", 1, 1)
    assert share_words(read.text) > 0.9


def test_every_page_of_a_scan_is_read_up_to_a_bound(recogniser: Recogniser) -> None:
    pages = [draw_text(f"Page {word} de notre budget") for word in ("alpha", "bravo", "tango")]
    read = recogniser.read_words(save_picture(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert read.pages_read == 3
    assert [word for word in ("alpha", "bravo", "tango") if word in read.text] == ["alpha", "bravo", "tango"]
    bounded = Recogniser(get_engine(), most_pages=2)
    try:
        read = bounded.read_words(save_picture(pages[0], "PDF", save_all=True, append_images=pages[1:]))
    finally:
        bounded.close()
    assert (read.pages, read.pages_read, "tango" in read.text) == (3, 2, False)


def test_a_picture_without_words_is_read_and_holds_none(recogniser: Recogniser) -> None:
    read = recogniser.read_words(save_picture(Image.new("RGB", (300, 200), "navy")))
    assert (read.fault, read.text.split(), read.pages_read) == ("", [], 1)


@pytest.mark.parametrize(
    ("hostile", "fault"),
    [
        pytest.param(b"", "no-picture", id="nothing"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "no-picture", id="an-old-office-file"),
        pytest.param(make_scan()[:700], "malformed", id="cut"),
        pytest.param(b"%PDF-1.7\n1 0 obj\n<<>>\n", "malformed", id="a-broken-pdf"),
        pytest.param(lock_pdf("unknown"), "encrypted", id="locked"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\xff" * 4_000, "no-picture", id="noise"),
    ],
)
def test_what_is_hostile_has_its_fault_and_the_next_one_is_read(
    recogniser: Recogniser, hostile: bytes, fault: str
) -> None:
    read = recogniser.read_words(hostile)
    assert read.text == ""
    assert read.fault == fault
    assert share_words(recogniser.read_words(make_scan()).text) > 0.9


@pytest.mark.parametrize("side", [60_000, 8_000])
def test_a_picture_that_unpacks_to_a_wall_is_not_drawn(recogniser: Recogniser, side: int) -> None:
    read = recogniser.read_words(make_bomb(side))
    assert (read.text, read.fault) == ("", "too-large")
    assert share_words(recogniser.read_words(make_scan()).text) > 0.9


def test_a_pdf_whose_page_is_as_large_as_a_house_is_drawn_small(recogniser: Recogniser) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(make_scan(form="PDF"))) as pdf:
        pdf.pages[0].mediabox = pikepdf.Array([0, 0, 2_000_000, 2_000_000])
        pdf.save(out)
    read = recogniser.read_words(out.getvalue())
    assert (read.fault, read.pages_read) == ("", 1)


def test_a_page_that_takes_too_long_is_told() -> None:
    dense = draw_text("\n".join([TEXT] * 40), width=2_600, height=3_400, points=20)
    recogniser = Recogniser(get_engine(), page_seconds=1)
    try:
        read = recogniser.read_words(save_picture(dense))
    finally:
        recogniser.close()
    assert (read.fault, read.text) == ("timeout", "")
