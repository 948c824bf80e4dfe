"""The weekly digest: made once, kept as it was, sent to each recipient once."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as outbox
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import Configuration, MailTable
from chaffinch.desk.models import AuditEntry, Digest, Job
from chaffinch.desk.services.audit import WORKER, Actor
from chaffinch.desk.services.cases import change_state
from chaffinch.desk.services.digests import (
    MailNotSentError,
    collect_digest,
    make_digest,
    read_digest_mail,
    send_digest,
)
from chaffinch.desk.services.tips import report_link

pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def week(ines: Actor, now: datetime) -> tuple[datetime, datetime]:
    """Three cases: one confirmed, one dismissed, one that waits; one more of the week before."""
    report_link("https://vieux-mouvement-aurore.test/", actor=ines, now=now - timedelta(days=8))
    for number, host in enumerate(
        ("portail.mouvement.aurore.test", "rnouvement-aurore.test", "mouvement-aurore-login.test")
    ):
        report_link(f"https://{host}/", actor=ines, now=now + timedelta(minutes=number))
    change_state(2, "confirmed", actor=ines, reason="", now=now)
    change_state(3, "dismissed", actor=ines, reason="ours", now=now)
    return now - timedelta(days=6), now + timedelta(days=1)


def find_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def parse(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_digest_tells_of_the_week_and_of_nothing_else(week: tuple[datetime, datetime]) -> None:
    content = collect_digest(*week)
    assert [case.host for case in content.cases] == [
        "portail.mouvement.aurore.test",
        "mouvement-aurore-login.test",
        "rnouvement-aurore.test",
    ]
    numbers = content.numbers
    assert (numbers.new_cases, numbers.confirmed, numbers.dismissed, numbers.waiting) == (3, 1, 1, 2)
    assert content.cases[0].no_picture_reason == "not-opened"
    assert "separator" in {trick.kind for trick in content.cases[0].tricks}


def test_a_period_is_made_once_and_says_later_what_it_said_then(
    week: tuple[datetime, datetime], ines: Actor, now: datetime
) -> None:
    first = make_digest(*week, actor=WORKER, now=week[1])
    before = read_digest_mail(first)
    change_state(4, "confirmed", actor=ines, reason="", now=now)
    assert make_digest(*week, actor=WORKER, now=week[1]).pk == first.pk
    assert read_digest_mail(Digest.objects.get()) == before
    assert Job.objects.filter(kind="send_digest").count() == 1


def test_the_message_is_in_the_language_of_the_organisation_and_names_the_addresses(
    week: tuple[datetime, datetime],
) -> None:
    message = parse(read_digest_mail(make_digest(*week, actor=WORKER, now=week[1])))
    text = message.get_body(("plain",))
    assert text is not None
    assert "Bilan hebdomadaire" in text.get_content()
    assert "portail[.]mouvement[.]aurore[.]test" in text.get_content()
    assert "https://portail.mouvement-aurore.test/" in text.get_content()


def test_each_recipient_gets_one_message_with_only_their_address(week: tuple[datetime, datetime]) -> None:
    digest = make_digest(*week, actor=WORKER, now=week[1])
    sent = send_digest(digest.pk, now=week[1])
    assert (sent.sending, sent.sent_at) == (Digest.Sending.SENT, week[1])
    assert [message.to for message in outbox.outbox] == [
        ["equipe@mouvement-aurore.test"],
        ["direction@mouvement-aurore.test"],
    ]
    send_digest(digest.pk, now=week[1])
    assert len(outbox.outbox) == 2
    assert AuditEntry.objects.filter(action="digest sent").exists()


def test_without_a_mail_server_the_digest_waits_and_says_so(
    week: tuple[datetime, datetime], settings: Settings, configuration: Configuration
) -> None:
    settings.CONFIGURATION = replace(configuration, mail=MailTable())
    digest = make_digest(*week, actor=WORKER, now=week[1])
    assert digest.sending == Digest.Sending.UNSET
    with pytest.raises(MailNotSentError, match="waits"):
        send_digest(digest.pk, now=week[1])


def test_a_server_that_is_down_leaves_the_digest_waiting_with_the_reason(
    week: tuple[datetime, datetime], settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", find_free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    digest = make_digest(*week, actor=WORKER, now=week[1])
    with pytest.raises(MailNotSentError):
        send_digest(digest.pk, now=week[1])
    digest.refresh_from_db()
    assert digest.sending == Digest.Sending.FAILED
    assert "refused" in digest.last_error.lower()


class Postbox:
    """Keep what a real SMTP server on loopback received; refuse the second recipient at first."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], bytes]] = []
        self.refuse = "direction@mouvement-aurore.test"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse in envelope.rcpt_tos:
            self.refuse = ""
            return "451 try again later"
        self.received.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    box = Postbox()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", find_free_port()
    controller = Controller(box, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    yield box
    controller.stop()


def test_after_a_fault_half_way_only_the_missing_recipient_gets_it(
    week: tuple[datetime, datetime], postbox: Postbox
) -> None:
    digest = make_digest(*week, actor=WORKER, now=week[1])
    with pytest.raises(MailNotSentError):
        send_digest(digest.pk, now=week[1])
    send_digest(digest.pk, now=week[1] + timedelta(minutes=5))
    assert [recipients for recipients, _content in postbox.received] == [
        ["equipe@mouvement-aurore.test"],
        ["direction@mouvement-aurore.test"],
    ]
    received = parse(postbox.received[1][1])
    assert received["To"] == "direction@mouvement-aurore.test"
    assert received.get_body(("html",)) is not None
