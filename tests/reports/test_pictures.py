"""Pictures that go into a mail."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from tests.reports.conftest import draw_picture

from chaffinch.reports.pictures import HEIGHT, WIDTH, bound_picture


def test_a_small_jpeg_is_passed_on_untouched() -> None:
    assert bound_picture(draw_picture()) == draw_picture()


def test_a_huge_png_becomes_a_jpeg_of_bounded_size() -> None:
    bounded = bound_picture(draw_picture(size=(1280, 16_000), form="PNG"))
    with Image.open(io.BytesIO(bounded)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (WIDTH, HEIGHT))


@pytest.mark.parametrize("junk", [b"", b"<svg/>", b"GIF89a\x01\x00\x01\x00", draw_picture()[:300]])
def test_what_is_no_whole_picture_is_dropped(junk: bytes) -> None:
    assert bound_picture(junk) == b""


def test_a_picture_with_too_many_pixels_is_not_decoded() -> None:
    assert bound_picture(draw_picture(size=(6000, 6000), form="PNG")) == b""
