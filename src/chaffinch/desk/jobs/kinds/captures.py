"""Open addresses: cases, and our own sign-in pages to compare them with."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings

from chaffinch.desk.blobs import get_blob
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Case, WatchEntry
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.followups import enqueue_captures, enqueue_reference
from chaffinch.desk.services.references import (
    find_service,
    keep_reference,
    list_service_pages,
    load_references,
)
from chaffinch.desk.services.retention import thin_bundles
from chaffinch.desk.states import WATCHED
from chaffinch.desk.way_out import choose_egress, find_range
from chaffinch.errors import ChaffinchError
from chaffinch.ground.range_directory import is_range_name
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.bundle.tsa import ask_stamp
from chaffinch.pages.profile import DESKTOP, PROFILES, make_stepper

if TYPE_CHECKING:
    from chaffinch.pages.browser import Browser
    from chaffinch.pages.capture import Capture

_log = logging.getLogger(__name__)
_PATIENCE = Patience(attempts=2, seconds=15.0)


def may_open(host: str) -> bool:
    """Return whether the address may be opened: the user said how captures leave, or it is of the practice range."""
    return settings.CONFIGURATION.capture.egress != "unset" or is_range_name(host)


@job_kind("capture_case", lane="capture", max_attempts=4, pace_seconds=3, run_seconds=120)
def capture_case(payload: Mapping[str, Any], context: JobContext) -> None:
    """Open a case's address as one visitor, judge what it shows, and keep both."""
    from chaffinch.pages.judge.compare import compare  # late: the web process need not load OpenCV

    typed = str(payload.get("typed", ""))
    profile = make_stepper(typed) if typed else PROFILES[str(payload.get("profile", DESKTOP.name))]
    case = Case.objects.get(pk=payload["case"])
    if not may_open(case.host):
        return  # prepare_desk asks again once the user has answered
    browser: Browser = context.services["browser"]
    look = browser.capture(case.url, now=context.now(), profile=profile)
    judgement = compare(look, load_references(partial(get_blob, find_home().blobs)))
    bundle = make_evidence(look)
    with context.finishing():
        record_capture(case.pk, look, judgement, now=context.now(), bundle=bundle)


def make_evidence(look: Capture) -> dict[str, bytes]:
    """Return the evidence's files, signed, and dated by the authority that the settings name.

    An authority that does not answer is no reason to lose evidence: the bundle is then without its date.
    """
    key, url = find_home().read_key("evidence"), settings.CONFIGURATION.capture.timestamp
    if not url:
        return make_bundle(look, key=key)
    with Fetcher(
        choose_egress(settings.CONFIGURATION.capture), directory=find_range(), patience=_PATIENCE
    ) as fetcher:

        def stamp(manifest: bytes) -> bytes:
            try:
                return ask_stamp(fetcher, url=url, manifest=manifest)
            except ChaffinchError as fault:
                _log.warning("no time-stamp for %s: %s", look.requested_url, fault.diagnostics())
                return b""

        return make_bundle(look, key=key, stamp=stamp)


@job_kind("capture_reference", lane="capture", max_attempts=6, run_seconds=120)
def capture_reference(payload: Mapping[str, Any], context: JobContext) -> None:
    """Capture a genuine sign-in page, ours or a service's, to compare others with."""
    url = str(payload["url"])
    service = find_service(url)
    if not service and not WatchEntry.objects.filter(kind=WatchEntry.Kind.SIGN_IN, value=url).exists():
        return
    host = url.split("/")[2].rpartition("@")[2].partition(":")[0]
    if not may_open(host):
        return
    browser: Browser = context.services["browser"]
    look = browser.capture(url, now=context.now())
    with context.finishing():
        keep_reference(look, actor=WORKER, now=context.now(), service=service)


@job_kind("recheck_live_cases")
def recheck_live_cases(payload: Mapping[str, Any], context: JobContext) -> None:
    """Have every case that may still be live looked at again."""
    with context.finishing():
        enqueue_captures(Case.objects.filter(state__in=WATCHED), now=context.now())


@job_kind("thin_evidence", run_seconds=600)
def thin_evidence(payload: Mapping[str, Any], context: JobContext) -> None:
    """Let go of older evidence bundles that say nothing new, where the settings name an age."""
    days = settings.CONFIGURATION.capture.keep_days
    if days:
        thin_bundles(now=context.now(), keep=timedelta(days=days))


@job_kind("recapture_references")
def recapture_references(payload: Mapping[str, Any], context: JobContext) -> None:
    """Have the genuine sign-in pages captured again; a changed page becomes a new version."""
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.SIGN_IN).values_list("value", flat=True)
    for url in sorted({*own, *list_service_pages()}):
        enqueue_reference(url, now=context.now())
