"""A name, aligned with what a host writes."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.names.alignment import Alignment, Pattern, align, set_budget


def align_all(key: str, text: str) -> Alignment | None:
    """Align the whole of `text`."""
    pattern = Pattern(key, budget=set_budget(key))
    return align(pattern, text, opens=(0,), closes=frozenset({len(text)}))


@pytest.mark.parametrize(
    ("key", "budget"), [("caf", 0), ("vote", 0), ("ameli", 1), ("en-marche", 2), ("aurores", 1)]
)
def test_the_budget_goes_by_letters(key: str, budget: int) -> None:
    assert set_budget(key) == budget


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("en-marche", []),
        ("en.marche", [("separator", "-", ".")]),
        ("enmarche", [("separator", "-", "")]),
        ("en-mar.che", [("separator", "", ".")]),
        ("en-rnarche", [("homoglyph", "m", "rn")]),
        ("en-marcne", [("substitution", "h", "n")]),
        ("en-mrache", [("transposition", "ar", "ra")]),
        ("en-marchee", [("repetition", "", "e")]),
        ("n-marche", [("omission", "e", "")]),
        ("en-m4rche", [("leet", "a", "4")]),
        ("en-marches", [("plural", "", "s")]),
        ("en.rnarch3", [("separator", "-", "."), ("homoglyph", "m", "rn"), ("leet", "e", "3")]),
    ],
)
def test_changes_are_named_one_by_one(text: str, changes: list[tuple[str, str, str]]) -> None:
    alignment = align_all("en-marche", text)
    assert alignment is not None
    assert [(change.kind, change.ours, change.theirs) for change in alignment.changes] == changes


@pytest.mark.parametrize("text", ["en-mars", "bonmarche", "en-dimanche", "marche"])
def test_another_name_is_not_aligned_cheaply(text: str) -> None:
    alignment = align_all("en-marche", text)
    assert alignment is None or alignment.slips == 2


@given(
    st.text(string.ascii_lowercase, min_size=1, max_size=12),
    st.text(string.ascii_lowercase + "-.", max_size=20),
)
def test_the_changes_applied_to_ours_give_theirs(key: str, text: str) -> None:
    alignment = align_all(key, text)
    if alignment is None:
        return
    rebuilt, place = "", 0
    ours = iter(alignment.changes)
    change = next(ours, None)
    while place < len(text) or change is not None:
        if change is not None and change.start == place:
            rebuilt += change.ours
            place = change.end
            change = next(ours, None)
        else:
            rebuilt += text[place]
            place += 1
    assert rebuilt == key
