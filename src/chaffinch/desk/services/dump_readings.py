"""What people say of a verdict after reading the item; opening our own copy beside it is on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaffinch.desk.models import DumpItem, ItemReading, Release, User
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.errors import RefusedError, UsageError
from chaffinch.reports.catalogue import gettext_noop as N_

READERS = 2
"""So many people agree to a verdict that accuses somebody, before it leaves the desk."""
READ_TWICE = frozenset({"altered", "invented", "decoy"})
"""Verdicts that say of an item that it is not what it seems."""


class ReadingError(UsageError):
    """The reading lacks something, or there is no such item."""


class ReadingRefusedError(RefusedError):
    """This person may not read for the desk."""


@transaction.atomic
def read_item(
    number: int, *, agrees: bool, verdict: str, reason: str, actor: Actor, now: datetime
) -> ItemReading:
    """Note that a person has read an item, and whether the verdict holds; who reads again says it anew.

    Args:
        number: the item's.
        agrees: whether the verdict is what the evidence shows.
        verdict: the one that was on the page.
        reason: needed of who objects.
        actor: who has read; a person of this house.
        now: when.

    Raises:
        ReadingError: there is no such item, its verdict is another one by now, or an objection has no reason.
        ReadingRefusedError: a partner, or somebody whose log-in is closed.
    """
    item = DumpItem.objects.select_for_update().filter(pk=number).first()
    if item is None:
        raise ReadingError(N_("There is no such item."))
    require_reader(actor.person_id)
    if verdict != item.verdict:
        raise ReadingError(
            N_("The verdict is another one by now."), todo=N_("Load the page again and read what it says.")
        )
    if not agrees and not reason.strip():
        raise ReadingError(
            N_("An objection needs a reason."), why=N_("The others must know what to look at.")
        )
    reading, _ = ItemReading.objects.update_or_create(
        item=item,
        person_id=actor.person_id,
        defaults={"agrees": agrees, "verdict": verdict, "reason": reason.strip()[:4000], "at": now},
    )
    _note("item read", item, actor=actor, now=now, reason=reading.reason, agrees=agrees, verdict=verdict)
    if not agrees:
        _withdraw_releases(item, actor=actor, now=now)
    return reading


def is_agreed(item: DumpItem) -> bool:
    """Return whether a verdict may leave the desk: two people agree where it accuses, and nobody objects."""
    said = [one for one in item.readings.all() if one.verdict == item.verdict]
    if any(not one.agrees for one in said):
        return False
    return item.verdict not in READ_TWICE or len({one.person_id for one in said}) >= READERS


@transaction.atomic
def note_opened(number: int, *, actor: Actor, now: datetime) -> DumpItem:
    """Note that somebody opens our own copy beside its leaked twin.

    Raises:
        ReadingError: there is no such item, or nothing of ours belongs to it.
        ReadingRefusedError: a partner, or somebody whose log-in is closed.
    """
    item = DumpItem.objects.filter(pk=number).first()
    if item is None or not item.match:
        raise ReadingError(N_("Nothing of ours belongs to this item."))
    require_reader(actor.person_id)
    _note("original opened", item, actor=actor, now=now, match=item.match, sha256=item.sha256)
    return item


def require_reader(person: int) -> None:
    """Do nothing for a person of this house.

    Raises:
        ReadingRefusedError: it is a partner, or the log-in is closed.
    """
    if not User.objects.filter(pk=person, is_active=True, partner=False).exists():
        raise ReadingRefusedError(N_("Only people of this house read a dump."))


def _withdraw_releases(item: DumpItem, *, actor: Actor, now: datetime) -> None:
    standing = item.releases.filter(state__in=(Release.State.ASKED, Release.State.RELEASED))
    if standing.update(state=Release.State.WITHDRAWN):
        _note("release withdrawn", item, actor=actor, now=now)


def _note(
    action: str, item: DumpItem, *, actor: Actor, now: datetime, reason: str = "", **params: object
) -> None:
    told = {"item": item.pk, **params}
    write_audit(action, subject=("dump", item.dump_id), actor=actor, now=now, reason=reason, params=told)
