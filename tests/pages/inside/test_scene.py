"""What a page shows beside its picture, read from snapshots."""

from __future__ import annotations

from typing import Any

import pytest

from chaffinch.pages.capture import Box, Scene
from chaffinch.pages.inside.behaviour import list_changes
from chaffinch.pages.inside.scene import find_drawn_window, find_logo, read_scene
from chaffinch.pages.inside.snapshot import Document, Node

URL = "https://a.test/dir/page"
Bounds = tuple[float, float, float, float]


def make_node(
    number: int,
    name: str,
    *,
    parent: int = 0,
    at: Bounds | None = (0, 0, 50, 20),
    value: str = "",
    **attributes: str,
) -> Node:
    named = {key.rstrip("_").replace("_", "-"): one for key, one in attributes.items()}
    return Node(number, parent, name, named, value=value, styles={} if at else None, bounds=at)


def make_document(*nodes: Node) -> Document:
    root = Node(0, -1, "HTML", bounds=(0, 0, 1280, 800))
    return Document(URL, URL, "Titre", [root, *nodes], "texte", False)


def read(*nodes: Node) -> Scene:
    return read_scene([make_document(*nodes)], width=1280, height=800)


def test_the_structure_lists_what_is_laid_out_without_digits() -> None:
    hidden = make_node(3, "DIV", at=None)
    scene = read(make_node(1, "MAIN", id="m1", class_="a b2 c d"), make_node(2, "#TEXT", value="x"), hidden)
    assert scene.outline == ("main#m.a.b.c",)


def test_links_are_absolute_and_forms_carry_what_they_hide() -> None:
    form = make_node(1, "FORM", action="https://b.test/authorize")
    scope = make_node(2, "INPUT", parent=1, at=None, type="hidden", name_="scope", value_="Mail.Read x")
    scene = read(
        form,
        scope,
        make_node(3, "A", href="../x"),
        make_node(4, "A", href="#top"),
        make_node(5, "A", href="sgnl://linkdevice?u=1"),
        make_node(6, "A", href="javascript:x()"),
    )
    assert scene.links == (
        "https://b.test/authorize?scope=Mail.Read+x",
        "https://a.test/x",
        "sgnl://linkdevice?u=1",
    )


def test_a_logo_is_named_or_drawn_high_up() -> None:
    icon = make_node(1, "IMG", at=(600, 600, 40, 40))
    logo = make_node(2, "IMG", at=(100, 40, 120, 60), class_="site-logo")
    assert find_logo([make_document(icon, logo)], width=1280, height=800) == Box(100, 40, 120, 60)
    assert find_logo([make_document(icon)], width=1280, height=800) == Box(600, 600, 40, 40)
    assert find_logo([make_document(make_node(1, "DIV"))], width=1280, height=800) is None


def draw_browser(
    address: str, *, entry: Node | None = None, window: Bounds = (300, 100, 460, 400)
) -> list[Node]:
    left, top, _, _ = window
    return [
        make_node(1, "DIV", at=window),
        make_node(2, "SPAN", parent=1, at=(left + 5, top + 30, 300, 20)),
        make_node(3, "#TEXT", parent=2, at=(left + 5, top + 30, 300, 20), value=address),
        entry or make_node(4, "INPUT", parent=1, at=(left + 40, top + 150, 200, 30), type="password"),
    ]


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        (draw_browser("https://comptes.example/oauth"), "https://comptes.example/oauth"),
        (draw_browser("comptes.example"), "comptes.example"),
        (draw_browser("https://a.test/dir"), ""),
        (draw_browser("Connexion à votre compte"), ""),
        (draw_browser("comptes.example", entry=make_node(4, "P", parent=1)), ""),
        (draw_browser("comptes.example", window=(0, 0, 1280, 800)), ""),
    ],
)
def test_a_window_drawn_inside_the_page_is_found_by_its_address(nodes: list[Node], found: str) -> None:
    assert find_drawn_window(make_document(*nodes), width=1280, height=800) == found


def test_a_drawn_window_that_waits_for_a_click_is_found_too() -> None:
    waiting = [
        make_node(1, "DIV", at=None), make_node(2, "SPAN", parent=1, at=None),
        make_node(3, "#TEXT", parent=2, at=None, value=" comptes.example/oauth "),
        make_node(4, "INPUT", parent=1, at=None, type="password"),
    ]  # fmt: skip
    assert find_drawn_window(make_document(*waiting), width=1280, height=800) == "comptes.example/oauth"


def change(**changes: Any) -> list[str]:
    before = read(make_node(1, "INPUT", type="text", name_="q"))
    values = {name: getattr(before, name) for name in ("title", "visible_text", "forms")} | changes
    return list_changes(before, Scene(**values))


def test_only_what_differs_is_a_change() -> None:
    assert change() == []
    assert change(title="(1) Titre") == ["title"]
    assert change(visible_text="tout autre chose que cela") == ["text"]
    assert change(forms=()) == ["form"]
    assert change(visible_text="texte F7KX-2PQM") == ["text"]
