"""Begin the ledger, and enter into it what is planted before any of it leaves."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom
from time import monotonic, sleep
from typing import TypeVar

from django.db import transaction

from chaffinch.desk.home import LEDGER_KEY, find_home
from chaffinch.desk.ledger_folder import LedgerClosedError, NotBegunError, open_ledger
from chaffinch.desk.models import Ledger, LedgerEntry
from chaffinch.desk.services.audit import COMMAND_LINE, WORKER, Actor, write_audit
from chaffinch.desk.services.followups import enqueue_entering
from chaffinch.errors import UsageError
from chaffinch.ledger.entry import Entry, Kind
from chaffinch.ledger.errors import LedgerError, NotApprovedError
from chaffinch.ledger.log import FullError, Log, begin_log
from chaffinch.ledger.note import SigningKey, check_origin
from chaffinch.reports.catalogue import gettext_noop as N_

_PATIENCE = 20.0
"""Seconds for another process that writes: a checkpoint over 10,000 entries takes less than one."""
_PAUSE = 0.1
_BATCH = 1_000
_ONLY = 1
_Value = TypeVar("_Value")


class BeginError(UsageError):
    """The ledger cannot be begun so."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Something that is to be provable later."""

    name: str
    """The entry's id; the same thing has the same one each time it is entered."""
    kind: Kind
    planted_at: datetime
    planted_in: str
    approval: str
    """The run or the planting, and who said yes."""
    sha256: str
    text_sha256: str = ""
    signature: tuple[int, ...] = ()
    text_ref: str = ""
    size: int = 0
    late: bool = False
    """It was planted before it is entered."""
    links: tuple[tuple[str, int], ...] = ()
    """Which row of the desk it is: the field of LedgerEntry, and the row's key."""


def begin_ledger(*, origin: str, most: int, actor: Actor, now: datetime) -> Ledger:
    """Begin the ledger of this installation; what was planted before is entered by a job.

    Args:
        origin: what it is called in public.
        most: no more items than this, ever.
        actor: who begins it.
        now: when.

    Raises:
        BeginError: there is one, or a value is wrong.
    """
    home = find_home()
    try:
        key = SigningKey(check_origin(origin), home.read_key(LEDGER_KEY)[:32])
        with transaction.atomic():
            if Ledger.objects.select_for_update().exists():
                raise BeginError(N_("The ledger is begun already."))
            begin_log(home.ledger, origin=origin, key=key.note_key, most=most)
            row = Ledger.objects.create(
                pk=_ONLY,
                origin=origin,
                key=key.note_key.text,
                most=most,
                begun_at=now,
                begun_by_id=actor.person_id,
            )
            params = {"origin": origin, "most": most, "key": key.note_key.text}
            write_audit("ledger begun", subject=("ledger", row.pk), actor=actor, now=now, params=params)
            enqueue_entering(now=now)
    except LedgerError as fault:
        raise BeginError(
            N_("The ledger cannot be begun so."),
            why=f"{fault.what} {fault.why}".strip(),
            todo=N_("Give it a name such as aurore.fr/ledger, and a number up to 100,000."),
        ) from fault
    return row


@transaction.atomic
def adopt_ledger(log: Log, *, now: datetime) -> Ledger:
    """Return the desk's row of the ledger; one that was begun by the command line is taken over."""
    values = {"origin": log.origin, "key": log.keys[0].text, "most": log.most, "begun_at": now}
    row, made = Ledger.objects.get_or_create(pk=_ONLY, defaults=values)
    if made:
        params = {"origin": log.origin, "most": log.most, "key": log.keys[0].text}
        write_audit("ledger begun", subject=("ledger", row.pk), actor=COMMAND_LINE, now=now, params=params)
    return row


def commit_entries(planted: Sequence[Planted], *, now: datetime, actor: Actor = WORKER) -> int | None:
    """Enter what is planted, all or none, and return how many are new; None where no ledger is begun.

    The entries are on disk when this returns. What was entered before and not noted, because of a crash between folder
    and table, is noted now and not entered twice.

    Raises:
        LedgerClosedError: the ledger takes nothing: its folder is gone or behind, it is full, or the disk is.
    """
    log = open_ledger()
    if log is None:
        return None
    adopt_ledger(log, now=now)
    added = insist(lambda: _add(Log(log.folder), planted))
    with transaction.atomic():
        known = _list_known(planted)
        fresh: dict[str, Planted] = {}
        for one in planted:
            if one.name not in known:
                fresh.setdefault(one.name, one)
        # Whoever enters the same thing at the same moment notes it first, and to the same effect.
        LedgerEntry.objects.bulk_create(
            [_make_row(one, now=now) for one in fresh.values()], batch_size=_BATCH, ignore_conflicts=True
        )
        for one in planted:
            if fresh.get(one.name) is not one and one.links:
                LedgerEntry.objects.filter(name=one.name).update(**_link(one.links))
        if fresh:
            params = _describe(list(fresh.values()))
            write_audit("ledger entered", subject=("ledger", "entries"), actor=actor, now=now, params=params)
    return added


