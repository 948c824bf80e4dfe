"""How many of the look-alikes of one group's campaigns the matcher finds, by whom they aimed at.

    python benchmarks/names_campaigns.py --corpus DATA --document docs/reference/names-campaigns.md

DATA is the folder of third-party test data; the labels, made by reading, lie in tests/names/labelled. A miss is named by its
line and hash, so that no list of hostile addresses is printed; --addresses prints them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.documents import write_into
from tests.names.labelled.reading import (
    KINDS,
    Label,
    Outcome,
    judge_labels,
    list_distinct,
    load_labels,
    read_address,
    read_lines,
)

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data"
ASSERTED = ("campaign", "mail-provider")
_COLUMNS = ("aimed at", "labelled", "found", "%", "at alert", "%")
_MISS_COLUMNS = ("aimed at", "line", "hash", "brand", "tier", "what the reader saw")


def describe_outcomes(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    """Write one row: how many were labelled, found for their own brand, found at alert."""
    found = sum(outcome.tier != "missed" for outcome in outcomes)
    alerts = sum(outcome.tier == "alert" for outcome in outcomes)
    shares = [f"{100 * count / len(outcomes):.1f}" if outcomes else "–" for count in (found, alerts)]
    return [name, str(len(outcomes)), str(found), shares[0], str(alerts), shares[1]]


def describe_kinds(outcomes: Sequence[Outcome]) -> list[list[str]]:
    """Write a row for each kind of target, one for those that the bar is set for, one for all."""
    parts = {kind: [outcome for outcome in outcomes if outcome.label.kind == kind] for kind in KINDS}
    rows = [describe_outcomes(kind, part) for kind, part in parts.items()]
    asserted = [outcome for kind in ASSERTED for outcome in parts[kind]]
    return [
        *rows,
        describe_outcomes("**campaign and mail-provider**", asserted),
        describe_outcomes("**all**", outcomes),
    ]


def describe_misses(outcomes: Sequence[Outcome], *, addresses: bool) -> list[list[str]]:
    """Write a row for each address that wakes nobody for its own brand, the asserted kinds first."""
    misses = [outcome for outcome in outcomes if outcome.tier != "alert"]
    misses.sort(key=lambda outcome: (outcome.label.kind not in ASSERTED, KINDS.index(outcome.label.kind)))
    return [
        [
            outcome.label.kind,
            str(outcome.label.line),
            outcome.address if addresses else outcome.label.sha256,
            outcome.label.brand,
            outcome.tier,
            outcome.label.reason,
        ]
        for outcome in misses
    ]


def describe_reading(labels: Sequence[Label], lines: Sequence[str]) -> str:
    """Count what was read, labelled, left out and doubted."""
    read = [address for line in lines if (address := read_address(line))]
    distinct = list_distinct(labels)
    counts = {tier: sum(label.tier_worthy == tier for label in distinct) for tier in ("yes", "no", "doubt")}
    return (
        f"{len(read):,} lines with an address read ({len(set(read)):,} different ones); {len(labels):,} lines labelled "
        f"({len(distinct):,} different addresses), {len(read) - len(labels):,} left out because they show no brand. "
        f"Of the different addresses labelled, {counts['yes']} are worth waking somebody for, {counts['no']} are not, "
        f"{counts['doubt']} are doubtful."
    )


def write_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, texts: int) -> str:
    """Write a Markdown table whose first `texts` columns hold words, the others numbers."""
    ruler = ["---" if place < texts else "---:" for place in range(len(columns))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ruler, *rows))


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument(
        "--addresses", action="store_true", help="name the misses in full (never in a document)"
    )
    parser.add_argument("--document", type=Path, help="put the tables between the marks of this page")
    arguments = parser.parse_args()
    if arguments.addresses and arguments.document:
        parser.error("a document names no address: leave out --addresses")
    return arguments


def main() -> None:
    arguments = read_arguments()
    labels, lines = load_labels(), read_lines(arguments.corpus)
    distinct = list_distinct(labels)
    worthy = [label for label in distinct if label.tier_worthy == "yes"]
    others = [label for label in distinct if label.tier_worthy != "yes" and label.brand != "unknown"]
    outcomes = list(judge_labels(worthy, lines))
    aside = list(judge_labels(others, lines))
    rows = [
        describe_outcomes(tier, [outcome for outcome in aside if outcome.label.tier_worthy == tier])
        for tier in ("no", "doubt")
    ]
    misses = describe_misses(outcomes, addresses=arguments.addresses)
    tables = {
        "figures": "\n\n".join(
            (
                describe_reading(labels, lines),
                write_table(_COLUMNS, describe_kinds(outcomes), texts=1),
                "Aside, where a brand to watch could be named:",
                write_table(("worth waking somebody", *_COLUMNS[1:]), rows, texts=1),
            )
        ),
        "misses": write_table(_MISS_COLUMNS, misses, texts=len(_MISS_COLUMNS)),
    }
    for mark, text in tables.items():
        if arguments.document:
            write_into(arguments.document, mark, text)
        print(text, end="\n\n")


if __name__ == "__main__":
    main()
