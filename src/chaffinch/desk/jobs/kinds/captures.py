"""Open addresses: cases, and our own sign-in pages to compare them with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings

from chaffinch.desk.blobs import get_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Case, WatchEntry
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.captures import keep_reference, load_references, record_capture
from chaffinch.desk.services.followups import enqueue_captures, enqueue_reference
from chaffinch.desk.states import WATCHED
from chaffinch.ground.range_directory import is_range_name

if TYPE_CHECKING:
    from chaffinch.pages.browser import Browser


def may_open(host: str) -> bool:
    """Return whether the address may be opened: the user said how captures leave, or it is of the practice range."""
    return settings.CONFIGURATION.capture.egress != "unset" or is_range_name(host)


@job_kind("capture_case", lane="capture", max_attempts=4, pace_seconds=3, run_seconds=120)
def capture_case(payload: Mapping[str, Any], context: JobContext) -> None:
    """Open a case's address, judge what it shows, and keep both."""
    from chaffinch.pages.judge.compare import compare  # late: the web process need not load OpenCV

    case = Case.objects.get(pk=payload["case"])
    if not may_open(case.host):
        return  # prepare_desk asks again once the user has answered
    browser: Browser = context.services["browser"]
    look = browser.capture(case.url, now=context.now())
    judgement = compare(look, load_references(partial(get_blob, find_home().blobs)))
    with context.finishing():
        record_capture(case.pk, look, judgement, now=context.now())


@job_kind("capture_reference", lane="capture", max_attempts=6, run_seconds=120)
def capture_reference(payload: Mapping[str, Any], context: JobContext) -> None:
    """Capture one of our own sign-in pages, to compare others with."""
    url = str(payload["url"])
    if not WatchEntry.objects.filter(kind=WatchEntry.Kind.SIGN_IN, value=url).exists():
        return
    host = url.split("/")[2].rpartition("@")[2].partition(":")[0]
    if not may_open(host):
        return
    browser: Browser = context.services["browser"]
    look = browser.capture(url, now=context.now())
    with context.finishing():
        keep_reference(look, actor=WORKER, now=context.now())


@job_kind("recheck_live_cases")
def recheck_live_cases(payload: Mapping[str, Any], context: JobContext) -> None:
    """Have every case that may still be live looked at again."""
    with context.finishing():
        enqueue_captures(Case.objects.filter(state__in=WATCHED), now=context.now())


@job_kind("recapture_references")
def recapture_references(payload: Mapping[str, Any], context: JobContext) -> None:
    """Have our own sign-in pages captured again; a changed page becomes a new version."""
    for entry in WatchEntry.objects.filter(kind=WatchEntry.Kind.SIGN_IN):
        enqueue_reference(entry.value, now=context.now())
