"""A triage carried out into a folder: findings as they come, and at the end the figures of the whole dump."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from chaffinch.leaks.judging import find_anomalies
from chaffinch.leaks.triage.bench import DumpPlan, OpenBench
from chaffinch.leaks.triage.folder import TriageFolder
from chaffinch.leaks.triage.lines import read_facts, write_whole_json
from chaffinch.leaks.triage.order import TriageOrder
from chaffinch.leaks.triage.parts import open_bench, plan_order
from chaffinch.leaks.triage.run import TriageProgress, triage
from chaffinch.leaks.triage.summary import count_items, write_summary

_TERMS = ("source", "archive", "ledger_file", "breach", "chunk_bytes")
"""What must be the same for a triage to be gone on with; how many work on it may differ."""


MOST_ANOMALIES = 50
"""In the summary, those with the most items."""


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


def write_figures(
    folder: TriageFolder, *, dump: Mapping[str, Any], breach: str, versions: Mapping[str, str]
) -> dict[str, Any]:
    """Count what is kept, write `summary.json` and return what it holds."""
    anomalies = find_anomalies(map(read_facts, folder.read_tallies()))
    summary = write_summary(
        count_items(folder.read_tallies()),
        dump=dump,
        anomalies=[asdict(one) for one in anomalies[:MOST_ANOMALIES]],
        breach=breach,
        versions=versions,
    )
    folder.write_whole("summary.json", write_whole_json(summary))
    return summary
