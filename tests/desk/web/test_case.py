"""The page of a case, and what can be done on it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chaffinch.desk.models import AuditEntry, Case, Exposure, Job, Sighting, Source
from chaffinch.desk.services.audit import WORKER, Actor, write_audit
from tests.desk.web.markup import check_markup

COPY = "portail.mouvement.aurore.test"


@pytest.fixture
def case(furnished: datetime) -> Case:
    return Case.objects.get(host=COPY)


def show(client: Client, case: Case) -> str:
    page: str = client.get(f"/cases/{case.pk}/").content.decode()
    return page


def test_the_differing_characters_are_marked_and_spoken(ines: Client, case: Case) -> None:
    page = show(ines, case)
    hero = page[page.index("<h1") : page.index("</h1>")]
    assert "(differs here:" in hero
    assert '.<wbr><span class="visually-hidden">) </span></mark>' in hero
    assert "A dot where we write a hyphen." in page


def test_both_pictures_stand_side_by_side_with_the_matching_part_framed(ines: Client, case: Case) -> None:
    page = show(ines, case)
    assert page.count('<rect x="715"') == 2
    assert "capture-" in page and "reference-" in page
    assert 'viewBox="0 0 1280 800"' in page


def test_no_link_leads_to_the_phisher(ines: Client, case: Case) -> None:
    assert not [link for link in check_markup(show(ines, case)).links if COPY in link]


def test_the_verdict_the_way_and_the_form_are_told(ines: Client, case: Case) -> None:
    page = show(ines, case)
    for words in (
        "Copy of our sign-in page",
        "sent on by a script",
        "Mot de passe",
        "Let&#x27;s Encrypt",
        "203.0.113.20",
    ):
        assert words in page


def test_a_case_is_confirmed_with_who_and_why(ines: Client, case: Case) -> None:
    page = ines.post(
        f"/cases/{case.pk}/decision/", {"state": "confirmed", "reason": "Our form."}, follow=True
    )
    case.refresh_from_db()
    assert case.state == "confirmed"
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.actor, entry.reason) == ("case confirmed", "ines", "Our form.")
    assert "Confirmed. It is on the block lists now" in page.content.decode()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_setting_aside_without_a_reason_is_refused_with_its_explanation(
    reason: str, ines: Client, case: Case
) -> None:
    response = ines.post(f"/cases/{case.pk}/decision/", {"state": "dismissed", "reason": reason})
    page = response.content.decode()
    assert response.status_code == 422
    assert "A dismissal needs a reason." in page
    assert 'id="dismiss" open' in page
    case.refresh_from_db()
    assert case.state == "captured"


def test_a_step_that_is_not_possible_any_more_is_a_conflict_and_explained(ines: Client, case: Case) -> None:
    response = ines.post(f"/cases/{case.pk}/decision/", {"state": "reported", "reason": "x"})
    assert response.status_code == 409
    assert not check_markup(response.content.decode()).faults


def test_what_was_typed_survives_a_refusal(ines: Client, case: Case) -> None:
    page = ines.post(f"/cases/{case.pk}/note/", {"reason": " "}).content.decode()
    assert "The note is empty." in page


@pytest.mark.parametrize("action", ["decision", "look", "note", "people"])
def test_nothing_changes_by_reading(action: str, ines: Client, case: Case) -> None:
    before = AuditEntry.objects.count()
    assert ines.get(f"/cases/{case.pk}/{action}/", {"state": "confirmed", "reason": "x"}).status_code == 405
    assert AuditEntry.objects.count() == before


def test_a_state_that_does_not_exist_is_not_found(ines: Client, case: Case) -> None:
    assert ines.post(f"/cases/{case.pk}/decision/", {"state": "fed"}).status_code == 404
    assert ines.post("/cases/4711/decision/", {"state": "confirmed"}).status_code == 404


def test_another_look_is_asked_for_once(ines: Client, case: Case) -> None:
    Job.objects.all().delete()
    first = ines.post(f"/cases/{case.pk}/look/", follow=True).content.decode()
    second = ines.post(f"/cases/{case.pk}/look/", follow=True).content.decode()
    assert "The page is about to be looked at." in first
    assert "Another look waits already." in second
    assert Job.objects.filter(kind="capture_case").count() == 1


def test_a_note_stands_in_the_timeline(ines: Client, case: Case) -> None:
    page = ines.post(f"/cases/{case.pk}/note/", {"reason": "Two lines\nof it"}, follow=True).content.decode()
    assert "Two lines<br>of it" in page


def test_whom_it_reached_is_kept_encrypted_and_marked_as_helped(ines: Client, case: Case) -> None:
    page = ines.post(f"/cases/{case.pk}/people/", {"person": "Zoé Prigent", "what": "typed"}, follow=True)
    assert "Zoé Prigent" in page.content.decode()
    exposure = Exposure.objects.latest("pk")
    assert "Zoé".encode() not in bytes(exposure.person)
    ines.post(f"/cases/{case.pk}/people/{exposure.pk}/helped/")
    exposure.refresh_from_db()
    assert exposure.settled_at is not None
    assert ines.post(f"/cases/1{case.pk}/people/{exposure.pk}/helped/").status_code == 404


def test_a_name_that_cannot_be_read_any_more_does_not_break_the_page(ines: Client, case: Case) -> None:
    Exposure.objects.update(person=b"CF1 something else")
    assert "(cannot be read with this key)" in show(ines, case)


def test_an_earlier_look_can_be_shown(ines: Client, case: Case) -> None:
    capture = case.captures.get()
    page = ines.get(f"/cases/{case.pk}/?look={capture.pk}").content.decode()
    assert "Side by side" in page
    assert ines.get(f"/cases/{case.pk}/?look=99999999999999999999").status_code == 200
    assert ines.get(f"/cases/{case.pk}/?look=²").status_code == 200


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("zone", "/srv/fr.zone.gz", "zone file <bdi>fr.zone.gz</bdi>, line 17"),
        ("ct", "https://ct.test/2027/", "certificate log <bdi>https://ct.test/2027/</bdi>, entry 17"),
    ],
)
def test_a_sighting_says_where_in_its_source_it_stands(
    kind: str, name: str, words: str, ines: Client, case: Case
) -> None:
    source = Source.objects.create(kind=kind, name=name)
    Sighting.objects.create(case=case, source=source, seen_at=case.last_seen, text=COPY, line=17)
    assert words in show(ines, case)


def test_setting_aside_leads_to_the_reasons_that_teach(ines: Client, case: Case) -> None:
    links = check_markup(show(ines, case)).links
    [link] = [link for link in links if link.startswith("/cases/triage/")]
    assert "Set 1 case aside?" in ines.get(link).content.decode()
    assert f'value="/cases/{case.pk}/"' in ines.get(link).content.decode()


def test_what_comes_by_the_dozen_is_one_entry_of_the_timeline(ines: Client, case: Case) -> None:
    now = timezone.now()
    for number in range(12):
        for action in ("decoy sent", "decoy answered"):
            write_audit(
                action,
                subject=("case", case.pk),
                actor=WORKER,
                now=now + timedelta(minutes=number),
                params={},
            )
    write_audit("note", subject=("case", case.pk), actor=Actor("ines", 1), now=now, reason="Look here.")
    write_audit("decoy sent", subject=("case", case.pk), actor=WORKER, now=now, params={})
    page = show(ines, case)
    timeline = page[page.index('id="timeline"') :]
    assert timeline.count("sent a decoy") == 2
    assert timeline.count("12 times") == 1
    assert "noted what the page answered" not in timeline
    log: str = ines.get(f"/activity/?case={case.pk}").content.decode()
    assert log.count("Sent a decoy") == 13
