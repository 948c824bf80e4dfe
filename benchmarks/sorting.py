"""How well the attacker's sorting desk tells naive decoys from real victims, filter by filter.

    python benchmarks/sorting.py [--sets 100] [--attackers 1000] [--chart FILE.svg]

Each set holds the entries of 20 simulated victims and 57 decoys, on one page within a day. Six makers of decoys: *naive*
(random passwords, names at random, one browser profile, source and token, every minute, at once), three that behave as
the victims do and differ in their passwords alone (*random*; *listed*: any word of the victims' own list, each as
likely; *modelled*: by a character model of that list), *ours* (people, addresses and passwords by chaffinch.decoys,
which behave as victims do), and *people* (the victims' own model once more, without slips and false entries: what no
filter should tell). AUC: how often a decoy is more suspicious than a real entry; 0.5 is chance, and well below it a
decoy is told by being too ordinary. "Set aside" is the share that the filter would throw away. Fixed seeds; the
password lists of all sides share no word.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from math import comb
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decoys_chart import Curve, draw_alarms

from chaffinch.decoys import DecoyOrder, RefusedNames, Seed, make_decoys, read_rules
from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.phisher_desk import Catch, Observation
from chaffinch.lab.phishers import INVITATION_HOST
from chaffinch.lab.phishers.gates import make_token
from chaffinch.lab.sorting.attack import Outcome, list_attackers, simulate
from chaffinch.lab.sorting.desk import FILTERS, JOINT, Ratings, measure_auc, rate_catches
from chaffinch.lab.sorting.filters import Scores
from chaffinch.lab.sorting.mangling import bend_word, draw_likely, fits_rules
from chaffinch.lab.sorting.markov import CharacterModel
from chaffinch.lab.victims.habits import load_habits
from chaffinch.lab.victims.lure import Victim, fall_for, staff_accounts

HOST = INVITATION_HOST
RULES = "min=8 digit"
_INSTALLATION = Seed(b"an installation of the benchmark")
SENT_AT = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
VICTIMS, DECOYS = 20, 57
_WATCHED = 27
_FIRST = [
    "Alice",
    "Bob",
    "Carlos",
    "Denise",
    "Edgar",
    "Fiona",
    "Gaspard",
    "Hilda",
    "Igor",
    "Jasmine",
    "Kurt",
    "Lola",
]
_LAST = [
    "Smith",
    "Dupond",
    "Durandal",
    "Jones",
    "Garciaz",
    "Muller",
    "Rossi",
    "Ivanov",
    "Lefebvrier",
    "Tanaka",
]
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/119.0.0.0 Safari/537.36"
_ONE_LURE = "7c1f9a02"
_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()_+"

Maker = Callable[[random.Random], list[Catch]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=int, default=100)
    parser.add_argument("--attackers", type=int, default=1_000)
    parser.add_argument("--chart", type=Path, help="write how often an alarm rings first, by decoys watched")
    options = parser.parse_args()
    makers: dict[str, Maker] = {
        "naive": make_naive,
        "random": lambda rng: change_passwords(make_people(rng), make_random_password, rng),
        "listed": lambda rng: change_passwords(make_people(rng), make_listed_password, rng),
        "modelled": lambda rng: change_passwords(make_people(rng), make_modelled_password, rng),
        "ours": make_ours,
        "people": make_people,
    }
    print(f"{options.sets} sets of {VICTIMS} victims' and {DECOYS} decoys' entries\n")
    rows = {name: rate_sets(maker, options.sets) for name, maker in makers.items()}
    print_filters(rows)
    print()
    for name, maker in makers.items():
        curves = print_attacks(name, maker, attackers=options.attackers)
        if name == "ours" and options.chart:
            options.chart.write_text(draw_alarms(curves, real=3), "utf-8")


def make_real(rng: random.Random, count: int) -> tuple[Victim, ...]:
    """Return what so many of the staff typed."""
    accounts = staff_accounts(rng)
    return fall_for(accounts, host=HOST, sent_at=SENT_AT, count=count, rng=rng, write_token=make_token)


def make_naive(rng: random.Random) -> list[Catch]:
    """Return decoys as a script of ten lines makes them."""
    started = SENT_AT.timestamp() + 3_600
    return [
        Catch(
            HOST,
            f"{rng.choice(_FIRST)}.{rng.choice(_LAST)}{rng.choice(['', rng.randint(1, 99)])}@{DOMAINS[0]}".lower(),
            make_random_password(rng),
            "",
            seen=Observation(
                at=started + 60 * number,
                source="198.51.100.9",
                user_agent=_AGENT,
                language="en-US",
                screen="1280x720x24",
                zone="UTC",
                session="5f0c1b7e9a2d4e6f8091a2b3c4",
                token=_ONE_LURE,
                seconds_on_page=1.2 + rng.random() / 5,
                typing_ms=0.0,
                keys=0,
            ),
        )
        for number in range(DECOYS)
    ]


def change_passwords(
    catches: list[Catch], make_password: Callable[[random.Random], str], rng: random.Random
) -> list[Catch]:
    """Return decoys that come as people do, with other passwords."""
    return [replace(catch, password=make_password(rng)) for catch in catches]


def make_people(rng: random.Random) -> list[Catch]:
    """Return decoys that nothing tells from victims: other people of the same staff."""
    return [victim.catch for victim in make_real(rng, DECOYS) if victim.works]


def make_ours(rng: random.Random) -> list[Catch]:
    """Return decoys that come as people do, with Chaffinch's people, addresses and passwords under the portal's rules."""
    catches, names, addresses = make_people(rng), *list_staff()
    order = DecoyOrder(
        kinds={"phantom": len(catches)},
        domain=DOMAINS[0],
        page=f"page {rng.getrandbits(64)}",
        rules=read_rules(RULES),
        refused=RefusedNames(names, addresses=addresses),
        staff=names,
    )
    made = make_decoys(order, seed=_INSTALLATION, at=SENT_AT)
    return [
        replace(
            catch,
            address=decoy.address,
            password=decoy.password.reveal(),
            seen=replace(catch.seen, token=make_token(decoy.address)),
        )
        for catch, decoy in zip(catches, made, strict=True)
    ]


@cache
def list_staff() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names and addresses of the range's staff, as an organisation gives its own."""
    accounts = staff_accounts(random.Random(0))
    return tuple(one.name for one in accounts), tuple(one.address for one in accounts)


