"""Propose, approve, stop and end a planting. What is made and put in its place stands in `planted`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaffinch.decoys.planting.order import PlantingOrder
from chaffinch.desk.approving import may_approve
from chaffinch.desk.feeding_facts import digest_order, is_practice_domain
from chaffinch.desk.models import PlantedItem, Planting, PlantingApproval, TrapAccount
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_planting, enqueue_word
from chaffinch.desk.services.proofs import list_proved
from chaffinch.desk.services.traps import count_registered
from chaffinch.errors import RefusedError, UsageError
from chaffinch.feeding.limits import APPROVAL_LASTS, APPROVALS_NEEDED
from chaffinch.reports.catalogue import gettext_noop as N_

_LONGEST = 4_000


class PlantingError(UsageError):
    """The planting is not one to which this can be done."""


class PlantingRefusedError(RefusedError):
    """A guardrail stands against it."""


@transaction.atomic
def propose_planting(order: PlantingOrder, *, reason: str, actor: Actor, now: datetime) -> Planting:
    """Put a planting forward for approval; nothing is made by it.

    Args:
        order: what is to be planted, and where.
        reason: for the others to read.
        actor: who proposes.
        now: when.

    Raises:
        PlantingError: no reason is given, or so many registered accounts are not there.
        PlantingRefusedError: the domain is not proved to be ours.
    """
    if not reason.strip():
        raise PlantingError(N_("Say what it is planted for."), why=N_("Whoever approves must know."))
    _require_ours(order.domain, now=now)
    ready = 0 if order.invented else count_registered()
    if not order.invented and ready < order.accounts:
        raise PlantingError(
            N_("So many registered accounts are not there: %(ready)s are."),
            todo=N_("Register some, and give the list on the feeding page."),
            ready=ready,
        )
    values, batch = order.as_values(), secrets.token_hex(12)
    planting = Planting.objects.create(
        order=values, order_hash=digest_order({"batch": batch, **values}), batch=batch, reason=reason.strip()[:_LONGEST],
        proposed_by_id=actor.person_id, proposed_at=now,
    )  # fmt: skip
    _note("planting proposed", planting, actor=actor, now=now, reason=planting.reason)
    enqueue_word(now=now)
    return planting


@transaction.atomic
def approve_planting(number: int, *, reason: str, actor: Actor, now: datetime) -> Planting:
    """Give one person's yes; with the last one that is needed it begins.

    Raises:
        PlantingError: it does not wait for approval, this person has approved already, or no reason is given.
        PlantingRefusedError: this person may not approve, or the domain is not ours any more.
    """
    planting = _lock(number)
    _require(planting, Planting.State.PROPOSED)
    if not reason.strip():
        raise PlantingError(N_("An approval needs a reason."))
    practice = is_practice_domain(planting.order["domain"])
    if not may_approve(actor.person_id, now=now, practice=practice):
        raise PlantingRefusedError(
            N_("This person may not approve, or not yet: a new approver waits a day."),
            todo=N_("The feeding page says who approves."),
        )
    given = {one.person_id for one in list_valid(planting, now=now)}
    if actor.person_id in given:
        raise PlantingError(
            N_("You have approved this planting already."), why=N_("The second yes must be another person’s.")
        )
    PlantingApproval.objects.create(
        planting=planting, person_id=actor.person_id, at=now, order_hash=planting.order_hash,
        reason=reason.strip()[:_LONGEST],
    )  # fmt: skip
    _note("planting approved", planting, actor=actor, now=now, reason=reason)
    if len(given) + 1 >= count_needed():
        _require_ours(planting.order["domain"], now=now)
        planting.state, planting.begun_at = Planting.State.RUNNING, now.replace(microsecond=0)
        planting.save(update_fields=["state", "begun_at"])
        _note("planting begun", planting, actor=actor, now=now)
        enqueue_planting(planting.pk, now=now)
    return planting


def list_valid(planting: Planting, *, now: datetime) -> list[PlantingApproval]:
    """Return the approvals that hold now: of this very order, not two days old, by people who may approve."""
    practice = is_practice_domain(planting.order["domain"])
    young = planting.approvals.filter(order_hash=planting.order_hash, at__gt=now - APPROVAL_LASTS)
    return [
        one
        for one in young.select_related("person")
        if may_approve(one.person_id, now=now, practice=practice)
    ]


def count_needed() -> int:
    """Return how many people must say yes; a settings file may say that one person is all there is."""
    return max(1, min(settings.CONFIGURATION.feeding.approvals, APPROVALS_NEEDED))


@transaction.atomic
def stop_planting(
    number: int, *, code: str, actor: Actor, now: datetime, params: Mapping[str, object] | None = None
) -> None:
    """Stop a planting until a person has it go on; one that does not run stays as it is.

    Args:
        number: the planting's.
        code: what stands in the way, or `person`.
        actor: who stops it.
        now: when.
        params: what belongs to the code.
    """
    planting = _lock(number)
    if planting.state != Planting.State.RUNNING:
        return
    planting.state, planting.stop_code, planting.stop_params = (
        Planting.State.STOPPED,
        code[:40],
        dict(params or {}),
    )
    planting.save(update_fields=["state", "stop_code", "stop_params"])
    _note("planting stopped", planting, actor=actor, now=now, code=code)
    if actor.user_id is None:
        enqueue_word(now=now)


@transaction.atomic
def resume_planting(number: int, *, reason: str, actor: Actor, now: datetime) -> Planting:
    """Have a stopped planting go on where it stopped.

    Raises:
        PlantingError: it is not stopped, or no reason is given.
        PlantingRefusedError: the domain is not ours any more.
    """
    planting = _lock(number)
    _require(planting, Planting.State.STOPPED)
    if not reason.strip():
        raise PlantingError(N_("Say why it can go on."))
    _ = actor.person_id
    _require_ours(planting.order["domain"], now=now)
    planting.state, planting.stop_code, planting.stop_params = Planting.State.RUNNING, "", {}
    planting.save(update_fields=["state", "stop_code", "stop_params"])
    _note("planting resumed", planting, actor=actor, now=now, reason=reason)
    enqueue_planting(planting.pk, now=now)
    return planting


@transaction.atomic
def drop_planting(number: int, *, reason: str, actor: Actor, now: datetime) -> Planting:
    """Take a planting back: what waits is given up; of what stands somewhere it is noted that people took it away.

    Its accounts are given to no page from now on. What was entered into the ledger stays there.

    Raises:
        PlantingError: it runs, or no reason is given.
    """
    planting = _lock(number)
    _require(planting, Planting.State.PROPOSED, Planting.State.STOPPED, Planting.State.PLANTED)
    if not reason.strip():
        raise PlantingError(N_("Say why it is taken back."))
    _ = actor.person_id
    taken = PlantedItem.objects.filter(planting=planting).update(state=PlantedItem.State.GONE)
    planting.state, planting.ended_at = Planting.State.DROPPED, now
    planting.save(update_fields=["state", "ended_at"])
    # Registered accounts that nothing was put into may be used elsewhere.
    if not taken:
        TrapAccount.objects.filter(planting=planting).update(planting=None)
    _note("planting dropped", planting, actor=actor, now=now, reason=reason, items=taken)
    return planting


def _require_ours(domain: str, *, now: datetime) -> None:
    if domain not in list_proved(now=now) and not is_practice_domain(domain):
        raise PlantingRefusedError(
            N_("It is not proved that %(domain)s is yours."),
            why=N_("Decoys have addresses at your own domains only."),
            todo=N_("Put the record that the feeding page shows into your DNS, and have it checked."),
            domain=domain,
        )


def _lock(number: int) -> Planting:
    planting = Planting.objects.select_for_update().filter(pk=number).first()
    if planting is None:
        raise PlantingError(N_("There is no such planting."))
    return planting


def _require(planting: Planting, *states: Planting.State) -> None:
    if planting.state not in states:
        raise PlantingError(
            N_("The planting is not one to which this can be done now."), why=planting.get_state_display()
        )


def _note(
    action: str, planting: Planting, *, actor: Actor, now: datetime, reason: str = "", **params: object
) -> None:
    practice = is_practice_domain(planting.order["domain"])
    told = {"order": planting.order_hash, **params, **({"practice": True} if practice else {})}
    write_audit(action, subject=("planting", planting.pk), actor=actor, now=now, reason=reason, params=told)
