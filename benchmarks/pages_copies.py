"""How many copies of sign-in pages are recognised, how many strangers are called copies; ours beside the peers, in one run.

    python benchmarks/pages_copies.py [--keep FOLDER] [--document docs/reference/pages-copies.md]

Fourteen designs, 47 kinds of change, 42 strangers of the same templates and 20 other pages, made by a hand that had not
read the matcher (tests/pages/suite), captured by the real browser. Weights and thresholds were set with every other
design and every other kind of each group; the rest is only reported. A peer's recall is at no false alarm: its threshold
stands just above its highest likeness of any stranger, which flatters it, since ours was set beforehand.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from benchmarks.peers import list_peers
from tests.pages.loopback_site import LoopbackSite
from tests.pages.suite.designs import list_designs
from tests.pages.suite.mutations import list_mutations
from tests.pages.suite.split import is_tuned, list_tuned_designs
from tests.pages.suite.taking import (
    TABS,
    Sample,
    list_copies,
    list_hosts,
    list_originals,
    list_others,
    take_samples,
)

from chaffinch.ground.egress import Egress
from chaffinch.ground.progress import report_progress
from chaffinch.pages.browser import Browser
from chaffinch.pages.bundle.values import make_reference
from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.compare import compare
from chaffinch.pages.judge.evidence import COPY_THRESHOLD
from chaffinch.pages.verdict import Reference


@dataclass(frozen=True, slots=True)
class Judged:
    """One sample and what was said of it."""

    sample: Sample
    score: float
    copy: bool
    likenesses: dict[str, float]
    """Of each peer, for the picture beside the design's own; a stranger's highest."""

    @property
    def tuned(self) -> bool:
        """Whether weights may have been set by it."""
        if self.sample.design:
            return is_tuned(design=self.sample.design, kind=self.sample.kind)
        return not self.sample.template or self.sample.template in list_tuned_designs()


def judge(sample: Sample, capture: Capture, references: dict[str, Reference]) -> Judged:
    """Compare one capture with its own design's page, or a stranger with every page."""
    wanted = [references[sample.design]] if sample.design else list(references.values())
    verdict = compare(capture, wanted)
    peers, _ = list_peers()
    likenesses = {
        name: max(measure(capture.window_png, one.window_png) for one in wanted)
        for name, measure in peers.items()
    }
    return Judged(sample, verdict.score, verdict.verdict == "copy", likenesses)


def run(keep: Path | None) -> list[Judged]:
    """Capture and judge everything; progress goes to standard error."""
    designs = list_designs()
    with (
        tempfile.TemporaryDirectory() as name,
        LoopbackSite(Path(name), hosts=list_hosts()) as site,
        Browser(egress=Egress(), range_directory=site.directory, tabs=TABS) as browser,
    ):
        taken = list(take_samples(list_originals(designs), site=site, browser=browser, keep=keep))
        references = {sample.design: make_reference(capture, name=sample.design) for sample, capture in taken}
        pictures = {sample.design: capture.window_png for sample, capture in taken}
        samples = [*list_others(designs), *list_copies(designs, pictures=pictures)]
        judged = []
        with report_progress("pages", total=len(samples), unit=" pages") as progress:
            for sample, capture in take_samples(samples, site=site, browser=browser, keep=keep):
                judged.append(judge(sample, capture, references))
                progress.advance(1)
    return judged


def describe_kinds(judged: Sequence[Judged]) -> str:
    """Return the table of kinds."""
    rows = []
    for mutation in list_mutations():
        cells = [mutation.name, mutation.group]
        for tuned in (True, False):
            chosen = [
                one
                for one in judged
                if one.sample.kind == mutation.name and one.sample.design and one.tuned == tuned
            ]
            cells += [say_recall(chosen), f"{min(one.score for one in chosen):.2f}" if chosen else ""]
        rows.append(cells)
    return write_table(("kind", "group", "tuned on", "lowest", "held out", "lowest"), rows, words=2)


def say_recall(copies: Sequence[Judged]) -> str:
    """Return found of all."""
    return f"{sum(one.copy for one in copies)} of {len(copies)}" if copies else ""


def describe_others(judged: Sequence[Judged]) -> str:
    """Return the table of pages that copy nothing."""
    kinds = list(dict.fromkeys(one.sample.kind for one in judged if not one.sample.design))
    rows = []
    for kind in kinds:
        chosen = [one for one in judged if not one.sample.design and one.sample.kind == kind]
        called = sum(one.copy for one in chosen)
        rows.append([kind, str(len(chosen)), str(called), f"{max(one.score for one in chosen):.2f}"])
    return write_table(("page", "pages", "called a copy", "highest score"), rows)


def describe_measures(judged: Sequence[Judged]) -> str:
    """Return ours beside the peers, on the held-out copies and on all."""
    copies = [one for one in judged if one.sample.design]
    others = [one for one in judged if not one.sample.design]
    held = [one for one in copies if not one.tuned]
    rows = [[f"ours (threshold {COPY_THRESHOLD})", *(f"{share(one.copy for one in group):.3f}" for group in (held, copies)),
             str(sum(one.copy for one in others))]]  # fmt: skip
    peers, missing = list_peers()
    for name in peers:
        cut = max(one.likenesses[name] for one in others)
        found = [f"{share(one.likenesses[name] > cut for one in group):.3f}" for group in (held, copies)]
        rows.append([f"{name} (threshold {cut:.2f})", *found, "0"])
    left_out = f"\n\nNot installed, so not measured: {', '.join(missing)}." if missing else ""
    columns = (
        "measure",
        f"recall, {len(held)} held out",
        f"recall, all {len(copies)}",
        f"false alarms, {len(others)}",
    )
    return write_table(columns, rows) + left_out


def share(found: Iterable[bool]) -> float:
    """Return the share of what is true."""
    marks = list(found)
    return sum(marks) / max(1, len(marks))


def main() -> None:
    """Measure and print, or write into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", type=Path, help="keep captures here and read those that are there")
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    arguments = parser.parse_args()
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    judged = run(arguments.keep)
    texts = {
        "measures": describe_measures(judged),
        "kinds": describe_kinds(judged),
        "others": describe_others(judged),
    }
    for mark, text in texts.items():
        if arguments.document:
            write_into(arguments.document, mark, text)
        print(f"{text}\n")
    print(f"{len(judged)} pages in {time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
