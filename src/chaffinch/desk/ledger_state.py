"""How the ledger stands: what is in order, what is not, and since when. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from chaffinch.desk.ledger_folder import LedgerClosedError, open_ledger
from chaffinch.desk.models import Ledger, LedgerCheckpoint, LedgerEntry
from chaffinch.desk.services.sealing import Sealed, list_sealed, shorten
from chaffinch.desk.way_out import find_range
from chaffinch.ground.stamps import StampError, verify_stamp
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.log import Kept, Log
from chaffinch.ledger.stamping import ENOUGH, Dating, count_authorities, read_authorities, say_dating

NO_NIGHT = timedelta(hours=26)
"""A night and two hours: longer without a checkpoint means that the nightly one failed."""
_STAMPING = timedelta(hours=2)
"""So long an authority may be late before it is called missing."""
_NEARLY_FULL = 0.9
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Stamped:
    """What one authority says of a checkpoint."""

    authority: str
    at: datetime | None
    """When it had seen it; None where it has not stamped."""
    fault: str = ""
    """Why not, as it was last asked; empty where it was not asked yet."""


@dataclass(frozen=True, slots=True)
class Night:
    """One checkpoint."""

    row: LedgerCheckpoint
    stamps: tuple[Stamped, ...]
    dating: Dating


@dataclass(frozen=True, slots=True)
class Custodian:
    """Somebody outside who can count."""

    key: str
    sealed: Sealed | None
    """The newest list that is sealed to them."""


@dataclass(frozen=True, slots=True)
class LedgerState:
    """Everything that is said of the ledger."""

    row: Ledger | None
    log: Log | None
    """None where none is begun, or it cannot be opened."""
    troubles: tuple[str, ...]
    """Codes as reports.ledger_words says them, the worst first."""
    why: str
    """What the worst one rests on."""
    counts: tuple[tuple[str, int], ...]
    """By kind, what was entered."""
    entries: int
    late: int
    """Entered after it was planted."""
    waiting: int
    """Entered, and in no checkpoint yet."""
    nights: tuple[Night, ...]
    """The newest first."""
    checkpoints: int
    custodians: tuple[Custodian, ...]


def read_state(*, now: datetime) -> LedgerState:
    """Return how the ledger stands."""
    row = Ledger.objects.first()
    log, closed, why = _open()
    nights: tuple[Night, ...] = ()
    custodians: tuple[Custodian, ...] = ()
    entries: Counter[str] = Counter()
    waiting = 0
    if log is not None:
        rows = list(LedgerCheckpoint.objects.select_related("published_by")[:_SHOWN])
        kept = {one.number: one for one in log.checkpoints}
        nights = tuple(_show_night(one, kept[one.number]) for one in rows if one.number in kept)
        custodians = tuple(_list_custodians())
        entries.update(entry.kind for entry in log.entries.values())
        waiting = len(log.list_waiting())
    troubles = [closed] if closed else []
    if log is not None:
        troubles += _list_troubles(row, log, nights=nights, custodians=custodians, now=now)
    return LedgerState(
        row=row,
        log=log,
        troubles=tuple(dict.fromkeys(troubles)),
        why=why,
        counts=tuple(sorted(entries.items())),
        entries=sum(entries.values()),
        late=LedgerEntry.objects.filter(late=True).count(),
        waiting=waiting,
        nights=nights,
        checkpoints=len(log.checkpoints) if log is not None else 0,
        custodians=custodians,
    )


def _open() -> tuple[Log | None, str, str]:
    """Return the log, or why it cannot be opened; neither where none is begun."""
    try:
        log = open_ledger()
        if log is not None:
            log.list_waiting()
    except LedgerClosedError as fault:
        return None, fault.code, fault.why
    except (LedgerError, OSError) as fault:
        return None, "unreadable", str(fault)
    return log, "", ""


def _show_night(row: LedgerCheckpoint, kept: Kept) -> Night:
    answers = kept.read_stamps()
    stamps = [Stamped(name, _read_moment(answer, kept)) for name, answer in answers.items()]
    wanted = [one.name for one in read_authorities(settings.CONFIGURATION.ledger.authorities)]
    stamps += [Stamped(name, None, row.faults.get(name, "")) for name in wanted if name not in answers]
    return Night(row, tuple(stamps), say_dating(count_authorities(answers)))


def _read_moment(answer: bytes, kept: Kept) -> datetime | None:
    try:
        return verify_stamp(answer, digests=[kept.checkpoint.root]).at
    except StampError:
        return None


def _list_custodians() -> Iterator[Custodian]:
    sealed = list_sealed()
    for key in settings.CONFIGURATION.ledger.custodians:
        mine = (one for one in sealed if one.custodian == shorten(key))
        yield Custodian(key, next(mine, None))


def _list_troubles(
    row: Ledger | None, log: Log, *, nights: Sequence[Night], custodians: Sequence[Custodian], now: datetime
) -> Iterator[str]:
    table = settings.CONFIGURATION.ledger
    latest = nights[0].row if nights else None
    since = latest.made_at if latest else row.begun_at if row else now
    older = [one for one in nights if now - one.row.made_at > _STAMPING]
    tests = {
        "flaws": row is not None and bool(row.flaws),
        "full": len(log.entries) >= log.most,
        "no-checkpoint": now - since > NO_NIGHT,
        "few-authorities": len(table.authorities) < ENOUGH,
        "no-way-out": bool(table.authorities) and not _can_ask(),
        "undated": any(one.dating == "undated" for one in older),
        "one-stamp": any(one.dating == "one-timestamp-only" for one in older),
        "unpublished": latest is not None and latest.published_at is None,
        "no-custodian": not custodians,
        "not-sealed": latest is not None
        and any(one.sealed is None or one.sealed.number < latest.number for one in custodians),
        "nearly-full": _NEARLY_FULL * log.most <= len(log.entries) < log.most,
    }
    return (code for code, holds in tests.items() if holds)


def _can_ask() -> bool:
    return settings.CONFIGURATION.capture.egress != "unset" or find_range() is not None
