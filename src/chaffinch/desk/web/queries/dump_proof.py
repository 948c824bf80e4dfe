"""What the ledger says of a leaked decoy: which checkpoint covers its entry, and who dated that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chaffinch.desk.ledger_folder import LedgerClosedError, open_ledger
from chaffinch.desk.models import DumpItem, LedgerCheckpoint, LedgerEntry
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.stamping import Dating, count_authorities, say_dating


@dataclass(frozen=True, slots=True)
class Committed:
    """One entry of the ledger, as a decoy's page shows it."""

    entry: str
    entered_at: datetime | None
    """None where the desk did not enter it."""
    number: int
    """Of the checkpoint; 0 while it waits for one."""
    made_at: datetime | None
    dating: Dating


def find_committed(item: DumpItem) -> Committed | None:
    """Return what the ledger has of a decoy; None of any other item, and where the ledger cannot be opened."""
    if item.verdict != "decoy" or not item.match:
        return None
    row = LedgerEntry.objects.filter(name=item.match).first()
    entered_at = row.entered_at if row else None
    try:
        log = open_ledger()
        if log is None:
            return None
        kept, _ = log.find_place(item.match)
    except LedgerClosedError:
        return None
    except LedgerError:
        return Committed(item.match, entered_at, 0, None, "undated")
    noted = LedgerCheckpoint.objects.filter(number=kept.number).first()
    dating = say_dating(count_authorities(kept.read_stamps()))
    return Committed(item.match, entered_at, kept.number, noted.made_at if noted else None, dating)
