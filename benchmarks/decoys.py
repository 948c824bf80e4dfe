"""Can an attacker sort our passwords from people's? Ours beside Faker, a common list and people, in one run.

    python benchmarks/decoys.py ../shared/data [--document docs/reference/decoys.md] [--chart FILE.svg]

The list of common passwords is split into three parts that share none (chaffinch.decoys.passwords.split): the generator's,
the attacker's, and the reference, which only judges. People are drawn by count. An AUC below one half is turned round: an
attacker who is wrong more often than not would turn round too. ε(1) is how often the first of 20 tried is the true one,
under the attacker who fares best; by chance 0.05.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.decoys_attackers import Scores, list_missing, measure_auc, rank_true, train_attackers
from benchmarks.decoys_chart import Curve, draw_charts
from benchmarks.decoys_people import describe_people
from benchmarks.documents import write_into, write_table

from chaffinch.decoys import DecoyOrder, PasswordRules, Seed, make_decoys, read_rules
from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.passwords.source import PasswordSource
from chaffinch.decoys.passwords.split import split_counts

K = 20
SIZE = 3000
#: In so many other ways the list is split to see what people reach.
SPLITS = 20
RULES = "min=8 upper digit"
#: The reference of the ruled table are people who had such a password in a list without rules: nobody of them bent one.
AS_REFERENCE = f"{RULES} mended=0"
Parts = Mapping[str, Mapping[str, int]]
Write = Callable[[int, int], list[str]]
"""(seed, how many) → passwords."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What all attackers make of one generator."""

    name: str
    aucs: dict[str, float]
    epsilon: float
    """Of the attacker who fares best."""
    low: float
    high: float
    """Its 95% interval (Wilson)."""
    flatness: list[tuple[float, float]] = field(default_factory=list)
    success: list[tuple[float, float]] = field(default_factory=list)

    @property
    def worst(self) -> float:
        """The AUC of the classifier that sorts best."""
        return max(self.aucs.values())


def read_parts(corpus: Path) -> Parts:
    """Read the list and split it."""
    with gzip.open(corpus / "passwords" / "zxcvbn_counts.txt.gz", "rt", encoding="utf-8") as lines:
        return split_counts({word: int(count) for word, count in (line.split() for line in lines)})


def fits_rules(text: str, rules: PasswordRules | None) -> bool:
    """Say whether a password of the list, which has no capitals, meets the rules but for a capital or a sign."""
    return rules is None or rules.wish is None or rules.wish.fits(text)


def draw_people(part: Mapping[str, int], start: int, size: int) -> list[str]:
    """Draw people's passwords by count."""
    people, chance = Weighted.of(part), random.Random(start)
    return [people.draw(chance) for _ in range(size)]


def write_ours(rules: PasswordRules | None) -> Write:
    """Return our generator; a capital that the rules ask for is folded, since the reference list has none."""

    def write(seed: int, size: int) -> list[str]:
        source, chance = PasswordSource(Seed(bytes([seed]) * 32)), random.Random(seed)
        return [source.write(chance, rules=rules).lower() for _ in range(size)]

    return write


def list_generators(parts: Parts, rules: PasswordRules | None) -> dict[str, Write]:
    """Return every generator by name."""
    listed = sorted(parts["generator"])
    halves = [{word: parts["generator"][word] for word in listed[place::2]} for place in (0, 1)]

    def fits(text: str) -> bool:
        return fits_rules(text, rules)

    def draw_list(seed: int, size: int) -> list[str]:
        return random.Random(seed).choices([word for word in listed if fits(word)], k=size)

    def draw_others(seed: int, size: int) -> list[str]:
        half = halves[seed == 0]
        return draw_people({word: count for word, count in half.items() if fits(word)}, seed, size)

    found: dict[str, Write] = {"ours": write_ours(rules)}
    if rules:
        found["ours, as by default"] = write_ours(read_rules(RULES))
    if "faker" not in list_missing():
        found["Faker password()"] = _write_faker
    return {**found, "uniform draw from a common list": draw_list, "people against people": draw_others}


