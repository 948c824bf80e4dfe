"""Feed the page of a run: one decoy a job, and the next one asked for in the transaction that ends it."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from chaffinch.decoys.habits import Habits, Typing
from chaffinch.desk.feeding_facts import is_practice
from chaffinch.desk.feeding_ways import choose_upstream
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import LeaseLostError, PostponedError
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.ledger_folder import LedgerClosedError
from chaffinch.desk.models import FedDecoy, FeedingRun
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.entering import enter_run
from chaffinch.desk.services.feeding import end_run
from chaffinch.desk.services.followups import enqueue_feeding
from chaffinch.desk.services.planning import plan_run
from chaffinch.desk.services.sending import (
    break_off,
    clear_next,
    halt_refused,
    hold_run,
    look_up,
    open_decoy,
    record_submission,
    settle_crashed,
    spend_decoy,
)
from chaffinch.feeding.guard import Refusal
from chaffinch.feeding.submit import NotFedError
from chaffinch.feeding.visitor import make_rhythm, make_visitor
from chaffinch.ground.bubblewrap import SandboxMissingError
from chaffinch.pages.sandbox.supervisor import BrowserStartError

if TYPE_CHECKING:
    from chaffinch.feeding.clearance import Clearance
    from chaffinch.feeding.facts import Draft, Facts, Moment
    from chaffinch.feeding.submit import Submitter

_log = logging.getLogger(__name__)
_LONGEST_WAIT = timedelta(minutes=10)
_TYPES_FASTER = 6.0
"""On the practice range, where nobody waits for a person's fingers."""


def stop_abandoned(payload: Mapping[str, Any], now: datetime) -> None:
    """Stop a run whose job nobody takes up any more, since it ended too many workers."""
    if not settle_crashed(payload["run"], now=now):
        break_off(payload["run"], code="broken", now=now)


@job_kind("feed_page", lane="feeding", run_seconds=180, given_up=stop_abandoned)
def feed_page(payload: Mapping[str, Any], context: JobContext) -> None:
    """Send the next decoy of a run if one is due and every rule is kept; what breaks stops the run for a person."""
    run = FeedingRun.objects.select_related("case").get(pk=payload["run"])
    # One job a run, and one submission a job: what is on its way now was on its way in a crash.
    if settle_crashed(run.pk, now=context.now()) or run.state != FeedingRun.State.RUNNING:
        return
    if context.attempt > 1:
        # It broke so that not even the stop could be written down.
        break_off(run.pk, code="broken", now=context.now())
        return
    try:
        _take_step(run, context)
    except NotFedError as refused:
        _give_way(run, refused.refusal, context)
    except (LeaseLostError, PostponedError):
        raise
    except Exception as fault:
        if context.cancelled():
            raise
        _log.exception("Run %s is broken off.", run.pk)
        break_off(run.pk, code=_name_fault(fault), now=context.now())


def _take_step(run: FeedingRun, context: JobContext) -> None:
    plan_run(run, now=context.now())
    enter_run(run, now=context.now())
    with hold_run(run.pk):
        found = clear_next(run.pk, now=context.now())
    if isinstance(found, Refusal):
        _give_way(run, found, context)
    elif found is None:
        _wait_for_next(run, context)
    else:
        _send(run, *found, context=context)


def _give_way(run: FeedingRun, refusal: Refusal, context: JobContext) -> None:
    """Come back where waiting is enough; else stop, as the guard has it."""
    if refusal.wait is None:
        halt_refused(run.pk, refusal, now=context.now())
    else:
        _come_back(run, context, at=context.now() + min(refusal.wait, _LONGEST_WAIT))


def _name_fault(fault: BaseException) -> str:
    """Return the code of what broke: the ledger, the disk, the browser, or something else."""
    if isinstance(fault, LedgerClosedError):
        return "ledger"
    causes: list[BaseException] = []
    cause: BaseException | None = fault
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    if any(_is_disk_full(one) for one in causes):
        return "disk-full"
    return "no-browser" if isinstance(fault, BrowserStartError | SandboxMissingError) else "broken"


def _is_disk_full(fault: BaseException) -> bool:
    """ENOSPC and EDQUOT of errno(3), SQLITE_FULL, and PostgreSQL's disk_full (53100)."""
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT)
    codes = (getattr(fault, "sqlite_errorcode", None), getattr(fault, "sqlstate", None))
    return sqlite3.SQLITE_FULL in codes or "53100" in codes


def _send(run: FeedingRun, decoy: FedDecoy, clearance: Clearance, *, context: JobContext) -> None:
    submitter: Submitter = context.services["submitter"]
    secrets, persona = open_decoy(decoy)
    habits = _read_habits(persona["habits"])
    practice = is_practice(run.case.host)
    upstream = None if practice else choose_upstream(decoy, now=context.now())
    via = upstream.name if upstream else ""
    hurry = _TYPES_FASTER if practice else 1.0

    def read_facts() -> tuple[Facts, Draft, Moment]:
        with hold_run(run.pk):
            return look_up(decoy.number, now=context.now())

    def spend() -> None:
        with hold_run(run.pk):
            spend_decoy(decoy.number, now=context.now(), via=via)

    done = submitter.submit(
        clearance,
        secrets if decoy.kind != "visit" else None,
        profile=make_visitor(habits, locale=persona["locale"]),
        rhythm=make_rhythm(habits, rng=SystemRandom(), hurry=hurry),
        look_up=read_facts,
        spend=spend,
        upstream=upstream,
    )
    with hold_run(run.pk):
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
