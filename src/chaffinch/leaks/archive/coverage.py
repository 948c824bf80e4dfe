"""Of which days all mail of a mailbox is known: spans of days that a journal or a delivery log covers completely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from chaffinch.leaks.archive.opened import Opened

Span = tuple[date, date]
"""First and last day, both covered."""
_DAY = timedelta(days=1)


def find_spans(days: Iterable[date]) -> tuple[Span, ...]:
    """Return the days between the first and the last one that a log speaks of, in spans without a gap.

    The first and the last day may have been cut: they do not count. A day of which the whole log says nothing is a gap: a
    log may have been lost, and silence is no proof that no mail came.
    """
    known = sorted(set(days))
    return join_spans((day, day) for day in known[1:-1])


def join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans that touch or overlap as one, in order."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def covers_day(spans: Sequence[Span], day: date) -> bool:
    """Return whether a day is in one of the spans."""
    return any(first <= day <= last for first, last in spans)


def read_covered(opened: Opened) -> dict[str, tuple[Span, ...]]:
    """Return the covered spans by the mailboxes' names, in lower case."""
    names = {number: name for name, number in opened.mailboxes.items()}
    return {
        names[number].casefold(): _read_spans(opened, sealed)
        for number, sealed in opened.tables.execute("SELECT mailbox, sealed FROM covered ORDER BY mailbox")
    }


def write_covered(opened: Opened, mailbox: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Add covered spans of a mailbox, in the open transaction; return all of them."""
    number = opened.number_mailbox(mailbox)
    row = opened.tables.execute("SELECT sealed FROM covered WHERE mailbox = ?", (number,)).fetchone()
    before = _read_spans(opened, row[0]) if row else ()
    joined = join_spans([*before, *spans])
    sealed = opened.seal.seal(
        [[first.isoformat(), last.isoformat()] for first, last in joined], purpose="covered"
    )
    opened.tables.execute("INSERT OR REPLACE INTO covered VALUES (?, ?)", (number, sealed))
    return joined


def _read_spans(opened: Opened, sealed: bytes) -> tuple[Span, ...]:
    spans = opened.seal.open(sealed, purpose="covered")
    return tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans)
