"""Tables: one column of a CSV or TSV list."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from chaffinch.names.feeds.lists.addresses import is_address
from chaffinch.names.feeds.lists.errors import ListFormatError
from chaffinch.names.feeds.lists.piece import Parsed, Piece, State, TextFormat, Wish

_DELIMITERS = (b",", b";", b"|", b"\t")
_TAB = (b"\t",)
_ROWS_LOOKED_AT = 200
_MOST_COLUMNS = 200
_MOST_ROW_LINES = 50
"""A quoted field that runs over more lines was never closed."""
_GOOD_TITLES = ("url", "domain", "host", "hostname", "fqdn", "name", "site", "indicator", "ioc", "value")


def guess_delimiter(head: bytes, delimiters: tuple[bytes, ...] = _DELIMITERS) -> bytes | None:
    """Return what separates the fields; None when the rows do not agree on a number of fields above one."""
    best: tuple[float, bytes] | None = None
    for delimiter in delimiters:
        widths = [len(fields) for _, fields in _look(head, delimiter)]
        usual = max(set(widths), key=widths.count, default=1)
        share = widths.count(usual) / len(widths) if widths else 0.0
        if usual > 1 and share >= 0.8 and (best is None or share > best[0]):
            best = share, delimiter
    return best[1] if best else None


def find_column(head: bytes, delimiter: bytes) -> int | None:
    """Return the number, from 1, of the column that looks like hosts or URLs; None when none does."""
    rows = [row for _, row in _look(head, delimiter)]
    titles = _find_titles(head, delimiter) or []
    best: tuple[float, bool, int] | None = None
    for column in range(min(max(map(len, rows), default=0), _MOST_COLUMNS)):
        values = [row[column] for row in rows[bool(titles) :] if column < len(row) and row[column]]
        share = sum(is_address(value.encode()) for value in values) / len(values) if values else 0.0
        title = titles[column].lower() if column < len(titles) else ""
        rank = (round(share, 1), any(title.endswith(good) for good in _GOOD_TITLES), -column)
        if share >= 0.5 and (best is None or rank > best):
            best = rank
    return None if best is None else 1 - best[2]


def _begin(head: bytes, wish: Wish, *, delimiters: tuple[bytes, ...]) -> State:
    """Find delimiter, header and column.

    Raises:
        ListFormatError: the rows agree on no delimiter, or there is no such column.
    """
    delimiter = guess_delimiter(head, delimiters) or delimiters[0]
    titles = _find_titles(head, delimiter)
    rows = _look(head, delimiter)
    if isinstance(wish.column, str) and rows and wish.column in rows[0][1]:
        titles = rows[0][1]
    width = max((len(row) for _, row in rows), default=0)
    column = _choose_column(head, wish.column, delimiter=delimiter, titles=titles, width=width)
    header = 0
    if rows and column <= len(rows[0][1]) and titles == rows[0][1]:
        header = rows[0][0]
    title = titles[column - 1].strip() if titles and column <= len(titles) else ""
    return {"delimiter": delimiter.decode(), "column": column, "title": title[:100], "header": header}


def _choose_column(
    head: bytes, wished: str | int | None, *, delimiter: bytes, titles: list[str] | None, width: int
) -> int:
    if isinstance(wished, str) and not wished.isdecimal():
        names = [title.strip().lower() for title in titles or []]
        if wished.strip().lower() not in names:
            raise ListFormatError(
                f"The table has no column {wished!r}",
                why="Its columns: " + (", ".join(titles or [])[:300] or "without names") + ".",
                todo="Name one of them, or give its number.",
            )
        return names.index(wished.strip().lower()) + 1
    if wished is not None:
        if not 1 <= int(wished) <= max(width, 1):
            raise ListFormatError(f"The table has no column {wished}", why=f"Its rows have {width} fields.")
        return int(wished)
    found = find_column(head, delimiter)
    if found is None:
        if width <= 1:
            return 1
        raise ListFormatError(
            "No column of the table looks like hosts or URLs",
            why="",
            todo="Say which one: its name or number.",
        )
    return found


def _find_titles(head: bytes, delimiter: bytes) -> list[str] | None:
    """Return the names of the columns: the first row if no field of it is an address, or a comment as wide as the rows."""
    rows = _look(head, delimiter)
    if not rows:
        return None
    first = rows[0][1]
    if not any(is_address(field.encode()) for field in first) and not any(
        field.isdecimal() for field in first
    ):
        return first
    comments = [line for line in head.split(b"\n")[: rows[0][0] - 1] if line.startswith(b"#")]
    if comments:
        fields = _split_row(comments[-1].lstrip(b"# "), delimiter)
        if len(fields) == len(first) > 1:
            return fields
    return None


def _look(head: bytes, delimiter: bytes) -> list[tuple[int, list[str]]]:
    """Return the first rows with their lines."""
    text = head.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf")
    piece = Piece(text, 1, is_last=True)
    lines = piece.split()[:_ROWS_LOOKED_AT]
    if len(lines) > 1 and not text.endswith(b"\n"):
        lines.pop()  # may be cut
    rows = _iterate_rows(piece, lines, delimiter, -1, Parsed())
    return [(place + 1, [field.decode("utf-8", "replace") for field in row]) for place, row in rows]


def _split_row(row: bytes, delimiter: bytes) -> list[str]:
    text = row.decode("utf-8", "replace").replace("\0", "")
    if '"' not in text:
        return text.split(delimiter.decode())
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=delimiter.decode()), [""])
    except csv.Error:
        return text.split(delimiter.decode())


def parse_table(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take one field of each row; a row without it is a fault, an empty field is left out."""
    delimiter, column = str(state["delimiter"]).encode(), int(state["column"])
    parsed = Parsed()
    lines = piece.split()
    for place, fields in _iterate_rows(piece, lines, delimiter, column, parsed):
        number = piece.line + place
        if number == state["header"]:
            continue
        if len(fields) < column:
            parsed.add_fault("no-such-column", number, column=column, fields=len(fields))
        elif name := fields[column - 1].strip():
            parsed.add(name, number)
        else:
            parsed.left_out["empty-field"] += 1
    return parsed, state


