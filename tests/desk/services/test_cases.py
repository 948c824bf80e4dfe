"""Decisions are by people, with reasons, on record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, Case, Exposure, Job
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.cases import (
    MissingReasonError,
    add_note,
    ask_for_capture,
    change_state,
    note_exposure,
    read_person,
    settle_exposure,
)
from chaffinch.desk.services.tips import read_message, report_link, report_mail
from chaffinch.desk.states import WrongStateError
from chaffinch.errors import UsageError

pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def case(ines: Actor, now: datetime) -> Case:
    return report_link("https://portail.mouvement.aurore.test/", actor=ines, now=now)[0]


def test_a_confirmation_is_on_record_with_who_when_and_why(case: Case, ines: Actor, now: datetime) -> None:
    changed = change_state(case.pk, "confirmed", actor=ines, reason=" seen it myself ", now=now)
    assert (changed.state, changed.confirmed_at) == ("confirmed", now)
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.actor, entry.action, entry.reason, entry.at) == (
        "ines",
        "case confirmed",
        "seen it myself",
        now,
    )
    assert entry.params == {"from": "new"}


def test_a_dismissal_without_a_reason_is_refused(case: Case, ines: Actor, now: datetime) -> None:
    with pytest.raises(MissingReasonError):
        change_state(case.pk, "dismissed", actor=ines, reason="  ", now=now)
    case.refresh_from_db()
    assert case.state == "new"


def test_a_step_that_is_not_allowed_changes_nothing(case: Case, ines: Actor, now: datetime) -> None:
    rows = AuditEntry.objects.count()
    with pytest.raises(WrongStateError):
        change_state(case.pk, "reported", actor=ines, reason="x", now=now)
    assert AuditEntry.objects.count() == rows


def test_asking_for_another_look_twice_waits_once(case: Case, ines: Actor, now: datetime) -> None:
    Job.objects.update(state="done")
    assert ask_for_capture(case.pk, actor=ines, now=now)
    assert not ask_for_capture(case.pk, actor=ines, now=now)
    assert Job.objects.filter(kind="capture_case", state="waiting").count() == 1


def test_a_note_is_kept_and_an_empty_one_is_not(case: Case, ines: Actor, now: datetime) -> None:
    add_note(case.pk, actor=ines, text="the host answers from Riga", now=now)
    assert AuditEntry.objects.latest("sequence").reason == "the host answers from Riga"
    with pytest.raises(MissingReasonError):
        add_note(case.pk, actor=ines, text=" ", now=now)


def test_who_typed_a_password_is_kept_unreadable_at_rest(case: Case, ines: Actor, now: datetime) -> None:
    exposure = note_exposure(case.pk, person="Camille Dubreuil", what="typed", actor=ines, now=now)
    assert b"Camille" not in bytes(Exposure.objects.get().person)
    assert read_person(exposure) == "Camille Dubreuil"
    assert not AuditEntry.objects.filter(reason__contains="Camille").exists()
    assert "Camille" not in str(list(AuditEntry.objects.values_list("params", flat=True)))
    assert settle_exposure(exposure.pk, actor=ines, now=now).settled_at == now
    verify_chain()


def test_an_exposure_needs_a_name_and_a_known_kind(case: Case, ines: Actor, now: datetime) -> None:
    with pytest.raises(MissingReasonError):
        note_exposure(case.pk, person=" ", what="typed", actor=ines, now=now)
    with pytest.raises(UsageError):
        note_exposure(case.pk, person="A", what="laughed", actor=ines, now=now)


def test_a_dropped_mail_rests_encrypted_and_comes_back_whole(ines: Actor, now: datetime, home: Home) -> None:
    message = b"Subject: urgent\r\n\r\nhttps://portail.mouvement.aurore.test/secret-marker\r\n"
    mail = report_mail(message, actor=ines, now=now)
    assert read_message(mail) == message
    stored = b"".join(path.read_bytes() for path in Path(home.blobs).rglob("*") if path.is_file())
    assert b"secret-marker" not in stored
    assert Job.objects.filter(kind="read_mail").count() == 1


@pytest.mark.parametrize("untrusted", [b"", b" \r\n", b"x" * 20_000_001])
def test_an_empty_or_huge_file_is_refused(ines: Actor, now: datetime, untrusted: bytes) -> None:
    with pytest.raises(UsageError):
        report_mail(untrusted, actor=ines, now=now)
