"""What the page matcher says of strangers that bear our name and logo and ask for a password of their own.

    python benchmarks/pages_strangers.py [--keep FOLDER] [--document docs/reference/pages-copies.md]

Fourteen kinds on three designs each (tests/pages/suite/guests), made by a hand that had not read the matcher's weights;
every other kind on every other design may be looked at while weights are set, the rest is held out. Six kinds of which
the right answer is arguable are reported apart and counted nowhere. Each page is compared with every design's own page.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from tests.pages.loopback_site import LoopbackSite
from tests.pages.suite.designs import list_designs
from tests.pages.suite.split import list_tuned_designs
from tests.pages.suite.taking import (
    TABS,
    Sample,
    list_arguable_bearers,
    list_bearers,
    list_hosts,
    list_originals,
    take_samples,
)

from chaffinch.ground.egress import Egress
from chaffinch.ground.progress import report_progress
from chaffinch.pages.browser import Browser
from chaffinch.pages.bundle.values import make_reference
from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.compare import compare, list_moments
from chaffinch.pages.judge.evidence import COPY_THRESHOLD, Weighing, weigh
from chaffinch.pages.verdict import Reference, Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """One page and what was said of it."""

    sample: Sample
    verdict: Verdict
    closest: Weighing
    """Beside the reference that it was closest to; beside the one that it shows where none was close at all."""

    @property
    def is_copy(self) -> bool:
        """Whether it was called a copy."""
        return self.verdict.verdict in ("copy", "service-copy")

    @property
    def is_tuned(self) -> bool:
        """Whether weights may be set by it."""
        return self.sample.template in list_tuned_designs()


def judge(sample: Sample, capture: Capture, references: Mapping[str, Reference]) -> Judged:
    """Compare one capture with every design's page."""
    verdict = compare(capture, list(references.values()))
    name = verdict.reference if verdict.score > 0 else sample.template
    shown = [shown for shown, change in list_moments(capture) if change is None]
    return Judged(sample, verdict, weigh(shown[0], reference=references[name]))


def run(keep: Path | None) -> list[Judged]:
    """Capture and judge everything; progress goes to standard error."""
    with (
        tempfile.TemporaryDirectory() as name,
        LoopbackSite(Path(name), hosts=list_hosts()) as site,
        Browser(egress=Egress(), range_directory=site.directory, tabs=TABS) as browser,
    ):
        taken = list(take_samples(list_originals(list_designs()), site=site, browser=browser, keep=keep))
        references = {sample.design: make_reference(capture, name=sample.design) for sample, capture in taken}
        pictures = {sample.design: capture.window_png for sample, capture in taken}
        samples = [*list_bearers(pictures), *list_arguable_bearers()]
        judged = []
        with report_progress("pages", total=len(samples), unit=" pages") as progress:
            for sample, capture in take_samples(samples, site=site, browser=browser, keep=keep):
                judged.append(judge(sample, capture, references))
                progress.advance(1)
    return judged


def say_evidence(one: Judged) -> str:
    """Return the evidence, the weightiest first, with how far each piece answers its question by itself."""
    pieces = sorted(one.closest.reasons, key=lambda reason: -reason.weight)
    return ", ".join(f"{reason.code} {reason.weight:.2f}" for reason in pieces if reason.weight)


def describe_pages(judged: Sequence[Judged]) -> str:
    """Return a row for each page, the highest score first."""
    rows = [
        [one.sample.kind, one.sample.template, "tuned" if one.is_tuned else "held out", one.verdict.verdict,
         say_evidence(one), f"{one.closest.likeness:.2f}", f"{one.closest.identity:.2f}", f"{one.verdict.score:.2f}"]
        for one in sorted(judged, key=lambda one: -one.verdict.score)
    ]  # fmt: skip
    columns = ("page", "shows", "set", "verdict", "evidence", "alike", "us", "score")
    return write_table(columns, rows, words=5)


def describe_kinds(judged: Sequence[Judged]) -> str:
    """Return a row for each kind: its set, how many were called copies, and the evidence of its highest."""
    rows = []
    for kind in dict.fromkeys(one.sample.kind for one in judged):
        chosen = [one for one in judged if one.sample.kind == kind]
        highest = max(chosen, key=lambda one: one.verdict.score)
        scores = sorted(one.verdict.score for one in chosen)
        rows.append(
            [kind, say_set(chosen), f"{highest.sample.template}: {say_evidence(highest)}", str(len(chosen)),
             str(sum(one.is_copy for one in chosen)), f"{scores[0]:.2f}", f"{scores[-1]:.2f}"]
        )  # fmt: skip
    columns = ("page", "set", "evidence of the highest", "pages", "called a copy", "lowest", "highest")
    return write_table(columns, rows, words=3)


def say_set(chosen: Sequence[Judged]) -> str:
    """Return which half these pages belong to; nothing where they are not halved."""
    if chosen[0].sample.group == "arguable":
        return ""
    return "tuned" if chosen[0].is_tuned else "held out"


def say_sum(judged: Sequence[Judged]) -> str:
    """Return how many of each half are called copies."""
    parts = []
    for name, half in (("tuned", True), ("held-out", False)):
        chosen = [one for one in judged if one.is_tuned == half]
        highest = max(one.verdict.score for one in chosen)
        parts.append(f"{sum(one.is_copy for one in chosen)} of {len(chosen)} {name} (highest {highest:.2f})")
    return f"Called a copy at {COPY_THRESHOLD}: {' and '.join(parts)}."


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
    judged = run(arguments.keep)
    guests = [one for one in judged if one.sample.group == "guest"]
    arguable = [one for one in judged if one.sample.group == "arguable"]
    texts = {
        "bearers": f"{say_sum(guests)}\n\n{describe_kinds(guests)}",
        "arguable": describe_kinds(arguable),
    }
    for mark, text in texts.items():
        if arguments.document:
            write_into(arguments.document, mark, text)
        print(f"{text}\n")
    print(f"{describe_pages(guests)}\n\n{describe_pages(arguable)}")


if __name__ == "__main__":
    main()
