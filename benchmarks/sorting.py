"""How well the attacker's sorting desk tells naive decoys from real victims, filter by filter.

    python benchmarks/sorting.py [--sets 100] [--attackers 1000]
        [--document docs/reference/range.md] [--chart FILE.svg]

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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decoys import bound_share
from benchmarks.decoys_chart import Curve, draw_alarms
from benchmarks.documents import write_into, write_table
from benchmarks.sorting_makers import DECOYS, INSTALLATION, WATCHED, Login, Maker, list_makers, make_real

from chaffinch.decoys.passwords.source import PasswordSource
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.sorting.attack import Attacker, Outcome, list_attackers, simulate
from chaffinch.lab.sorting.desk import FILTERS, JOINT, Ratings, measure_auc, rate_catches
from chaffinch.lab.sorting.filters import Scores

VICTIMS, REAL = 20, 3
_DRAWN, _TURNED = "drawn", "turned "
Rows = Mapping[str, Sequence[tuple[Ratings, Scores]]]


@dataclass(frozen=True, slots=True)
class Mixture:
    """A catch: real entries and decoys."""

    catches: list[Catch]
    truth: list[bool]
    """Which of them open."""
    decoys: Scores
    """1 for a decoy, 0 for a real one."""
    watched: frozenset[Login]

    def list_logins(self, *, every: bool) -> frozenset[Login]:
        """Return the decoys that are watched, or every one."""
        pairs = zip(self.catches, self.decoys, strict=True)
        made = frozenset((catch.address, catch.password) for catch, decoy in pairs if decoy)
        return made if every else made & self.watched


@dataclass(slots=True)
class Fights:
    """What attackers of one kind got, set by set."""

    tries: list[int] = field(default_factory=list)
    """Up to the first true log-in."""
    before: list[tuple[int, int]] = field(default_factory=list)
    """Decoys that were tried before it, of how many."""
    rang: list[bool] = field(default_factory=list)
    """Whether one of those was watched, if only the chosen ones are."""

    def note(self, every: Outcome, chosen: Outcome, *, size: int) -> None:
        """Add one set."""
        if every.first_found:
            self.tries.append(every.first_found)
        self.before.append((every.alarms_before, size))
        self.rang.append(chosen.rang_first)

    def rate_any(self, watched: int) -> float:
        """Return how often an alarm rings first if so many of the decoys are watched, any of them.

        Of n decoys b were tried before; none of them is watched in C(n − b, w) of C(n, w) choices.
        """
        return statistics.fmean(
            1 - comb(size - tried, min(watched, size)) / comb(size, min(watched, size))
            for tried, size in self.before
        )


def main() -> None:
    """Print the tables, or write them into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=int, default=100)
    parser.add_argument("--attackers", type=int, default=1_000)
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    parser.add_argument("--chart", type=Path, help="write how often an alarm rings first, by decoys watched")
    options = parser.parse_args()

    def show(mark: str, text: str) -> None:
        if options.document:
            write_into(options.document, mark, text)
        print(f"{text}\n", flush=True)

    makers, tries, alarms = list_makers(), list[list[str]](), list[list[str]]()
    show(
        "filters", describe_filters({name: rate_sets(maker, options.sets) for name, maker in makers.items()})
    )
    for name, maker in makers.items():
        fights, perfect, told = fight(maker, options.attackers)
        tries.append([name, *describe_tries(fights, perfect)])
        alarms.append([name, *describe_alarms(fights)])
        print(tries[-1], alarms[-1], flush=True)
        if name == "ours":
            show("watched", told)
            if options.chart:
                options.chart.write_text(draw_alarms(draw_curves(fights), real=REAL), "utf-8")
    columns = (
        "decoys",
        "perfect mixing",
        "by nothing",
        "by everything",
        "by the best",
        "by the best, turned round",
    )
    show("tries", write_table(columns, tries))
    shares = (
        *("decoys", "any: by nothing", "drawn", "by the worst for us"),
        *("as chosen: by nothing", "drawn", "by the worst for us", "turned round"),
    )
    show("alarms", write_table(shares, alarms))


