"""The alert says at once that something waits, and nothing that helps an intruder who reads our mail."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail as outbox

from chaffinch.desk.models import AuditEntry
from chaffinch.desk.services.alerts import send_alert
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.cases import change_state
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
