"""What the ledger's page shows, and to whom how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from chaffinch.desk.approving import may_approve
from chaffinch.desk.disclosing import is_practised, list_in_use
from chaffinch.desk.ledger_state import LedgerState, read_state
from chaffinch.desk.lookup import hash_address
from chaffinch.desk.models import Disclosure, LedgerEntry, Schedule, TrapAccount, User
from chaffinch.desk.services.disclosing import LASTS, is_open

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One disclosure, and what the reader may do about it."""

    row: Disclosure
    open: bool
    lapsed: bool
    lapses_at: datetime
    mine: bool
    may_answer: bool
    in_use: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The page."""

    state: LedgerState
    approver: bool
    """Whether the reader may see how many of each kind there are."""
    next_at: datetime | None
    asked: tuple[Asked, ...]
    entry: str
    """What is to be asked for, where the reader comes from a decoy's row."""
    in_use: tuple[str, ...]
    origin: str
    most: int
    key: str
    """The key that signs now, as it is published."""
    key_id: str
    """Its short name: eight hexadecimal digits."""


def show_ledger(user: User, *, now: datetime, entry: str = "") -> LedgerPage:
    """Return what somebody sees of the ledger."""
    state, table = read_state(now=now), settings.CONFIGURATION.ledger
    schedule = Schedule.objects.filter(name="nightly-ledger", enabled=True).first()
    rows = Disclosure.objects.select_related("asked_by", "answered_by")[:_SHOWN]
    return LedgerPage(
        state=state,
        approver=may_approve(user.pk, now=now),
        next_at=schedule.next_run if schedule else None,
        asked=tuple(_show_asked(row, user, now=now) for row in rows),
        entry=entry,
        in_use=list_in_use(entry) if entry else (),
        origin=table.origin,
        most=table.most,
        key=state.log.keys[-1].text if state.log is not None else "",
        key_id=state.log.keys[-1].id.hex() if state.log is not None else "",
    )


def find_entry(text: str) -> str:
    """Return the id of the entry that somebody means, by its id or a log-in's address; what was typed where there is none.

    Of an address that several decoys share (an echo's) the newest one.
    """
    typed = text.strip()
    if "@" not in typed:
        return typed[:200]
    found_by = hash_address(typed)
    rows = LedgerEntry.objects.filter(decoy__found_by=found_by).order_by("-pk")
    if row := rows.first():
        return row.name
    trap = TrapAccount.objects.filter(found_by=found_by).first()
    return trap.number if trap else typed[:200]


def _show_asked(row: Disclosure, user: User, *, now: datetime) -> Asked:
    waits, mine = is_open(row, now=now), row.asked_by_id == user.pk
    practice = waits and is_practised(row.entry)
    return Asked(
        row=row,
        open=waits,
        lapsed=row.state == Disclosure.State.ASKED and not waits,
        lapses_at=row.asked_at + LASTS,
        mine=mine,
        may_answer=waits and not mine and may_approve(user.pk, now=now, practice=practice),
        in_use=list_in_use(row.entry) if waits else (),
    )
