"""Rules are always met, and met as people meet them."""

from __future__ import annotations

import random
import re
from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.errors import ExhaustedError, RulesError
from chaffinch.decoys.passwords.rules import CLASSES, PasswordRules, add_capital, meet_rules, read_rules
from chaffinch.decoys.passwords.source import PasswordSource


@cache
def open_source() -> PasswordSource:
    return PasswordSource(Seed(b"the rules of the tests"))


rules = st.builds(
    lambda low, more, needs, classes: PasswordRules(low, low + more, needs, classes),
    st.integers(1, 20),
    st.integers(4, 30),
    st.frozensets(st.sampled_from(CLASSES)),
    st.integers(0, 4),
)


@settings(max_examples=60, deadline=None)
@given(rules, st.integers(0, 2**32))
def test_every_password_meets_the_rules(asked: PasswordRules, start: int) -> None:
    chance = random.Random(start)
    assert asked.accepts(open_source().write(chance, rules=asked))


@settings(max_examples=20, deadline=None)
@given(rules, st.integers(0, 2**32))
def test_every_echo_meets_the_rules_and_none_is_refused(asked: PasswordRules, start: int) -> None:
    def refuse(text: str) -> bool:
        return "e" in text

    echoes = open_source().write_echoes(3, random.Random(start), rules=asked, refuse=refuse)
    assert len(set(echoes)) == 3
    assert all(asked.accepts(one) and not refuse(one) for one in echoes)


def test_people_put_the_capital_in_front_and_the_digit_at_the_end() -> None:
    chance, asked = random.Random(4), read_rules("min=8 upper digit symbol")
    made = [open_source().write(chance, rules=asked) for _ in range(600)]
    front = sum(next(letter for letter in one if letter.isalpha()).isupper() for one in made)
    assert front / 600 > 0.85
    assert sum(not one[-1].isalpha() for one in made) / 600 > 0.75
    assert Counter(re.sub(r"[A-Za-z0-9]", "", one)[-1] for one in made).most_common(1)[0][0] == "!"


def test_a_pattern_is_met_or_it_is_said() -> None:
    chance = random.Random(5)
    asked = read_rules("min=8 pattern=[a-z]+[0-9]{2,}")
    assert all(re.fullmatch("[a-z]+[0-9]{2,}", open_source().write(chance, rules=asked)) for _ in range(20))
    with pytest.raises(ExhaustedError, match="meets the rules"):
        open_source().write(chance, rules=read_rules("pattern=~{9}"))


@pytest.mark.parametrize(
    "bad", ["min=0", "min=200", "min=9 max=8", "capital", "classes=5", "pattern=(", "min=", "max=99999"]
)
def test_rules_that_cannot_be_read_are_refused(bad: str) -> None:
    with pytest.raises(RulesError):
        read_rules(bad)


def test_echoes_are_near_variants_of_one_another() -> None:
    from rapidfuzz.distance import OSA

    chance = random.Random(6)
    for _ in range(30):
        first, *others = open_source().write_echoes(4, chance, rules=read_rules("min=8"))
        assert all(OSA.distance(first.lower(), other.lower()) <= 8 for other in others)
        alike = min(3, *(len(set(one.lower())) for one in (first, *others)))
        assert all(len(set(first.lower()) & set(other.lower())) >= alike for other in others)


def test_who_mends_keeps_the_word_and_adds_what_is_missing_in_one_go() -> None:
    chance = random.Random(6)
    asked = PasswordRules(8, needs=frozenset({"digit"}))
    made = [meet_rules("dragon", asked, chance, year=1987, word="house") for _ in range(400)]
    assert all(asked.accepts(text) for text in made)
    assert sum(len(text) in (8, 9) and text.startswith("dragon") for text in made) > 240


def test_some_write_a_capital_that_nobody_asked_for_unless_the_rules_forbid_it() -> None:
    chance = random.Random(7)
    assert add_capital("dragon12", PasswordRules(8), chance) != "dragon12"
    assert add_capital("12345678", PasswordRules(8), chance) == "12345678"
    assert add_capital("dragon12", read_rules("pattern=[a-z0-9]+"), chance) == "dragon12"


def test_how_many_mend_is_read_and_shows() -> None:
    assert read_rules("min=8 digit mended=30").mended == 30
    with pytest.raises(RulesError):
        read_rules("min=8 mended=101")
    longer = []
    for mended in (0, 100):
        chance, asked = random.Random(8), read_rules(f"min=8 digit mended={mended}")
        longer.append(sum(len(open_source().write(chance, rules=asked)) for _ in range(400)) / 400)
    assert longer[0] < longer[1]
