"""Show one entry to others: one person asks, another one agrees, and both know what it costs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chaffinch.desk.approving import may_approve
from chaffinch.desk.disclosing import find_place, is_practised, list_in_use
from chaffinch.desk.ledger_folder import LedgerClosedError
from chaffinch.desk.models import Disclosure
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_word
from chaffinch.desk.services.ledger import require_ledger
from chaffinch.desk.services.parcel import make_parcel
from chaffinch.errors import RefusedError, UsageError
from chaffinch.feeding.limits import APPROVAL_LASTS
from chaffinch.ledger.errors import LedgerError
from chaffinch.reports.catalogue import gettext_noop as N_

LASTS: timedelta = APPROVAL_LASTS
"""So long somebody else's yes is waited for."""


class DisclosureError(UsageError):
    """It is not one to which this can be done."""


class DisclosureRefusedError(RefusedError):
    """A guardrail stands against showing the entry.

    Attributes:
        codes: what of it is still in use, as reports.ledger_words says it.
    """

    def __init__(self, what: str, *, why: str = "", todo: str = "", codes: tuple[str, ...] = ()) -> None:
        super().__init__(what, why=why, todo=todo)
        self.codes = codes


@transaction.atomic
def ask_disclosure(
    entry: str, *, reason: str, burnt: bool, actor: Actor, now: datetime, opened: bool = False
) -> Disclosure:
    """Put it forward that one entry is shown to others; nothing is shown by it.

    Args:
        entry: the entry's id.
        reason: for the others to read.
        burnt: whether it is said that the item may be known from now on.
        actor: who asks.
        now: when.
        opened: whether the proof is to say where it was planted, too.

    Raises:
        DisclosureError: there is no such entry, none that a checkpoint covers, no reason, or it is asked for already.
        DisclosureRefusedError: it is still in use, and not said to be burnt.
        LedgerClosedError, NotBegunError: there is no ledger that could show it.
    """
    _find_covered(entry)
    if not reason.strip():
        raise DisclosureError(N_("Say why it is to be shown."), why=N_("Whoever agrees must know."))
    if any(is_open(one, now=now) for one in Disclosure.objects.select_for_update().filter(entry=entry)):
        raise DisclosureError(N_("It is asked for already."), todo=N_("Answer that first."))
    _refuse_unburnt(entry, burnt=burnt)
    asked = Disclosure.objects.create(
        entry=entry, reason=reason.strip()[:4000], burnt=burnt, opened=opened, asked_by_id=actor.person_id,
        asked_at=now,
    )  # fmt: skip
    _note("disclosure asked", asked, actor=actor, now=now, reason=asked.reason, burnt=burnt, opened=opened)
    enqueue_word(now=now)
    return asked


@transaction.atomic
def answer_disclosure(
    number: int, *, agrees: bool, reason: str, burnt: bool, actor: Actor, now: datetime
) -> Disclosure:
    """Give another person's yes or no.

    Args:
        number: what is answered.
        agrees: whether the entry may be shown.
        reason: for the record.
        burnt: whether this person, too, says that the item may be known from now on.
        actor: who answers; who may approve any run, and never who has asked.
        now: when.

    Raises:
        DisclosureError: it does not wait any more, or no reason is given.
        DisclosureRefusedError: this person may not agree, or the item is in use and not said to be burnt.
    """
    person, asked = actor.person_id, Disclosure.objects.select_for_update().filter(pk=number).first()
    if asked is None or not is_open(asked, now=now):
        raise DisclosureError(
            N_("It does not wait for an answer any more."),
            why=N_("It was answered, or it is older than two days."),
        )
    if person == asked.asked_by_id and agrees:
        raise DisclosureRefusedError(
            N_("Who asks cannot agree."), why=N_("The second yes must be another person’s.")
        )
    if person != asked.asked_by_id and not may_approve(person, now=now, practice=is_practised(asked.entry)):
        raise DisclosureRefusedError(
            N_("This person may not approve, or not yet: a new approver waits a day."),
            todo=N_("The feeding page says who approves."),
        )
    if not reason.strip():
        raise DisclosureError(N_("An answer needs a reason."))
    if agrees:
        _refuse_unburnt(asked.entry, burnt=burnt and asked.burnt)
    asked.state = Disclosure.State.AGREED if agrees else Disclosure.State.REFUSED
    asked.answer, asked.answered_burnt = reason.strip()[:4000], burnt
    asked.answered_by_id, asked.answered_at = person, now
    asked.save()
    action = "disclosure agreed" if agrees else "disclosure refused"
    _note(action, asked, actor=actor, now=now, reason=asked.answer, burnt=burnt)
    return asked


def take_disclosure(number: int, *, actor: Actor, now: datetime) -> tuple[str, bytes]:
    """Return the name and the bytes of the zip that shows an entry; that it was taken is on record.

    Raises:
        DisclosureError: nobody has agreed to it.
        LedgerClosedError, NotBegunError: there is no ledger that could show it.
    """
    asked = Disclosure.objects.filter(pk=number, state=Disclosure.State.AGREED).first()
    if asked is None:
        raise DisclosureError(N_("Nobody has agreed that it is shown."))
    log = require_ledger()
    try:
        parcel = make_parcel(log, asked.entry, opened=asked.opened)
    except (LedgerError, OSError) as fault:
        raise LedgerClosedError("unreadable", why=str(fault)) from fault
    with transaction.atomic():
        _note("disclosure taken", asked, actor=actor, now=now, person=actor.person_id)
    return f"proof-{asked.entry}.zip", parcel


def is_open(asked: Disclosure, *, now: datetime) -> bool:
    """Return whether somebody's answer is still waited for."""
    return asked.state == Disclosure.State.ASKED and timedelta(0) <= now - asked.asked_at < LASTS


def _find_covered(entry: str) -> None:
    try:
        find_place(require_ledger(), entry)
    except LedgerError as fault:
        waits = fault.code == "waiting"
        raise DisclosureError(
            N_("No checkpoint covers it yet.") if waits else N_("The ledger knows no item of that name."),
            why=N_("It was entered after the last one.") if waits else "",
            todo=N_("Make a checkpoint now, or wait for tonight’s.") if waits else N_("Copy the whole id."),
        ) from fault


def _refuse_unburnt(entry: str, *, burnt: bool) -> None:
    codes = list_in_use(entry)
    if codes and not burnt:
        raise DisclosureRefusedError(
            N_("It is still in use: once it is shown, it is burnt."),
            why=N_("Whoever holds it learns that it is ours; what it could still tell us is lost."),
            todo=N_("Both who ask and who agree tick that it may be burnt."),
            codes=codes,
        )


def _note(
    action: str, asked: Disclosure, *, actor: Actor, now: datetime, reason: str = "", **params: object
) -> None:
    told = {"entry": asked.entry, "disclosure": asked.pk, **params}
    write_audit(
        action, subject=("ledger", asked.entry[:80]), actor=actor, now=now, reason=reason, params=told
    )