def mix(maker: Maker, seed: int, *, victims: int) -> Mixture:
    """Return a catch. Where decoys are of the victims' own staff, only people who are not among the victims count."""
    rng = random.Random(seed)
    real = make_real(rng, victims)
    taken, fed = {victim.catch.address for victim in real}, maker(rng)
    made = [catch for catch in fed.catches if catch.address not in taken]
    return Mixture(
        [victim.catch for victim in real] + made,
        [victim.works for victim in real] + [False] * len(made),
        np.array([0.0] * len(real) + [1.0] * len(made)),
        fed.watched,
    )


def rate_sets(maker: Maker, sets: int) -> list[tuple[Ratings, Scores]]:
    """Return the filters' ratings of each set, and which entries are decoys."""
    found = [mix(maker, seed, victims=VICTIMS) for seed in range(sets)]
    return [(rate_catches(one.catches), one.decoys) for one in found]


def describe_filters(rows: Rows) -> str:
    """Return the AUC of each filter, and how much it would throw away."""
    table = [
        [
            one.name,
            one.against,
            *(f"{mean_auc(sets, (one.name,)):.3f}" for sets in rows.values()),
            f"{mean_share(rows['naive'], one.name, decoys=True):.1%}",
            f"{mean_share(rows['people'], one.name, decoys=False):.1%}",
        ]
        for one in FILTERS
    ]
    table += [
        [f"*{name}*", "", *(f"{mean_auc(sets, filters):.3f}" for sets in rows.values()), "", ""]
        for name, filters in JOINT.items()
    ]
    return write_table(
        ("filter", "against", *rows, "naive thrown away", "victims thrown away"), table, words=2
    )


def mean_auc(sets: Sequence[tuple[Ratings, Scores]], filters: tuple[str, ...]) -> float:
    """Return the mean AUC over the sets."""
    return statistics.fmean(measure_auc(ratings.combine(filters), decoys) for ratings, decoys in sets)


def mean_share(sets: Sequence[tuple[Ratings, Scores]], name: str, *, decoys: bool) -> float:
    """Return the share that a filter sets aside, of decoys or of real entries."""
    return statistics.fmean(
        float(ratings.set_aside[name][(is_decoy > 0) == decoys].mean()) for ratings, is_decoy in sets
    )


def list_fighters() -> dict[str, Attacker]:
    """Return every attacker, and each once more who tries the most suspicious first."""
    straight = dict(list_attackers())
    turned = {
        f"{_TURNED}{name}": Attacker(one.filters, turned=True)
        for name, one in straight.items()
        if one.filters
    }
    return straight | turned


def fight(maker: Maker, sets: int) -> tuple[dict[str, Fights], float, str]:
    """Let every attacker sort three victims' entries from the decoys, set by set.

    Returns:
        What each kind got; how many tries perfect mixing costs; and how well the watched are told from other decoys.
    """
    kinds, perfect = list_fighters(), list[float]()
    names = [*kinds, _DRAWN, *_SECOND]
    fights, told = {name: Fights() for name in names}, {one.name: list[float]() for one in FILTERS}
    for seed in range(10_000, 10_000 + sets):
        found = mix(maker, seed, victims=REAL)
        if not any(found.truth):
            continue
        ratings = rate_catches(found.catches)
        perfect.append((len(found.catches) + 1) / (sum(found.truth) + 1))
        every, chosen = (found.list_logins(every=one) for one in (True, False))
        for name in names:
            attacker, rated = kinds.get(name), ratings
            if name in _SECOND:
                attacker, rated = Attacker(filters=(name,)), take_second(name, found)
            outcomes = [
                simulate(
                    found.catches, found.truth, logins, random.Random(seed), attacker=attacker, ratings=rated
                )
                for logins in (every, chosen)
            ]
            fights[name].note(outcomes[0], outcomes[1], size=len(every))
        note_told(told, found, ratings, chosen)
    return fights, statistics.fmean(perfect), describe_told(told)


#: Attackers who know how we choose, and try every second log-in first: in our own order of passwords, or as they came.
_SECOND = ("every second password", "every second arrival")


def take_second(name: str, found: Mixture) -> Ratings:
    """Return ratings by which every second comes first, in the order of our own measure or of time."""
    source = PasswordSource(INSTALLATION)
    keys = (
        [source.measure(catch.password) for catch in found.catches]
        if name == _SECOND[0]
        else [(catch.seen.at,) for catch in found.catches]
    )
    scores = np.zeros(len(keys))
    for place, which in enumerate(sorted(range(len(keys)), key=keys.__getitem__)):
        scores[which] = place % 2 * len(keys) + place
    return Ratings({name: scores}, {name: np.zeros(len(keys))})


