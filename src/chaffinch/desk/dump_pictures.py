"""What the OCR pass is given of a dump at the desk, and what is kept of each picture, encrypted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from django.db.models import Q, QuerySet

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Dump, DumpPicture
from chaffinch.desk.planted_text import find_text
from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.leaks.archive.keys import read_key_file
from chaffinch.leaks.archive.lookup import ReferenceArchive
from chaffinch.leaks.archive.planted import PlantedIndex, read_planted
from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.triage.ocr import KNOWN, Contents
from chaffinch.leaks.triage.ocr_log import OcrRecord
from chaffinch.leaks.triage.order import TriageOrder

_PURPOSE = "dump picture"

PICTURE_GROUPS: Mapping[str, Q] = {
    "archive": Q(in_archive=True),
    "ledger": Q(in_ledger=True),
    "words": Q(state=DumpPicture.State.READ, words__gt=0, in_archive=False, in_ledger=False),
    "none": Q(state=DumpPicture.State.READ, words=0),
    "failed": Q(state=DumpPicture.State.FAILED),
}
"""By what OCR made of them: read and found in ours, or in the ledger; read and not found; no words; not read."""


def filter_pictures(dump: Dump) -> QuerySet[DumpPicture]:
    """Return the pictures that OCR is given: those of which nothing is known by their bytes."""
    return DumpPicture.objects.filter(item__dump=dump).exclude(item__verdict__in=KNOWN)


def list_contents(dump: Dump) -> Contents:
    """Return what is to be read, in the order of the dump, items of the same bytes together."""
    found: dict[str, list[str]] = {}
    rows = filter_pictures(dump).order_by("item__chunk", "item__part", "item__place")
    for sha256, path in rows.values_list("item__sha256", "item__path"):
        found.setdefault(sha256, []).append(path)
    return {sha256: tuple(paths) for sha256, paths in found.items()}


@contextmanager
def open_desk_known(order: TriageOrder) -> Iterator[tuple[ReferenceArchive, PlantedIndex]]:
    """Open the archive, and what was planted, with its texts out of the desk's own store.

    Raises:
        ChaffinchError: the archive, its key or the ledger cannot be opened.
    """
    archive = Path(order.archive)
    key = read_key_file(Path(order.key_file), archive=archive)
    entries = read_planted(Path(order.ledger_file)).entries if order.ledger_file else ()
    with closing(ReferenceArchive(archive, key=key, breach=order.breach_at)) as reference:
        yield reference, PlantedIndex(entries, open_text=find_text)


def seal_evidence(evidence: Sequence[Evidence], *, key: bytes) -> bytes:
    """Return it encrypted; nothing where there is none."""
    if not evidence:
        return b""
    return encrypt(json.dumps([asdict(one) for one in evidence]).encode("ascii"), key=key, purpose=_PURPOSE)


def open_evidence(picture: DumpPicture) -> tuple[Evidence, ...]:
    """Return what OCR found out about an item.

    Raises:
        UnreadableSecretError: it was changed, or the key is another.
    """
    sealed = bytes(picture.sealed_evidence)
    if not sealed:
        return ()
    plain = decrypt(sealed, key=find_home().read_key("store"), purpose=_PURPOSE)
    return tuple(Evidence(**one) for one in json.loads(plain))


def list_records(dump: Dump) -> Iterator[OcrRecord]:
    """Yield what is kept of the pictures that were read, as the pass wrote it.

    Raises:
        UnreadableSecretError: something was changed, or the key is another.
    """
    rows = filter_pictures(dump).filter(state=DumpPicture.State.READ).select_related("item")
    for row in rows.defer("item__sealed").iterator(chunk_size=500):
        yield OcrRecord(
            row.item.path, row.item.sha256, row.pages, row.pages_read, row.words, "", open_evidence(row)
        )
