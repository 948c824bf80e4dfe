"""Keep each use of a decoy, ring, and note what people say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Case, FedDecoy, Hit, PlantedItem, Planting, SignInLog, TrapAccount
from chaffinch.desk.services.announced import mark_announced
from chaffinch.desk.services.audit import SETTINGS_FILE, WORKER, Actor, write_audit
from chaffinch.desk.services.followups import enqueue_alarm, enqueue_hunt
from chaffinch.desk.services.hit_lines import keep_lines
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import keyed_hash
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.tripwires.logfile import Place
from chaffinch.tripwires.match import Hit as Found
from chaffinch.tripwires.signin import Spot
from chaffinch.tripwires.tools import name_tool

_LINE = "sign-in line"
Subject = tuple[Literal["case", "planting", "traps"], int]
"""Whose uses: a page's, a planting's, and its number; or those of accounts that no page and no planting had."""
BARE: Subject = ("traps", 0)


class MarkError(UsageError):
    """What is said of a hit lacks something, or there is no such hit."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one reading of a log came."""

    place: Place
    lines: int = 0
    attempts: int = 0
    unreadable: int = 0
    unreadable_at: str = ""
    """File, line and code of the last one."""
    lost: bool = False
    fault: str = ""
    """Code of what is wrong with whoever writes the log, although it can be read."""


@dataclass(frozen=True, slots=True)
class _Bait:
    """What was used: its row, and the page or the planting that had it."""

    decoy_id: int | None = None
    trap_id: int | None = None
    case_id: int | None = None
    planting_id: int | None = None

    def owns(self, row: Hit) -> bool:
        """Whether the row is of this very decoy."""
        return (row.decoy_id, row.trap_id) == (self.decoy_id, self.trap_id)


@dataclass(slots=True)
class Batch:
    """New rows of one transaction."""

    rows: list[Hit] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    """The log's own line of each."""
    subjects: Counter[Subject] = field(default_factory=Counter)
    """How many hits each page or planting has."""

    def add(self, row: Hit, *, line: bytes = b"") -> None:
        """Take a new row in."""
        self.rows.append(row)
        self.lines.append(line)
        if row.case_id:
            self.subjects["case", row.case_id] += 1
        else:
            self.subjects[("planting", row.planting_id) if row.planting_id else BARE] += 1


@transaction.atomic
def record_hits(found: Sequence[Found], *, log: SignInLog, progress: Progress, now: datetime) -> int:
    """Keep the hits of one portion of a log and how far it was read, all or nothing; return how many are new.

    A line that was kept before counts no more; one that only sums up a connection whose attempts rang counts neither.
    """
    locked = SignInLog.objects.select_for_update().get(pk=log.pk)
    return keep_batch(_collect(found, log=locked, now=now), log=locked, progress=progress, now=now)


def keep_batch(batch: Batch, *, log: SignInLog, progress: Progress, now: datetime) -> int:
    """Keep new hits and how far the log was read; to be called with the log's row locked."""
    announced = mark_announced(batch.rows, now=now)
    Hit.objects.bulk_create(batch.rows)
    keep_lines(zip(batch.rows, batch.lines, strict=True))
    for subject, hits in sorted(batch.subjects.items()):
        write_audit("decoy used", subject=subject, actor=WORKER, now=now, params={"hits": hits})
    if len(batch.rows) > announced:
        enqueue_alarm(now=now)
        enqueue_hunt(now=now)
    log.place = progress.place.as_values()
    log.lines += progress.lines
    log.attempts += progress.attempts
    log.unreadable += progress.unreadable
    log.unreadable_at = progress.unreadable_at[:200] or log.unreadable_at
    log.lost += progress.lost
    log.last_read_at, log.fault = now, progress.fault[:40]
    log.save()
    return len(batch.rows)


def _collect(found: Sequence[Found], *, log: SignInLog, now: datetime) -> Batch:
    key, batch = find_home().read_key("store"), Batch()
    baits = _read_baits({one.number for one in found})
    keyed = [(one, hash_line(one.sign_in.spot, key=key)) for one in found]
    kept = Hit.objects.filter(line_key__in={line_key for _, line_key in keyed})
    seen = {(decoy or trap, line_key) for decoy, trap, line_key in kept.values_list(
        "decoy__number", "trap__number", "line_key")}  # fmt: skip
    for one, line_key in keyed:
        if (one.number, line_key) in seen:
            continue
        seen.add((one.number, line_key))
        bait = baits[one.number]
        if one.sign_in.sums_up and _complete(one, bait, batch):
            continue
        batch.add(_make_row(one, bait=bait, log=log, line_key=line_key, now=now), line=one.raw)
    return batch


def hash_line(spot: Spot, *, key: bytes) -> str:
    """Return the keyed hash by which a line is known again."""
    return keyed_hash(f"{spot.offset} {spot.sha256}", key=key, purpose=_LINE)


