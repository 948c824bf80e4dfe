"""What the page of a dump shows of words that stand in many items and in no copy of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min

from chaffinch.desk.models import Dump
from chaffinch.desk.services.dump_repeats import list_unread
from chaffinch.desk.web.queries.dump_items import read_details
from chaffinch.leaks.finding import Change

_MOST = 40
_MOST_CHANGES = 6


@dataclass(frozen=True, slots=True)
class Repeat:
    """One group of items with the same words beside ours."""

    trace: str
    count: int
    first: int
    """Number of an item that has them."""
    changes: Sequence[Change]
    """What was added, as that item has it."""
    read: bool
    """Whether two people have read it, and nobody objects."""


def list_repeats(dump: Dump) -> list[Repeat]:
    """Return the groups, the largest first."""
    unread = set(list_unread(dump))
    rows = (
        dump.items.exclude(trace="").order_by().values("trace").annotate(count=Count("pk"), first=Min("pk"))
    )
    ordered = sorted(rows, key=lambda row: (-row["count"], row["trace"]))[:_MOST]
    items = dump.items.in_bulk([row["first"] for row in ordered])
    return [
        Repeat(
            row["trace"],
            row["count"],
            row["first"],
            read_details(items[row["first"]]).finding.diff[:_MOST_CHANGES],
            read=row["trace"] not in unread,
        )
        for row in ordered
    ]