def make_random_password(rng: random.Random) -> str:
    """Return ten characters with a digit, as Faker's `password()` makes them."""
    password = rng.choices(_CHARACTERS, k=9) + rng.choices("0123456789", k=1)
    rng.shuffle(password)
    return "".join(password)


def make_listed_password(rng: random.Random) -> str:
    """Return any word of the victims' list, bent to the rules."""
    return bend_word(rng.choice(list_words()), rng)


def make_modelled_password(rng: random.Random) -> str:
    """Return what a character model of the victims' list makes, under the rules."""
    while not fits_rules(password := learn_words().make_password(rng)):
        pass
    return password


@cache
def list_words() -> tuple[str, ...]:
    """Return the victims' list."""
    return tuple(load_habits())


@cache
def learn_words() -> CharacterModel:
    """Return a character model of what people make of the victims' list."""
    return CharacterModel(draw_likely(load_habits(), 40_000, random.Random("the benchmark's model")))


def mix(maker: Maker, seed: int, *, victims: int) -> tuple[list[Catch], list[bool], Scores]:
    """Return catches, which of them open, and which are decoys.

    Where the decoys are of the victims' own staff, only people who are not among the victims count.
    """
    rng = random.Random(seed)
    real = make_real(rng, victims)
    taken = {victim.catch.address for victim in real}
    made = [catch for catch in maker(rng) if catch.address not in taken]
    catches = [victim.catch for victim in real] + made
    truth = [victim.works for victim in real] + [False] * len(made)
    decoys = np.array([0.0] * len(real) + [1.0] * len(made))
    return catches, truth, decoys


def rate_sets(maker: Maker, sets: int) -> list[tuple[Ratings, Scores]]:
    """Return the filters' ratings of each set, and which entries are decoys."""
    found = []
    for seed in range(sets):
        catches, _, decoys = mix(maker, seed, victims=VICTIMS)
        found.append((rate_catches(catches), decoys))
    return found


