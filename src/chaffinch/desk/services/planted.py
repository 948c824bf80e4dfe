"""Keep what a planting made, and note what stands where it should. What items say rests encrypted."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from chaffinch.decoys.letters import Delivered, Letter
from chaffinch.decoys.planting.lot import Lot
from chaffinch.decoys.planting.papers import Paper
from chaffinch.desk.blobs import get_blob, put_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.lookup import hash_address
from chaffinch.desk.models import PlantedItem, Planting, TrapAccount
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.traps import open_account
from chaffinch.ground.secrets import UnreadableSecretError, decrypt, encrypt, keyed_hash
from chaffinch.ground.texts import hash_text
from chaffinch.tripwires.listener.beacons import find_by, hash_token

_SEALED, _CONTENT, _NUMBER = (
    "planted item",
    "planted document",
    "planted item number",
)
_BATCH = 500
_LONGEST_PLACE = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says, decrypted."""

    id: str
    """By which its marks are known: a letter's phrasings, a document's wording."""
    title: str
    text: str
    mailboxes: tuple[str, ...] = ()
    """Addresses of those whose mailboxes have it."""
    folder: str = ""
    file: str = ""
    made_at: str = ""
    marks: Mapping[str, Any] | None = None


@transaction.atomic
def keep_lot(planting: Planting, lot: Lot, *, sent: Mapping[str, str], now: datetime) -> int:
    """Keep everything that was made for a planting, once; return how many items.

    Args:
        planting: that was approved.
        lot: as its order, batch and time make it.
        sent: SHA-256 of each letter as it stands in its writer's folder of sent mail, by the letter's id.
        now: when.
    """
    locked = Planting.objects.select_for_update().get(pk=planting.pk)
    if locked.items.exists():
        return 0
    keys = _Keys.read()
    traps = {row.found_by: row for row in TrapAccount.objects.filter(planting=planting)}
    by_address = {account.address: traps[hash_address(account.address)] for _, account in lot.holders}
    carried = _find_carriers(lot)
    rows = [_make_account_row(locked, row, keys=keys) for row in by_address.values()]
    rows += [
        _make_letter_row(
            locked,
            letter,
            sha256=sent[letter.id],
            trap=by_address.get(lot.lent.get(letter.id, "")),
            keys=keys,
        )
        for letter in lot.corpus.letters
    ]
    papers = [
        *((paper, ()) for paper in lot.loose),
        *((paper, carried[paper.document.file]) for paper in lot.attached),
    ]
    rows += [
        _make_paper_row(
            locked,
            paper,
            mailboxes=boxes,
            trap=by_address.get(lot.lent.get(paper.document.id, "")),
            keys=keys,
        )
        for paper, boxes in papers
    ]
    PlantedItem.objects.bulk_create(rows, batch_size=_BATCH)
    lent = [by_address[address].pk for address in lot.lent.values()]
    TrapAccount.objects.filter(pk__in=lent).update(lent=True)
    write_audit(
        "planting made", subject=("planting", planting.pk), actor=WORKER, now=now, params={"items": len(rows)}
    )
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Read once for ten thousand items."""

    store: bytes

    @classmethod
    def read(cls) -> _Keys:
        return cls(find_home().read_key("store"))

    def seal(self, said: Said) -> bytes:
        plain = zlib.compress(json.dumps(asdict(said), ensure_ascii=False).encode(), 6)
        return encrypt(plain, key=self.store, purpose=_SEALED)

    def number(self, item: str) -> str:
        return keyed_hash(item, key=self.store, purpose=_NUMBER)[:24]


def _find_carriers(lot: Lot) -> dict[str, tuple[str, ...]]:
    """Return whose mailboxes have each attached document, by its file's name."""
    return {
        attachment.name: _list_owners(letter)
        for letter in lot.corpus.letters
        for attachment in letter.attachments
    }


def _list_owners(letter: Letter) -> tuple[str, ...]:
    return tuple(dict.fromkeys((letter.sender.address, *(one.address for one in letter.readers))))


def _make_account_row(planting: Planting, trap: TrapAccount, *, keys: _Keys) -> PlantedItem:
    account = open_account(trap)
    sha256 = hashlib.sha256(f"{account.address.lower()}\n{account.password}\n".encode()).hexdigest()
    said = Said(trap.number, account.name, "", (account.address,))
    return PlantedItem(
        planting=planting,
        number=trap.number,
        kind=PlantedItem.Kind.TRAP,
        sealed=keys.seal(said),
        sha256=sha256,
        trap=trap,
    )


