"""The ledger's folder as the desk opens it: begun, still the same one, and not behind what was made. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chaffinch.desk.home import LEDGER_KEY, NEXT_LEDGER_KEY, Home, find_home
from chaffinch.errors import ChaffinchError
from chaffinch.ledger.auditing import compare_note
from chaffinch.ledger.errors import LedgerError, ProofFault
from chaffinch.ledger.log import Log
from chaffinch.ledger.note import SigningKey
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.ledger_words import TROUBLES

if TYPE_CHECKING:
    from chaffinch.desk.models import Ledger, LedgerCheckpoint


class LedgerClosedError(ChaffinchError):
    """The ledger takes nothing now.

    Attributes:
        code: gone, other, behind, forked, unreadable, locked, full, key.
    """

    def __init__(self, code: str, *, why: str = "") -> None:
        what, todo = TROUBLES.get(code, TROUBLES["unreadable"])
        super().__init__(what, why=why, todo=todo)
        self.code = code


class NotBegunError(ChaffinchError):
    """There is no ledger yet, so nothing of it can be shown or proved."""

    def __init__(self) -> None:
        super().__init__(N_("The ledger is not begun."), todo=N_("Begin it on the ledger’s page."))


def open_ledger() -> Log | None:
    """Return the ledger; None where none was ever begun.

    Raises:
        LedgerClosedError: there was one, and its folder is gone, malformed, another one's, or behind what the desk has seen.
    """
    from chaffinch.desk.models import Ledger, LedgerCheckpoint

    row = Ledger.objects.first()
    latest = LedgerCheckpoint.objects.first()
    try:
        log = Log(find_home().ledger)
        check_ledger(log, row=row, latest=latest)
    except LedgerError as fault:
        if fault.code == "no-log" and row is None and latest is None:
            return None
        raise LedgerClosedError("gone" if fault.code == "no-log" else "unreadable", why=fault.what) from fault
    except (OSError, ValueError) as fault:
        raise LedgerClosedError("unreadable", why=str(fault)) from fault
    return log


def check_ledger(log: Log, *, row: Ledger | None, latest: LedgerCheckpoint | None) -> None:
    """Hold a folder against what the desk knows of it.

    Raises:
        LedgerClosedError: it is another ledger, or not of the history that the desk has seen.
    """
    if row is not None and (row.origin, row.most, row.key) != (log.origin, log.most, log.keys[0].text):
        raise LedgerClosedError("other", why=f"{log.origin}, {row.origin}")
    if latest is None:
        return
    try:
        compare_note(log, latest.note)
    except ProofFault as fault:
        code = "behind" if fault.why.startswith("behind") else "forked"
        raise LedgerClosedError(code, why=fault.why) from fault


def read_signing_key(place: Home, log: Log) -> SigningKey:
    """Return the key that signs for the ledger now.

    Raises:
        UsageError: it is missing.
    """
    names = [name for name in (LEDGER_KEY, NEXT_LEDGER_KEY) if (place.keys / f"{name}.key").exists()] or [
        LEDGER_KEY
    ]
    keys = [SigningKey(log.origin, place.read_key(name, make=False)[:32]) for name in names]
    # A change of keys that was cut off leaves two: the log knows which of them signs.
    return next((key for key in keys if key.note_key == log.keys[-1]), keys[0])
