"""What was found, held against the truth."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.taints.dump import Case

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.judging.words import read_words

_FEW = 2
_EXTRA = 14
"""Words that a change may show beside those that were changed."""


@dataclass
class Tally:
    """Counts of verdicts by truth and by kind, and the items that were judged wrongly."""

    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    kinds: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spans: Counter[bool] = field(default_factory=Counter)
    wrong: list[tuple[Case, Finding]] = field(default_factory=list)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    traces: int = 0
    """Forms that many items have in common (`leaks.judging.repeats`)."""
    digests: list[str] = field(default_factory=list)

    def count(self, case: Case, finding: Finding) -> None:
        """Count one finding."""
        groups = [case.truth, *(["whole"] if case.truth in {"exact", "repackaged"} else [])]
        for group in [*groups, f"{case.truth} {case.kind}"] if case.truth == "invented" else groups:
            self.verdicts[group][finding.verdict] += 1
        self.kinds[case.truth, case.kind][finding.verdict] += 1
        right = finding.verdict in RIGHT[case.truth]
        if case.truth == "altered" and right:
            right = is_span_right(case, finding)
            self.spans[right] += 1
        if not right:
            self.wrong.append((case, finding))

    def share(self, truth: str, verdicts: Iterable[str]) -> tuple[int, int]:
        """Return how many of a truth got one of these verdicts, and how many there are."""
        counted = self.verdicts[truth]
        return sum(counted[one] for one in verdicts), counted.total()

    def measure_precision(self, verdict: str) -> tuple[int, int]:
        """Return how many of those that got a verdict are so, and how many got it."""
        got = {truth: counted[verdict] for truth, counted in self.verdicts.items() if truth in RIGHT}
        return got.get(verdict, 0), sum(got.values())


RIGHT = {
    "exact": {"genuine"},
    "repackaged": {"repackaged", "genuine", "excerpt"},
    "altered": {"altered"},
    "decoy": {"decoy"},
    "invented": {"invented", "unverifiable"},
    "foreign": {"foreign"},
    "unknown": {"unverifiable", "foreign", "genuine"},
    "planted": {"unproven"},
}


def is_span_right(case: Case, finding: Finding) -> bool:
    """Return whether a change names the place: the field, and in the text the words, with few others beside them."""
    assert case.altered
    wanted_ours, wanted_theirs = (
        set(read_words(said).words) for said in (case.altered.ours, case.altered.theirs)
    )
    for change in finding.diff:
        if change.where != case.altered.where:
            continue
        if change.where != "text":
            return True
        ours, theirs = read_words(change.ours).words, read_words(change.theirs).words
        if not wanted_ours and not wanted_theirs:
            return len(finding.diff) <= _FEW
        new = wanted_theirs - wanted_ours
        old = wanted_ours - wanted_theirs
        if (
            new <= set(theirs)
            and old <= set(ours)
            and len(ours) <= len(wanted_ours) + _EXTRA
            and len(theirs) <= len(wanted_theirs) + _EXTRA
        ):
            return True
    return False


def bound(errors: int, tried: int) -> float:
    """Return the upper end of the 95 % interval of a rate (Wilson, 1927)."""
    if not tried:
        return 1.0
    z, rate = 1.96, errors / tried
    middle = rate + z * z / (2 * tried)
    wide = z * math.sqrt(rate * (1 - rate) / tried + z * z / (4 * tried * tried))
    return (middle + wide) / (1 + z * z / tried)