def _make_letter_row(
    planting: Planting, letter: Letter, *, sha256: str, trap: TrapAccount | None, keys: _Keys
) -> PlantedItem:
    marks = {"language": letter.language, "topic": letter.topic, "act": letter.act}
    said = Said(
        letter.id,
        letter.subject,
        letter.body,
        _list_owners(letter),
        made_at=letter.sent_at.isoformat(),
        marks=marks,
    )
    return PlantedItem(
        planting=planting, number=keys.number(letter.id), kind=PlantedItem.Kind.MAIL, sealed=keys.seal(said), sha256=sha256,
        text_sha256=hash_text(letter.body), trap=trap,
    )  # fmt: skip


def _make_paper_row(
    planting: Planting, paper: Paper, *, mailboxes: Sequence[str], trap: TrapAccount | None, keys: _Keys
) -> PlantedItem:
    one = paper.document
    marks = {
        "wording": [asdict(phrase) for phrase in one.phrases],
        "spacing": one.spacing,
        "lines": one.lines,
    }
    said = Said(
        one.id, one.title, one.text, tuple(mailboxes), paper.folder, one.file, one.made_at.isoformat(), marks
    )
    sealed = encrypt(one.content, key=keys.store, purpose=_CONTENT)
    has_beacon = bool(planting.order.get("beacon")) and one.format == "docx"
    return PlantedItem(
        planting=planting, number=keys.number(one.id), kind=PlantedItem.Kind.DOCUMENT, sealed=keys.seal(said),
        content=put_blob(find_home().blobs, sealed), sha256=one.sha256, text_sha256=hash_text(one.text), trap=trap,
        beacon=hash_beacon(one.id, key=keys.store) if has_beacon else "",
    )  # fmt: skip


def hash_beacon(token: str, *, key: bytes) -> str:
    """Return the keyed hash by which a document is found when its beacon is asked for: the listener tells no token."""
    return find_by(hash_token(token), key=key)


def open_item(item: PlantedItem) -> Said:
    """Return what an item says.

    Raises:
        UnreadableSecretError: it was changed, or the key is another.
    """
    plain = zlib.decompress(decrypt(bytes(item.sealed), key=find_home().read_key("store"), purpose=_SEALED))
    values = json.loads(plain)
    return Said(**{**values, "mailboxes": tuple(values["mailboxes"])})


def name_item(item: PlantedItem) -> str:
    """Return an item's title, for the desk's own pages; empty where it cannot be read."""
    try:
        return open_item(item).title
    except UnreadableSecretError:
        return ""


def open_document(item: PlantedItem) -> bytes:
    """Return a document's bytes.

    Raises:
        MissingBlobError: it is not in the store.
        UnreadableSecretError: it was changed, or the key is another.
    """
    home = find_home()
    return decrypt(get_blob(home.blobs, item.content), key=home.read_key("store"), purpose=_CONTENT)


@transaction.atomic
def note_placed(items: Iterable[tuple[int, str]], *, now: datetime) -> None:
    """Note that items stand where they should.

    Args:
        items: each one's key, and where it stands.
        now: when.
    """
    by_place: dict[str, list[int]] = defaultdict(list)
    for pk, place in items:
        by_place[place[:_LONGEST_PLACE]].append(pk)
    for place, keys in by_place.items():
        made = PlantedItem.objects.filter(pk__in=keys, state=PlantedItem.State.MADE)
        made.update(state=PlantedItem.State.PLACED, place=place, placed_at=now)


@transaction.atomic
def end_planting(planting_number: int, *, now: datetime) -> None:
    """Note that everything stands: what is in mailboxes is there when all of them are filled."""
    planting = Planting.objects.select_for_update().get(pk=planting_number)
    if planting.state != Planting.State.RUNNING:
        return
    left = planting.items.filter(state=PlantedItem.State.MADE)
    left.update(state=PlantedItem.State.PLACED, placed_at=now)
    planting.state, planting.ended_at = Planting.State.PLANTED, now
    planting.save(update_fields=["state", "ended_at"])
    items = planting.items.count()
    write_audit(
        "planting ended", subject=("planting", planting.pk), actor=WORKER, now=now, params={"items": items}
    )


def hash_sent(copies: Iterable[Delivered]) -> Iterator[tuple[str, str]]:
    """Yield the id of each letter and SHA-256 of it as it was sent: without the traces of any server."""
    for copy in copies:
        if copy.folder != "INBOX":
            yield copy.letter, hashlib.sha256(copy.content).hexdigest()
