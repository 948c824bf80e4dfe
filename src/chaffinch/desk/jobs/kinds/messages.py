"""What leaves by mail: the weekly digest, the alert, and the word that something waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import PostponedError
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.services.alerts import has_ways
from chaffinch.desk.services.alerts import send_alert as send_alert_mail
from chaffinch.desk.services.alerts import send_word as send_word_mail
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.digests import (
    MailNotSentError,
    can_send,
    last_seven_days,
    make_digest,
)
from chaffinch.desk.services.digests import send_digest as send_digest_mail

_AGAIN = timedelta(minutes=5)


@job_kind("make_digest")
def make_weekly_digest(payload: Mapping[str, Any], context: JobContext) -> None:
    """Make the digest of the seven days before it was due."""
    due = datetime.fromisoformat(payload["due"]) if "due" in payload else context.now()
    since, until = last_seven_days(due)
    make_digest(since, until, actor=WORKER, now=context.now())


@job_kind("send_digest", run_seconds=300)
def send_digest(payload: Mapping[str, Any], context: JobContext) -> None:
    """Send a digest; without a mail server it waits, and the desk says so."""
    if not can_send():
        return  # prepare_desk asks again once a server is set
    with _tried_again(context):
        send_digest_mail(payload["digest"], now=context.now())


@job_kind("send_alert", run_seconds=120)
def send_alert(payload: Mapping[str, Any], context: JobContext) -> None:
    """Tell people at once that addresses were found."""
    if not has_ways():
        return
    with _tried_again(context):
        send_alert_mail(payload["cases"], now=context.now())


@job_kind("send_word", run_seconds=120)
def send_word(payload: Mapping[str, Any], context: JobContext) -> None:
    """Tell people that something waits on the desk."""
    if not has_ways():
        return
    with _tried_again(context):
        send_word_mail(now=context.now(), alarm=bool(payload.get("alarm")))


@contextmanager
def _tried_again(context: JobContext) -> Iterator[None]:
    """Put a job off whose mail the server did not take."""
    try:
        yield
    except MailNotSentError as error:
        raise PostponedError(
            error.what, why=error.why, todo=error.todo, until=context.now() + _AGAIN
        ) from error
