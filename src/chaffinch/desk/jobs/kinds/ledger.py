"""Keep the ledger: enter what was planted, make the nightly checkpoint, ask for time-stamps, seal the list."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.conf import settings

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import PostponedError
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.ledger_folder import LedgerClosedError, open_ledger
from chaffinch.desk.services.checkpoints import (
    Ask,
    ask_stamps,
    look_over,
    make_checkpoint,
    note_checkpoints,
    put_out_notes,
)
from chaffinch.desk.services.entering import enter_past
from chaffinch.desk.services.sealing import seal_lists
from chaffinch.desk.way_out import choose_egress, find_range
from chaffinch.ground.stamps import ask_stamp
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.ledger.errors import LedgerError

_log = logging.getLogger(__name__)
_PATIENCE = Patience(attempts=2, seconds=15.0)
_AGAIN = timedelta(minutes=1)


@job_kind("enter_planted", run_seconds=600)
def enter_planted(payload: Mapping[str, Any], context: JobContext) -> None:
    """Enter what was planted before the ledger was begun."""
    enter_past(now=context.now())


@job_kind("keep_ledger", run_seconds=900)
def keep_ledger(payload: Mapping[str, Any], context: JobContext) -> None:
    """Make the checkpoint that is due, whether or not anything waits; have it dated, put out and sealed."""
    due = datetime.fromisoformat(payload["due"]) if "due" in payload else context.now()
    try:
        enter_past(now=context.now())
    except LedgerClosedError as fault:
        if fault.code != "full":
            raise
        _log.warning("%s", fault.diagnostics())  # what stands in it is dated all the same
    if make_checkpoint(due=due, now=context.now(), chance=SystemRandom()) is None:
        return
    look_over_stamps(context)
    log = open_ledger()
    if log is not None:
        seal_lists(log)
        look_over(log, now=context.now())


@job_kind("stamp_ledger", run_seconds=900)
def stamp_ledger(payload: Mapping[str, Any], context: JobContext) -> None:
    """Ask again for time-stamps that are missing; that the ledger is closed is the nightly job's to say."""
    try:
        look_over_stamps(context)
    except LedgerClosedError as fault:
        _log.warning("%s", fault.diagnostics())


def look_over_stamps(context: JobContext) -> None:
    """Ask for every stamp that is missing, and put out what came."""
    log = open_ledger()
    if log is None or not log.checkpoints:
        return
    note_checkpoints(log)
    try:
        with open_way() as ask:
            ask_stamps(log, ask=ask, chance=SystemRandom(), now=context.now())
        put_out_notes(log)
    except LedgerError as fault:
        if fault.code != "locked":
            raise
        raise PostponedError(fault.what, why=fault.why, until=context.now() + _AGAIN) from fault


@contextmanager
def open_way() -> Iterator[Ask]:
    """Open the way to the authorities that [capture] names; they see this machine's address, or a proxy's."""
    with Fetcher(
        choose_egress(settings.CONFIGURATION.capture), directory=find_range(), patience=_PATIENCE
    ) as fetcher:
        yield lambda url, request: ask_stamp(fetcher, url=url, request=request)
