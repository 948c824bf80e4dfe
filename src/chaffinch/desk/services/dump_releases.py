"""What of a dump may leave the desk: totals, and the examples that two people have released."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from chaffinch.desk.disclosing import list_in_use
from chaffinch.desk.dump_details import Details, open_details
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Disclosure, Dump, DumpItem, Release
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.dump_readings import READ_TWICE, READERS, is_agreed, require_reader
from chaffinch.desk.services.dump_repeats import list_unread
from chaffinch.desk.services.followups import enqueue_word
from chaffinch.errors import RefusedError, UsageError
from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.leaks.finding import VERDICTS
from chaffinch.reports.catalogue import gettext_noop as N_

_REDACTIONS = "redactions"
_MOST_REDACTIONS = 200
_LONGEST = 4_000


class ReleaseError(UsageError):
    """The release is not one to which this can be done."""


class ReleaseRefusedError(RefusedError):
    """A guardrail stands against showing this item."""


@dataclass(frozen=True, slots=True)
class Example:
    """One item that two people have released, as it goes into the fact pack."""

    item: DumpItem
    details: Details
    redactions: tuple[str, ...]
    """Words to be blacked out beside what is blacked out by itself."""
    readers: tuple[str, ...]
    """Who agreed to the verdict; not for the pack."""
    released_by: tuple[str, ...] = ()
    """Who asked, and who agreed that it is shown; not for the pack."""


@dataclass(frozen=True, slots=True)
class Releasable:
    """Exactly what may go out of one dump."""

    totals: Mapping[str, int]
    """Items by verdict, in the order of `VERDICTS`; of *altered*, *invented* and *decoy* those that two people have read;
    of what many items have beside our words (`dump_repeats`) none before two people have."""
    kinds: Mapping[str, int]
    unread: int
    """Items so judged that two people have not read yet, or that somebody objects to: no verdict of theirs leaves."""
    items: int
    examples: Sequence[Example]
    counted: QuerySet[DumpItem]
    """The items that the totals count."""


@transaction.atomic
def ask_release(
    number: int, *, reason: str, redactions: Sequence[str], actor: Actor, now: datetime
) -> Release:
    """Put it forward that an item is shown as an example; nothing leaves by it.

    Args:
        number: the item's.
        reason: for the others to read.
        redactions: words to be blacked out beside what is blacked out by itself.
        actor: who asks.
        now: when.

    Raises:
        ReleaseError: there is no such item, no reason, or it is asked for already.
        ReleaseRefusedError: items of its verdict are never shown, two people have not read it, or the decoy is in use.
    """
    item = DumpItem.objects.select_for_update().filter(pk=number).first()
    if item is None:
        raise ReleaseError(N_("There is no such item."))
    require_reader(actor.person_id)
    if not reason.strip():
        raise ReleaseError(N_("Say why it is to be shown."), why=N_("Whoever agrees must know."))
    if item.releases.filter(state__in=(Release.State.ASKED, Release.State.RELEASED)).exists():
        raise ReleaseError(N_("It is asked for already."), todo=N_("Answer that first."))
    _refuse_unfit(item)
    words = [word.strip()[:200] for word in redactions if word.strip()][:_MOST_REDACTIONS]
    asked = Release.objects.create(
        item=item, reason=reason.strip()[:_LONGEST], sealed_redactions=_seal(words), asked_by_id=actor.person_id,
        asked_at=now,
    )  # fmt: skip
    _note("release asked", asked, actor=actor, now=now, reason=asked.reason)
    enqueue_word(now=now)
    return asked


@transaction.atomic
def answer_release(number: int, *, agrees: bool, reason: str, actor: Actor, now: datetime) -> Release:
    """Give another person's yes or no.

    Raises:
        ReleaseError: it does not wait for an answer, or no reason is given.
        ReleaseRefusedError: who asked wants to agree, or what held when it was asked does not hold any more.
    """
    asked = Release.objects.select_for_update().select_related("item").filter(pk=number).first()
    if asked is None or asked.state != Release.State.ASKED:
        raise ReleaseError(N_("It does not wait for an answer any more."))
    require_reader(actor.person_id)
    if agrees and actor.person_id == asked.asked_by_id:
        raise ReleaseRefusedError(
            N_("Who asks cannot agree."), why=N_("The second yes must be another person’s.")
        )
    if not reason.strip():
        raise ReleaseError(N_("An answer needs a reason."))
    if agrees:
        _refuse_unfit(asked.item)
    asked.state = Release.State.RELEASED if agrees else Release.State.REFUSED
    asked.answer, asked.answered_by_id, asked.answered_at = reason.strip()[:_LONGEST], actor.person_id, now
    asked.save()
    action = "release agreed" if agrees else "release refused"
    _note(action, asked, actor=actor, now=now, reason=asked.answer)
    return asked


@transaction.atomic
def withdraw_release(number: int, *, reason: str, actor: Actor, now: datetime) -> Release:
    """Take an example back, by one person alone; a pack that is out already cannot be called back.

    Raises:
        ReleaseError: it is neither asked for nor released, or no reason is given.
    """
    given = Release.objects.select_for_update().select_related("item").filter(pk=number).first()
    if given is None or given.state not in (Release.State.ASKED, Release.State.RELEASED):
        raise ReleaseError(N_("There is nothing to take back."))
    require_reader(actor.person_id)
    if not reason.strip():
        raise ReleaseError(N_("Say why it is taken back."))
    given.state = Release.State.WITHDRAWN
    given.save(update_fields=["state"])
    _note("release withdrawn", given, actor=actor, now=now, reason=reason.strip()[:_LONGEST])
    return given


def list_releasable(dump: Dump) -> Releasable:
    """Return exactly what may go into a fact pack: totals, and the examples that still may be shown.

    Everything is looked at again: a decoy that has come into use, or an objection made since, keeps an example in.
    """
    counted = dump.items.order_by().values_list("verdict").annotate(count=Count("pk"))
    found: dict[str, int] = dict(counted)
    agreed = {verdict: _list_agreed(dump, verdict).count() for verdict in READ_TWICE}
    totals = {one: agreed[one] if one in agreed else found.get(one, 0) for one in VERDICTS}
    totals["repackaged"] -= dump.items.filter(trace__in=list_unread(dump)).count()
    kinds = dict(dump.items.order_by().values_list("kind").annotate(count=Count("pk")))
    released = Release.objects.filter(item__dump=dump, state=Release.State.RELEASED).select_related(
        "item__dump", "asked_by", "answered_by"
    )
    key = find_home().read_key("store")
    examples = [
        Example(
            one.item,
            open_details(bytes(one.item.sealed), key=key),
            open_redactions(one, key=key),
            tuple(reading.person.get_username() for reading in one.item.readings.select_related("person")),
            _name_people(one),
        )
        for one in released.prefetch_related("item__readings").order_by(
            "item__chunk", "item__part", "item__place"
        )
        if find_obstacle(one.item) == ""
    ]
    return Releasable(
        totals=totals, kinds=kinds, unread=sum(found.values()) - sum(totals.values()), items=sum(found.values()),
        examples=examples, counted=_list_counted(dump),
    )  # fmt: skip


def find_obstacle(item: DumpItem) -> str:
    """Return why an item may not be shown to others, as a code; empty where it may.

    genuine: only totals of such items go out. unread: two people have not agreed to the verdict, or one objects.
    in-use: the decoy still tells us something, or belongs to a colleague.
    """
    if item.verdict not in READ_TWICE:
        return "genuine" if item.verdict in ("genuine", "repackaged", "excerpt", "unproven") else "totals"
    if not is_agreed(item):
        return "unread"
    if item.verdict == "decoy" and not _may_show_decoy(item.match):
        return "in-use"
    return ""


def open_redactions(release: Release, *, key: bytes) -> tuple[str, ...]:
    """Return the words that are to be blacked out.

    Raises:
        UnreadableSecretError: they were changed, or the key is another.
    """
    return tuple(json.loads(decrypt(bytes(release.sealed_redactions), key=key, purpose=_REDACTIONS)))


def _may_show_decoy(entry: str) -> bool:
    """A decoy may be shown that is in use no more, or that two people have agreed to burn on the ledger's page."""
    if not entry:
        return False
    agreed = Disclosure.objects.filter(entry=entry, state=Disclosure.State.AGREED)
    return not list_in_use(entry) or agreed.exists()


