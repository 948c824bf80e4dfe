"""A dump of the size of 2017, from its first byte to the last verdict; beside notmuch, mu and reading and hashing alone.

python benchmarks/leaks.py [--scale 0.02] [--subset] [--growth [--factors 1 3 9]] [--no-peers] [--work FOLDER] [--document]

At scale 1 it writes 30 GB and takes half an hour: 71,848 messages, 26,500 attachments, 15 GB. --subset is the other measure
of the issue: 21,075 messages in 9 GB. --growth runs three sizes and says how cost grows. Processor seconds are the same on a
busy machine; seconds by the clock are not.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.leaks_dump import DOMAIN, MAILS, Made, make_dump, make_mail
from benchmarks.leaks_peers import PEERS, Measured, hash_everything, lay_out_mails, list_peers, run_measured

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "leak-triage.md"
BEGIN, END = "<!-- figures: benchmarks/leaks.py -->\n", "<!-- end of figures -->"
SUBSET_MAILS, SUBSET_ATTACHED = 21_075, 15_900
"""As many as could be verified in 2017; attachments so that they make 9 GB."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured of one dump."""

    made: Made
    archived: Measured
    triaged: Measured
    hashing: Measured
    verdicts: dict[str, int]


def run_triage(work: Path, made: Made) -> Run:
    """Archive what was kept, then judge the dump; both by the command line, as a user would."""
    chaffinch = [sys.executable, "-m", "chaffinch"]
    home = work / "home"
    home.mkdir()
    (home / "chaffinch.toml").write_text(f'[watch]\ndomains = ["{DOMAIN}"]\n')
    place = ["--archive", str(work / "archive"), "--key", str(work / "archive.key"), "--home", str(home)]
    said = ["--notice", "a", "--legal-basis", "b", "--assessment", "c", "--dkim-keys", str(made.keys)]
    archived = run_measured([*chaffinch, "archive", "add", str(made.ours), *place, *said], good=(0, 1))
    out = work / "out"
    hashing = hash_everything(made.dump)
    triaged = run_measured(
        [*chaffinch, "leak", "triage", str(made.dump), *place, "--out", str(out)], good=(0, 1)
    )
    if not (out / "run.json").exists():
        raise SystemExit(f"The triage did not come to its end:\n{triaged.complaint}")
    triaged.notes["first"] = json.loads((out / "run.json").read_text())["first_verdicts_after_seconds"]
    summary = json.loads((out / "summary.json").read_text())
    triaged.notes["items"] = summary["items"]
    return Run(made, archived, triaged, hashing, summary["verdicts"])


def run_peers(work: Path, made: Made, *, attached: int) -> Iterator[tuple[str, Measured]]:
    """Let the peers index the same number of the same messages, each in a file of its own."""
    mails = (make_mail(number, files=attached, total=made.mails) for number in range(made.mails))
    with lay_out_mails(work / "maildir", mails) as folder:
        for name in list_peers():
            yield name, PEERS[name](folder, work)


def list_rows(run: Run, peers: list[tuple[str, Measured]]) -> Iterator[str]:
    """Yield the table's rows: ours, the peers, the limit."""
    ours = run.triaged
    yield "| what | seconds | processor seconds | messages per processor second | ours takes | peak memory |"
    yield "|---|---:|---:|---:|---:|---:|"
    rows = [
        ("**triage: every item judged**", ours),
        *peers,
        ("read + SHA-256, all cores (the limit)", run.hashing),
    ]
    for name, one in rows:
        share = "" if one is ours else f"{ours.processor / one.processor:.2f} ×"
        weight = f"{one.memory / 1e6:,.0f} MB" if one.memory else ""
        rate = f"{run.made.mails / one.processor:,.0f}"
        yield f"| {name} | {one.seconds:,.0f} | {one.processor:,.0f} | {rate} | {share} | {weight} |"


def list_facts(run: Run) -> Iterator[str]:
    """Yield what else was measured."""
    made, first, items = run.made, run.triaged.notes["first"], run.triaged.notes["items"]
    yield (
        f"{made.mails:,} messages, {made.attachments:,} attachments, {made.size / 1e9:.1f} GB, {items:,.0f} items. "
        f"First verdicts after **{first:.1f} s**, all after **{run.triaged.seconds:,.0f} s**."
    )
    told = ", ".join(f"{verdict} {count:,}" for verdict, count in run.verdicts.items() if count)
    yield f"Made: {made.altered:,} altered, {made.repackaged:,} repackaged, {made.foreign:,} foreign. Said: {told}."
    yield f"The archive was made in {run.archived.seconds:,.0f} s ({run.archived.memory / 1e6:,.0f} MB)."


def measure(arguments: argparse.Namespace, *, scale: float, peers: bool) -> list[str]:
    """Make a dump of that scale, run everything on it, remove it; return the lines to print."""
    mails, attached = (SUBSET_MAILS, SUBSET_ATTACHED) if arguments.subset else (MAILS, 26_500)
    with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
        work = Path(folder)
        made = make_dump(work / "made", scale=scale, mails=mails, attached=attached)
        run = run_triage(work, made)
        others = list(run_peers(work, made, attached=made.attachments)) if peers else []
        return [*list_rows(run, others), "", *list_facts(run)]


def measure_growth(arguments: argparse.Namespace) -> list[str]:
    """Run some sizes without attachments' weight: what grows with the number of items."""
    lines = [
        "| messages | archive: seconds | processor seconds | peak memory | triage: first verdicts | all | processor seconds "
        "| items per processor second | peak memory |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for factor in arguments.factors:
        with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
            work = Path(folder)
            made = make_dump(work / "made", scale=arguments.scale * factor, attached=0)
            run = run_triage(work, made)
            kept, one = run.archived, run.triaged
            lines.append(
                f"| {made.mails:,} | {kept.seconds:,.0f} | {kept.processor:,.0f} | {kept.memory / 1e6:,.0f} MB "
                f"| {one.notes['first']:.1f} s | {one.seconds:,.0f} | {one.processor:,.1f} "
                f"| {one.notes['items'] / one.processor:,.0f} | {one.memory / 1e6:,.0f} MB |"
            )
            print(lines[-1], file=sys.stderr, flush=True)
    return lines


def main() -> None:
    """Measure and print; with --document, into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.02)
    parser.add_argument("--subset", action="store_true")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument(
        "--factors", type=int, nargs="+", default=[1, 3, 9], help="sizes of --growth, in scales"
    )
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--work", type=Path, default=None)
    parser.add_argument("--document", action="store_true")
    arguments = parser.parse_args()
    lines = (
        measure_growth(arguments)
        if arguments.growth
        else measure(arguments, scale=arguments.scale, peers=not arguments.no_peers)
    )
    print("\n".join(lines))
    if arguments.document:
        page = PAGE.read_text("utf-8")
        head, _, rest = page.partition(BEGIN)
        PAGE.write_text(head + BEGIN + "\n".join(lines) + "\n" + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