def _iterate_rows(
    piece: Piece, lines: list[bytes], delimiter: bytes, column: int, parsed: Parsed
) -> Iterator[tuple[int, list[bytes]]]:
    """Yield each row's first line (from 0) and its fields, up to the column that counts at least; -1 for all."""
    may_run_on = True
    place = 0
    while place < len(lines):
        line = lines[place]
        if not line or line.startswith(b"#") or line.isspace():
            place += 1
        elif b'"' not in line:
            yield place, line.split(delimiter, column)
            place += 1
        else:
            end = _find_row_end(lines, place) if may_run_on else place + 1
            if end > len(lines) and not piece.is_last:
                parsed.open_lines = len(lines) - place
                return
            if line.count(b'"') % 2 and (end == place + 1 or end > len(lines) or not may_run_on):
                parsed.add_fault("open-quote", piece.line + place)
                may_run_on, end = False, place + 1
            row = b"\n".join(lines[place:end])
            yield place, [field.encode() for field in _split_row(row, delimiter)]
            place = end


def _find_row_end(lines: list[bytes], place: int) -> int:
    """Return the place behind a row: behind the last line when its quotes are open there, behind the first when they
    stay open for too long."""
    quotes = 0
    for end in range(place, min(place + _MOST_ROW_LINES, len(lines))):
        quotes += lines[end].count(b'"')
        if quotes % 2 == 0:
            return end + 1
    return len(lines) + 1 if place + _MOST_ROW_LINES > len(lines) else place + 1


def _begin_csv(head: bytes, wish: Wish) -> dict[str, Any]:
    return dict(_begin(head, wish, delimiters=_DELIMITERS))


def _begin_tsv(head: bytes, wish: Wish) -> dict[str, Any]:
    return dict(_begin(head, wish, delimiters=_TAB))


CSV = TextFormat("csv", _begin_csv, parse_table)
TSV = TextFormat("tsv", _begin_tsv, parse_table)
