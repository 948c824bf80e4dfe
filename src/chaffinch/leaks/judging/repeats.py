"""What many items of a dump have in common beside our words: then a program made it, and no forger of that one item.

A model of exports knows those that somebody thought of. Another one leaves its own trace, the same in everything that
passed through it: so the whole dump is asked before an item is called altered for a line that a footer has, too. Nothing is
hidden by it: the words are shown as added, no copy of ours has them, and two people look at each such trace before any
figure leaves the desk: whoever adds one sentence to many messages makes a trace as well.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from chaffinch.leaks.finding import Evidence, Finding, order_evidence
from chaffinch.leaks.judging import weights
from chaffinch.leaks.judging.anomalies import Facts, is_ours_but_for_changes
from chaffinch.leaks.judging.forms import DATE, LINES, SAME_CLOCK, is_same_line
from chaffinch.leaks.mailboxes import name_mailbox

FEWEST_ITEMS = 12
"""Of ours, each another one, that a trace stands in."""
FEWEST_WRITERS = 4
"""Who wrote them: a forger aims at one person."""
LEAST_SHARE = 0.15
"""Of what is ours in the same mailboxes and folders of the dump: an export does to all what it does to one; a gateway marks
what came from outside."""
LEAST_DATES = 0.5
"""The same of moved dates: a wrong clock moves every date. A zone that is put for another does not show where a message
has it already, so for that the share is as for all else."""
_OURS = frozenset({"genuine", "unproven", "repackaged", "excerpt", "altered"})


@dataclass(frozen=True, slots=True)
class Trace:
    """A form that stands in many items."""

    form: str
    items: int
    """Of ours, each counted once."""
    writers: int
    first: str
    """Path of the first item that has it."""
    places: tuple[str, ...] = ()
    """Mailboxes and folders of the dump, an item of which is explained by it."""


@dataclass(slots=True)
class _Seen:
    """Where a form stands in one mailbox or folder of the dump."""

    items: int = 0
    matches: set[str] = field(default_factory=set)
    writers: set[str] = field(default_factory=set)
    first: str = ""


def find_traces(facts: Iterable[Facts]) -> dict[str, Trace]:
    """Return each form that stands in many items, by itself; the order of the facts does not matter."""
    seen: defaultdict[str, dict[str, _Seen]] = defaultdict(dict)
    ours = Counter[str]()
    for one in facts:
        place = name_mailbox(one.item)
        ours[place] += one.verdict in _OURS or bool(one.forms)
        for form in one.forms:
            here = seen[form].setdefault(place, _Seen())
            here.items += 1
            here.matches.add(one.match)
            here.writers.add(one.writer)
            here.first = min(here.first or one.item, one.item)
    traces = (_sum_up(form, seen[form], ours) for form in sorted(seen))
    return {
        trace.form: trace
        for trace in traces
        if trace.items >= FEWEST_ITEMS and trace.writers >= FEWEST_WRITERS
    }


def _sum_up(form: str, seen: Mapping[str, _Seen], ours: Mapping[str, int]) -> Trace:
    """Return a form where it stands in a share of what is ours; one item in each of many folders is no mailbox."""
    least = LEAST_DATES if form.startswith(DATE) and form != SAME_CLOCK else LEAST_SHARE
    common = {
        place: here
        for place, here in seen.items()
        if here.items >= least * ours[place] and ours[place] >= FEWEST_ITEMS
    }
    return Trace(
        form,
        items=len({match for here in common.values() for match in here.matches}),
        writers=len({writer for here in common.values() for writer in here.writers}),
        first=min((here.first for here in common.values()), default=""),
        places=tuple(sorted(common)),
    )


def order_traces(traces: Mapping[str, Trace]) -> list[Trace]:
    """Return traces, that of the most items first."""
    return sorted(traces.values(), key=lambda trace: (-trace.items, trace.form))


def explain_by_traces(finding: Finding, traces: Mapping[str, Trace]) -> Finding:
    """Return a finding as the whole dump shows it: repackaged, where every change of what is else ours is a trace.

    The changes stay on it, so that everybody sees what was added.
    """
    if not is_ours_but_for_changes(finding):
        return finding
    if not all(change.forms for change in finding.diff):
        return finding
    written = {form for change in finding.diff for form in change.forms}
    forms = resolve_forms(written, name_mailbox(finding.item), traces)
    if forms is None:
        return finding
    rarest = min((traces[form] for form in forms), key=lambda trace: (trace.items, trace.form))
    told = Evidence(
        "repeated",
        weights.REPEATED,
        {"trace": name_trace(forms), "items": rarest.items, "writers": rarest.writers},
    )
    kept = [_tell_anew(one) if one.code == "archive-match" else one for one in finding.evidence]
    return replace(
        finding,
        verdict="repackaged",
        confidence="fair",
        evidence=order_evidence([*kept, told]),
        would_change=("second-reader",),
    )


def resolve_forms(forms: Iterable[str], place: str, traces: Mapping[str, Trace]) -> tuple[str, ...] | None:
    """Return of which traces of the mailbox or folder in which an item lies its forms are; None where one is of none."""
    found = {_resolve_form(form, place, traces) for form in forms}
    return None if "" in found else tuple(sorted(found))


def _resolve_form(form: str, place: str, traces: Mapping[str, Trace]) -> str:
    """Return the trace that a form is, or the commonest that it may be: a name of the message may stand in its line."""
    if form in traces and place in traces[form].places:
        return form
    if not form.startswith(LINES):
        return ""
    fitting = [
        trace
        for trace in traces.values()
        if place in trace.places and trace.form.startswith(LINES) and is_same_line(form, trace.form)
    ]
    return order_traces({trace.form: trace for trace in fitting})[0].form if fitting else ""


def name_trace(forms: Iterable[str]) -> str:
    """Return by what items with the same traces are known as one group: sixteen hexadecimal digits."""
    return hashlib.sha256("\n".join(sorted(forms)).encode("utf-8", "replace")).hexdigest()[:16]


def _tell_anew(match: Evidence) -> Evidence:
    return Evidence(match.code, weights.ARCHIVE_TEXT, {**match.params, "relation": "repeated"})