def _list_counted(dump: Dump) -> QuerySet[DumpItem]:
    """Return the items whose verdict may leave the desk."""
    items = dump.items.all()
    for verdict in sorted(READ_TWICE):
        items = items.exclude(Q(verdict=verdict) & ~Q(pk__in=_list_agreed(dump, verdict).values("pk")))
    return items.exclude(trace__in=list_unread(dump))


def _name_people(release: Release) -> tuple[str, ...]:
    people = (release.asked_by, release.answered_by)
    return tuple(one.get_username() for one in people if one is not None)


def _list_agreed(dump: Dump, verdict: str) -> QuerySet[DumpItem]:
    yes = Q(readings__agrees=True, readings__verdict=verdict)
    no = Q(readings__agrees=False, readings__verdict=verdict)
    rows = dump.items.filter(verdict=verdict).annotate(
        yes=Count("readings", filter=yes, distinct=True), no=Count("readings", filter=no, distinct=True)
    )
    return rows.filter(yes__gte=READERS, no=0)


def _refuse_unfit(item: DumpItem) -> None:
    obstacle = find_obstacle(item)
    if obstacle == "in-use":
        raise ReleaseRefusedError(
            N_("This decoy is still in use: it is never shown."),
            why=N_("Whoever holds it learns that it is ours; what it could still tell us is lost."),
            todo=N_("Two people can agree on the ledger’s page that it is burnt."),
        )
    if obstacle == "unread":
        raise ReleaseRefusedError(
            N_("Two people must have agreed to this verdict, and nobody objected."),
            why=N_("No such verdict leaves the desk on one person’s word."),
            todo=N_("Have it read by another person."),
        )
    if obstacle:
        raise ReleaseRefusedError(
            N_("Items of this verdict are never shown, only counted."),
            why=N_("A list of genuine items would do the thief’s work."),
        )


def _seal(words: Sequence[str]) -> bytes:
    plain = json.dumps(list(words)).encode()
    return encrypt(plain, key=find_home().read_key("store"), purpose=_REDACTIONS)


def _note(action: str, release: Release, *, actor: Actor, now: datetime, reason: str = "") -> None:
    told = {"item": release.item_id, "release": release.pk}
    write_audit(
        action, subject=("dump", release.item.dump_id), actor=actor, now=now, reason=reason, params=told
    )
