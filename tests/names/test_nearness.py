"""The cheap look never hides what the costly one would find."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.names.alignment import Pattern, align, set_budget
from chaffinch.names.context import Surroundings
from chaffinch.names.nearness import may_stand
from chaffinch.names.swaps import list_swaps

KEYS = ("caf", "ameli", "en-marche", "mouvement-aurore", "mediapart", "aurore2027", "mediacites")


@st.composite
def _write_changed(draw: st.DrawFn) -> tuple[str, str]:
    key = draw(st.sampled_from(KEYS))
    text = key
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        swaps = [swap for swap in list_swaps() if text.startswith(swap.ours, place)]
        swapped: bool = draw(st.booleans())
        if swaps and swapped:
            swap = draw(st.sampled_from(swaps))
            text = text[:place] + swap.theirs + text[place + len(swap.ours) :]
        else:
            end = place + draw(st.integers(0, 2))
            text = (
                text[:place] + draw(st.text("aenrsx-.0\N{CYRILLIC SMALL LETTER IE}", max_size=2)) + text[end:]
            )
    return key, text


@settings(max_examples=400)
@given(_write_changed())
def test_whatever_can_be_aligned_is_near(case: tuple[str, str]) -> None:
    key, text = case
    pattern = Pattern(key, budget=set_budget(key))
    opens, closes = (0,), frozenset({len(text)})
    if align(pattern, text, opens=opens, closes=closes):
        assert may_stand(pattern, text, Surroundings(opens, closes))


def test_what_is_far_away_is_refused() -> None:
    pattern = Pattern("mediapart", budget=2)
    assert not may_stand(pattern, "wikipedia.org", Surroundings((0,), frozenset({9, 13})))
