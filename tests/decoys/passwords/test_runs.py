"""Runs that passwords are put together of: some that others have in that place, some from elsewhere, some new."""

from __future__ import annotations

import random
from collections import Counter

from chaffinch.decoys.passwords.runs import Run, Vocabulary


def write_new(length: int, _: str, chance: random.Random) -> str:
    return "".join(chance.choices("xyz", k=length))


def draw(vocabulary: Vocabulary, length: int, place: str) -> Counter[str]:
    chance = random.Random(1)
    return Counter(vocabulary.write((length, place), chance, write_new) for _ in range(3000))


def test_what_several_have_comes_as_often_as_leaving_one_out_says() -> None:
    runs = [
        Run("love", "front", 1.0),
        Run("love", "front", 1.0),
        Run("hate", "front", 1.0),
        Run("rare", "front", 1.0),
    ]
    made = draw(Vocabulary(runs), 4, "front")
    known = sum(made[text] for text in ("love", "hate", "rare")) / 3000
    assert 0.45 < known < 0.55
    assert made["love"] > made["hate"] + made["rare"] - 150


def test_what_stands_elsewhere_is_taken_over_and_what_stands_here_is_not() -> None:
    runs = [Run("dragon", "alone", 1.0), Run("dragon", "front", 1.0), Run("monkey", "front", 1.0)]
    made = draw(Vocabulary(runs), 6, "alone")
    assert set(made) == {"monkey"}


def test_a_spot_that_nobody_fills_gets_something_new() -> None:
    made = draw(Vocabulary([Run("dragon", "alone", 1.0)]), 3, "end")
    assert set("".join(made)) <= set("xyz")


def test_a_tempered_head_comes_less_often_than_it_weighs() -> None:
    runs = [Run(text, "front", weight) for text, weight in (("aaaa", 100.0), ("bbbb", 1.0)) for _ in range(2)]
    plain, tempered = (draw(Vocabulary(runs, temper=temper), 4, "front") for temper in (1.0, 0.3))
    assert plain["bbbb"] < 100 < tempered["bbbb"]
