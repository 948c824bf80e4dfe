"""Tell people at once that addresses were found, or that something waits."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction

from chaffinch.desk.models import Approver, Case, Disclosure, FeedingRun, Hit
from chaffinch.desk.outbox import compose_text
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.digests import MailNotSentError
from chaffinch.desk.states import WAITING
from chaffinch.feeding.limits import APPROVAL_LASTS, NEW_APPROVER_WAITS
from chaffinch.reports.alert import AlertWords, say_alert


def send_alert(case_numbers: Sequence[int], *, now: datetime) -> int:
    """Mail one alert about the cases of a batch that are of tier `alert` and still undecided; return how many there are.

    Raises:
        MailNotSentError: the server did not take it.
    """
    cases = Case.objects.filter(pk__in=list(case_numbers), tier=Case.Tier.ALERT, state__in=WAITING).order_by(
        "-score"
    )
    found = list(cases.values_list("pk", "display"))
    if not found:
        return 0
    configuration = settings.CONFIGURATION
    alert = say_alert(
        "found",
        organisation=configuration.organisation.name,
        desk_url=configuration.desk_url,
        host=found[0][1] if len(found) == 1 else "",
        locale=configuration.organisation.language,
    )
    _mail(alert, now=now)
    with transaction.atomic():
        write_audit(
            "alert sent",
            subject=("alert", found[0][0]),
            actor=WORKER,
            now=now,
            params={"cases": len(found)},
        )
    return len(found)


def send_word(*, now: datetime) -> bool:
    """Mail that something waits on the desk, and not what: who reads our mail must not learn that a decoy rang.

    Nothing is sent where somebody has seen to everything meanwhile.

    Raises:
        MailNotSentError: the server did not take it.
    """
    if not _waits(now=now):
        return False
    configuration = settings.CONFIGURATION
    word = say_alert(
        "waiting",
        organisation=configuration.organisation.name,
        desk_url=configuration.desk_url,
        locale=configuration.organisation.language,
    )
    _mail(word, now=now)
    with transaction.atomic():
        write_audit("alert sent", subject=("alert", "word"), actor=WORKER, now=now)
    return True


def _waits(*, now: datetime) -> bool:
    """Return whether a use of a decoy is unjudged, something wants a yes, a run stopped, or an approver is new."""
    for_a_person = (FeedingRun.State.PROPOSED, FeedingRun.State.STOPPED)
    return (
        Hit.objects.filter(mark="").exists()
        or FeedingRun.objects.filter(state__in=for_a_person).exists()
        or Disclosure.objects.filter(state=Disclosure.State.ASKED, asked_at__gt=now - APPROVAL_LASTS).exists()
        or Approver.objects.filter(since__gt=now - NEW_APPROVER_WAITS, until=None).exists()
    )


def _mail(words: AlertWords, *, now: datetime) -> None:
    table = settings.CONFIGURATION.mail
    message = compose_text(words.subject, words.body, sender=settings.DEFAULT_FROM_EMAIL, now=now)
    try:
        with get_connection() as connection:
            connection.send_messages(
                [message.addressed_to(address) for address in table.alert_recipients or table.recipients]
            )
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSentError(
            "The mail server did not take the alert.",
            why=str(error),
            todo="Check [mail] in chaffinch.toml; it is tried again by itself.",
        ) from error
