"""Read the messages that colleagues send in, in a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import ReportedMail
from chaffinch.desk.services.tips import fail_mail, read_message, record_mail_links
from chaffinch.ground.isolate import IsolationError, run_isolated


@job_kind("read_mail", max_attempts=3)
def read_mail(payload: Mapping[str, Any], context: JobContext) -> None:
    """Take the links out of a message and open cases for them."""
    mail = ReportedMail.objects.select_related("reported_by").get(pk=payload["mail"])
    if mail.state != ReportedMail.State.WAITING:
        return
    try:
        untrusted_found = run_isolated("chaffinch.mail.links:extract_links", read_message(mail))
    except IsolationError as error:
        if error.code == "not-available":
            raise
        fail_mail(mail, reason=error.code)
        return
    links = read_found_links(untrusted_found)
    if links is None:
        fail_mail(mail, reason="not-a-mail")
        return
    with context.finishing():
        record_mail_links(mail, links, now=context.now())


def read_found_links(untrusted_found: object) -> list[str] | None:
    """Check what came out of the sandbox; return None where the file was no message and held no link."""
    if not isinstance(untrusted_found, dict) or not isinstance(untrusted_found.get("links"), list):
        return None
    links = [link for link in untrusted_found["links"] if isinstance(link, str)]
    return links if links or untrusted_found.get("is_message") is True else None
