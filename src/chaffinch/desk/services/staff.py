"""Whom no decoy may be, and who of them consents to be an echo. Names and addresses rest encrypted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chaffinch.decoys import AddressPattern, learn_pattern, read_example
from chaffinch.decoys.decoy import Colleague
from chaffinch.decoys.errors import PatternError
from chaffinch.decoys.lists import Entry
from chaffinch.decoys.refusal import RefusedNames
from chaffinch.desk.home import find_home
from chaffinch.desk.models import EchoConsent, KnownPerson, User
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import decrypt, encrypt, keyed_hash
from chaffinch.reports.catalogue import gettext_noop as N_

_SEALED, _FOUND_BY = "known person", "known person found"
LONGEST_CONSENT = timedelta(days=366)
LEAST_LOCK_OUT = 3
"""An account that locks sooner stands no echo: each day’s must stay below half of it."""
_EXAMPLES = 100


class StaffError(UsageError):
    """The list cannot be changed so."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who exists, as the desk shows it."""

    number: int
    kind: str
    name: str
    address: str
    left: bool
    consent: EchoConsent | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a list changed."""

    added: int
    known: int
    left: int


@transaction.atomic
def take_over_people(
    entries: Iterable[Entry], *, kind: KnownPerson.Kind, whole: bool, actor: Actor, now: datetime
) -> Change:
    """Put people on the list.

    Args:
        entries: as a list has them.
        kind: colleagues or public people.
        whole: whether this is everybody of that kind; who is not on it has left, and stays known.
        actor: who gives the list.
        now: when.

    Raises:
        StaffError: nobody stands on it.
    """
    wanted = {_find_key(entry): entry for entry in entries}
    if not wanted:
        raise StaffError(
            N_("Nobody stands on that list."), todo=N_("Write a line for each: a name, a comma, an address.")
        )
    rows = {row.found_by: row for row in KnownPerson.objects.select_for_update().filter(kind=kind)}
    key = find_home().read_key("store")
    for found_by, entry in wanted.items():
        sealed = encrypt(json.dumps([entry.name, entry.address]).encode(), key=key, purpose=_SEALED)
        KnownPerson.objects.update_or_create(
            found_by=found_by,
            defaults={"sealed": sealed, "left_at": None, "kind": kind},
            create_defaults={"sealed": sealed, "kind": kind, "added_at": now},
        )
    gone = (
        [row for row in rows.values() if row.found_by not in wanted and row.left_at is None] if whole else []
    )
    for row in gone:
        row.left_at = now
        row.save(update_fields=["left_at"])
        row.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    known = len(wanted.keys() & rows.keys())
    change = Change(len(wanted) - known, known, len(gone))
    params = {"kind": kind.value, "added": change.added, "known": change.known, "left": change.left}
    write_audit("staff list read", subject=("staff", kind.value), actor=actor, now=now, params=params)
    return change


@transaction.atomic
def note_consent(
    number: int, *, note: str, lock_out_after: int, until: datetime, actor: Actor, now: datetime
) -> EchoConsent:
    """Put a colleague's consent on record.

    Args:
        number: the colleague's row.
        note: how it was given.
        lock_out_after: failed log-ins after which the real account locks.
        until: the end of it, a year ahead at most.
        actor: who notes it.
        now: when.

    Raises:
        StaffError: it is nobody of the staff, the note is empty, or a figure is out of bounds.
    """
    person = KnownPerson.objects.filter(pk=number, kind=KnownPerson.Kind.STAFF, left_at=None).first()
    if person is None or not _open(person).address or not _open(person).name:
        raise StaffError(N_("Only a colleague whose name and address are on the list can consent."))
    if (
        not note.strip()
        or not LEAST_LOCK_OUT <= lock_out_after <= 1000
        or not now < until <= now + LONGEST_CONSENT
    ):
        raise StaffError(
            N_(
                "A consent says how it was given, after how many failed log-ins the account locks, and until when."
            ),
            todo=N_("Three log-ins or more, and a year at most."),
        )
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    consent = EchoConsent.objects.create(
        person=person, since=now, until=until, note=note.strip()[:400], lock_out_after=lock_out_after,
        noted_by_id=actor.person_id,
    )  # fmt: skip
    params = {"person": person.pk, "until": until.isoformat(), "lock_out_after": lock_out_after}
    write_audit("consent noted", subject=("staff", person.pk), actor=actor, now=now, params=params)
    return consent


@transaction.atomic
def withdraw_consent(number: int, *, actor: Actor, now: datetime) -> None:
    """Take a colleague's consent away, at once: what was planned for that address is refused from now on."""
    taken = EchoConsent.objects.filter(person=number, withdrawn_at=None).update(withdrawn_at=now)
    if taken:
        write_audit("consent withdrawn", subject=("staff", number), actor=actor, now=now)


