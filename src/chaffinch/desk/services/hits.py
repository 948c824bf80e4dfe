"""Keep each use of a decoy, ring, and note what people say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Case, FedDecoy, Hit, SignInLog
from chaffinch.desk.services.audit import SETTINGS_FILE, WORKER, Actor, write_audit
from chaffinch.desk.services.followups import enqueue_word
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import keyed_hash
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.tripwires.logfile import Place
from chaffinch.tripwires.match import Hit as Found

_LINE = "sign-in line"


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


@dataclass(slots=True)
class _Batch:
    """New rows of one transaction."""

    rows: list[Hit] = field(default_factory=list)
    cases: Counter[int] = field(default_factory=Counter)


@transaction.atomic
def record_hits(found: Sequence[Found], *, log: SignInLog, progress: Progress, now: datetime) -> int:
    """Keep the hits of one portion of a log and how far it was read, all or nothing; return how many are new.

    A line that was kept before counts no more; one that only sums up a connection whose attempts rang counts neither.
    """
    locked = SignInLog.objects.select_for_update().get(pk=log.pk)
    batch = _collect(found, log=locked, now=now)
    Hit.objects.bulk_create(batch.rows)
    for case, hits in sorted(batch.cases.items()):
        write_audit("decoy used", subject=("case", case), actor=WORKER, now=now, params={"hits": hits})
    if batch.rows:
        enqueue_word(now=now)
    locked.place = progress.place.as_values()
    locked.lines += progress.lines
    locked.attempts += progress.attempts
    locked.unreadable += progress.unreadable
    locked.unreadable_at = progress.unreadable_at[:200] or locked.unreadable_at
    locked.lost += progress.lost
    locked.last_read_at, locked.fault = now, progress.fault[:40]
    locked.save()
    return len(batch.rows)


def _collect(found: Sequence[Found], *, log: SignInLog, now: datetime) -> _Batch:
    key, batch = find_home().read_key("store"), _Batch()
    numbers = {one.number for one in found}
    decoys = {
        decoy.number: decoy for decoy in FedDecoy.objects.filter(number__in=numbers).select_related("run")
    }
    keyed = [
        (one, keyed_hash(f"{one.sign_in.spot.offset} {one.sign_in.spot.sha256}", key=key, purpose=_LINE))
        for one in found
    ]
    line_keys = {line_key for _, line_key in keyed}
    seen = set(Hit.objects.filter(line_key__in=line_keys).values_list("decoy__number", "line_key"))
    for one, line_key in keyed:
        if (one.number, line_key) in seen:
            continue
        seen.add((one.number, line_key))
        decoy = decoys[one.number]
        if one.sign_in.sums_up and _complete(one, decoy, batch):
            continue
        batch.rows.append(_make_row(one, decoy=decoy, log=log, line_key=line_key, now=now))
        batch.cases[decoy.run.case_id] += 1
    return batch


def _complete(one: Found, decoy: FedDecoy, batch: _Batch) -> bool:
    """Return whether the connection's attempts rang before; where these did not say the protocol, say it."""
    session, protocol = one.sign_in.session, one.sign_in.protocol
    if not session:
        return False
    told = [row for row in batch.rows if row.decoy_id == decoy.pk and row.session == session]
    for row in told:
        row.protocol = row.protocol or protocol
    kept = Hit.objects.filter(decoy=decoy, session=session)
    kept.filter(protocol="").update(protocol=protocol)
    return bool(told) or kept.exists()


def _make_row(one: Found, *, decoy: FedDecoy, log: SignInLog, line_key: str, now: datetime) -> Hit:
    seen = one.sign_in
    return Hit(
        decoy=decoy, log=log, line_key=line_key, file=seen.spot.file[:500], line=seen.spot.line, offset=seen.spot.offset,
        at=seen.at or now, noted_at=now, source=seen.source, protocol=seen.protocol, success=seen.success,
        failure=seen.failure, severity=one.severity, session=seen.session,
    )  # fmt: skip


@transaction.atomic
def mark_hits(
    case_number: int, numbers: Iterable[int], *, mark: str, reason: str, actor: Actor, now: datetime
) -> int:
    """Say what uses of decoys were: real, our own test, or a colleague's slip; return how many.

    They ring no more. A mark can be changed; each is on record with its reason.

    Raises:
        MarkError: the mark or the reason is missing, or one of the hits is not of this case.
    """
    Case.objects.select_for_update().get(pk=case_number)
    wanted = sorted(set(numbers))
    if mark not in Hit.Mark.values:
        raise MarkError(N_("Say what it was: real, our own test, or a colleague’s slip."))
    if not reason.strip():
        raise MarkError(
            N_("Say why you think so."), why=N_("Somebody will ask later why nobody was alarmed.")
        )
    hits = Hit.objects.filter(pk__in=wanted, decoy__run__case=case_number)
    if not wanted or hits.count() != len(wanted):
        raise MarkError(N_("There is no such use of a decoy of this page."))
    hits.update(mark=mark, mark_reason=reason.strip()[:4000], marked_by=actor.person_id, marked_at=now)
    write_audit(
        "hits marked",
        subject=("case", case_number),
        actor=actor,
        now=now,
        reason=reason.strip()[:4000],
        params={"hits": wanted, "mark": mark},
    )
    return len(wanted)


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