def _read_baits(numbers: Iterable[str]) -> dict[str, _Bait]:
    """Return the rows of what was used, and whose they are, by number."""
    fed = FedDecoy.objects.filter(number__in=numbers).select_related("run")
    baits = {one.number: _Bait(decoy_id=one.pk, case_id=one.run.case_id) for one in fed}
    # A letter or a document that holds an account's log-in says more than the lot that made the account.
    lenders: dict[int | None, int] = dict(
        PlantedItem.objects.filter(trap__number__in=numbers)
        .exclude(kind=PlantedItem.Kind.TRAP)
        .values_list("trap", "planting")
    )
    for trap in TrapAccount.objects.filter(number__in=numbers):
        baits[trap.number] = _Bait(trap_id=trap.pk, planting_id=lenders.get(trap.pk, trap.planting_id))
    return baits


def _complete(one: Found, bait: _Bait, batch: Batch) -> bool:
    """Return whether the connection's attempts rang before; where these did not say the protocol, say it."""
    session, protocol = one.sign_in.session, one.sign_in.protocol
    if not session:
        return False
    told = [row for row in batch.rows if bait.owns(row) and row.session == session]
    for row in told:
        row.protocol = row.protocol or protocol
    kept = Hit.objects.filter(decoy=bait.decoy_id, trap=bait.trap_id, session=session)
    kept.filter(protocol="").update(protocol=protocol)
    return bool(told) or kept.exists()


def _make_row(one: Found, *, bait: _Bait, log: SignInLog, line_key: str, now: datetime) -> Hit:
    seen = one.sign_in
    return Hit(
        decoy_id=bait.decoy_id, trap_id=bait.trap_id, case_id=bait.case_id, planting_id=bait.planting_id, log=log,
        line_key=line_key, file=seen.spot.file[:500], line=seen.spot.line, offset=seen.spot.offset, at=seen.at or now,
        noted_at=now, source=seen.source, protocol=seen.protocol, success=seen.success, failure=seen.failure,
        severity=one.severity, session=seen.session, tool=name_tool(seen.agent),
    )  # fmt: skip


@transaction.atomic
def mark_hits(
    subject: Subject, numbers: Iterable[int], *, mark: str, reason: str, actor: Actor, now: datetime
) -> int:
    """Say what uses of decoys were: real, our own test, or a colleague's slip; return how many.

    They ring no more. A mark can be changed; each is on record with its reason.

    Args:
        subject: the page's, the planting's, or the bare accounts'.
        numbers: the hits'.
        mark: as Hit.Mark.
        reason: for the others to read.
        actor: who says it.
        now: when.

    Raises:
        MarkError: the mark or the reason is missing, or one of the hits is not of this page or planting.
    """
    kind, number = subject
    if kind != "traps":
        rows = Case.objects if kind == "case" else Planting.objects
        rows.select_for_update().get(pk=number)
    wanted = sorted(set(numbers))
    if mark not in Hit.Mark.values:
        raise MarkError(N_("Say what it was: real, our own test, or a colleague’s slip."))
    if not reason.strip():
        raise MarkError(
            N_("Say why you think so."), why=N_("Somebody will ask later why nobody was alarmed.")
        )
    hits = find_hits(subject).filter(pk__in=wanted)
    if not wanted or hits.count() != len(wanted):
        raise MarkError(N_("There is no such use of a decoy of this page."))
    hits.update(mark=mark, mark_reason=reason.strip()[:4000], marked_by=actor.person_id, marked_at=now)
    write_audit(
        "hits marked",
        subject=subject,
        actor=actor,
        now=now,
        reason=reason.strip()[:4000],
        params={"hits": wanted, "mark": mark},
    )
    return len(wanted)


def find_hits(subject: Subject) -> QuerySet[Hit]:
    """Return the uses of what a page or a planting had, or of the accounts that neither had."""
    kind, number = subject
    if kind == "case":
        return Hit.objects.filter(case=number)
    return Hit.objects.filter(case=None, planting=number if kind == "planting" else None)


@transaction.atomic
def adopt_logs(wanted: Iterable[tuple[str, str, str]], *, now: datetime) -> dict[str, SignInLog]:
    """Make exactly these the logs that are followed, by name; what was read of others stays.

    Args:
        wanted: name, path and format of each.
        now: when.
    """
    chosen = {name: (path, format_) for name, path, format_ in wanted}
    before = set(SignInLog.objects.filter(followed=True).values_list("name", flat=True))
    SignInLog.objects.filter(name__in=before - set(chosen)).update(followed=False, fault="")
    for name, (path, format_) in chosen.items():
        row, _made = SignInLog.objects.get_or_create(name=name, defaults={"path": path, "format": format_})
        if (row.path, row.format, row.followed) != (path, format_, True):
            # Under another path it is another file, to be read from its beginning.
            row.place = row.place if row.path == path else {}
            row.path, row.format, row.followed = path, format_, True
            row.save(update_fields=["path", "format", "followed", "place"])
    if before != set(chosen):
        params = {"begun": sorted(set(chosen) - before), "ended": sorted(before - set(chosen))}
        write_audit(
            "sign-in logs read", subject=("source", "file"), actor=SETTINGS_FILE, now=now, params=params
        )
    return {row.name: row for row in SignInLog.objects.filter(name__in=chosen)}


@transaction.atomic
def note_fault(log: SignInLog, code: str) -> None:
    """Keep what stands in the way of reading a log."""
    SignInLog.objects.filter(pk=log.pk).exclude(fault=code).update(fault=code[:40])
