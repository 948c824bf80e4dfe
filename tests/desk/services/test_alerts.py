"""The alert says at once that something waits, and nothing that helps an intruder who reads our mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox
from tests.desk.baited import SOURCE, Baited, feed

from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.sign_ins import open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, Hit, Job
from chaffinch.desk.services.alerts import send_alert, send_word
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.cases import change_state
from chaffinch.desk.services.followups import enqueue_alarm, enqueue_word
from chaffinch.desk.services.hits import mark_hits
from chaffinch.desk.services.tips import report_link

pytestmark = pytest.mark.usefixtures("watched")


def test_one_new_address_is_named_where_nobody_can_click_it(ines: Actor, now: datetime) -> None:
    case, _new = report_link("https://portail.mouvement.aurore.test/x", actor=ines, now=now)
    assert send_alert([case.pk], now=now) == 1
    message = outbox.outbox[0].message()
    content = message.as_bytes().decode()
    assert message["Subject"] == "Mouvement Aurore\xa0: quelque chose vous attend sur le bureau"
    assert "portail.mouvement.aurore.test" not in content
    assert "portail[.]mouvement" in content.replace("=\r\n", "")
    assert [sent.to for sent in outbox.outbox] == [
        ["equipe@mouvement-aurore.test"],
        ["direction@mouvement-aurore.test"],
    ]
    assert AuditEntry.objects.filter(action="alert sent").count() == 1


def test_what_is_decided_or_only_to_review_wakes_nobody(ines: Actor, now: datetime) -> None:
    decided, _new = report_link("https://portail.mouvement.aurore.test/x", actor=ines, now=now)
    change_state(decided.pk, "confirmed", actor=ines, reason="", now=now)
    unknown, _new = report_link("https://gratuit.example/", actor=ines, now=now)
    assert send_alert([decided.pk, unknown.pk], now=now) == 0
    assert not outbox.outbox


def use_decoy(baited: Baited, home: Home, folder: Path, now: datetime) -> Hit:
    """Have one decoy used, as a log tells of it."""
    log = folder / "dovecot.log"
    log.write_text(baited.opening(1))
    table = TripwiresTable(logs=(LogTable(path=str(log)),))
    open_followers(table.logs, table=table, index=DecoyIndex(home), clock=lambda: now)[str(log)].read()
    return Hit.objects.get()


def test_of_a_used_decoy_mail_says_only_that_something_waits(
    ines: Actor, home: Home, tmp_path: Path, now: datetime
) -> None:
    baited = feed("portail.mouvement.aurore-acces.com", ines, now=now)
    use_decoy(baited, home, tmp_path, now)
    assert Job.objects.filter(kind="send_word", state="waiting").count() == 1
    assert send_word(now=now)
    for sent in outbox.outbox:
        content = sent.message().as_bytes().decode().replace("=\n", "").lower()
        for secret in (
            "leurre",
            "decoy",
            "alarm",
            "usage",
            "connexion",
            SOURCE,
            "aurore-acces",
            baited.numbers[0].lower(),
        ):
            assert secret not in content, secret
    assert len(outbox.outbox) == 2
    assert outbox.outbox[0].subject == "Mouvement Aurore\xa0: quelque chose vous attend sur le bureau"


def test_what_somebody_has_judged_meanwhile_sends_no_word(
    ines: Actor, home: Home, tmp_path: Path, now: datetime
) -> None:
    baited = feed("portail.mouvement.aurore-acces.com", ines, now=now)
    hit = use_decoy(baited, home, tmp_path, now)
    mark_hits(("case", baited.case.pk), [hit.pk], mark="test", reason="A drill.", actor=ines, now=now)
    assert not send_word(now=now)
    assert not outbox.outbox


def test_word_goes_out_every_five_minutes_at_most(
    ines: Actor, home: Home, tmp_path: Path, now: datetime
) -> None:
    use_decoy(feed("portail.mouvement.aurore-acces.com", ines, now=now), home, tmp_path, now)
    send_word(now=now)
    Job.objects.all().delete()
    assert enqueue_word(now=now + timedelta(minutes=1))
    assert Job.objects.get(kind="send_word").not_before == now + timedelta(minutes=5)
    assert not enqueue_word(now=now + timedelta(minutes=2))


def test_an_alarm_waits_for_no_word_of_anything_else(
    ines: Actor, home: Home, tmp_path: Path, now: datetime
) -> None:
    baited = feed("portail.mouvement.aurore-acces.com", ines, now=now)  # its proposal waited for a yes
    write_audit("alert sent", subject=("alert", "word"), actor=ines, now=now - timedelta(seconds=30))
    Job.objects.all().delete()
    use_decoy(baited, home, tmp_path, now)
    job = Job.objects.get(kind="send_word")
    assert (job.payload, job.not_before) == ({"alarm": True}, now)
    assert send_word(now=now, alarm=True)
    Job.objects.all().delete()
    assert enqueue_alarm(now=now + timedelta(minutes=1))
    assert Job.objects.get(kind="send_word").not_before == now + timedelta(minutes=5)
    assert enqueue_word(now=now + timedelta(minutes=1))
    assert set(Job.objects.values_list("not_before", flat=True)) == {now + timedelta(minutes=5)}
