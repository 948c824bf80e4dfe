"""Decisions about a case, each by a person with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Case, Exposure
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_capture
from chaffinch.desk.states import State, check_transition
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.reports.catalogue import gettext_noop as N_

_PERSON = "exposure"


class MissingReasonError(UsageError):
    """A decision needs a reason that others can read later."""


@transaction.atomic
def change_state(
    case_number: int,
    wanted: State,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    params: Mapping[str, Any] | None = None,
) -> Case:
    """Move a case to another state.

    Args:
        params: what the audit row says beside it; `grounds` is a reason chosen from a list (services/triage.py).

    Raises:
        WrongStateError: the step is not allowed from where the case stands now.
        MissingReasonError: a dismissal without a reason.
    """
    case = Case.objects.select_for_update().get(pk=case_number)
    present: State = case.state  # type: ignore[assignment]
    check_transition(present, wanted)
    reason, params = reason.strip()[:4000], dict(params or {})
    if wanted == "dismissed" and not reason and not params.get("grounds"):
        raise MissingReasonError(
            N_("A dismissal needs a reason."), why=N_("Somebody will ask later why this address was let go.")
        )
    case.state, case.state_changed_at = wanted, now
    if wanted == "confirmed":
        case.confirmed_at = now
    case.save(update_fields=["state", "state_changed_at", "confirmed_at"])
    write_audit(
        f"case {wanted}",
        subject=("case", case.pk),
        actor=actor,
        now=now,
        reason=reason,
        params={"from": present, **params},
    )
    return case


@transaction.atomic
def ask_for_capture(case_number: int, *, actor: Actor, now: datetime) -> bool:
    """Have the address opened again; return False when that waits already."""
    case = Case.objects.select_for_update().get(pk=case_number)
    added = enqueue_capture(case, now=now, again=True)
    if added:
        write_audit("capture asked for", subject=("case", case.pk), actor=actor, now=now)
    return added


@transaction.atomic
def add_note(case_number: int, *, actor: Actor, text: str, now: datetime) -> None:
    """Put a note into the case's timeline; notes live in the audit log and cannot be changed.

    Raises:
        MissingReasonError: the note is empty.
    """
    case = Case.objects.select_for_update().get(pk=case_number)
    if not text.strip():
        raise MissingReasonError(N_("The note is empty."))
    write_audit("note", subject=("case", case.pk), actor=actor, now=now, reason=text.strip()[:4000])


@transaction.atomic
def note_exposure(case_number: int, *, person: str, what: str, actor: Actor, now: datetime) -> Exposure:
    """Keep that a colleague received, opened or typed; the audit row names no person.

    Raises:
        MissingReasonError: no name was given.
        UsageError: `what` is not one of the three.
    """
    case = Case.objects.select_for_update().get(pk=case_number)
    if not person.strip():
        raise MissingReasonError(N_("Whom did it reach? The name is empty."))
    if what not in Exposure.What.values:
        raise UsageError(N_("That is not one of: received, opened, typed."))
    sealed = encrypt(person.strip()[:200].encode(), key=find_home().read_key("store"), purpose=_PERSON)
    exposure = Exposure.objects.create(
        case=case, person=sealed, what=what, noted_by_id=actor.person_id, noted_at=now
    )
    write_audit("exposure noted", subject=("case", case.pk), actor=actor, now=now, params={"what": what})
    return exposure


@transaction.atomic
def settle_exposure(exposure_number: int, *, actor: Actor, now: datetime) -> Exposure:
    """Note that the colleague was helped."""
    exposure = Exposure.objects.select_for_update().get(pk=exposure_number)
    if exposure.settled_at is None:
        exposure.settled_at = now
        exposure.save(update_fields=["settled_at"])
        write_audit("exposure settled", subject=("case", exposure.case_id), actor=actor, now=now)
    return exposure


def read_person(exposure: Exposure) -> str:
    """Return the colleague's name."""
    return decrypt(bytes(exposure.person), key=find_home().read_key("store"), purpose=_PERSON).decode()
