"""How often the verdicts of judging are right, on a dump with known truth.

    python benchmarks/taint.py                                              a minute: 2,500 mails
    python benchmarks/taint.py --mails 8000 --items 5000 --document docs/reference/leaks.md

The model of export damage was made on the first set of kinds. The second and the third were written apart from it; their
errors were then looked at, so that they count as tuned, too. The fourth was written when the model was done, and is only
reported. The fifth was written by a hand that had not read the model: its kinds are not looked at, only its totals are.
The sixth was written in the same way, each of its exports after what one real program does.
So was the seventh, after other programs. For the eighth, real programs do the exporting; they must be installed. The
ninth has other real programs, and a hand that had not read the model either; so has the tenth, with others again, and the
eleventh to the sixteenth. The seventeenth to the twenty-first have one kind for each that the research names: by programs of
Perl, C and the shell, by editors and other languages, by others of both, by libraries of Perl and PHP and classic mail
tools, and by libraries of Python, Ruby, Node and Go.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from benchmarks.taints import (
    exports_eighteenth,
    exports_eighth,
    exports_eleventh,
    exports_fifteenth,
    exports_fifth,
    exports_fourteenth,
    exports_fourth,
    exports_held,
    exports_nineteenth,
    exports_ninth,
    exports_seventeenth,
    exports_seventh,
    exports_sixteenth,
    exports_sixth,
    exports_tenth,
    exports_third,
    exports_thirteenth,
    exports_tuned,
    exports_twelfth,
    exports_twentieth,
    exports_twentyfirst,
)
from benchmarks.taints.dump import Case, DumpWriter, World, build_world
from benchmarks.taints.mails import read_ham
from benchmarks.taints.mutations import TUNED
from benchmarks.taints.mutations_eighteenth import EIGHTEENTH
from benchmarks.taints.mutations_eighth import EIGHTH
from benchmarks.taints.mutations_eleventh import ELEVENTH
from benchmarks.taints.mutations_fifteenth import FIFTEENTH
from benchmarks.taints.mutations_fifth import FIFTH
from benchmarks.taints.mutations_fourteenth import FOURTEENTH
from benchmarks.taints.mutations_fourth import FOURTH
from benchmarks.taints.mutations_held import HELD
from benchmarks.taints.mutations_nineteenth import NINETEENTH
from benchmarks.taints.mutations_ninth import NINTH
from benchmarks.taints.mutations_seventeenth import SEVENTEENTH
from benchmarks.taints.mutations_seventh import SEVENTH
from benchmarks.taints.mutations_sixteenth import SIXTEENTH
from benchmarks.taints.mutations_sixth import SIXTH
from benchmarks.taints.mutations_tenth import TENTH
from benchmarks.taints.mutations_third import THIRD
from benchmarks.taints.mutations_thirteenth import THIRTEENTH
from benchmarks.taints.mutations_twelfth import TWELFTH
from benchmarks.taints.mutations_twentieth import TWENTIETH
from benchmarks.taints.mutations_twentyfirst import TWENTYFIRST
from benchmarks.taints.programs import find_program
from benchmarks.taints.serving import end_servers
from benchmarks.taints.tally import Tally, bound

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.judging import Facts, explain_by_traces, find_traces, judge_item, take_facts

SETS = {
    "first": (exports_tuned.EXPORTS, TUNED),
    "second": (exports_held.EXPORTS, HELD),
    "third": (exports_third.EXPORTS, THIRD),
    "fourth": (exports_fourth.EXPORTS, FOURTH),
    "fifth": (exports_fifth.EXPORTS, FIFTH),
    "sixth": (exports_sixth.EXPORTS, SIXTH),
    "seventh": (exports_seventh.EXPORTS, SEVENTH),
    "eighth": (exports_eighth.EXPORTS, EIGHTH),
    "ninth": (exports_ninth.EXPORTS, NINTH),
    "tenth": (exports_tenth.EXPORTS, TENTH),
    "eleventh": (exports_eleventh.EXPORTS, ELEVENTH),
    "twelfth": (exports_twelfth.EXPORTS, TWELFTH),
    "thirteenth": (exports_thirteenth.EXPORTS, THIRTEENTH),
    "fourteenth": (exports_fourteenth.EXPORTS, FOURTEENTH),
    "fifteenth": (exports_fifteenth.EXPORTS, FIFTEENTH),
    "sixteenth": (exports_sixteenth.EXPORTS, SIXTEENTH),
    "seventeenth": (exports_seventeenth.EXPORTS, SEVENTEENTH),
    "eighteenth": (exports_eighteenth.EXPORTS, EIGHTEENTH),
    "nineteenth": (exports_nineteenth.EXPORTS, NINETEENTH),
    "twentieth": (exports_twentieth.EXPORTS, TWENTIETH),
    "twentyfirst": (exports_twentyfirst.EXPORTS, TWENTYFIRST),
}


def list_ready_sets() -> list[str]:
    """Return the sets that can be made here; from the eighth on they take programs that few have installed."""
    left_out = set[str]()
    for name, exports in (
        ("eighth", exports_eighth),
        ("ninth", exports_ninth),
        ("tenth", exports_tenth),
        ("eleventh", exports_eleventh),
        ("twelfth", exports_twelfth),
        ("thirteenth", exports_thirteenth),
        ("fourteenth", exports_fourteenth),
        ("fifteenth", exports_fifteenth),
        ("sixteenth", exports_sixteenth),
        ("seventeenth", exports_seventeenth),
        ("eighteenth", exports_eighteenth),
        ("nineteenth", exports_nineteenth),
        ("twentieth", exports_twentieth),
        ("twentyfirst", exports_twentyfirst),
    ):
        missing = [program for program in exports.PROGRAMS if find_program(program) is None]
        if missing:
            left_out.add(name)
            print(
                f"Without the {name} set: not installed are {', '.join(missing)} "
                f"(benchmarks/taints/exports_{name}.py)."
            )
    return [name for name in SETS if name not in left_out]


def judge_all(cases: Iterable[Case], world: World, tally: Tally) -> None:
    """Judge cases; the tally keeps counts, a hash of all findings, and the seconds of judging alone."""
    digest = hashlib.sha256()
    judged, facts = list[tuple[Case, Finding]](), list[Facts]()
    for case in cases:
        begun = time.process_time()
        finding = judge_item(case.item, reference=world.reference, planted=world.planted)
        tally.seconds[case.truth] += time.process_time() - begun
        facts.append(take_facts(case.item, finding))
        judged.append((case, finding))
    traces = find_traces(facts)
    tally.traces = len(traces)
    for case, first in judged:
        finding = explain_by_traces(first, traces)
        digest.update(json.dumps(finding.as_values(), sort_keys=True, default=str).encode())
        tally.count(case, finding)
    tally.digests.append(digest.hexdigest())


def list_cases(writer: DumpWriter, items: int) -> Iterator[Case]:
    """Yield the dump: so many items as they were, and about half as many again of every other truth."""
    part = items // 16
    yield from writer.list_exact(items)
    yield from writer.list_repackaged(part * 3)
    yield from writer.list_altered(part * 2)
    yield from writer.list_decoys(part)
    yield from writer.list_invented(part // 2)
    yield from writer.list_others("foreign", part)
    yield from writer.list_others("unknown", part)
    yield from writer.list_planted(100)
    yield from writer.list_deleted(part)


def judge_set(name: str, world: World, given: argparse.Namespace) -> Tally:
    """Build one set's dump, and judge it."""
    exports, mutations = SETS[name]
    tally = Tally()
    writer = DumpWriter(
        world, random.Random(f"{given.seed} {name}"), name=name, exports=exports, mutations=mutations
    )
    judge_all(list_cases(writer, given.items), world, tally)
    return tally


