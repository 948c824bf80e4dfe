"""Put what a benchmark prints into a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """Return a Markdown table: the first `words` columns to the left, figures to the right."""
    ruler = [*["---"] * words, *["---:"] * (len(columns) - words)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ruler, *rows))


def write_into(document: Path, mark: str, text: str) -> None:
    """Put a text between two marks of a page."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, found, rest = document.read_text().partition(begin)
    _, ending, after = rest.partition(end)
    assert found and ending, f"{document} has no place for the {mark}"
    document.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")
