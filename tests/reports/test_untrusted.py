"""Text from outside inside our sentences."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.reports.untrusted import defang, isolate_text, show_unseen


def test_plain_text_stays_as_it_is() -> None:
    assert isolate_text("portail.mouvement-aurore.test") == "portail.mouvement-aurore.test"


def test_long_text_is_cut() -> None:
    assert isolate_text("a" * 300, limit=5) == "aaaaa…"


def test_dots_inside_hosts_are_bracketed_and_full_stops_are_not() -> None:
    assert defang("It sends to a-.b.test (.com). Done.") == "It sends to a-[.]b[.]test (.com). Done."


@given(st.text())
def test_nothing_unseen_is_left_but_our_own_isolates(text: str) -> None:
    inside = isolate_text(text).removeprefix("\u2068").removesuffix("\u2069")
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in inside)


@given(st.text())
def test_showing_the_unseen_keeps_every_position(text: str) -> None:
    assert len(show_unseen(text)) == len(text)