def print_filters(rows: dict[str, list[tuple[Ratings, Scores]]]) -> None:
    """Print the AUC of each filter and how much it would throw away."""
    print(
        f"{'filter':<20}"
        + "".join(f"{name:>10}" for name in rows)
        + f"{'decoys set aside':>20}{'victims set aside':>20}"
    )
    for one in FILTERS:
        aucs = [mean_auc(sets, (one.name,)) for sets in rows.values()]
        shares = [
            mean_share(rows["naive"], one.name, decoys=True),
            mean_share(rows["people"], one.name, decoys=False),
        ]
        print(
            f"{one.name:<20}"
            + "".join(f"{auc:>10.3f}" for auc in aucs)
            + "".join(f"{share:>20.1%}" for share in shares)
        )
    for name, filters in JOINT.items():
        print(f"{name:<20}" + "".join(f"{mean_auc(sets, filters):>10.3f}" for sets in rows.values()))


def mean_auc(sets: list[tuple[Ratings, Scores]], filters: tuple[str, ...]) -> float:
    """Return the mean AUC over the sets."""
    return statistics.fmean(measure_auc(ratings.combine(filters), decoys) for ratings, decoys in sets)


def mean_share(sets: list[tuple[Ratings, Scores]], name: str, *, decoys: bool) -> float:
    """Return the share that a filter sets aside, of decoys or of real entries."""
    return statistics.fmean(
        float(ratings.set_aside[name][(is_decoy > 0) == decoys].mean()) for ratings, is_decoy in sets
    )


def print_attacks(name: str, maker: Maker, *, attackers: int) -> Mapping[str, Curve]:
    """Print what attackers find among three victims' entries and the decoys, all watched: those who sort by everything,
    and those who sort by what suits them best. Return for these how often an alarm rings first, by decoys watched."""
    begun = time.perf_counter()
    kinds = list_attackers()
    outcomes: dict[str, list[Outcome]] = {kind: [] for kind in kinds}
    perfect, sizes = [], []
    for seed in range(attackers):
        catches, truth, decoys = mix(maker, 10_000 + seed, victims=3)
        if not any(truth):
            continue
        pairs = zip(catches, decoys, strict=True)
        watched = {(catch.address, catch.password) for catch, decoy in pairs if decoy}
        ratings = rate_catches(catches)
        perfect.append((len(catches) + 1) / (sum(truth) + 1))
        sizes.append(int(decoys.sum()))
        for kind, attacker in kinds.items():
            outcome = simulate(
                catches, truth, watched, random.Random(seed), attacker=attacker, ratings=ratings
            )
            outcomes[kind].append(outcome)
    best = min(kinds, key=lambda kind: count_tries(outcomes[kind]))
    worst = min(kinds, key=lambda kind: rate_alarms(outcomes[kind], sizes, _WATCHED))
    print(f"{name}: {len(perfect)} sets, perfect mixing {statistics.fmean(perfect):.1f} tries", end="")
    shown = {
        "by nothing": "nothing",
        "by all filters": "all together",
        f"by {best}": best,
        f"by {worst}": worst,
    }
    for kind in shown.values():
        rang = rate_alarms(outcomes[kind], sizes, DECOYS), rate_alarms(outcomes[kind], sizes, _WATCHED)
        print(
            f"; by {kind}: {count_tries(outcomes[kind]):.1f} tries, alarm first {rang[0]:.1%}, "
            f"{rang[1]:.1%} if {_WATCHED} are watched",
            end="",
        )
    print(f"; {time.perf_counter() - begun:.0f} s", flush=True)
    return {
        title: [(float(share), rate_alarms(outcomes[kind], sizes, share)) for share in range(1, DECOYS + 1)]
        for title, kind in shown.items()
    }


def count_tries(outcomes: list[Outcome]) -> float:
    """Return the mean number of tries up to the first true log-in, where one was found."""
    return statistics.fmean(outcome.first_found for outcome in outcomes if outcome.first_found)


def rate_alarms(outcomes: list[Outcome], sizes: list[int], watched: int) -> float:
    """Return how often an alarm rings before a true log-in opens, if so many of the decoys are watched, any of them.

    Of n decoys b were tried before; none of them is watched in C(n − b, w) of C(n, w) choices.
    """
    return statistics.fmean(
        1 - comb(size - one.alarms_before, min(watched, size)) / comb(size, min(watched, size))
        for one, size in zip(outcomes, sizes, strict=True)
    )


if __name__ == "__main__":
    main()