def list_people(*, now: datetime) -> list[Person]:
    """Return everybody, decrypted, by name; those who left last."""
    consents = {
        one.person_id: one
        for one in EchoConsent.objects.filter(withdrawn_at=None, until__gt=now).order_by("since")
    }
    people = []
    for row in KnownPerson.objects.all():
        entry = _open(row)
        people.append(
            Person(row.pk, row.kind, entry.name, entry.address, row.left_at is not None, consents.get(row.pk))
        )
    return sorted(people, key=lambda one: (one.left, one.name.casefold() or one.address))


def is_staff_listed() -> bool:
    """Return whether the desk knows who works here."""
    return KnownPerson.objects.filter(kind=KnownPerson.Kind.STAFF, left_at=None).exists()


def refuse_people() -> tuple[RefusedNames, frozenset[str]]:
    """Return whose names no decoy may bear, and the addresses that are taken; who has left is among them."""
    entries = [_open(row) for row in KnownPerson.objects.all()]
    for user in User.objects.all():
        entries.append(Entry(user.get_full_name(), user.email.lower()))
    addresses = frozenset(entry.address for entry in entries if entry.address)
    return RefusedNames([entry.name for entry in entries if entry.name], addresses=addresses), addresses


def list_examples() -> list[Entry]:
    """Return the colleagues whose name and address are known: what the pattern of addresses is learnt from."""
    rows = KnownPerson.objects.filter(kind=KnownPerson.Kind.STAFF)
    return [entry for entry in map(_open, rows) if entry.name and entry.address]


def learn_house_pattern(examples: Iterable[Entry], *, domain: str) -> AddressPattern:
    """Return how addresses of a domain are written, as the staff list shows it; without one, as most write them."""
    known = [
        read_example(f"{entry.name} <{entry.address}>")
        for entry in examples
        if entry.address.endswith(f"@{domain}")
    ]
    try:
        return learn_pattern(known[:_EXAMPLES]).pattern if known else AddressPattern()
    except PatternError:
        return AddressPattern()


def list_consenting(*, locale: str, now: datetime) -> list[tuple[Colleague, int]]:
    """Return who may be an echo now, and after how many failed log-ins each account locks."""
    consents = EchoConsent.objects.filter(
        withdrawn_at=None, since__lte=now, until__gt=now, person__left_at=None
    )
    found = []
    for consent in consents.select_related("person").order_by("person"):
        entry = _open(consent.person)
        first, _, last = entry.name.partition(" ")
        found.append((Colleague(first, last or first, entry.address, locale), consent.lock_out_after))
    return found


def find_consent(address: str, *, now: datetime) -> EchoConsent | None:
    """Return the consent of whose address it is, if it holds now."""
    found_by = keyed_hash(address.lower(), key=find_home().read_key("store"), purpose=_FOUND_BY)
    consents = EchoConsent.objects.filter(
        withdrawn_at=None, since__lte=now, until__gt=now, person__left_at=None
    )
    return consents.filter(person__found_by=found_by).first()


def _find_key(entry: Entry) -> str:
    text = entry.address or entry.name.casefold()
    return keyed_hash(text, key=find_home().read_key("store"), purpose=_FOUND_BY)


def _open(row: KnownPerson) -> Entry:
    name, address = json.loads(decrypt(bytes(row.sealed), key=find_home().read_key("store"), purpose=_SEALED))
    return Entry(name, address)
