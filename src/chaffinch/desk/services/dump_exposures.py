"""Count whom and what a dump exposes, under keyed hashes; note who was warned."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Dump, DumpItem, ExposedPerson, ExposedThing, WatchEntry
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import decrypt, encrypt, keyed_hash
from chaffinch.leaks.chunk import Judged
from chaffinch.leaks.exposure.exposure import ThingKind, mask_value
from chaffinch.leaks.exposure.finding import find_exposures
from chaffinch.leaks.prints import ItemPrint
from chaffinch.reports.catalogue import gettext_noop as N_

_FOUND_BY = "exposed"
_SEALED = "exposed person"
_BATCH = 500
_MOST_NAMES = 200
_UNREAL = frozenset({"decoy", "conflict"})
"""What we planted names nobody who could be warned."""
_SECRETS: tuple[ThingKind, ...] = ("phone", "iban", "card", "identity", "password", "home")


class ExposedError(UsageError):
    """There is no such person in the dump."""


@dataclass(slots=True)
class _Person:
    name: str = ""
    items: int = 0
    things: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Thing:
    first_item: DumpItem
    items: int = 0


@dataclass(frozen=True, slots=True)
class Exposing:
    """What one item exposes."""

    addresses: tuple[str, ...] = ()
    """Of its sender and its recipients."""
    sender: str = ""
    sender_name: str = ""
    things: frozenset[tuple[ThingKind, str]] = frozenset()
    """Kind and value."""


def find_exposing(judged: Judged) -> Exposing:
    """Return what an item exposes; what we planted exposes nobody who could be warned."""
    item, mail = judged.item, judged.item.mail
    if judged.finding.verdict in _UNREAL:
        return Exposing()
    found = find_exposures(_read_text(item))
    named = dict.fromkeys((mail.sender, *mail.to, *mail.cc) if mail else ())
    return Exposing(
        addresses=tuple(one[:254] for one in named if "@" in one)[:_MOST_NAMES],
        sender=mail.sender[:254] if mail else "",
        sender_name=mail.sender_name if mail else "",
        things=frozenset((one.kind, one.value) for one in found if one.kind in _SECRETS),
    )


def note_exposures(dump: Dump, rows: Sequence[tuple[DumpItem, Exposing]], *, key: bytes) -> None:
    """Add what a part of a dump exposes to what is known; inside the transaction that keeps the part."""
    people: dict[str, _Person] = {}
    things: dict[tuple[ThingKind, str], _Thing] = {}
    for row, exposing in rows:
        # The same bytes once more expose nothing more.
        if row.duplicate_of_id is None:
            _gather(row, exposing, people, things)
    _add_people(dump, people, key=key)
    _add_things(dump, things, key=key)


def _gather(
    row: DumpItem,
    exposing: Exposing,
    people: dict[str, _Person],
    things: dict[tuple[ThingKind, str], _Thing],
) -> None:
    for address in exposing.addresses:
        person = people.setdefault(address, _Person())
        person.items += 1
        if address == exposing.sender:
            person.name = person.name or exposing.sender_name
            person.things.update({kind for kind, _ in exposing.things})
    for thing in sorted(exposing.things):
        things.setdefault(thing, _Thing(row)).items += 1


def _read_text(item: ItemPrint) -> str:
    if item.mail:
        return item.mail.text or item.mail.html_text
    return item.document.text if item.document else ""


def _add_people(dump: Dump, people: dict[str, _Person], *, key: bytes) -> None:
    hashes = {hash_exposed(address, key=key): address for address in people}
    ours = tuple(WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).values_list("value", flat=True))
    known = list(ExposedPerson.objects.filter(dump=dump, found_by__in=list(hashes)))
    for row in known:
        more = people[hashes.pop(row.found_by)]
        row.items += more.items
        row.things = dict(Counter(row.things) + more.things)
    ExposedPerson.objects.bulk_update(known, ["items", "things"], batch_size=_BATCH)
    ExposedPerson.objects.bulk_create(
        (
            ExposedPerson(
                dump=dump, found_by=found_by, masked=mask_value("address", address), ours=_is_ours(address, ours),
                sealed=_seal_person(address, people[address].name, key=key), items=people[address].items,
                things=dict(people[address].things),
            )
            for found_by, address in hashes.items()
        ),
        batch_size=_BATCH,
    )  # fmt: skip


def _add_things(dump: Dump, things: dict[tuple[ThingKind, str], _Thing], *, key: bytes) -> None:
    hashes = {hash_exposed(f"{kind} {value}", key=key): (kind, value) for kind, value in things}
    known = list(ExposedThing.objects.filter(dump=dump, found_by__in=list(hashes)))
    for row in known:
        row.items += things[hashes.pop(row.found_by)].items
    ExposedThing.objects.bulk_update(known, ["items"], batch_size=_BATCH)
    ExposedThing.objects.bulk_create(
        (
            ExposedThing(
                dump=dump, kind=kind, found_by=found_by, masked=mask_value(kind, value), items=things[kind, value].items,
                first_item=things[kind, value].first_item,
            )
            for found_by, (kind, value) in hashes.items()
        ),
        batch_size=_BATCH,
    )  # fmt: skip


@transaction.atomic
def note_warned(numbers: Iterable[int], *, dump_number: int, how: str, actor: Actor, now: datetime) -> int:
    """Note that people were warned; return how many had not been before.

    Args:
        numbers: their keys.
        dump_number: in which dump they stand.
        how: by telephone, in person, by letter.
        actor: who warned them.
        now: when.

    Raises:
        ExposedError: none of them stands in that dump.
    """
    wanted = list(numbers)
    found = ExposedPerson.objects.filter(dump=dump_number, pk__in=wanted)
    if not wanted or not found.exists():
        raise ExposedError(N_("Nobody was chosen."), todo=N_("Tick those who were warned."))
    changed = found.filter(warned_at=None).update(
        warned_at=now, warned_by_id=actor.person_id, warned_how=how.strip()[:200]
    )
    if changed:
        write_audit(
            "people warned", subject=("dump", dump_number), actor=actor, now=now, reason=how.strip()[:200],
            params={"people": changed},
        )  # fmt: skip
    return changed


@transaction.atomic
def open_person(number: int, *, dump_number: int, actor: Actor, now: datetime) -> tuple[str, str]:
    """Return address and name of somebody who is to be warned; that they were looked at is on record.

    Raises:
        ExposedError: nobody of that number stands in that dump.
        UnreadableSecretError: it was changed, or the key is another.
    """
    row = ExposedPerson.objects.filter(dump=dump_number, pk=number).first()
    if row is None:
        raise ExposedError(N_("Nobody of that number stands in this dump."))
    address, name = json.loads(decrypt(bytes(row.sealed), key=find_home().read_key("store"), purpose=_SEALED))
    told = {"person": row.pk}
    write_audit("exposed person opened", subject=("dump", dump_number), actor=actor, now=now, params=told)
    return str(address), str(name)


def hash_exposed(value: str, *, key: bytes) -> str:
    """Return the keyed hash by which an address or a thing is counted without being kept."""
    return keyed_hash(value, key=key, purpose=_FOUND_BY)


def mask_text(text: str) -> str:
    """Return a text with what is private in it out of sight, for whoever only needs its sense."""
    parts, end = list[str](), 0
    for one in find_exposures(text):
        parts += [text[end : one.start], one.masked]
        end = one.end
    return "".join((*parts, text[end:]))


def _seal_person(address: str, name: str, *, key: bytes) -> bytes:
    return encrypt(json.dumps([address, name[:200]]).encode(), key=key, purpose=_SEALED)


def _is_ours(address: str, domains: Sequence[str]) -> bool:
    host = address.rpartition("@")[2]
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
