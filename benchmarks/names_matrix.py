"""The class matrix: how many imitations of each kind are found, for brands of different shape, and how they are named.

    python benchmarks/names_matrix.py
    python benchmarks/names_matrix.py --document docs/reference/names-matrix.md

The addresses come from `tests/names/matrix`, written without looking at the matcher; so do the real cases.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into, write_table
from tests.names.matrix.brands import BRANDS
from tests.names.matrix.judged import Verdict, judge_case, judge_cell
from tests.names.matrix.kinds import KINDS, Kind
from tests.names.matrix.real_cases import REAL_CASES

_EMPTY = "–"


def describe_kind(kind: Kind, verdicts: Sequence[Verdict]) -> list[str]:
    """Write one row of the summary: a kind over all brands."""
    made = sum(len(verdict.cell.addresses) for verdict in verdicts)
    found = sum(verdict.found for verdict in verdicts)
    alerts = sum(verdict.alerts for verdict in verdicts)
    named = sum(verdict.named for verdict in verdicts)
    example = next((address for verdict in verdicts for address in verdict.cell.addresses), _EMPTY)
    shares = [show_share(found, made), show_share(alerts, found), show_share(named, found)]
    return [kind.title, f"{found:,} of {made:,}", *shares, f"`{example}`"]


def describe_cell(verdict: Verdict) -> str:
    """Write found/made, the share at alert, the share named wholly."""
    made = len(verdict.cell.addresses)
    if not made:
        return _EMPTY
    shares = (show_share(verdict.alerts, verdict.found), show_share(verdict.named, verdict.found))
    return f"{verdict.found}/{made} · {' · '.join(shares)}"


def show_share(part: int, whole: int) -> str:
    """Round down: 100% is all of them."""
    return f"{100 * part // whole}%" if whole else _EMPTY


def list_misses(matrix: dict[Kind, list[Verdict]]) -> str:
    """List every address that is not found, by cell."""
    lines = [
        f"- **{kind.title}**, {verdict.cell.brand.domain}: {' '.join(f'`{address}`' for address in verdict.missed)}"
        for kind, verdicts in matrix.items()
        for verdict in verdicts
        if verdict.missed
    ]
    return "\n".join(lines) or "None: every generated address is found."


def list_absences(matrix: dict[Kind, list[Verdict]]) -> str:
    """Say of each empty cell why it is empty."""
    reasons: dict[str, list[str]] = {}
    for kind, verdicts in matrix.items():
        for verdict in verdicts:
            if verdict.cell.why_empty:
                reasons.setdefault(verdict.cell.why_empty, []).append(
                    f"{kind.title} ({verdict.cell.brand.domain})"
                )
    return "\n".join(f"- {why}: {', '.join(cells)}" for why, cells in reasons.items())


def list_real_cases() -> str:
    """Write one row for each published address, and what is said of it."""
    rows = []
    for case in REAL_CASES:
        match = judge_case(case)
        said = (match.tier, f"{match.score:.2f}", " ".join(match.kinds)) if match else ("**missed**", "", "")
        rows.append([f"`{case.address}`", case.brand, *said, case.source])
    tiers = [row[2] for row in rows]
    head = f"{len(rows)} addresses: {tiers.count('alert')} at alert, {tiers.count('review')} at review, "
    table = write_table(("address", "imitates", "tier", "score", "kinds", "source"), rows)
    return f"{head}{tiers.count('**missed**')} missed.\n\n{table}"


def describe_matrix(matrix: dict[Kind, list[Verdict]], *, seconds: float) -> str:
    """Write the summary, the whole table, the misses and the empty cells."""
    verdicts = [verdict for row in matrix.values() for verdict in row]
    made = sum(len(verdict.cell.addresses) for verdict in verdicts)
    found = sum(verdict.found for verdict in verdicts)
    cells = [verdict for verdict in verdicts if verdict.cell.addresses]
    whole = sum(not verdict.missed for verdict in cells)
    head = (
        f"{len(BRANDS)} brands × {len(matrix)} kinds and pairs; {made:,} addresses, {found:,} found; "
        f"{whole} of {len(cells)} cells without a miss; {seconds:.0f} s."
    )
    summary = write_table(
        ("kind", "found", "", "at alert", "named", "for example"),
        (describe_kind(kind, row) for kind, row in matrix.items()),
    )
    table = write_table(
        ("kind", *(brand.domain for brand in BRANDS)),
        ([kind.title, *map(describe_cell, row)] for kind, row in matrix.items()),
    )
    parts = (head, summary, "### By brand", table, "### Not found", list_misses(matrix))
    return "\n\n".join((*parts, "### Empty cells", list_absences(matrix)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    arguments = parser.parse_args()
    begun = time.process_time()
    matrix = {kind: [judge_cell(brand, kind) for brand in BRANDS] for kind in KINDS}
    texts = {
        "matrix": describe_matrix(matrix, seconds=time.process_time() - begun),
        "real cases": list_real_cases(),
    }
    for mark, text in texts.items():
        if arguments.document:
            write_into(arguments.document, mark, text)
        print(text)


if __name__ == "__main__":
    main()
