"""A triage carried out into a folder: findings as they come, and at the end the figures of the whole dump."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from chaffinch.leaks.finding import read_finding
from chaffinch.leaks.judging import Trace, explain_by_traces, find_anomalies, find_traces, order_traces
from chaffinch.leaks.judging.repeats import resolve_forms
from chaffinch.leaks.mailboxes import name_mailbox
from chaffinch.leaks.triage.bench import DumpPlan, OpenBench
from chaffinch.leaks.triage.folder import TriageFolder
from chaffinch.leaks.triage.lines import ItemTally, read_facts, write_finding, write_line, write_whole_json
from chaffinch.leaks.triage.order import TriageOrder
from chaffinch.leaks.triage.parts import open_bench, plan_order
from chaffinch.leaks.triage.run import TriageProgress, triage
from chaffinch.leaks.triage.summary import count_items, write_summary

_TERMS = ("source", "archive", "ledger_file", "breach", "chunk_bytes")
"""What must be the same for a triage to be gone on with; how many work on it may differ."""


MOST_ANOMALIES = 50
"""In the summary, those with the most items; of traces, too."""
MOST_PLACES = 20


def list_terms(order: TriageOrder, *, dump: str) -> dict[str, Any]:
    """Return the terms under which a folder is begun.

    Args:
        order: what is triaged.
        dump: hash of the whole dump.
    """
    values = order.as_values()
    return {name: values[name] for name in _TERMS} | {"dump": dump}


def write_findings(
    order: TriageOrder,
    folder: TriageFolder,
    *,
    passwords: Sequence[str],
    should_stop: Callable[[], bool],
    on_progress: Callable[[TriageProgress], None],
    plan: Callable[[TriageOrder], DumpPlan] = plan_order,
    bench: OpenBench = open_bench,
) -> bool:
    """Judge what is not kept yet and keep it; return whether the dump is done.

    Raises:
        ChaffinchError: as `triage` and `TriageFolder.keep` do; what was judged until then is kept.
    """
    stopped = False

    def ask() -> bool:
        nonlocal stopped
        stopped = stopped or should_stop()
        return stopped

    parts = triage(
        order,
        done=frozenset(folder.done),
        should_stop=ask,
        on_progress=on_progress,
        passwords=passwords,
        plan=plan,
        bench=bench,
    )
    for part in parts:
        folder.keep(part)
    folder.commit()
    return not stopped


def _write_trace(trace: Trace) -> dict[str, Any]:
    """Return a trace as the summary has it; in how many places, and the first of them."""
    return asdict(trace) | {"places": len(trace.places), "in": list(trace.places[:MOST_PLACES])}


def settle_repeats(folder: TriageFolder, traces: Mapping[str, Trace]) -> None:
    """Write anew what is said of items whose every change stands in many items of the dump (`judging.repeats`).

    Raises:
        TriageError: the disk is full, or cannot be written; what was judged is kept.
    """
    if any(_is_explained(tally, traces) for tally in folder.read_tallies()):
        folder.settle(_explain_lines(folder, traces))


def _is_explained(tally: ItemTally, traces: Mapping[str, Trace]) -> bool:
    forms = tally.facts.get("forms", ())
    return (
        tally.verdict in {"altered", "unverifiable"}
        and bool(forms)
        and resolve_forms(forms, name_mailbox(tally.item), traces) is not None
    )


def _explain_lines(folder: TriageFolder, traces: Mapping[str, Trace]) -> Iterator[tuple[bytes, bytes]]:
    for values, tally in zip(folder.read_findings(), folder.read_tallies(), strict=True):
        if not _is_explained(tally, traces):
            yield write_line(values), write_line(asdict(tally))
            continue
        found = explain_by_traces(read_finding(values), traces)
        counted = replace(tally, verdict=found.verdict, confidence=found.confidence)
        yield write_finding(found), write_line(asdict(counted))


def write_figures(
    folder: TriageFolder, *, dump: Mapping[str, Any], breach: str, versions: Mapping[str, str]
) -> dict[str, Any]:
    """Judge anew what only the whole dump shows, count what is kept, write `summary.json` and return what it holds."""
    traces = find_traces(map(read_facts, folder.read_tallies()))
    settle_repeats(folder, traces)
    anomalies = find_anomalies(map(read_facts, folder.read_tallies()))
    summary = write_summary(
        count_items(folder.read_tallies()),
        dump=dump,
        anomalies=[asdict(one) for one in anomalies[:MOST_ANOMALIES]],
        repeats=[_write_trace(one) for one in order_traces(traces)[:MOST_ANOMALIES]],
        breach=breach,
        versions=versions,
    )
    folder.write_whole("summary.json", write_whole_json(summary))
    return summary
