"""Have a dump read and judged, keep each part as it comes; killed at any moment, the next run goes on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from chaffinch.desk.custody_dating import date_custody
from chaffinch.desk.dump_passwords import open_passwords
from chaffinch.desk.dump_reading import ListDump, ReadDump, list_files, read_with_triage
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import LeaseLostError
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Dump
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.dump_keeping import find_odd, keep_part, list_done
from chaffinch.desk.services.dump_repeats import settle_repeats
from chaffinch.desk.services.dumps import end_dump, note_listed, note_progress, note_stamped, stop_dump
from chaffinch.errors import ChaffinchError
from chaffinch.leaks.triage.order import read_order
from chaffinch.leaks.triage.run import TriageProgress

_log = logging.getLogger(__name__)
_ATTEMPTS = 4
_LONGEST_SECONDS = 86_400.0
_THOUSAND = 1_000
"""Progress is counted in thousands of bytes: a column holds 2³¹."""


def stop_abandoned(payload: Mapping[str, Any], now: datetime) -> None:
    """Stop a dump whose job nobody takes up any more."""
    stop_dump(payload["dump"], code="broken", actor=WORKER, now=now)


@job_kind(
    "read_dump", lane="dumps", run_seconds=_LONGEST_SECONDS, max_attempts=_ATTEMPTS, given_up=stop_abandoned
)
def read_dump(payload: Mapping[str, Any], context: JobContext) -> None:
    """Take a dump up where it stopped; what stands in the way for good stops it for a person."""
    read_dump_by(payload["dump"], context, reader=read_with_triage, lister=list_files)


def read_dump_by(number: int, context: JobContext, *, reader: ReadDump, lister: ListDump) -> None:
    """Do it with this reader, once this lister has listed the files."""
    dump = Dump.objects.get(pk=number)
    if dump.state != Dump.State.READING:
        return
    try:
        _list(dump, context, lister=lister)
        _read(dump, context, reader=reader)
    except LeaseLostError:
        raise
    except ChaffinchError as error:
        _log.warning("%s", error.diagnostics())
        params = {"why": f"{error.what} {error.why}".strip()[:2_000], "todo": error.todo[:2_000]}
        stop_dump(number, code="cannot", actor=WORKER, now=context.now(), params=params)


def _list(dump: Dump, context: JobContext, *, lister: ListDump) -> None:
    """Have it on record what the dump was before anything of it is judged."""

    def note(_count: int) -> None:
        context.heartbeat()

    folder = find_home().dumps / str(dump.pk)
    found = lister(dump.order["source"], folder, now=context.now(), on_read=note)
    note_listed(
        dump.pk,
        sha256=found.sha256,
        manifest_sha256=found.manifest_sha256,
        listed_at=found.made_at,
        now=context.now(),
    )
    stamp = None if dump.manifest_stamp else date_custody(folder, settings.CONFIGURATION)
    if stamp is not None:
        note_stamped(dump.pk, stamp, now=context.now())


def _read(dump: Dump, context: JobContext, *, reader: ReadDump) -> None:
    stopped = False

    def should_stop() -> bool:
        return stopped or context.cancelled()

    def note(progress: TriageProgress) -> None:
        nonlocal stopped
        context.heartbeat(done=progress.size_done // _THOUSAND, total=progress.size // _THOUSAND)
        stopped = stopped or not note_progress(dump.pk, size_done=progress.size_done, size=progress.size)

    order = read_order(dump.order)
    passwords = open_passwords(bytes(dump.sealed_passwords))
    parts = reader(
        order, done=list_done(dump), should_stop=should_stop, on_progress=note, passwords=passwords
    )
    for part in parts:
        if not keep_part(dump.pk, part, now=context.now()):
            stopped = True
    if not should_stop():
        settle_repeats(dump.pk, now=context.now())
        end_dump(dump.pk, anomalies=find_odd(dump), now=context.now())
