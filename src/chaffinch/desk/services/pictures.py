"""The words in a dump's pictures: begin to read them, stop, go on, end; keep what was read. No verdict changes by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from chaffinch.desk.dump_passwords import seal_passwords
from chaffinch.desk.dump_pictures import filter_pictures, seal_evidence
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Dump, DumpPicture, PicturePass
from chaffinch.desk.services.audit import WORKER, Actor, write_audit
from chaffinch.desk.services.dumps import DumpError
from chaffinch.desk.services.followups import enqueue_pictures, enqueue_word
from chaffinch.leaks.triage.ocr_log import OcrRecord
from chaffinch.reports.catalogue import gettext_noop as N_

_BATCH = 200
_WAITS = {
    "state": DumpPicture.State.WAITS, "words": 0, "pages": 0, "pages_read": 0, "in_archive": False, "in_ledger": False,
    "fault": "", "sealed_evidence": b"",
}  # fmt: skip
"""A picture that was not read."""
_KEPT = tuple(_WAITS)


@transaction.atomic
def start_pictures(
    number: int, *, languages: str, passwords: Sequence[str] = (), actor: Actor, now: datetime
) -> PicturePass:
    """Have the words in a dump's pictures read from now on; done once, what could not be read is tried again.

    Args:
        number: the dump's.
        languages: Tesseract's codes with `+` between them, the first weighs most.
        passwords: tried on encrypted archives; kept encrypted until the pass is done.
        actor: who starts it.
        now: when.

    Raises:
        DumpError: the dump is not read to its end, holds no pictures, or they are being read already.
    """
    dump = Dump.objects.select_for_update().filter(pk=number).first()
    if dump is None or dump.state != Dump.State.READ:
        raise DumpError(
            N_("The dump is not read to its end."),
            why=N_("Words in pictures are read at last, so that nobody waits for them."),
        )
    pictures = filter_pictures(dump)
    if not pictures.exists():
        raise DumpError(N_("The dump holds no pictures whose words could be read."))
    standing = PicturePass.objects.select_for_update().filter(dump=dump).first()
    if standing is not None and standing.state != PicturePass.State.READ:
        raise DumpError(
            N_("The pictures are being read already, or that was stopped."),
            todo=N_("Look at it, and go on there."),
        )
    one = standing or PicturePass(dump=dump, round=0)
    _put_back(pictures.filter(state=DumpPicture.State.FAILED))
    one.state, one.languages = PicturePass.State.READING, languages
    one.sealed_passwords = seal_passwords(passwords)
    one.round, one.started_by_id, one.started_at, one.resumed_at = one.round + 1, actor.user_id, now, now
    one.ended_at = None
    _count(one, begun=True)
    one.save()
    _note("dump pictures started", dump.pk, actor=actor, now=now, languages=languages)
    enqueue_pictures(dump.pk, now=now)
    return one


@transaction.atomic
def stop_pictures(
    number: int, *, code: str, actor: Actor, now: datetime, params: Mapping[str, object] | None = None
) -> None:
    """Stop reading until a person has it go on; a pass that does not run stays as it is.

    Args:
        number: the dump's.
        code: what stands in the way, or `person`.
        actor: who stops it.
        now: when.
        params: what belongs to the code.
    """
    one = _lock(number)
    if one.state != PicturePass.State.READING:
        return
    one.state, one.stop_code, one.stop_params = PicturePass.State.STOPPED, code[:40], dict(params or {})
    one.save(update_fields=["state", "stop_code", "stop_params"])
    _note("dump pictures stopped", number, actor=actor, now=now, code=code)
    if actor.user_id is None:
        enqueue_word(now=now)


@transaction.atomic
def resume_pictures(number: int, *, actor: Actor, now: datetime) -> None:
    """Have it go on where it stopped.

    Raises:
        DumpError: it is not stopped.
    """
    one = _lock(number)
    if one.state != PicturePass.State.STOPPED:
        raise DumpError(N_("The reading of the pictures is not stopped."), why=one.get_state_display())
    one.state, one.stop_code, one.stop_params, one.resumed_at = PicturePass.State.READING, "", {}, now
    _count(one, begun=True)
    one.save()
    _note("dump pictures resumed", number, actor=actor, now=now)
    enqueue_pictures(number, now=now)


@transaction.atomic
def begin_reading(number: int, *, terms: Mapping[str, object]) -> None:
    """Note what reads; what another engine or other languages have read is read anew."""
    one = _lock(number)
    if one.terms != dict(terms):
        _put_back(filter_pictures(one.dump))
        one.terms = dict(terms)
    _count(one, begun=True)
    one.save()


@transaction.atomic
def keep_pictures(number: int, records: Iterable[OcrRecord], *, now: datetime) -> None:
    """Keep what was read of some pictures, by the path of each item."""
    by_path = {record.item: record for record in records}
    if not by_path:
        return
    one, key = _lock(number), find_home().read_key("store")
    paths = list(by_path)
    for at in range(0, len(paths), _BATCH):
        rows = filter_pictures(one.dump).filter(item__path__in=paths[at : at + _BATCH])
        found = list(rows.select_related("item").defer("item__sealed"))
        for row in found:
            _fill(row, by_path[row.item.path], key=key)
        DumpPicture.objects.bulk_update(found, _KEPT, batch_size=_BATCH)
    _count(one)
    one.save(update_fields=["done", "total"])
    _note("dump pictures kept", number, actor=WORKER, now=now, items=len(by_path))


@transaction.atomic
def end_pictures(number: int, *, now: datetime) -> None:
    """Note that every picture was read, or could not be; the passwords are needed no more."""
    one = _lock(number)
    if one.state != PicturePass.State.READING:
        return
    one.state, one.ended_at, one.sealed_passwords = PicturePass.State.READ, now, b""
    _count(one)
    one.save()
    _note("dump pictures read", number, actor=WORKER, now=now, items=one.done, engine=dict(one.terms))
    enqueue_word(now=now)


def _lock(number: int) -> PicturePass:
    one = PicturePass.objects.select_for_update().filter(dump=number).first()
    if one is None:
        raise DumpError(N_("Nobody had the pictures of this dump read."))
    return one


def _count(one: PicturePass, *, begun: bool = False) -> None:
    """Count how far it is; where it begins, from here on."""
    pictures = filter_pictures(one.dump)
    one.total = pictures.count()
    one.done = one.total - pictures.filter(state=DumpPicture.State.WAITS).count()
    if begun:
        one.resumed_count = one.done


def _put_back(rows: QuerySet[DumpPicture]) -> None:
    """Let pictures wait again."""
    DumpPicture.objects.filter(pk__in=rows.values("pk")).update(**_WAITS)


def _fill(row: DumpPicture, record: OcrRecord, *, key: bytes) -> None:
    relations = {one.params["relation"] for one in record.evidence}
    row.state = DumpPicture.State.FAILED if record.fault else DumpPicture.State.READ
    row.words, row.pages, row.pages_read = record.words, record.pages, record.pages_read
    row.in_archive, row.in_ledger = "archive" in relations, "ledger" in relations
    row.fault, row.sealed_evidence = record.fault[:40], seal_evidence(record.evidence, key=key)


def _note(action: str, number: int, *, actor: Actor, now: datetime, **params: object) -> None:
    write_audit(action, subject=("dump", number), actor=actor, now=now, params=params)
