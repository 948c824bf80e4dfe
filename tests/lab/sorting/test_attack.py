"""Attackers: what they find, how long it takes, and what rings first."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace

import pytest
from tests.lab.sorting.entries import change, list_real, make_victims

from chaffinch.lab.accounts import ACCOUNTS, Account
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.post_office.dovecot import PostOffice, find_dovecot
from chaffinch.lab.post_office.lockout import FAILURES
from chaffinch.lab.sorting.attack import (
    Attacker,
    Outcome,
    draw_attacker,
    list_attackers,
    order_catches,
    simulate,
)
from chaffinch.lab.sorting.desk import FILTERS, JOINT, rate_catches
from chaffinch.lab.sorting.imap import ImapChecker

BLIND = Attacker(filters=())
SORTING = Attacker(filters=JOINT["all together"])


def set_up(seed: int, *, real: int = 3, decoys: int = 57) -> tuple[list[Catch], list[bool], list[Catch]]:
    """Return catches of which so many are real and open, and the decoys: other people of the same make."""
    victims = [victim for victim in make_victims(seed, 20) if victim.works][:real]
    taken = {victim.catch.address for victim in victims}
    spare = [catch for n in range(1, 4) for catch in list_real(1000 * n + seed, 60)]
    made = [catch for catch in spare if catch.address not in taken][:decoys]
    made = [change(catch, session=f"{number}") for number, catch in enumerate(made)]
    return [*(victim.catch for victim in victims), *made], [True] * real + [False] * decoys, made


def test_an_attacker_who_finds_all_tells_how_many_tries_it_took() -> None:
    catches, truth, _ = set_up(1)
    outcome = simulate(catches, truth, set(), random.Random(1), attacker=BLIND)
    assert sorted(outcome.found) == sorted(catch.address for catch in catches[:3])
    assert outcome.tries == 60
    assert outcome.alarms == 0
    assert not outcome.rang_first
    assert outcome.first_found
    assert outcome.seconds_to_first
    assert outcome.seconds_to_first <= outcome.seconds


def test_a_blind_attacker_needs_as_many_tries_as_perfect_mixing_says() -> None:
    catches, truth, made = set_up(2)
    watched = {(catch.address, catch.password) for catch in made}
    ratings = rate_catches(catches)
    outcomes = [
        simulate(catches, truth, watched, random.Random(seed), attacker=BLIND, ratings=ratings)
        for seed in range(1_000)
    ]
    tries = [outcome.first_found for outcome in outcomes if outcome.first_found]
    assert statistics.fmean(tries) == pytest.approx((57 + 3 + 1) / (3 + 1), rel=0.08)
    assert statistics.fmean(outcome.rang_first for outcome in outcomes) == pytest.approx(57 / 60, abs=0.025)


def test_every_filter_and_every_joint_one_has_an_attacker() -> None:
    kinds = list_attackers()
    assert kinds["nothing"].filters == ()
    assert {one.name for one in FILTERS} | set(JOINT) | {"nothing"} == set(kinds)
    catches, truth, _ = set_up(12)
    ratings = rate_catches(catches)
    for attacker in kinds.values():
        assert (
            simulate(catches, truth, set(), random.Random(1), attacker=attacker, ratings=ratings).tries > 50
        )


def test_an_alarm_is_a_try_of_a_watched_decoy_and_nothing_else() -> None:
    catches, truth, made = set_up(3)
    rung = made[0]
    for watched, alarms in (
        (set(), 0),
        ({(rung.address, rung.password)}, 1),
        ({(rung.address, "another")}, 0),
    ):
        outcome = simulate(catches, truth, watched, random.Random(1), attacker=BLIND)
        assert outcome.alarms == alarms
        assert (outcome.first_alarm is not None) == bool(alarms)


def test_naive_decoys_are_tried_last() -> None:
    catches, truth, made = set_up(4)
    naive = [change(catch, source="198.51.100.9", seconds_on_page=1.0, keys=0) for catch in made]
    outcome = simulate(
        [*catches[:3], *naive],
        truth,
        {(c.address, c.password) for c in naive},
        random.Random(1),
        attacker=SORTING,
    )
    assert outcome.first_found == 1
    assert not outcome.rang_first


def test_an_attacker_who_discards_loses_what_he_sets_aside() -> None:
    catches, truth, _ = set_up(5)
    marked = [change(catches[0], source="198.51.100.9"), *catches[1:]]
    attacker = Attacker(filters=("sources",), discards=True)
    outcome = simulate(marked, truth, set(), random.Random(1), attacker=attacker)
    assert marked[0].address not in outcome.found
    kept = simulate(marked, truth, set(), random.Random(1), attacker=replace(attacker, discards=False))
    assert kept.found[-1] == marked[0].address


def test_an_attacker_gives_up_when_he_has_had_enough() -> None:
    catches, truth, _ = set_up(6)
    outcome = simulate(catches, truth, set(), random.Random(1), attacker=Attacker(filters=(), most_tries=7))
    assert outcome.tries == 7


def test_tries_at_one_account_run_into_its_lock() -> None:
    victim = next(victim for victim in make_victims(7) if victim.works).catch
    wrong = [replace(victim, password=f"{victim.password}-{number}") for number in range(FAILURES)]
    early = [change(catch, verdict="live") for catch in wrong]
    catches = [*early, victim]
    order = Attacker(filters=("verdict",), seconds_between=2.0)
    found = [
        simulate(catches, [False] * FAILURES + [True], set(), random.Random(seed), attacker=order).found
        for seed in range(60)
    ]
    assert {len(one) for one in found} == {0, 1}


def test_a_trap_opens_and_rings_but_is_no_real_log_in() -> None:
    catches, truth, made = set_up(8)
    trap = Account("", made[0].address, made[0].password, "")
    watched = {(trap.address, trap.password)}
    outcome = simulate(catches, truth, watched, random.Random(1), attacker=BLIND, traps=[trap])
    assert outcome.alarms == 1
    assert trap.address not in outcome.found


def test_the_same_random_source_gives_the_same_attacker_and_outcome() -> None:
    catches, truth, _ = set_up(9)
    assert draw_attacker(random.Random(3)) == draw_attacker(random.Random(3))
    first, second = (simulate(catches, truth, set(), random.Random(3)) for _ in range(2))
    assert first == second


def test_ties_are_broken_by_chance() -> None:
    catches, _, _ = set_up(10)
    ratings = rate_catches(catches)
    orders = {
        tuple(order_catches(ratings, Attacker(filters=("verdict",)), random.Random(seed), count=len(catches)))
        for seed in range(5)
    }
    assert len(orders) == 5


@pytest.mark.skipif(find_dovecot() is None, reason="Dovecot is not installed (apt-get install dovecot-imapd)")
def test_against_the_real_dovecot_the_outcome_is_the_models() -> None:
    # The post office knows the range's own people by other passwords: a set without them.
    own = {account.address for account in ACCOUNTS}
    sets = (set_up(seed, decoys=9) for seed in range(11, 60))
    catches, truth, made = next(found for found in sets if own.isdisjoint(c.address for c in found[0]))
    accounts = [
        Account("", c.address, c.password, "") for c, works in zip(catches, truth, strict=True) if works
    ]
    watched = {(c.address, c.password) for c in made}

    def attack(port: int | None) -> Outcome:
        server = None if port is None else ImapChecker(port)
        return simulate(catches, truth, watched, random.Random(5), attacker=BLIND, server=server)

    with PostOffice(accounts=accounts) as office:
        real = attack(office.port)
        log = office.log_file.read_text(encoding="utf-8")
    assert real == attack(None)
    assert len(real.found) == sum(truth) > 1
    assert all(f"({catch.address.lower()},127.0.0.1" in log for catch in made)


def test_who_turns_round_tries_the_most_suspicious_first() -> None:
    catches, _, _ = set_up(3)
    ratings, rng = rate_catches(catches), random.Random(3)
    straight, turned = (
        order_catches(ratings, Attacker(("strength",), turned=one), rng, count=len(catches))
        for one in (False, True)
    )
    scores = ratings.combine(("strength",))
    assert [scores[place] for place in straight] == sorted(scores)
    assert [scores[place] for place in turned] == sorted(scores, reverse=True)
