"""Logos and icons are told from others."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from chaffinch.pages.capture import Box
from chaffinch.pages.judge.logos import match_icons, match_logo
from chaffinch.pages.judge.structure import measure_structure

LOGO = Box(100, 60, 160, 90)


def draw_window(*, at: tuple[int, int] = (100, 60), seed: int = 1, zoom: float = 1.0) -> bytes:
    """Return a window with a logo made of shapes drawn by lot."""
    random = np.random.default_rng(seed)
    window = np.full((800, 1280), 245, np.uint8)
    logo = np.full((90, 160), 245, np.uint8)
    for _ in range(14):
        x, y, radius, shade = (
            int(random.integers(low, high)) for low, high in ((10, 150), (10, 80), (4, 22), (0, 200))
        )
        cv2.circle(logo, (x, y), radius, shade, -1 if x % 2 else 2)
        cv2.rectangle(logo, (x, y), (x + radius, y + 12), 255 - shade, 2)
    large = cv2.resize(logo, None, fx=zoom, fy=zoom)
    window[at[1] : at[1] + large.shape[0], at[0] : at[0] + large.shape[1]] = large
    return bytes(cv2.imencode(".png", window)[1].tobytes())


def draw_icon(colour: str, *, kind: str = "PNG", size: int = 32) -> bytes:
    picture = Image.new("RGB", (size, size), "white")
    ImageDraw.Draw(picture).ellipse((size // 8, size // 8, size - 4, size // 2), fill=colour)
    stream = io.BytesIO()
    picture.save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("at", "zoom"), [((100, 60), 1.0), ((700, 500), 1.0), ((300, 200), 1.4), ((300, 200), 0.7)]
)
def test_a_logo_is_found_wherever_it_stands(at: tuple[int, int], zoom: float) -> None:
    share, place = match_logo(draw_window(at=at, zoom=zoom), there=draw_window(), logo=LOGO)
    assert share > 0.2
    assert place is not None
    assert abs(place.x - at[0]) < 25
    assert abs(place.y - at[1]) < 25


def test_another_logo_is_not_that_one() -> None:
    assert match_logo(draw_window(seed=5), there=draw_window(), logo=LOGO)[0] < 0.1
    assert match_logo(draw_window(), there=draw_window(), logo=None) == (0.0, None)


def test_an_icon_is_itself_in_another_format_and_size_and_no_other() -> None:
    icon = draw_icon("navy")
    assert match_icons(icon, icon) == 1.0
    assert match_icons(draw_icon("navy", kind="ICO", size=48), icon) > 0.7
    assert match_icons(draw_icon("gold"), icon) < 0.7
    assert match_icons(b"", icon) == match_icons(b"<svg>", icon) == 0.0


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_no_icon_makes_it_fall(here: bytes, there: bytes) -> None:
    assert 0.0 <= match_icons(b"\x89PNG\r\n\x1a\n" + here, there) <= 1.0


def test_structure_survives_other_names_and_says_less_then() -> None:
    page = [
        f"{tag}.c{number}"
        for number, tag in enumerate(("main", "div", "h", "p", "form", "label", "input", "button") * 3)
    ]
    renamed = [f"{one.partition('.')[0]}.x" for one in page]
    assert measure_structure(page, page) == 1.0
    assert 0.6 < measure_structure(renamed, page) < 0.7
    assert measure_structure([*page[:12], *["aside"] * 30], page) < 0.5
    assert measure_structure(page[:10], page) == pytest.approx(0.8)
    assert measure_structure(page, page[:5]) == 0.0
    assert measure_structure([], page) == 0.0
