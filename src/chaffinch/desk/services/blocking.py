"""Have an account blocked, or let in again: a person asks, a job does it, and what each provider answered is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from chaffinch.desk.jobs.queue import enqueue
from chaffinch.desk.models import Victim
from chaffinch.desk.services.audit import WORKER, Actor, write_audit
from chaffinch.desk.services.victims import VictimError, find_subject
from chaffinch.reports.catalogue import gettext_noop as N_

Act = Literal["block", "unblock"]
_FROM: dict[Act, frozenset[str]] = {
    "block": frozenset({"new", "warned", "failed", "released", "cleared"}),
    "unblock": frozenset({"blocked", "failed"}),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one provider did."""

    name: str
    kind: str
    done: bool
    """Whether the account is blocked there, or let in again."""
    sessions: str = ""
    """As providers.provider.SessionEnd; `none` where they could not be ended."""
    fault: str = ""
    detail: str = ""


@transaction.atomic
def ask_block(number: int, act: Act, *, reason: str, actor: Actor, now: datetime) -> Victim:
    """Have an account blocked or let in again; the job begins at once.

    Args:
        number: the row's.
        act: which.
        reason: needed.
        actor: a person.
        now: when.

    Raises:
        VictimError: the reason is missing, or it stands otherwise by now.
    """
    row = Victim.objects.select_for_update().get(pk=number)
    reason = reason.strip()[:4_000]
    if not reason:
        raise VictimError(N_("Say why."), why=N_("It is somebody’s own account, and others will ask."))
    if row.state not in _FROM[act]:
        raise VictimError(
            N_("This cannot be done from where the account stands now."),
            why=N_("Somebody may have decided at the same time."),
            todo=N_("Load the page again."),
        )
    row.state = Victim.State.ASKED if act == "block" else Victim.State.LEAVING
    row.reason, row.changed_by_id, row.changed_at, row.asked_at = reason, actor.person_id, now, now
    row.save(update_fields=["state", "reason", "changed_by", "changed_at", "asked_at"])
    action = "block asked for" if act == "block" else "unblock asked for"
    write_audit(
        action, subject=find_subject(row), actor=actor, now=now, reason=reason, params={"account": row.pk}
    )
    enqueue(
        "block_account", {"victim": row.pk, "act": act}, now=now, dedup_key=f"block:{row.pk}", priority=-20
    )
    return row


@transaction.atomic
def note_outcomes(number: int, act: Act, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Keep what each provider did; where one did not, the account stands as not blocked everywhere."""
    row = Victim.objects.select_for_update().get(pk=number)
    done = bool(outcomes) and all(one.done for one in outcomes)
    if act == "block":
        row.state = Victim.State.BLOCKED if done else Victim.State.FAILED
        row.blocked_at = now if done else row.blocked_at
    elif done:
        row.state = Victim.State.RELEASED
    else:
        row.state = Victim.State.FAILED
    row.outcomes = [asdict(one) for one in outcomes]
    row.save(update_fields=["state", "blocked_at", "outcomes"])
    verb = {"block": ("account blocked", "block failed"), "unblock": ("account let in", "unblock failed")}[
        act
    ]
    write_audit(
        verb[not done],
        subject=find_subject(row),
        actor=WORKER,
        now=now,
        params={
            "account": row.pk,
            "providers": [{"name": one.name, "done": one.done, "fault": one.fault} for one in outcomes],
            "seconds": max(0, round((now - row.signed_at).total_seconds())),
        },
    )
