"""Each filter catches what it is for, and spares real victims."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from tests.lab.sorting.entries import HOST, change, list_real

from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.sorting.desk import FILTERS, JOINT, measure_auc, rate_catches
from chaffinch.lab.sorting.filters import Scores
from chaffinch.lab.sorting.words import load_passwords

BY_NAME = {one.name: one for one in FILTERS}
RANDOM = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!@#$%^&*"


def rate(name: str, catches: list[Catch]) -> Scores:
    return rate_catches(catches, filters=[BY_NAME[name]]).scores[name]


def is_set_aside(name: str, catches: list[Catch]) -> list[bool]:
    return list(rate_catches(catches, filters=[BY_NAME[name]]).set_aside[name] > 0)


def make_random_passwords(count: int) -> list[str]:
    rng = random.Random(5)
    return ["".join(rng.choices(RANDOM, k=11)) + "7" for _ in range(count)]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_filter_spares_most_real_victims(name: str) -> None:
    shares = [np.mean(is_set_aside(name, list_real(seed))) for seed in range(30)]
    assert np.mean(shares) <= 0.18


@pytest.mark.parametrize("name", BY_NAME)
def test_no_filter_tells_people_from_people(name: str) -> None:
    """Two halves of one crowd: what tells them apart would measure its own set-up."""
    rng, aucs = random.Random(1), []
    for seed in range(30):
        catches = list_real(seed, 60)
        labels = np.array([float(rng.random() < 0.5) for _ in catches])
        aucs.append(measure_auc(rate(name, catches), labels))
    assert abs(np.mean(aucs) - 0.5) < 0.06


@pytest.mark.parametrize("name", BY_NAME)
def test_every_filter_takes_an_empty_catch_and_a_single_one(name: str) -> None:
    assert rate(name, []).shape == (0,)
    assert rate(name, [Catch(HOST, "a.b@mouvement-aurore.test", "x", "")]).shape == (1,)


class TestDuplicates:
    def test_a_word_for_word_repetition_is_dropped_and_the_first_is_kept(self) -> None:
        catches = list_real(1)
        again = change(catches[0], at=catches[-1].seen.at + 60)
        assert np.isinf(rate("duplicates", [*catches, again])[-1])
        assert np.isfinite(rate("duplicates", [*catches, again])[:-1]).all()

    def test_a_password_that_is_no_common_one_belongs_to_one_person(self) -> None:
        first, second, *rest = list_real(1)
        shared = [replace(first, password="xk7-Sesam-29"), replace(second, password="xk7-Sesam-29"), *rest]
        assert is_set_aside("duplicates", shared)[:2] == [True, True]
        popular = next(iter(load_passwords()))
        common = [replace(first, password=popular), replace(second, password=popular), *rest]
        assert is_set_aside("duplicates", common)[:2] == [False, False]

    def test_one_browser_profile_types_for_one_person(self) -> None:
        catches = [change(catch, session="same") for catch in list_real(1)]
        assert all(is_set_aside("duplicates", catches))

    def test_a_slip_and_then_the_right_password_is_no_duplicate(self) -> None:
        catch = list_real(1)[0]
        slip = change(replace(catch, password=catch.password[:-1]), at=catch.seen.at - 20)
        assert not any(is_set_aside("duplicates", [slip, catch]))


class TestSources:
    def test_a_data_centre_is_set_aside(self) -> None:
        catches = list_real(2)
        catches[3] = change(catches[3], source="198.51.100.77")
        assert is_set_aside("sources", catches)[3]

    def test_one_machine_that_types_for_many_is_set_aside(self) -> None:
        catches = list_real(2)
        machine = {"source": "192.0.2.8", "user_agent": catches[0].seen.user_agent, "screen": "1920x1080x24"}
        assert all(is_set_aside("sources", [change(catch, **machine) for catch in catches[:8]]))

    def test_an_office_behind_one_address_is_not(self) -> None:
        catches = [change(catch, source="192.0.2.8") for catch in list_real(2)]
        assert np.mean(is_set_aside("sources", catches)) < 0.35

    @pytest.mark.parametrize("source", ["", "nonsense", "2001:db8::1"])
    def test_a_source_that_is_no_address_of_the_list_is_no_fault(self, source: str) -> None:
        assert not is_set_aside("sources", [change(list_real(2)[0], source=source)])[0]


class TestBrowsers:
    @pytest.mark.parametrize(
        "seen",
        [
            {"user_agent": ""},
            {"user_agent": "curl/8.5.0"},
            {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/139.0.0.0"},
            {"language": ""},
            {"zone": "UTC"},
            {"screen": "800x600x24"},
            {
                "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile/15E148",
                "screen": "1920x1080x24",
            },
            {
                "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/139.0.0.0",
                "screen": "390x844x24",
            },
            {"user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/99.0.0.0 Safari/537.36"},
        ],
    )
    def test_what_no_ordinary_person_uses_is_set_aside(self, seen: dict[str, str]) -> None:
        catches = list_real(3)
        catches[0] = change(catches[0], screen="1920x1080x24", zone="Europe/Paris", language="fr-FR")
        catches[0] = change(catches[0], **seen)
        assert is_set_aside("browsers", catches)[0]

    def test_a_crowd_of_linux_desktops_is_set_aside_and_a_single_one_is_not(self) -> None:
        linux = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"
        catches = [change(c, screen="1920x1080x24") for c in list_real(3)]
        one = [change(catches[0], user_agent=linux), *catches[1:]]
        several = [change(c, user_agent=linux) for c in catches[:8]] + catches[8:]
        assert not is_set_aside("browsers", one)[0]
        assert all(is_set_aside("browsers", several)[:8])


class TestDwelling:
    @pytest.mark.parametrize(
        "seen",
        [
            {"seconds_on_page": None},
            {"seconds_on_page": 1.5},
            {"keys": 0, "typing_ms": 0.0},
            {"keys": 12, "typing_ms": 220.0},
        ],
    )
    def test_who_is_quicker_than_a_person_is_set_aside(self, seen: dict[str, float]) -> None:
        catches = list_real(4)
        catches[0] = change(catches[0], **seen)
        assert is_set_aside("dwelling", catches)[0]

    def test_times_that_are_all_alike_are_set_aside(self) -> None:
        catches = [change(catch, seconds_on_page=28.0) for catch in list_real(4)]
        assert all(is_set_aside("dwelling", catches))


class TestTokens:
    def test_one_token_with_many_people_is_set_aside(self) -> None:
        catches = list_real(5)
        shared = [change(catch, token="7c1f9a02") for catch in catches[:6]] + catches[6:]
        assert is_set_aside("tokens", shared)[:6] == [True] * 6
        assert not is_set_aside("tokens", shared)[-1]

    def test_no_token_is_set_aside_where_lures_have_one(self) -> None:
        catches = list_real(5)
        assert is_set_aside("tokens", [change(catches[0], token=""), *catches[1:]])[0]
        assert not any(is_set_aside("tokens", [change(catch, token="") for catch in catches]))


class TestVerdict:
    def test_what_the_portal_refused_is_dropped(self) -> None:
        catches = list_real(6)
        scores = rate("verdict", [change(catches[0], verdict="dead"), change(catches[1], verdict="live")])
        assert list(scores) == [np.inf, 0.0]


class TestRhythm:
    def test_clockwork_is_set_aside_wherever_it_stands_in_the_list(self) -> None:
        catches = list_real(7)
        made = [
            change(catch, at=catches[-1].seen.at + 3_600 + 60.0 * n) for n, catch in enumerate(catches[:12])
        ]
        assert is_set_aside("rhythm", [*made, *catches])[:12] == [True] * 12

    def test_a_burst_is_set_aside(self) -> None:
        rng = random.Random(2)
        burst = [change(catch, at=1_000 + rng.expovariate(1 / 4)) for catch in list_real(7)]
        assert all(is_set_aside("rhythm", burst))


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "celine.marechal@ailleurs.test",
            "cmarechal@mouvement-aurore.test",
            "celine_marechal@mouvement-aurore.test",
            "celine.marechal77@mouvement-aurore.test",
            "zorblax.marechal@mouvement-aurore.test",
        ],
    )
    def test_what_the_organisation_would_not_have_is_set_aside(self, address: str) -> None:
        catches = list_real(8)
        assert is_set_aside("addresses", [replace(catches[0], address=address), *catches[1:]])[0]

    def test_a_plausible_colleague_is_spared(self) -> None:
        catches = list_real(8)
        address = "celine.girard@mouvement-aurore.test"
        assert not is_set_aside("addresses", [replace(catches[0], address=address), *catches[1:]])[0]


class TestPasswords:
    @pytest.mark.parametrize("name", ["surprise", "strength", "against random", "passwords together"])
    def test_random_passwords_are_told_from_peoples(self, name: str) -> None:
        real = list_real(9, 40)
        made = [
            replace(c, password=p) for c, p in zip(list_real(10, 40), make_random_passwords(60), strict=False)
        ]
        ratings = rate_catches([*real, *made])
        labels = np.array([0.0] * len(real) + [1.0] * len(made))
        assert measure_auc(ratings.combine(JOINT.get(name, (name,))), labels) > 0.95

    def test_a_word_that_is_on_no_list_is_rarer_than_one_that_is(self) -> None:
        catches = [replace(list_real(9)[0], password=p) for p in ("123456789", "qkzvwxjh7")]
        listed, strange = rate("rank", catches)
        assert listed < 0.2
        assert strange > 0.8

    def test_passwords_of_one_make_are_set_aside_together(self) -> None:
        real = list_real(9)
        made = [replace(c, password=p) for c, p in zip(real, make_random_passwords(60), strict=False)]
        assert all(is_set_aside("likeness", made))
        assert not any(is_set_aside("likeness", real))


def test_the_worst_decoys_are_told_by_everything_together() -> None:
    real = list_real(11)
    made = [
        change(replace(c, password=p), source="198.51.100.9", keys=0, seconds_on_page=1.0)
        for c, p in zip(list_real(12), make_random_passwords(60), strict=False)
    ]
    ratings = rate_catches([*real, *made])
    labels = np.array([0.0] * len(real) + [1.0] * len(made))
    assert measure_auc(ratings.combine(JOINT["all together"]), labels) > 0.97


def test_the_ratings_stand_in_the_order_of_the_catches_whatever_their_time() -> None:
    catches = list_real(13)
    mixed = catches[:]
    random.Random(3).shuffle(mixed)
    first, second = rate_catches(catches), rate_catches(mixed)
    for name in BY_NAME:
        by_catch = dict(zip(map(id, catches), first.scores[name], strict=True))
        assert [by_catch[id(catch)] for catch in mixed] == list(second.scores[name])


def test_the_auc_counts_pairs() -> None:
    assert measure_auc(np.array([0.1, 0.5, 0.5, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])) == 0.875
    assert np.isnan(measure_auc(np.array([0.1]), np.array([1.0])))
