"""What changed between two pictures of a page is framed, and nothing else."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from chaffinch.pages.capture import Box
from chaffinch.pages.judge.differences import MOST_BOXES, list_differences


def draw(*patches: tuple[int, int, int, int], size: tuple[int, int] = (1280, 800), quality: int = 0) -> bytes:
    """Return a window with a headline, and black where the patches are (x, y, width, height)."""
    picture = Image.new("RGB", size, "#f3efe4")
    pen = ImageDraw.Draw(picture)
    pen.text((80, 60), "Portail du Mouvement Aurore", fill="#222222", font_size=30)
    for x, y, width, height in patches:
        pen.rectangle((x, y, x + width - 1, y + height - 1), fill="#222222")
    if quality:
        squeezed = io.BytesIO()
        picture.save(squeezed, "JPEG", quality=quality)
        picture = Image.open(squeezed).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def holds(box: Box, patch: tuple[int, int, int, int], *, slack: int) -> bool:
    x, y, width, height = patch
    return (
        x - slack <= box.x <= x
        and y - slack <= box.y <= y
        and x + width <= box.x + box.width <= x + width + slack
        and y + height <= box.y + box.height <= y + height + slack
    )


def test_equal_pictures_do_not_differ_even_when_one_was_compressed() -> None:
    assert list_differences(draw(), before=draw()) == ()
    assert list_differences(draw(quality=40), before=draw()) == ()


@pytest.mark.parametrize(
    "patch", [(400, 300, 200, 80), (0, 0, 100, 60), (1200, 760, 80, 40), (640, 500, 40, 20)]
)
def test_what_is_new_is_framed_closely(patch: tuple[int, int, int, int]) -> None:
    found = list_differences(draw(patch), before=draw())
    assert len(found) == 1
    assert holds(found[0], patch, slack=64)
    assert list_differences(draw(), before=draw(patch)) == found


def test_two_places_are_two_boxes_and_the_larger_comes_first() -> None:
    found = list_differences(draw((100, 200, 64, 32), (800, 500, 300, 200)), before=draw())
    assert [box.x > 700 for box in found] == [True, False]


def test_a_window_that_is_no_multiple_of_a_cell_is_framed_as_closely() -> None:
    patch, size = (300, 800, 64, 32), (412, 915)
    found = list_differences(draw(patch, size=size), before=draw(size=size))
    assert len(found) == 1
    assert holds(found[0], patch, slack=64)


def test_what_stands_beyond_the_others_edge_differs() -> None:
    found = list_differences(draw(size=(1280, 1200)), before=draw())
    assert len(found) == 1
    assert found[0].y >= 736
    assert found[0].y + found[0].height == 1200


def test_no_picture_and_a_storm_of_changes_are_answered() -> None:
    assert list_differences(b"", before=draw()) == ()
    patches = [(x, y, 32, 32) for x in range(0, 1200, 160) for y in range(160, 780, 160)]
    assert len(list_differences(draw(*patches), before=draw())) == MOST_BOXES
