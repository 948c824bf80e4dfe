"""Passwords look like people's to attackers who have a list of their own; a small form of benchmarks/decoys.py."""

from __future__ import annotations

import gzip
import random
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from chaffinch.decoys.chance import Seed, Weighted
from chaffinch.decoys.passwords.markov import Likelihood
from chaffinch.decoys.passwords.model import KINDS, load_counts
from chaffinch.decoys.passwords.rules import read_rules
from chaffinch.decoys.passwords.sieve import load_weights
from chaffinch.decoys.passwords.source import PasswordSource
from chaffinch.decoys.passwords.split import PARTS, split_counts
from chaffinch.decoys.passwords.traits import GRAM, list_grams
from chaffinch.decoys.passwords.walks import is_walk

SIZE = 3000


@pytest.fixture(scope="module")
def parts(corpus: Path) -> Mapping[str, Mapping[str, int]]:
    with gzip.open(corpus / "passwords" / "zxcvbn_counts.txt.gz", "rt", encoding="utf-8") as lines:
        return split_counts({word: int(count) for word, count in (line.split() for line in lines)})


def draw(part: Mapping[str, int], start: int) -> list[str]:
    people, chance = Weighted.of(part), random.Random(start)
    return [people.draw(chance) for _ in range(SIZE)]


def write(number: int) -> list[str]:
    source, chance = PasswordSource(Seed(bytes([number]) * 32)), random.Random(number)
    return [source.write(chance) for _ in range(SIZE)]


def measure_auc(people: Sequence[float], ours: Sequence[float]) -> float:
    """How often a person's password scores above a decoy's; ties count half."""
    both = sorted([(score, 1) for score in people] + [(score, 0) for score in ours])
    ranks: dict[float, list[int]] = {}
    for place, (score, _) in enumerate(both, 1):
        ranks.setdefault(score, []).append(place)
    mean = {score: sum(places) / len(places) for score, places in ranks.items()}
    total = sum(mean[score] for score in people)
    return (total - len(people) * (len(people) + 1) / 2) / (len(people) * len(ours))


def learn_odds(people: Sequence[str], ours: Sequence[str]) -> Mapping[str, float]:
    """A naive Bayes classifier over runs of 1 to 4 characters, as whoever has our code would train one."""
    from math import log

    counts = [Counter(gram for text in texts for gram in list_grams(text)) for texts in (people, ours)]
    return {
        gram: log((counts[0][gram] + 3) / (counts[1][gram] + 3)) / len(gram)
        for gram in counts[0].keys() | counts[1].keys()
    }


@pytest.mark.corpus
def test_the_three_parts_share_nothing_and_the_table_holds_one(
    parts: Mapping[str, Mapping[str, int]],
) -> None:
    assert tuple(parts) == PARTS
    assert sum(map(len, parts.values())) == 47_023
    assert len(set[str]().union(*parts.values())) == 47_023
    assert dict(load_counts()) == dict(parts["generator"])


@pytest.mark.corpus
def test_a_likelihood_cannot_sort_them_but_sorts_a_list_and_random_letters(
    parts: Mapping[str, Mapping[str, int]],
) -> None:
    attacker = Likelihood(parts["attacker"].items(), order=3, caution=10.0)
    people = [attacker.score(text) for text in draw(parts["reference"], 1)]
    ours = [attacker.score(text) for text in write(1)]
    assert abs(measure_auc(people, ours) - 0.5) < 0.06
    chance = random.Random(2)
    common = [attacker.score(text) for text in chance.choices(sorted(parts["generator"]), k=SIZE)]
    assert measure_auc(people, common) > 0.60
    made = ["".join(chance.choices(string.ascii_letters + string.digits, k=10)) for _ in range(SIZE)]
    assert measure_auc(people, [attacker.score(text) for text in made]) > 0.98


@pytest.mark.corpus
def test_whoever_trains_on_our_own_code_gains_little(parts: Mapping[str, Mapping[str, int]]) -> None:
    odds = learn_odds(draw(parts["attacker"], 3), [*write(3)])

    def score(texts: Sequence[str]) -> list[float]:
        return [sum(odds.get(gram, 0.0) for gram in list_grams(text)) for text in texts]

    people = score(draw(parts["reference"], 4))
    assert measure_auc(people, score(write(4))) < 0.60
    remembered = learn_odds(draw(parts["attacker"], 3), draw(parts["generator"], 5))
    odds = remembered
    assert measure_auc(score(draw(parts["reference"], 4)), score(draw(parts["generator"], 6))) > 0.62


def test_lengths_and_kinds_are_peoples() -> None:
    made = write(7)
    lengths = Counter(map(len, made))
    assert lengths.most_common(1)[0][0] in (6, 7, 8)
    assert 0.65 < sum(one.isalpha() for one in made) / SIZE < 0.85
    assert 0.04 < sum(one.isdigit() for one in made) / SIZE < 0.15


def test_little_is_remembered_and_little_repeated() -> None:
    made = write(8)
    assert sum(one in load_counts() for one in made) / SIZE < 0.10
    assert len(set(made)) / SIZE > 0.75


def test_the_sieves_are_whole() -> None:
    assert set(load_weights()) == set(KINDS)
    for table in load_weights().values():
        assert len(table) > 5_000
        assert max(map(abs, table.values())) < 5
        assert {trait[0] for trait in table if trait[0].isupper()} >= set("NSTUQRVCW")
        assert all(len(trait) <= GRAM for trait in table if not trait[0].isupper())


@pytest.mark.corpus
def test_under_rules_those_who_do_not_mend_have_what_people_have_anyway(
    parts: Mapping[str, Mapping[str, int]],
) -> None:
    rules = read_rules("min=8 upper digit mended=0")
    source, chance = PasswordSource(Seed(b"r" * 32)), random.Random(11)
    made = [source.write(chance, rules=rules).lower() for _ in range(SIZE)]
    wish = rules.wish
    assert wish
    fitting = {text: count for text, count in parts["attacker"].items() if wish.fits(text)}
    people = draw(fitting, 12)
    for length in (8, 9, 10):
        assert abs(_share_of_length(made, length) - _share_of_length(people, length)) < 0.06
    walks = [sum(map(is_walk, texts)) / SIZE for texts in (made, people)]
    assert abs(walks[0] - walks[1]) < 0.08


def _share_of_length(texts: Sequence[str], length: int) -> float:
    return sum(len(text) == length for text in texts) / len(texts)


def test_two_installations_have_two_models() -> None:
    here, there = Counter(write(9)), Counter(write(10))
    assert {text for text, _ in here.most_common(25)} != {text for text, _ in there.most_common(25)}
    assert sum((here & there).values()) / SIZE < 0.25
