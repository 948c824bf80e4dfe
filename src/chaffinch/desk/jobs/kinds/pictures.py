"""Have the words in a dump's pictures read, keep them as they come; killed at any moment, the next run goes on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chaffinch.desk.dump_passwords import open_passwords
from chaffinch.desk.dump_pictures import list_contents, list_records, open_desk_known
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import LeaseLostError
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import PicturePass
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.pictures import begin_reading, end_pictures, keep_pictures, stop_pictures
from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.leaks.reading.tesseract import OcrEngine, find_engine
from chaffinch.leaks.triage.ocr import Contents, read_contents
from chaffinch.leaks.triage.ocr_log import OCR_LOG, OcrLog, open_log
from chaffinch.leaks.triage.order import TriageOrder, read_order
from chaffinch.leaks.triage.writing import list_terms

_log = logging.getLogger(__name__)
_ATTEMPTS = 4
_LONGEST_SECONDS = 86_400.0
_EVERY = timedelta(seconds=3)
"""So often what was read is kept in the tables; in the log it is at once."""
_LOOK = timedelta(seconds=1)


def stop_abandoned(payload: Mapping[str, Any], now: datetime) -> None:
    """Stop a pass whose job nobody takes up any more."""
    stop_pictures(payload["dump"], code="broken", actor=WORKER, now=now)


@job_kind(
    "read_pictures",
    lane="pictures",
    run_seconds=_LONGEST_SECONDS,
    max_attempts=_ATTEMPTS,
    given_up=stop_abandoned,
)
def read_pictures(payload: Mapping[str, Any], context: JobContext) -> None:
    """Take the pictures up where they were left; what stands in the way for good stops the pass for a person."""
    one = PicturePass.objects.select_related("dump").get(dump=payload["dump"])
    if one.state != PicturePass.State.READING:
        return
    folder = find_home().dumps / str(one.dump_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_log(folder) as log:  # held by a run that is ending still: this one is tried again
        try:
            _read(one, log, context)
        except LeaseLostError:
            raise
        except ChaffinchError as error:
            _log.warning("%s", error.diagnostics())
            params = {"why": f"{error.what} {error.why}".strip()[:2_000], "todo": error.todo[:2_000]}
            stop_pictures(one.dump_id, code="cannot", actor=WORKER, now=context.now(), params=params)
    if PicturePass.objects.filter(pk=one.pk, state=PicturePass.State.READ).exists():
        (folder / OCR_LOG).unlink(missing_ok=True)  # all of it stands in the tables, encrypted


def _read(one: PicturePass, log: OcrLog, context: JobContext) -> None:
    try:
        engine = find_engine(one.languages)
    except UsageError as error:
        _log.warning("%s", error.diagnostics())
        stop_pictures(one.dump_id, code="engine", actor=WORKER, now=context.now())
        return
    order = read_order(one.dump.order)
    terms = name_terms(engine)
    begin_reading(one.dump_id, terms=terms)
    log.begin({**list_terms(order, dump=one.dump.sha256), **terms, "round": one.round})
    known = {record.item: record for record in list_records(one.dump)}
    log.keep(record for item, record in known.items() if item not in log.records)
    keeping = _Keeping(one, log, context, kept=set(known))
    keeping.keep()
    contents = list_contents(one.dump)
    if _read_contents(order, contents, keeping, engine=engine):
        end_pictures(one.dump_id, now=context.now())


def _read_contents(order: TriageOrder, contents: Contents, keeping: _Keeping, *, engine: OcrEngine) -> bool:
    """Read what is left; one processor stays with the rest of the desk."""
    spared = replace(order, workers=max(1, order.count_workers() - 1))
    try:
        return read_contents(
            spared,
            contents,
            keeping.log,
            engine=engine,
            passwords=open_passwords(bytes(keeping.one.sealed_passwords)),
            should_stop=keeping.should_stop,
            on_read=keeping.note,
            known=open_desk_known,
        )
    finally:
        keeping.keep()


def name_terms(engine: OcrEngine) -> dict[str, Any]:
    """Return by what pictures are read, as the pass keeps it."""
    return {
        "engine": "tesseract",
        "version": engine.version,
        "languages": engine.languages,
        "turns": engine.turns,
    }


class _Keeping:
    """Carries what the log holds over into the tables, and asks there whether to stop."""

    def __init__(self, one: PicturePass, log: OcrLog, context: JobContext, *, kept: set[str]) -> None:
        self.one, self.log = one, log
        self._context, self._kept = context, kept
        self._stopped = False
        self._kept_at = self._looked_at = context.now()

    def keep(self) -> None:
        """Keep what is new."""
        fresh = [record for item, record in self.log.records.items() if item not in self._kept]
        keep_pictures(self.one.dump_id, fresh, now=self._context.now())
        self._kept.update(record.item for record in fresh)
        self._kept_at = self._context.now()

    def note(self, _count: int) -> None:
        """Keep what is new, now and then."""
        if self._context.now() - self._kept_at >= _EVERY:
            self.keep()

    def should_stop(self) -> bool:
        """Ask whether the worker stops, or a person stopped it."""
        self._context.heartbeat(done=len(self.log.records), total=self.one.total)
        if self._context.cancelled():
            return True
        if self._context.now() - self._looked_at >= _LOOK:
            self._looked_at = self._context.now()
            running = PicturePass.objects.filter(pk=self.one.pk, state=PicturePass.State.READING)
            self._stopped = self._stopped or not running.exists()
        return self._stopped