def _write_faker(seed: int, size: int) -> list[str]:
    from faker import Faker  # type: ignore[import-not-found,unused-ignore]

    faker = Faker()
    faker.seed_instance(seed)
    return [faker.password() for _ in range(size)]


def judge(name: str, write: Write, parts: Parts, rules: PasswordRules | None) -> Judged:
    """Train every attacker on other seeds, and let each sort the reference from what seed 0 writes."""

    def keep(part: Mapping[str, int]) -> dict[str, int]:
        return {word: count for word, count in part.items() if fits_rules(word, rules)}

    attacker = keep(parts["attacker"])
    ours = [text for seed in (1, 2, 3, 4) for text in write(seed, SIZE // 4)]
    attackers = train_attackers(attacker, draw_people(attacker, 11, SIZE), ours)
    people, decoys = draw_people(keep(parts["reference"]), 12, SIZE), write(0, SIZE)
    aucs: dict[str, float] = {}
    best: tuple[float, Scores, Scores] = (-1.0, np.zeros(1), np.zeros(1))
    for title, score in attackers.items():
        theirs, mine = score(people), score(decoys)
        auc = measure_auc(theirs, mine)
        aucs[title] = max(auc, 1 - auc)
        for sign in (1.0, -1.0):
            places, _ = rank_true(sign * theirs, sign * mine, k=K, chance=np.random.default_rng(13))
            hit = float((places == 1).mean())
            best = max(best, (hit, sign * theirs, sign * mine), key=lambda one: one[0])
    places, margins = rank_true(best[1], best[2], k=K, chance=np.random.default_rng(14))
    hits = int((places == 1).sum())
    low, high = bound_share(hits, SIZE)
    flat = [(float(tries), float((places <= tries).mean())) for tries in range(1, K + 1)]
    found = places[np.argsort(-margins)] == 1
    steps = np.linspace(0, SIZE - 1, 60).astype(int)
    success = [(float((~found[: step + 1]).sum()), float(found[: step + 1].sum())) for step in steps]
    return Judged(name, aucs, hits / SIZE, low, high, flat, success)


def bound_share(hits: int, size: int) -> tuple[float, float]:
    """Return the 95% interval of a share (Wilson 1927)."""
    z, share = 1.96, hits / size
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * (share * (1 - share) / size + z * z / (4 * size * size)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def describe(judged: Sequence[Judged]) -> str:
    """Return one table: a row for each classifier, the worst, and ε(1)."""
    titles = list(judged[0].aucs)
    rows = [[title, *(f"{one.aucs[title]:.3f}" for one in judged)] for title in titles]
    rows.append(["**worst AUC**", *(f"**{one.worst:.3f}**" for one in judged)])
    rows.append([f"ε(1), k = {K}", *(f"{one.epsilon:.3f} ({one.low:.3f}–{one.high:.3f})" for one in judged)])
    return write_table(("attacker", *(one.name for one in judged)), rows)


def describe_installations(parts: Parts, rules: PasswordRules | None) -> str:
    """Return how the worst classifier fares against further installations, which have other models."""
    write = write_ours(rules)

    def start_at(start: int) -> Write:
        return lambda seed, size: write(start + seed, size)

    judged = [judge("ours", start_at(start), parts, rules) for start in (20, 40, 60, 80)]
    worst, hits = [one.worst for one in judged], [one.epsilon for one in judged]
    return (
        f"Four further installations, {'under the rules' if rules else 'no rules'}: worst AUC {min(worst):.3f} to "
        f"{max(worst):.3f}, mean {sum(worst) / 4:.3f}; ε(1) {min(hits):.3f} to {max(hits):.3f}, mean {sum(hits) / 4:.3f}."
    )


def split_otherwise(parts: Parts, number: int) -> Parts:
    """Split the list into three anew: of each three neighbours by count one goes to each part, by chance."""
    counts = {word: count for part in parts.values() for word, count in part.items()}
    ranked, chance = sorted(counts, key=lambda word: (-counts[word], word)), random.Random(number)
    found: dict[str, dict[str, int]] = {name: {} for name in parts}
    for start in range(0, len(ranked), len(parts)):
        three = ranked[start : start + len(parts)]
        for name, word in zip(parts, chance.sample(three, len(three)), strict=False):
            found[name][word] = counts[word]
    return found


def describe_bound(parts: Parts) -> str:
    """Return what people against people give under the rules, were the list split in other ways."""
    rules, judged = read_rules(AS_REFERENCE), list[Judged]()
    for number in range(SPLITS):
        other = split_otherwise(parts, number)
        judged.append(judge("people", list_generators(other, rules)["people against people"], other, rules))
    worst, hits = sorted(one.worst for one in judged), sorted(one.epsilon for one in judged)
    return (
        f"People against people under the rules, the list split in {SPLITS} other ways: worst AUC {worst[0]:.3f} to "
        f"{worst[-1]:.3f}, mean {sum(worst) / SPLITS:.3f}, {sum(one <= 0.55 for one in worst)} of {SPLITS} within 0.55; "
        f"ε(1) {hits[0]:.3f} to {hits[-1]:.3f}, mean {sum(hits) / SPLITS:.3f}, "
        f"{sum(one <= 0.06 for one in hits)} of {SPLITS} within 0.06."
    )


def describe_flat(parts: Parts) -> str:
    """Return how we fare under the rules if every password of the list counts once."""
    rules = read_rules(AS_REFERENCE)
    flat = {name: dict.fromkeys(part, 1) for name, part in parts.items()}
    makers = list_generators(flat, rules)
    ours, people = (judge(name, makers[name], flat, rules) for name in ("ours", "people against people"))
    return (
        f"Every password of the list counted once: worst AUC {ours.worst:.3f}, ε(1) {ours.epsilon:.3f}; people against "
        f"people {people.worst:.3f}, {people.epsilon:.3f}."
    )


def measure_speed(count: int) -> str:
    """Return how long one processor works on that many decoys, the loading of all tables included."""
    order = DecoyOrder(kinds={"phantom": count}, domain="aurore.test", page="speed", rules=read_rules(RULES))
    begun = time.process_time()
    make_decoys(order, seed=Seed(b"speed" * 8), at=datetime(2026, 3, 2, tzinfo=UTC))
    return f"{count:,} decoys (fr_FR, {RULES}) in {time.process_time() - begun:.1f} s of one processor, tables loaded."


def describe_list(parts: Parts) -> str:
    """Say how often ours stand in each part of the list."""
    made = write_ours(None)(0, SIZE)
    shares = {name: sum(text in part for text in made) / SIZE for name, part in parts.items()}
    distinct = len({*made})
    return (
        "Of ours, "
        + ", ".join(f"{share:.1%} stand in the {name}'s part" for name, share in shares.items())
        + f"; {distinct:,} of {SIZE:,} differ."
    )


def main() -> None:
    """Measure and print, or write into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    parser.add_argument("--chart", type=Path, help="write the success-number graph here")
    arguments = parser.parse_args()
    parts = read_parts(arguments.corpus)

    def show(mark: str, text: str) -> None:
        if arguments.document:
            write_into(arguments.document, mark, text)
        print(f"{text}\n", flush=True)

    show("speed", measure_speed(10_000))
    show("list", describe_list(parts))
    for mark, rules in (("ruled", read_rules(AS_REFERENCE)), ("free", None)):
        judged = [judge(name, write, parts, rules) for name, write in list_generators(parts, rules).items()]
        show(mark, describe(judged))
        if rules is None and arguments.chart:
            flatness: dict[str, Curve] = {one.name: one.flatness for one in judged}
            chart = draw_charts(flatness, {one.name: one.success for one in judged}, k=K)
            arguments.chart.write_text(chart, "utf-8")
    show("installations", describe_installations(parts, None))
    ruled = (
        describe_installations(parts, read_rules(AS_REFERENCE)),
        describe_bound(parts),
        describe_flat(parts),
    )
    show("bound", "\n".join(ruled))
    show("people", describe_people(arguments.corpus, draw_people(parts["reference"], 21, SIZE), parts))
    if missing := list_missing():
        print(f"Not installed, so not measured: {', '.join(missing)}.")


if __name__ == "__main__":
    main()
