"""The attacker's models of passwords and of time."""

from __future__ import annotations

import math
import random
from pathlib import Path

import numpy as np
import pytest
from scripts.make_range_tables import ATTACKER, VICTIMS, read_first_names, read_part

from chaffinch.decoys.passwords.model import load_counts
from chaffinch.lab.sorting.classifier import train_classifier
from chaffinch.lab.sorting.desk import measure_auc
from chaffinch.lab.sorting.mangling import bend_word, fits_rules
from chaffinch.lab.sorting.markov import CharacterModel
from chaffinch.lab.sorting.reference import load_sample
from chaffinch.lab.sorting.rhythm import find_p_value, fits_crowd, measure_distance
from chaffinch.lab.sorting.strength import estimate_guesses
from chaffinch.lab.sorting.words import load_first_names, load_held_out, load_passwords, load_surnames
from chaffinch.lab.victims.habits import load_habits


def test_the_attackers_and_the_victims_lists_share_no_word() -> None:
    attackers = {**load_passwords(), **load_held_out()}
    assert not set(attackers) & set(load_habits())
    assert len(attackers) > 15_000
    assert len(load_habits()) > 15_000
    assert not set(load_passwords()) & set(load_held_out())


@pytest.mark.corpus
def test_the_packaged_tables_are_those_of_the_data(corpus: Path) -> None:
    path = corpus / "passwords" / "zxcvbn_counts.txt.gz"
    assert read_part(path, ATTACKER) == {**load_passwords(), **load_held_out()}
    assert read_part(path, VICTIMS) == load_habits()
    assert read_first_names(corpus / "people") == load_first_names()


def test_neither_the_attacker_nor_the_victims_know_a_word_of_the_generators() -> None:
    generators = set(load_counts())
    assert len(generators) > 10_000
    assert generators.isdisjoint(load_passwords())
    assert generators.isdisjoint(load_habits())
    assert set(load_passwords()).isdisjoint(load_habits())


def test_the_attackers_names_know_france() -> None:
    assert {"nathalie", "jean-pierre", "mehdi", "lea"} <= set(load_first_names())
    assert {"martin", "nguyen", "dacosta"} <= set(load_surnames())


def test_a_model_finds_what_it_learned_less_surprising_and_makes_the_like() -> None:
    model = CharacterModel(["password1", "password2", "passw0rd1"] * 20)
    assert model.measure_surprise("password1") < 1.0
    assert model.measure_surprise("Xq#9v!tZ2") > 5.0
    made = {model.make_password(random.Random(seed)) for seed in range(20)}
    assert all(word.startswith("passw") for word in made)


def test_a_models_chances_after_any_context_sum_to_one() -> None:
    model = CharacterModel(["abc", "abd", "xyz"])
    characters = [chr(code) for code in range(33, 127)] + ["\x03"]
    for context in ("\x02\x02\x02", "\x02\x02a", "xab", "qqq"):
        total = sum(model.find_chance(context, character) for character in characters)
        assert total == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("123456789", "bonjour2027"),
        ("password1", "passw8rdxz1"),
        ("aaaaaaaa1", "akvbqzma1"),
        ("azertyuiop1", "azbrtyviop1"),
        ("Nathalie1978", "Nxthqlie1978"),
        ("p@ssword1", "p%sswqrd1"),
    ],
)
def test_what_a_cracker_tries_first_costs_fewer_guesses(weaker: str, stronger: str) -> None:
    assert estimate_guesses(weaker) < estimate_guesses(stronger)


def test_a_longer_password_never_costs_less_than_nothing() -> None:
    assert estimate_guesses("") == 0.0
    assert all(0 < estimate_guesses(word) < math.inf for word in ("a", "é", "ключ1234", "\U0001f600" * 5))


def test_a_bent_word_passes_the_rules() -> None:
    rng = random.Random(4)
    bent = [bend_word(word, rng) for word in ("a", "soleil", "12345678", "longword") for _ in range(50)]
    assert all(map(fits_rules, bent))
    assert all(map(fits_rules, load_sample()))


def test_a_classifier_learns_to_tell_two_makers_apart_and_the_same_at_each_call() -> None:
    rng = random.Random(6)
    words = [
        f"{rng.choice(['soleil', 'maison', 'bonjour', 'chaton'])}{rng.randint(0, 999)}" for _ in range(600)
    ]
    noise = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=10)) for _ in range(600)]
    first, second = (train_classifier(words[:400], noise[:400], seed=3) for _ in range(2))
    np.testing.assert_array_equal(first.weights, second.weights)
    scores = first.rate([*words[400:], *noise[400:]])
    assert measure_auc(scores, np.array([0.0] * 200 + [1.0] * 200)) > 0.99
    assert first.rate([]).shape == (0,)


def test_the_distance_and_its_chance_are_kolmogorovs() -> None:
    even = (np.arange(10) + 0.5) / 10
    assert measure_distance(even, lambda values: values) == pytest.approx(0.05)
    # Stephens 1970: with the correction, 1.358 is the 5% point and 1.628 the 1% point.
    for scaled, chance in ((1.358, 0.05), (1.628, 0.01)):
        distance = scaled / (math.sqrt(50) + 0.12 + 0.11 / math.sqrt(50))
        assert find_p_value(distance, 50) == pytest.approx(chance, abs=0.001)
    assert find_p_value(0.0, 50) == 1.0


def test_gaps_of_a_crowd_pass_and_clockwork_does_not() -> None:
    rng = random.Random(8)
    assert fits_crowd(np.array([rng.expovariate(1 / 300) for _ in range(60)]))
    assert fits_crowd(np.array([rng.lognormvariate(5, 1.2) for _ in range(60)]))
    assert not fits_crowd(np.array([60.0 if rng.random() < 0.8 else 3_600.0 for _ in range(60)]))
    assert not fits_crowd(np.full(60, 60.0))
