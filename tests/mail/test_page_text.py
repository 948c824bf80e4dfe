"""Pages of mails as the text that a reader sees."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.mail.page_text import MOST_HIDDEN, read_page, read_page_text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>un <b>de</b>ux</p>", "un deux"),
        ("<p>un</p><p>deux</p>", "un\n\ndeux"),
        ("<div>un</div><div>deux<br>trois</div>", "un\ndeux\ntrois"),
        ("un<br><br>deux", "un\n\ndeux"),
        ("un\n   deux\n", "un deux"),
        ("a &lt;b&gt; &amp;amp; c&nbsp;d", "a <b> &amp; c d"),
        ("<ul><li>un<li>deux</ul>", "- un\n- deux"),
        ("<table><tr><td>un<td>deux<tr><td>trois</table>", "un deux\ntrois"),
        ("<pre>un\n  deux</pre>", "un\n  deux"),
        ('<a href="https://evil.test/?a>b">ici</a>', "ici"),
        ('<img src="x" alt="logo">texte', "texte"),
        ("<head><title>t</title><style>p{}</style></head><script>x()</script>texte", "texte"),
        ("<!-- [if mso]>caché<![endif] -->texte<!--[if !mso]><!-->vu<!--<![endif]-->", "textevu"),
        (
            "Il écrit :<blockquote>cité<blockquote>avant</blockquote></blockquote>moi",
            "Il écrit :\n\n> cité\n>\n>> avant\n\nmoi",
        ),
        ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">rentré</blockquote>', "rentré"),
        ("<p>offen<div>tief<table><p>mehr", "offen\n\ntief\n\nmehr"),
        ("", ""),
    ],
)
def test_blocks_are_lines_and_markup_is_gone(page: str, text: str) -> None:
    assert read_page_text(page)[0] == text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">geheim</div>',
        '<span style="color:red; DISPLAY : none !important">geheim</span>',
        '<span style="visibility:hidden">geheim</span>',
        '<span style="font-size:0">geheim</span>',
        '<span style="font-size:0px;line-height:1">geheim</span>',
        '<span style="opacity:0">geheim</span>',
        '<div style="max-height:0;overflow:hidden">geheim</div>',
        '<span style="mso-hide:all">ge<b>hei</b>m</span>',
        "<div hidden>geheim</div>",
    ],
)
def test_hidden_words_are_left_out_and_told(hidden: str) -> None:
    assert read_page_text(f"<p>vu{hidden}</p>fin") == ("vu\n\nfin", ("hidden-text",)) or read_page_text(
        f"<p>vu{hidden}</p>fin"
    ) == ("vu\nfin", ("hidden-text",))


def test_what_a_page_hides_is_kept_apart() -> None:
    page = read_page(
        "<div style='display:none'>Nous  &eacute;cri<b>vons</b> bient&ocirc;t&nbsp;!<p>Lisez-<wbr>nous</p></div>"
        "<p>vu</p><span hidden>encore</span><style>p {}</style>"
    )
    assert page.text == "vu"
    assert [line.strip() for line in page.hidden.split("\n") if line.strip()] == [
        "Nous  écrivons bientôt !",
        "Lisez-nous",
        "encore",
    ]
    assert len(read_page(f"<p hidden>{'mot ' * 10_000}</p>").hidden) <= MOST_HIDDEN


@pytest.mark.parametrize(
    "shown", ["font-size:0.9em", "opacity:0.5", "max-height:0.5em", "display:block", "font-size:08px"]
)
def test_what_is_only_small_or_pale_is_shown(shown: str) -> None:
    text, faults = read_page_text(f'<span style="{shown}">vu</span>')
    assert (text, faults) == ("vu", ())


@given(st.text(alphabet='<>/"=abpdivquote !-&#;x0\n', max_size=200))
def test_no_page_raises(page: str) -> None:
    read_page_text(page)[0].encode("utf-8")


def test_a_page_that_is_nested_too_deep_is_read_tag_by_tag() -> None:
    text, faults = read_page_text("<DIV>" * 6_000 + "vu<p style='display:none'>geheim</p>" + "</DIV>" * 10)
    assert (text, faults) == ("vu", ("hidden-text", "deep-page"))


_STYLES = "".join(f"<font size={number}>" for number in range(2_000)) + "<p>x" * 2_000


@pytest.mark.parametrize(
    "page",
    [
        _STYLES,
        "<div>" * 100_000,
        "<" * 300_000,
        "<!--" * 100_000,
        "<blockquote>" * 5_000 + "x",
        '<a b="' * 50_000,
    ],
)
def test_pages_that_were_made_to_be_slow_are_not(page: str) -> None:
    begun = time.process_time()
    read_page_text(page)
    assert time.process_time() - begun < 60