def note_told(
    told: dict[str, list[float]], found: Mixture, ratings: Ratings, chosen: frozenset[Login]
) -> None:
    """Add how well each filter tells the watched decoys of a set from the others."""
    decoys = found.decoys > 0
    pairs = [(catch.address, catch.password) in chosen for catch in found.catches]
    watched = np.array(pairs, dtype=np.float64)[decoys]
    for name, aucs in told.items():
        auc = measure_auc(np.nan_to_num(ratings.scores[name][decoys], posinf=2.0), watched)
        if not np.isnan(auc):
            aucs.append(auc)


def describe_told(told: Mapping[str, Sequence[float]]) -> str:
    """Return the filter that tells watched decoys best from the others."""
    means = {name: statistics.fmean(aucs) for name, aucs in told.items()}
    worst = max(means, key=lambda name: abs(means[name] - 0.5))
    return f"Watched decoys against the others: AUC {means[worst]:.3f} at most ({worst})."


def find_best(fights: Mapping[str, Fights], *, turned: bool) -> str:
    """Return the kind of attacker who needs the fewest tries."""
    kinds = [name for name in list_fighters() if name.startswith(_TURNED) == turned]
    return min(kinds, key=lambda name: statistics.fmean(fights[name].tries))


def describe_tries(fights: Mapping[str, Fights], perfect: float) -> list[str]:
    """Return tries up to the first true log-in with their 95% intervals, and how often an alarm rang before, all watched."""

    def say(name: str, *, named: bool = False) -> str:
        one = fights[name]
        half = 1.96 * statistics.stdev(one.tries) / len(one.tries) ** 0.5
        shown = f" ({name.removeprefix(_TURNED)})" if named else ""
        return f"{statistics.fmean(one.tries):.1f} ± {half:.1f}; {one.rate_any(DECOYS):.1%}{shown}"

    best, turned = (find_best(fights, turned=one) for one in (False, True))
    return [
        f"{perfect:.1f}",
        say("nothing"),
        say("all together"),
        say(best, named=True),
        say(turned, named=True),
    ]


def describe_alarms(fights: Mapping[str, Fights]) -> list[str]:
    """Return how often an alarm rings first with some decoys watched: any of them, and as they were chosen."""

    def say(name: str, share: float, *, named: bool = False) -> str:
        low, high = bound_share(round(share * len(fights[name].rang)), len(fights[name].rang))
        shown = f" ({name.removeprefix(_TURNED)})" if named else ""
        return f"{share:.1%}, {low:.1%}–{high:.1%}{shown}"

    straight = [name for name in list_fighters() if not name.startswith(_TURNED)] + [*_SECOND]
    turned = [name for name in list_fighters() if name.startswith(_TURNED)]
    any_of = {name: one.rate_any(WATCHED) for name, one in fights.items()}
    chosen = {name: statistics.fmean(one.rang) for name, one in fights.items()}
    found = [say(name, any_of[name]) for name in ("nothing", _DRAWN)]
    worst = min(straight, key=any_of.__getitem__)
    found.append(say(worst, any_of[worst], named=True))
    found += [say(name, chosen[name]) for name in ("nothing", _DRAWN)]
    for kinds in (straight, turned):
        worst = min(kinds, key=chosen.__getitem__)
        found.append(say(worst, chosen[worst], named=True))
    return found


def draw_curves(fights: Mapping[str, Fights]) -> dict[str, Curve]:
    """Return how often an alarm rings first by how many decoys are watched, any of them."""
    straight = [name for name in list_fighters() if not name.startswith(_TURNED)]
    best = find_best(fights, turned=False)
    worst = min(straight, key=lambda name: fights[name].rate_any(WATCHED))
    shown = {
        "by nothing": "nothing",
        "by all filters": "all together",
        f"by {best}": best,
        f"by {worst}": worst,
    }
    return {
        title: [(float(share), fights[name].rate_any(share)) for share in range(1, DECOYS + 1)]
        for title, name in shown.items()
    }


if __name__ == "__main__":
    main()
