"""Who has something to do on the desk is told so by mail, and not what it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from tests.desk.services.test_feeding import case, seen, team, tomas

from chaffinch.desk.models import Case, Job
from chaffinch.desk.services.alerts import send_word
from chaffinch.desk.services.audit import WORKER, Actor
from chaffinch.desk.services.feeding import add_approver, approve_run, end_run, propose_from_capture, stop_run

__all__ = ["case", "seen", "team", "tomas"]
pytestmark = pytest.mark.usefixtures("watched")


def wait_for_word() -> int:
    """Return how many messages wait to go out, and take them away."""
    return Job.objects.filter(kind="send_word").delete()[0]


def test_a_proposal_and_a_stop_by_itself_send_word_a_stop_by_a_person_does_not(
    case: Case, team: tuple[Actor, Actor], now: datetime
) -> None:
    wait_for_word()
    assert not send_word(now=now), "the approvers are of last week"
    run = propose_from_capture(case.pk, decoys=30, hours=12, reason="A copy.", actor=team[0], now=now)
    assert wait_for_word() == 1
    assert send_word(now=now)
    for sent in outbox.outbox:
        said = sent.message().as_bytes().decode().replace("=\n", "").lower()
        assert not any(word in said for word in ("leurre", "decoy", "feed", "nourri", "approuv", case.host))
    for actor in team:
        approve_run(run.pk, reason="Yes.", actor=actor, now=now)
    assert not send_word(now=now), "nobody is waited for any more"
    stop_run(run.pk, code="person", actor=team[0], now=now)
    assert wait_for_word() == 0
    assert send_word(now=now), "whoever asks now is told that it stands"
    end_run(run.pk, actor=team[0], now=now)
    assert not send_word(now=now)


def test_what_stops_by_itself_sends_word(case: Case, team: tuple[Actor, Actor], now: datetime) -> None:
    run = propose_from_capture(case.pk, decoys=30, hours=12, reason="A copy.", actor=team[0], now=now)
    for actor in team:
        approve_run(run.pk, reason="Yes.", actor=actor, now=now)
    wait_for_word()
    stop_run(run.pk, code="page-refuses", actor=WORKER, now=now)
    assert wait_for_word() == 1


def test_everybody_is_told_of_a_new_approver(ines: Actor, tomas: Actor, now: datetime) -> None:
    wait_for_word()
    add_approver("tomas", actor=ines, now=now)
    assert wait_for_word() == 1
    assert send_word(now=now + timedelta(hours=1))
    assert not send_word(now=now + timedelta(hours=25))