def commit_archive_root(
    root: str, size: int, *, approval: str, now: datetime, actor: Actor = WORKER
) -> int | None:
    """Enter the nightly root of the leak archive, so that an original is shown later to be older than a dump.

    Args:
        root: SHA-256 root of the archive's tree, hex, as `ledger.make_archive_root` makes it.
        size: leaves below it.
        approval: the assessment on record that the archive rests on.
        now: when.
        actor: who makes it.

    Raises:
        LedgerClosedError: the ledger takes nothing.
    """
    at = now.replace(microsecond=0)
    one = Planted(
        name=f"archive-root-{root[:32]}", kind="archive-root", planted_at=at, planted_in="", approval=approval,
        sha256=root, size=size,
    )  # fmt: skip
    return commit_entries([one], now=now, actor=actor)


def require_ledger() -> Log:
    """Return the ledger.

    Raises:
        NotBegunError: there is none.
        LedgerClosedError: it is not as it must be.
    """
    log = open_ledger()
    if log is None:
        raise NotBegunError
    return log


def _list_known(planted: Sequence[Planted]) -> set[str]:
    names = LedgerEntry.objects.values_list("name", flat=True)
    # A long list of names is more than a database takes as parameters.
    return set(names if len(planted) > _BATCH else names.filter(name__in=[one.name for one in planted]))


def _add(log: Log, planted: Sequence[Planted]) -> int:
    """Add what is not in the log yet; what is there under the same id must be the same thing."""
    entries: dict[str, Entry] = {}
    for one in planted:
        known = log.entries.get(one.name) or entries.get(one.name)
        if known is None:
            entries[one.name] = _make_entry(one)
        elif (known.kind, known.sha256, known.text_sha256) != (one.kind, one.sha256, one.text_sha256):
            raise LedgerError(f"Another entry is called {one.name[:80]}.", "conflict")
    return log.add(entries.values())


def _make_entry(one: Planted) -> Entry:
    return Entry(
        id=one.name, kind=one.kind, planted_at=one.planted_at.replace(microsecond=0), planted_in=one.planted_in[:1000],
        sha256=one.sha256, approval=one.approval[:200], salt=secrets.token_bytes(32), text_sha256=one.text_sha256,
        signature=one.signature, text_ref=one.text_ref, size=one.size,
    )  # fmt: skip


def _make_row(one: Planted, *, now: datetime) -> LedgerEntry:
    return LedgerEntry(
        name=one.name,
        kind=one.kind,
        planted_at=one.planted_at,
        entered_at=now,
        late=one.late,
        **_link(one.links),
    )


def _link(links: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    return {f"{field}_id": key for field, key in links}


def _describe(planted: Sequence[Planted]) -> dict[str, object]:
    """Return what the audit log says: counts and approvals, nothing that is planted."""
    kinds = Counter(one.kind for one in planted)
    late = sum(one.late for one in planted)
    approvals = sorted({one.approval for one in planted})
    return {"entries": len(planted), "kinds": dict(kinds), "late": late, "approvals": approvals[:20]}


def insist(write: Callable[[], _Value]) -> _Value:
    """Write to the ledger once other processes are done with it.

    Raises:
        LedgerClosedError: it cannot be written; its code says why.
    """
    deadline = monotonic() + _PATIENCE
    while True:
        try:
            return write()
        except FullError as fault:
            raise LedgerClosedError("full", why=fault.why) from fault
        except (LedgerError, NotApprovedError) as fault:
            # Of two that enter the same thing one is first: the other then finds it there.
            code = fault.code if isinstance(fault, LedgerError) else "approval"
            if code not in ("locked", "other-entry") or monotonic() > deadline:
                raise LedgerClosedError(
                    "locked" if code == "locked" else "unreadable", why=f"{fault.what} {fault.why}".strip()
                ) from fault
            sleep(_PAUSE + SystemRandom().random() * _PAUSE)
        except OSError as fault:
            raise LedgerClosedError("disk", why=str(fault)) from fault
