"""Keep what was judged of a dump: a part of it in one transaction, with its audit row, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chaffinch.desk.dump_details import Details, seal_details, take_details
from chaffinch.desk.dump_words import write_words
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Dump, DumpItem, DumpPart, DumpPicture
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.dump_exposures import find_exposing, note_exposures
from chaffinch.desk.services.dump_facts import read_facts, seal_facts
from chaffinch.desk.services.dumps import DumpError
from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.leaks.chunk import Judged, JudgedChunk
from chaffinch.leaks.judging import find_anomalies
from chaffinch.leaks.mailboxes import name_mailbox
from chaffinch.leaks.triage.lines import lacks_text
from chaffinch.reports.catalogue import gettext_noop as N_

WORDS = "dump words"
_BATCH = 500
_SEARCHED = 20_000
"""Characters of a text whose words are found."""
_FIRST_DAY, _LAST_DAY = date(1980, 1, 1), date(2100, 1, 1)


def keep_part(dump_number: int, part: JudgedChunk, *, now: datetime) -> bool:
    """Keep a part of a dump; return whether the reading is to go on.

    A part that is kept already is passed over: after a crash the chunk comes again whole, in the same parts.

    Raises:
        DumpError: the part is not what it was before the crash: somebody changed the dump.
    """
    key = find_home().read_key("store")
    details = [take_details(one) for one in part.judged]
    sealed = [seal_details(one, key=key) for one in details]
    texts = [_list_searched(one, judged) for one, judged in zip(details, part.judged, strict=True)]
    words = encrypt(write_words(texts), key=key, purpose=WORDS)
    exposing = [find_exposing(one) for one in part.judged]
    facts = seal_facts(part.judged, key=key)
    with transaction.atomic():
        dump = Dump.objects.select_for_update().filter(pk=dump_number, state=Dump.State.READING).first()
        if dump is None:
            return False
        if _is_kept(dump, part):
            return True
        rows = _make_rows(dump, part, sealed)
        _write_rows(rows, known=_find_firsts(dump, rows))
        pictures = [row for row, one in zip(rows, part.judged, strict=True) if lacks_text(one.item)]
        DumpPicture.objects.bulk_create([DumpPicture(item=row) for row in pictures], batch_size=_BATCH)
        DumpPart.objects.create(
            dump=dump,
            chunk=part.chunk.number,
            number=part.part,
            last=part.last,
            items=len(rows),
            sealed_words=words,
            sealed_facts=facts,
        )
        note_exposures(dump, list(zip(rows, exposing, strict=True)), key=key)
        told = {"chunk": part.chunk.number, "part": part.part, "items": len(rows)}
        write_audit("dump items kept", subject=("dump", dump.pk), actor=WORKER, now=now, params=told)
    return True


def find_odd(dump: Dump) -> list[dict[str, Any]]:
    """Return what stands out in the whole of a dump, as JSON values.

    Raises:
        UnreadableSecretError: something was changed, or the key is another.
    """
    key = find_home().read_key("store")
    told = frozenset(dump.items.exclude(trace="").values_list("path", flat=True))
    facts = (
        replace(one, verdict="repackaged") if one.item in told else one for one in read_facts(dump, key=key)
    )
    return [asdict(one) for one in find_anomalies(facts)]


def open_words(part: DumpPart, *, key: bytes) -> bytes:
    """Return the table of words of a part.

    Raises:
        UnreadableSecretError: it was changed, or the key is another.
    """
    return decrypt(bytes(part.sealed_words), key=key, purpose=WORDS)


def list_done(dump: Dump) -> frozenset[int]:
    """Return the numbers of the chunks of which every part is kept."""
    return frozenset(dump.parts.filter(last=True).values_list("chunk", flat=True))


def _is_kept(dump: Dump, part: JudgedChunk) -> bool:
    kept = dump.parts.filter(chunk=part.chunk.number, number=part.part).first()
    if kept is None:
        return False
    paths = DumpItem.objects.filter(dump=dump, chunk=kept.chunk, part=kept.number).order_by("place")
    if list(paths.values_list("path", flat=True)) != [_write_path(one) for one in part.judged]:
        raise DumpError(
            N_("The dump is not what it was when it was read first."),
            why=N_("Files were added, taken away or changed in its folder."),
            todo=N_("Import it anew, from a copy that nobody writes to."),
        )
    return True


def _make_rows(dump: Dump, part: JudgedChunk, sealed: Sequence[bytes]) -> list[DumpItem]:
    rows = []
    for place, (judged, details) in enumerate(zip(part.judged, sealed, strict=True)):
        where, finding = judged.item.where, judged.finding
        path = _write_path(judged)
        rows.append(
            DumpItem(
                dump=dump, chunk=part.chunk.number, part=part.part, place=place, path=path,
                mailbox=name_mailbox(path)[:200], kind=judged.item.kind, verdict=finding.verdict,
                confidence=finding.confidence, day=_read_day(judged), match=finding.match[:200], size=where.size,
                fault=judged.item.fault[:40], sha256=where.sha256, sealed=details,
            )
        )  # fmt: skip
    return rows


def _write_rows(rows: Sequence[DumpItem], *, known: Mapping[str, DumpItem]) -> None:
    """Write the rows; those whose bytes stood before, in an earlier part or in this one, name the first."""
    firsts, fresh, doubles = dict(known), list[DumpItem](), list[DumpItem]()
    for row in rows:
        seen = row.sha256 and row.sha256 in firsts
        (doubles if seen else fresh).append(row)
        firsts.setdefault(row.sha256, row)
    DumpItem.objects.bulk_create(fresh, batch_size=_BATCH)
    for row in doubles:
        row.duplicate_of = firsts[row.sha256]
    DumpItem.objects.bulk_create(doubles, batch_size=_BATCH)


def _find_firsts(dump: Dump, rows: Sequence[DumpItem]) -> dict[str, DumpItem]:
    """Return the first row of each item whose bytes an earlier part held, by SHA-256."""
    hashes = [row.sha256 for row in rows if row.sha256]
    known = DumpItem.objects.filter(dump=dump, sha256__in=hashes, duplicate_of=None).defer("sealed")
    return {row.sha256: row for row in known.order_by("-pk")}


def _write_path(judged: Judged) -> str:
    """Return the path as a table can hold it: no NUL, no half of a surrogate pair."""
    return judged.item.where.path.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _read_day(judged: Judged) -> date | None:
    mail = judged.item.mail
    try:
        day = date.fromisoformat(mail.date[:10]) if mail else None
    except ValueError:
        return None
    return day if day and _FIRST_DAY <= day < _LAST_DAY else None


def _list_searched(details: Details, judged: Judged) -> str:
    names = (one.name for one in details.attachments)
    people = (details.sender, details.sender_name, *details.to, *details.cc)
    return "\n".join((details.title, judged.item.where.path, *people, *names, details.text[:_SEARCHED]))
