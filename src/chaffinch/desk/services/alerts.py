"""Tell people at once that addresses were found, or that something waits."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count

from chaffinch.desk.channels import read_channels, tell_channels
from chaffinch.desk.home import find_home
from chaffinch.desk.models import (
    Approver,
    Case,
    Disclosure,
    Dump,
    DumpItem,
    FeedingRun,
    Hit,
    Planting,
    Release,
)
from chaffinch.desk.outbox import compose_text
from chaffinch.desk.services.audit import WORKER, write_audit
from chaffinch.desk.services.digests import MailNotSentError, can_send
from chaffinch.desk.services.dump_readings import READ_TWICE, READERS
from chaffinch.desk.states import WAITING
from chaffinch.feeding.limits import APPROVAL_LASTS, NEW_APPROVER_WAITS
from chaffinch.reports.alert import AlertWords, say_alert


def send_alert(case_numbers: Sequence[int], *, now: datetime) -> int:
    """Tell people of the cases of a batch that are of tier `alert` and still undecided; return how many there are.

    Raises:
        MailNotSentError: neither the mail server nor a channel took it.
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
    failed = _tell(alert, now=now)
    with transaction.atomic():
        write_audit(
            "alert sent",
            subject=("alert", found[0][0]),
            actor=WORKER,
            now=now,
            params={"cases": len(found), **_note_failed(failed)},
        )
    return len(found)


def send_word(*, now: datetime, alarm: bool = False) -> bool:
    """Tell that something waits on the desk, and not what: who reads our mail must not learn that a decoy rang.

    Nothing is sent where somebody has seen to everything meanwhile.

    Args:
        now: when.
        alarm: whether a decoy was used; for the record alone, the words are the same.

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
    failed = _tell(word, now=now)
    with transaction.atomic():
        subject = ("alert", "alarm" if alarm else "word")
        write_audit("alert sent", subject=subject, actor=WORKER, now=now, params=_note_failed(failed))
    return True


def _waits(*, now: datetime) -> bool:
    """Return whether a use of a decoy is unjudged, something wants a yes or stopped by itself, or an approver is new."""
    for_a_person = (FeedingRun.State.PROPOSED, FeedingRun.State.STOPPED)
    return (
        Hit.objects.filter(mark="").exists()
        or Planting.objects.filter(state__in=(Planting.State.PROPOSED, Planting.State.STOPPED)).exists()
        or FeedingRun.objects.filter(state__in=for_a_person).exists()
        or Disclosure.objects.filter(state=Disclosure.State.ASKED, asked_at__gt=now - APPROVAL_LASTS).exists()
        or Approver.objects.filter(since__gt=now - NEW_APPROVER_WAITS, until=None).exists()
        or _waits_of_dumps()
    )


def _waits_of_dumps() -> bool:
    """Return whether a dump is being read or stopped, a verdict wants its readers, or an example its second yes."""
    accusing = DumpItem.objects.filter(verdict__in=READ_TWICE).annotate(read=Count("readings"))
    return (
        Dump.objects.exclude(state=Dump.State.READ).exists()
        or Release.objects.filter(state=Release.State.ASKED).exists()
        or accusing.filter(read__lt=READERS).exists()
    )


def has_ways() -> bool:
    """Return whether there is any way to tell people."""
    return can_send() or bool(settings.CONFIGURATION.alerts.channels_file)


def _tell(words: AlertWords, *, now: datetime) -> list[str]:
    """Tell people by mail and by every channel; return the ways that failed.

    Raises:
        MailNotSentError: all of them did.
        ChannelError: the list of channels cannot be used.
    """
    channels = read_channels(find_home(), settings.CONFIGURATION.alerts)
    failed = tell_channels(channels, subject=words.subject, body=words.body)
    if can_send():
        try:
            _mail(words, now=now)
        except MailNotSentError:
            if len(failed) == len(channels):
                raise
            failed.append("mail")
    elif failed and len(failed) == len(channels):
        raise MailNotSentError(
            "No channel took the alert.",
            why=", ".join(failed),
            todo="Check the list of channels; it is tried again by itself.",
        )
    return failed


def _note_failed(failed: Sequence[str]) -> dict[str, object]:
    return {"failed": list(failed)} if failed else {}


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
