"""What stands against showing one entry of the ledger. Reads only."""

from __future__ import annotations

from django.db.models import Q

from chaffinch.desk.feeding_facts import is_practice, is_practice_domain
from chaffinch.desk.models import FeedingRun, Hit, LedgerEntry, Planting, TrapAccount
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.log import Kept, Log

_LINKS = ("decoy__run__case", "item__planting", "item__trap")
_OPEN_RUNS = (FeedingRun.State.PROPOSED, FeedingRun.State.RUNNING, FeedingRun.State.STOPPED)
_OPEN_PLANTINGS = (Planting.State.PROPOSED, Planting.State.RUNNING, Planting.State.STOPPED)


def find_place(log: Log, entry: str) -> tuple[Kept, int]:
    """Return the checkpoint that covers an entry, and its leaf's index.

    Raises:
        LedgerError: none does, it is of a kind that nobody planted, or its salt is lost.
    """
    found = log.find_place(entry)
    if entry not in log.entries:
        raise LedgerError(f"The salts of {entry[:80]} are lost.", "lost-salt")
    return found


def list_in_use(entry: str) -> tuple[str, ...]:
    """Return why showing an entry would cost something, as codes that reports say; empty where it costs nothing.

    What the desk did not enter itself it cannot know of: that is a reason, too.
    """
    row = find_row(entry)
    if row is None or (row.decoy is None and row.item is None):
        return () if entry.startswith(("archive-root-", "key-")) else ("not-known",)
    trap = _find_trap(row)
    run_open = row.decoy is not None and row.decoy.run.state in _OPEN_RUNS
    planting_open = row.item is not None and row.item.planting.state in _OPEN_PLANTINGS
    tests = {
        "run-open": run_open or planting_open,
        "trap-alive": trap is not None or row.kind == "trap",
        "never-hit": not _was_hit(row, trap),
        "names-colleague": row.kind == "echo",
    }
    return tuple(code for code, holds in tests.items() if holds)


def is_practised(entry: str) -> bool:
    """Return whether an entry is of a page that the running practice range serves, or of a planting at its domain."""
    row = find_row(entry)
    if row is not None and row.decoy is not None:
        return is_practice(row.decoy.run.case.host)
    return row is not None and row.item is not None and is_practice_domain(row.item.planting.order["domain"])


def find_row(entry: str) -> LedgerEntry | None:
    """Return what the desk knows of an entry."""
    return LedgerEntry.objects.filter(name=entry).select_related(*_LINKS).first()


def _find_trap(row: LedgerEntry) -> TrapAccount | None:
    if row.item is not None and row.item.trap is not None:
        return row.item.trap
    return TrapAccount.objects.filter(number=row.name).first()


def _was_hit(row: LedgerEntry, trap: TrapAccount | None) -> bool:
    """Our own tests and colleagues' slips are no uses."""
    of_it = Q(decoy=row.decoy) if row.decoy is not None else Q(pk=None)
    of_it |= Q(item=row.item) if row.item is not None else Q(pk=None)
    of_it |= Q(trap=trap) if trap is not None else Q(pk=None)
    return Hit.objects.filter(of_it).exclude(mark__in=(Hit.Mark.TEST, Hit.Mark.SLIP)).exists()
