"""Whether what was planted can be proved later: every leaf, root and salt of the ledger, its nights and its custodians."""

from __future__ import annotations

from datetime import datetime

from chaffinch.desk.doctor_point import Point
from chaffinch.desk.ledger_state import read_state
from chaffinch.ledger.auditing import audit_log
from chaffinch.reports.ledger_words import say_trouble

_NOTES = frozenset(
    {"few-authorities", "no-way-out", "no-custodian", "not-sealed", "unpublished", "nearly-full", "one-stamp"}
)
"""What does not stop the ledger; everything else does."""


def examine_ledger(*, now: datetime) -> Point:
    """Say whether the ledger is whole and dated, the worst thing first; that none is begun is a note."""
    state = read_state(now=now)
    if state.log is None and not state.troubles:
        todo = "Begin one on the ledger's page of the desk, or: chaffinch ledger begin"
        return Point("ledger", "note", "No ledger is begun: nothing that is planted can be proved.", todo)
    flaws = audit_log(state.log) if state.log is not None else []
    if flaws:
        worst = flaws[0]
        said = f"{len(flaws)} flaws; checkpoint {worst.number}: {worst.code} {worst.about}".strip()
        return Point("ledger", "fault", said, say_trouble("flaws")[1])
    if state.troubles:
        what, todo = say_trouble(state.troubles[0])
        is_note = state.troubles[0] in _NOTES
        return Point("ledger", "note" if is_note else "fault", f"{what} {state.why}".strip(), todo)
    return Point(
        "ledger", "ok", f"{state.entries} items of at most {state.log.most if state.log else 0}, "
        f"{state.checkpoints} checkpoints, the latest dated twice"
    )  # fmt: skip
