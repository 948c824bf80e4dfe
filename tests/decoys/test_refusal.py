"""Nobody real, and nobody nearly real."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.decoys.names import Name
from chaffinch.decoys.refusal import RefusedNames

STAFF = RefusedNames(
    ["Inès Kerbrat", "LE GOFF Jean-Pierre", "Anne Marie Dubois"], addresses=["b.oudinot@a.fr"]
)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (Name("Inès", "Kerbrat"), "name"),
        (Name("INES", "KERBRAT"), "name"),
        (Name("Kerbrat", "Inès"), "name"),
        (Name("Inés", "Kerbratt"), "near"),
        (Name("Iens", "Kerbrat"), "near"),
        (Name("Jean-Pierre", "Le Goff"), "name"),
        (Name("Jean", "Le Goff"), "part"),
        (Name("Anne", "Dubois"), "part"),
        (Name("Inès", "Martin"), ""),
        (Name("Pierre", "Martin"), ""),
    ],
)
def test_a_name_is_refused_in_any_spelling(name: Name, why: str) -> None:
    assert STAFF.refuse(name) == why


def test_a_local_part_in_use_is_refused() -> None:
    assert STAFF.refuse(Name("Blaise", "Oudinot"), local="B.Oudinot") == "address"


@given(st.lists(st.text("abcdefgh", min_size=3, max_size=9), min_size=2, max_size=2), st.data())
def test_one_slip_never_gets_past(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words[1]) - 1))
    slipped = words[1][:place] + data.draw(st.sampled_from("xyz")) + words[1][place + 1 :]
    refused = RefusedNames([" ".join(words)])
    # A slip that moves the words' order is told apart by the sorting; both orders of the words stay near.
    if sorted([words[0], slipped]).index(slipped) == sorted(words).index(words[1]):
        assert refused.refuse(Name(words[0], slipped)) == "near"
