"""What a night of the archive came to: on record, and its roots in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaffinch.desk.models import LedgerEntry
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.ledger import commit_archive_root
from chaffinch.leaks.archive.keeping import Tally
from chaffinch.leaks.archive.roots import Root


@transaction.atomic
def note_night(tally: Tally, *, unread: Sequence[int], now: datetime) -> None:
    """Put on record what was added; counts only.

    Args:
        tally: of all sources.
        unread: numbers of the sources, from 1, that could not be read to their end.
        now: when.
    """
    params = {
        "added": tally.added,
        "private": sum(tally.private.values()),
        "faults": len(tally.faults),
        "unread": list(unread),
    }
    write_audit("archive added", subject=("archive", "night"), actor=WORKER, now=now, params=params)


def enter_roots(roots: Sequence[Root], *, approval: str, now: datetime) -> int:
    """Enter the roots that the ledger does not have yet, also those of nights when it took nothing; return how many.

    Raises:
        LedgerClosedError: the ledger takes nothing now.
    """
    known = set(LedgerEntry.objects.filter(kind="archive-root").values_list("name", flat=True))
    entered = 0
    for root in roots:
        if root.entry not in known:
            entered += commit_archive_root(root.root, root.size, approval=approval[:200], now=now) or 0
    return entered
