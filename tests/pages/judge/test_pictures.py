"""One picture found in another, on pictures of real kits; huge and broken ones refused."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.pages.bundle.values import capture_from_picture
from chaffinch.pages.judge.compare import list_moments
from chaffinch.pages.judge.evidence import COPY_THRESHOLD, weigh
from chaffinch.pages.judge.pictures import (
    NO_MATCH,
    PictureError,
    decode_picture,
    is_blank,
    match_pictures,
    read_picture_file,
)
from chaffinch.pages.verdict import Reference


def encode(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    return cv2.imencode(".png", picture)[1].tobytes()


def make_png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds nothing."""
    start = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + start
        + struct.pack(">I", zlib.crc32(start))
        + b"\0" * 20
    )


@pytest.mark.parametrize(
    "png",
    [b"", b"GIF89a", make_png_header(60_000, 60_000), make_png_header(0, 5), make_png_header(10, 10)[:30]],
)
def test_what_may_not_be_unpacked_is_no_picture(png: bytes) -> None:
    assert decode_picture(png) is None
    assert match_pictures(png, there=png) == NO_MATCH


def test_a_huge_picture_file_is_refused_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(make_png_header(60_000, 60_000))
    with pytest.raises(PictureError) as fault:
        read_picture_file(path)
    assert fault.value.exit_code == 2


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fall(content: bytes) -> None:
    decode_picture(b"\x89PNG\r\n\x1a\n" + content)
    decode_picture(content)


def test_a_page_of_one_colour_is_blank_and_one_with_a_line_of_text_is_not() -> None:
    white = np.full((800, 1280), 255, np.uint8)
    assert is_blank(encode(white))
    cv2.putText(white, "Connexion a votre espace", (100, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    assert not is_blank(encode(white))


def read_number(path: Path) -> str:
    found = re.search(r"P\d+", path.name)
    assert found
    return found.group()


@pytest.mark.corpus
def test_every_kit_page_is_found_in_its_evasive_variants_and_no_other_brands(corpus: Path) -> None:
    kits = {
        read_number(path): path for path in sorted((corpus / "pages/Unperturbed_Phishing").glob("*/*.png"))
    }
    found, missed, false = 0, [], []
    for variant in sorted((corpus / "pages/APW_Lab").glob("*/*/*.png")):
        brand, shown = variant.parts[-3], list_moments(capture_from_picture(variant.read_bytes()))[0][0]
        for number, kit in kits.items():
            reference = Reference(number, "", kit.read_bytes(), "", "", ())
            copies = weigh(shown, reference=reference).score >= COPY_THRESHOLD
            if number == read_number(variant):
                found += copies
                missed += [] if copies else [variant.name]
            elif kit.parts[-2] != brand and copies:
                false.append((variant.name, kit.name))
    assert (found, missed, false) == (27, [], [])
