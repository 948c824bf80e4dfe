"""Tricks are named by what a page tried, what it draws, and what its scripts hold."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from tests.pages.judge.test_compare import PASSWORD, make_capture

from chaffinch.pages.judge.drawn import find_drawn_entry
from chaffinch.pages.judge.tricks import list_tricks, read_scripts, sends_keys

FILLS_SCREEN = "<script>b.onclick = () => { d['requestFullscreen'](); d.innerHTML = `%s` }</script>"


def name(**changes: Any) -> list[str]:
    page = make_capture(**changes)
    return [reason.code for reason in list_tricks(page, scripts=read_scripts(page))]


@pytest.mark.parametrize(
    ("codes", "changes"),
    [
        ([], {}),
        (["drawn-window"], {"drawn_window": "https://comptes.example/"}),
        (["tries"], {"notes": ("camera",)}),
        (["tries"], {"notes": ("clipboard",)}),
        (["click-fix"], {"notes": ("clipboard",), "visible_text": "Appuyez sur Windows + R puis Ctrl + V"}),
        ([], {"visible_text": "Appuyez sur Windows + R"}),
        (
            ["sends-keys"],
            {"forms": (PASSWORD,), "dom": "<script>onkeydown = e => fetch('/k?' + e.key)</script>"},
        ),
        ([], {"dom": "<script>q.oninput = () => fetch('/suggest')</script>"}),
        ([], {"forms": (PASSWORD,), "dom": "<script>onkeydown = e => play(e.key)</script>"}),
        (["tries"], {"dom": "<script>setInterval(() => { debugger }, 50)</script>"}),
        (["tries"], {"dom": "<body oncontextmenu='return false'>"}),
        (["tries"], {"dom": "<script>setInterval(() => Function('debug' + 'ger')(), 9)</script>"}),
        (
            ["tries"],
            {
                "dom": "<script>addEventListener('copy', e => e.clipboardData.setData('text/plain', c))</script>"
            },
        ),
        ([], {"dom": "<script>addEventListener('copy', e => count(e))</script>"}),
        (["tries"], {"dom": FILLS_SCREEN % "<input type=\\'password\\'>"}),
        (
            ["tries"],
            {
                "dom": FILLS_SCREEN.replace("requestFull", "webkitRequest' + 'Full")
                % "<input type='password'>"
            },
        ),
        ([], {"dom": FILLS_SCREEN % "<p>Photo</p>"}),
        ([], {"dom": "<video></video>" + FILLS_SCREEN % "<input type='password'>"}),
    ],
)
def test_each_trick_is_named(codes: list[str], changes: dict[str, Any]) -> None:
    assert name(**changes) == codes


@pytest.mark.parametrize(
    ("how", "changes"),
    [
        ("", {}),
        ("dialog", {"dialogs": ("prompt: Votre mot de passe ?",)}),
        ("", {"dialogs": ("alert: Votre mot de passe ?",)}),
        ("dialog", {"dom": "<script>b.onclick = () => prompt('Mot de passe :')</script>"}),
        ("waiting", {"dom": "<script>b.onclick = () => { m.innerHTML = '<input type=password>' }</script>"}),
        ("", {"dom": "<p>Écrivez &lt;input type=password&gt;</p>"}),
        (
            "canvas",
            {
                "dom": "<canvas><script>c.fillText('Mot de passe', 3, 4); addEventListener('keydown', k)</script>"
            },
        ),
        (
            "pad",
            {"visible_text": "Code secret\n1 2 3 4 5 6 7 8 9 0", "dom": "<button onclick=x()>1</button>"},
        ),
        ("", {"visible_text": "Calculatrice\n1 2 3 4 5 6 7 8 9 0", "dom": "<button onclick=x()>1</button>"}),
    ],
)
def test_an_entry_without_a_field_is_found(how: str, changes: dict[str, Any]) -> None:
    page = make_capture(**changes)
    reason = find_drawn_entry(page, scripts=read_scripts(page))
    assert (reason.params["how"] if reason else "") == how


@pytest.mark.parametrize(
    "piece",
    [
        "<script",
        "onkeydown ",
        "<script></script",
        "popstate",
        "clipboard.write",
        "prompt('",
        "fillText('",
        "type=",
    ],
)
def test_a_page_of_one_piece_over_and_over_is_read_in_a_moment(piece: str) -> None:
    page = replace(make_capture(forms=(PASSWORD,)), dom=piece * (2_000_000 // len(piece)))
    begun = time.process_time()
    list_tricks(page, scripts=read_scripts(page))
    find_drawn_entry(page, scripts=read_scripts(page))
    sends_keys(page.dom)
    assert time.process_time() - begun < 20  # a bound against hanging, no measure: it takes about a second