Share = tuple[int, int]
"""How many, and of how many."""
COLUMNS: tuple[tuple[str, Callable[[Tally], Share]], ...] = (
    ("exact → genuine (100 %)", lambda tally: tally.share("exact", ("genuine",))),
    ("altered → altered (≥ 99 %)", lambda tally: tally.share("altered", ("altered",))),
    ("its place named (≥ 98 %)", lambda tally: (tally.spans[True], tally.spans.total())),
    ("repackaged → altered (≤ 0.5 %)", lambda tally: tally.share("repackaged", ("altered",))),
    ("decoys, altered and quoted too → decoy (100 %)", lambda tally: tally.share("decoy", ("decoy",))),
    ("said foreign that is (≥ 99 %)", lambda tally: tally.measure_precision("foreign")),
)
"""What is told of each set."""
_OURS = ("genuine", "repackaged", "excerpt")
TOGETHER: tuple[tuple[str, str, Callable[[Tally], Share]], ...] = (
    ("exact → altered", "≤ 0.01 %", lambda tally: tally.share("exact", ("altered",))),
    ("exact or repackaged → decoy, invented", "0", lambda tally: tally.share("whole", ("decoy", "invented"))),
    ("invented → genuine", "0", lambda tally: tally.share("invented", (*_OURS, "unproven"))),
    (
        "invented, of covered mailboxes → invented",
        "",
        lambda tally: tally.share("invented covered", ("invented",)),
    ),
    (
        "of ours, not in the archive → altered, decoy, invented",
        "0",
        lambda tally: tally.share("unknown", ("altered", "decoy", "invented")),
    ),
    ("planted by an intruder → genuine, repackaged", "0", lambda tally: tally.share("planted", _OURS)),
)
"""What is told of all sets together."""
_TIMED = ("exact", "repackaged", "altered", "decoy", "foreign")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of one set."""

    shares: tuple[Share, ...]
    """In the order of COLUMNS."""
    together: tuple[Share, ...]
    """In the order of TOGETHER."""
    speeds: tuple[float, ...]
    """Items a second of one core, in the order of _TIMED."""
    at_most: float
    """Upper end of the 95 % interval of how many that are exact or repackaged are called altered."""


def count_figures(tally: Tally) -> Figures:
    """Return what is told of a set."""
    return Figures(
        tuple(count(tally) for _, count in COLUMNS),
        tuple(count(tally) for _, _, count in TOGETHER),
        tuple(tally.verdicts[truth].total() / max(tally.seconds[truth], 1e-9) for truth in _TIMED),
        bound(*tally.share("whole", ("altered",))),
    )


def describe(figures: dict[str, Figures]) -> str:
    """Return two tables: of each set, and of all together."""
    rows = [
        [
            name,
            *(_write_share(*one) for one in found.shares),
            f"≤ {found.at_most:.3%}",
            " · ".join(f"{speed:,.0f}" for speed in found.speeds),
        ]
        for name, found in figures.items()
    ]
    interval = "exact or repackaged → altered: upper end of the 95 % interval"
    heads = (
        "set",
        *(title for title, _ in COLUMNS),
        interval,
        f"items a second of one core: {' · '.join(_TIMED)}",
    )
    sums = [
        tuple(sum(found.together[at][part] for found in figures.values()) for part in (0, 1))
        for at in range(len(TOGETHER))
    ]
    rest = [
        [title, target, _write_share(some, tried)]
        for (title, target, _), (some, tried) in zip(TOGETHER, sums, strict=True)
    ]
    return (
        write_table(heads, rows) + "\n\n" + write_table(("of all sets together", "target", "measured"), rest)
    )


def _write_share(some: int, tried: int) -> str:
    return f"{some:,} of {tried:,} ({some / tried:.2%})" if tried else "–"


def show_kinds(tally: Tally, wrong: int) -> None:
    """Print what became of each kind of a set, and some that were judged wrongly."""
    for (truth, kind), counted in sorted(tally.kinds.items()):
        print(f"{truth:12} {kind:32} {dict(counted)}")
    for case, finding in tally.wrong[:wrong]:
        print("---", case.truth, case.kind, "→", finding.verdict, case.source, finding.match, case.altered)
        for change in finding.diff[:4]:
            print("   ", change.op, change.where, "|", change.ours[:160], "|", change.theirs[:160])
        for one in finding.evidence[:3]:
            print("   ", one.code, dict(one.params))


_shared: list[tuple[World, argparse.Namespace]] = []


def _share_world(world: World, given: argparse.Namespace) -> None:
    _shared.append((world, given))


def _measure_set(name: str) -> Figures:
    """Judge a set, show what was asked for, end the programs that it took."""
    world, given = _shared[0]
    try:
        tally = judge_set(name, world, given)
    finally:
        end_servers()
    if given.wrong:
        show_kinds(tally, given.wrong)
    return count_figures(tally)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--mails", type=int, default=2_500)
    parser.add_argument("--items", type=int, default=1_600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", choices=list(SETS), action="append")
    parser.add_argument("--processes", type=int, default=1, help="sets that are measured at the same time")
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong ones of each set")
    parser.add_argument("--document", type=Path)
    given = parser.parse_args()
    world = build_world(read_ham(given.data), given.mails, random.Random(given.seed))
    names = given.set or list_ready_sets()
    # each process has the world that was built before it was made, and builds dumps of its own
    with ProcessPoolExecutor(given.processes, get_context("fork"), _share_world, (world, given)) as pool:
        figures = dict(zip(names, pool.map(_measure_set, names), strict=True))
    table = describe(figures)
    print(table)
    if given.document:
        write_into(given.document, "taint", table)


if __name__ == "__main__":
    main()
