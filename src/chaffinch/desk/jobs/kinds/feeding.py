"""Feed the page of a run: one decoy a job, and the next one asked for in the transaction that ends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from chaffinch.decoys.habits import Habits, Typing
from chaffinch.desk.feeding_facts import is_practice
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import FedDecoy, FeedingRun
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.feeding import end_run
from chaffinch.desk.services.followups import enqueue_feeding
from chaffinch.desk.services.planning import plan_run
from chaffinch.desk.services.sending import (
    clear_next,
    look_up,
    open_decoy,
    record_submission,
    settle_crashed,
    spend_decoy,
)
from chaffinch.feeding.guard import Refusal
from chaffinch.feeding.submit import NotFedError
from chaffinch.feeding.visitor import make_rhythm, make_visitor

if TYPE_CHECKING:
    from chaffinch.feeding.clearance import Clearance
    from chaffinch.feeding.submit import Submitter

_LONGEST_WAIT = timedelta(minutes=10)
_TYPES_FASTER = 6.0
"""On the practice range, where nobody waits for a person's fingers."""


@job_kind("feed_page", lane="feeding", run_seconds=180)
def feed_page(payload: Mapping[str, Any], context: JobContext) -> None:
    """Send the next decoy of a run if one is due and every rule is kept."""
    run = FeedingRun.objects.select_related("case").get(pk=payload["run"])
    if run.state != FeedingRun.State.RUNNING:
        return
    # One job a run, and one submission a job: what is on its way now was on its way in a crash.
    if settle_crashed(run.pk, now=context.now()):
        return
    plan_run(run, now=context.now())
    found = clear_next(run.pk, now=context.now())
    if isinstance(found, Refusal):
        if found.wait is not None:
            _come_back(run, context, at=context.now() + min(found.wait, _LONGEST_WAIT))
        return
    if found is None:
        _wait_for_next(run, context)
        return
    _send(run, *found, context=context)


def _send(run: FeedingRun, decoy: FedDecoy, clearance: Clearance, *, context: JobContext) -> None:
    submitter: Submitter = context.services["submitter"]
    secrets, persona = open_decoy(decoy)
    habits = _read_habits(persona["habits"])
    hurry = _TYPES_FASTER if is_practice(run.case.host) else 1.0
    try:
        done = submitter.submit(
            clearance,
            secrets,
            profile=make_visitor(habits, locale=persona["locale"]),
            rhythm=make_rhythm(habits, rng=SystemRandom(), hurry=hurry),
            look_up=lambda: look_up(decoy.number, now=context.now()),
            spend=lambda: spend_decoy(decoy.number, now=context.now()),
        )
    except NotFedError as refused:
        if refused.refusal.wait is not None:
            _come_back(run, context, at=context.now() + min(refused.refusal.wait, _LONGEST_WAIT))
        return
    record_submission(decoy.number, done, now=context.now())
    _come_back(run, context, at=context.now())


def _wait_for_next(run: FeedingRun, context: JobContext) -> None:
    left = (
        run.fed.filter(state=FedDecoy.State.PLANNED)
        .order_by("planned_at")
        .values_list("planned_at", flat=True)
    )
    following = left.first()
    if following is None:
        end_run(run.pk, actor=WORKER, now=context.now())
        return
    _come_back(run, context, at=min(following, context.now() + _LONGEST_WAIT))


def _come_back(run: FeedingRun, context: JobContext, *, at: datetime) -> None:
    with context.finishing():
        enqueue_feeding(run.pk, now=context.now(), not_before=at)


def _read_habits(values: Mapping[str, Any]) -> Habits:
    read = {
        "screen": tuple(values["screen"]),
        "hours": tuple(values["hours"]),
        "typing": Typing(**values["typing"]),
    }
    return Habits(**{**values, **read})
