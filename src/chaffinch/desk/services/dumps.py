"""Begin to read a dump, stop, go on, end. What was read is kept by `dump_keeping`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest

from chaffinch.desk.dump_passwords import seal_passwords
from chaffinch.desk.models import Dump
from chaffinch.desk.services.audit import WORKER, Actor, write_audit
from chaffinch.desk.services.followups import enqueue_dump, enqueue_word
from chaffinch.errors import UsageError
from chaffinch.leaks.triage.dating import ManifestStamp
from chaffinch.leaks.triage.order import TriageOrder
from chaffinch.reports.catalogue import gettext_noop as N_

_LONGEST_NAME = 120


class DumpError(UsageError):
    """The dump is not one to which this can be done."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What people know of a dump beside its bytes: both clocks run from it."""

    learned_at: datetime
    """When it was noticed, aware."""
    country: str = ""
    """Two letters."""
    vote_on: date | None = None
    silence_at: datetime | None = None
    """When publication ends, aware, where no rule says it."""


@transaction.atomic
def start_dump(
    order: TriageOrder,
    *,
    name: str,
    known: Circumstances,
    actor: Actor,
    now: datetime,
    passwords: Sequence[str] = (),
) -> Dump:
    """Have a dump read from now on.

    Args:
        order: where it lies, and what it is compared with.
        name: by which people know it.
        known: when it was noticed, and which vote is near.
        actor: who starts it.
        now: when.
        passwords: to be tried on encrypted archives; kept encrypted until the dump is read to its end.

    Raises:
        DumpError: it has no name, the same place is being read already, or it was noticed only in future.
    """
    if not name.strip():
        raise DumpError(N_("Give the dump a name."), why=N_("People must know which one is meant."))
    if known.learned_at > now:
        raise DumpError(N_("It cannot have been noticed after this moment."))
    open_ones = Dump.objects.select_for_update().exclude(state=Dump.State.READ)
    if any(one.order.get("source") == order.source for one in open_ones):
        raise DumpError(
            N_("This dump is being read already, or has stopped."),
            todo=N_("Look at it in the list, and go on there."),
        )
    dump = Dump.objects.create(
        name=name.strip()[:_LONGEST_NAME], order=order.as_values(), learned_at=known.learned_at,
        country=known.country.strip().upper()[:2], vote_on=known.vote_on, silence_at=known.silence_at,
        started_by_id=actor.user_id, started_at=now, resumed_at=now,
        sealed_passwords=seal_passwords(passwords),
    )  # fmt: skip
    _note("dump started", dump, actor=actor, now=now, source=order.source)
    enqueue_dump(dump.pk, now=now)
    enqueue_word(now=now)
    return dump


@transaction.atomic
def change_circumstances(number: int, *, known: Circumstances, actor: Actor, now: datetime) -> Dump:
    """Enter anew what both clocks run from.

    Raises:
        DumpError: there is no such dump, or it was noticed only in future.
    """
    dump = _lock(number)
    if known.learned_at > now:
        raise DumpError(N_("It cannot have been noticed after this moment."))
    dump.learned_at, dump.country = known.learned_at, known.country.strip().upper()[:2]
    dump.vote_on, dump.silence_at = known.vote_on, known.silence_at
    dump.save(update_fields=["learned_at", "country", "vote_on", "silence_at"])
    _note("dump clocks set", dump, actor=actor, now=now)
    return dump


@transaction.atomic
def stop_dump(
    number: int, *, code: str, actor: Actor, now: datetime, params: Mapping[str, object] | None = None
) -> None:
    """Stop reading until a person has it go on; a dump that is not being read stays as it is.

    Args:
        number: the dump's.
        code: what stands in the way, or `person`.
        actor: who stops it.
        now: when.
        params: what belongs to the code.
    """
    dump = _lock(number)
    if dump.state != Dump.State.READING:
        return
    dump.state, dump.stop_code, dump.stop_params = Dump.State.STOPPED, code[:40], dict(params or {})
    dump.save(update_fields=["state", "stop_code", "stop_params"])
    _note("dump stopped", dump, actor=actor, now=now, code=code)
    if actor.user_id is None:
        enqueue_word(now=now)


@transaction.atomic
def resume_dump(number: int, *, actor: Actor, now: datetime) -> Dump:
    """Have a stopped dump read on from where it stopped.

    Raises:
        DumpError: it is not stopped.
    """
    dump = _lock(number)
    if dump.state != Dump.State.STOPPED:
        raise DumpError(N_("The dump is not stopped."), why=dump.get_state_display())
    dump.state, dump.stop_code, dump.stop_params = Dump.State.READING, "", {}
    dump.resumed_at, dump.resumed_size = now, dump.done_size
    dump.save(update_fields=["state", "stop_code", "stop_params", "resumed_at", "resumed_size"])
    _note("dump resumed", dump, actor=actor, now=now)
    enqueue_dump(dump.pk, now=now)
    return dump


@transaction.atomic
def note_listed(
    number: int, *, sha256: str, manifest_sha256: str, listed_at: datetime, now: datetime
) -> None:
    """Note what the dump was when its files were listed; what was noted once stays."""
    dump = _lock(number)
    if dump.sha256:
        return
    dump.sha256, dump.manifest_sha256, dump.listed_at = sha256, manifest_sha256, listed_at
    dump.save(update_fields=["sha256", "manifest_sha256", "listed_at"])
    _note("dump listed", dump, actor=WORKER, now=now, sha256=sha256, manifest_sha256=manifest_sha256)


@transaction.atomic
def note_stamped(number: int, stamp: ManifestStamp, *, now: datetime) -> None:
    """Note who dated the list of a dump's files; the first one stays."""
    dump = _lock(number)
    if dump.manifest_stamp:
        return
    dump.manifest_stamp = stamp.answer
    dump.save(update_fields=["manifest_stamp"])
    _note("dump stamped", dump, actor=WORKER, now=now, by=stamp.by, at=stamp.at.isoformat())


@transaction.atomic
def note_progress(number: int, *, size_done: int, size: int) -> bool:
    """Note how far the reading is, in bytes; return whether it is to go on.

    What was read before a stop stays read while the reading finds its way to it again.
    """
    changed = Dump.objects.filter(pk=number, state=Dump.State.READING)
    return bool(changed.update(done_size=Greatest("done_size", Value(size_done)), total_size=size))


@transaction.atomic
def end_dump(number: int, *, anomalies: Sequence[Mapping[str, object]], now: datetime) -> None:
    """Note that a dump is read to its end, with what is odd about it as a whole; its passwords are needed no more."""
    dump = _lock(number)
    if dump.state != Dump.State.READING:
        return
    dump.state, dump.ended_at, dump.anomalies = Dump.State.READ, now, list(anomalies)
    dump.done_size, dump.sealed_passwords = dump.total_size, b""
    dump.save(update_fields=["state", "ended_at", "anomalies", "done_size", "sealed_passwords"])
    _note("dump read", dump, actor=WORKER, now=now, items=dump.items.count())
    enqueue_word(now=now)


def _lock(number: int) -> Dump:
    dump = Dump.objects.select_for_update().filter(pk=number).first()
    if dump is None:
        raise DumpError(N_("There is no such dump."))
    return dump


def _note(action: str, dump: Dump, *, actor: Actor, now: datetime, **params: object) -> None:
    write_audit(action, subject=("dump", dump.pk), actor=actor, now=now, params=params)
