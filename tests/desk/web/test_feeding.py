"""The case page proposes, shows and stops feeding; every refusal is said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from chaffinch.desk.blobs import get_blob
from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.home import Home
from chaffinch.desk.models import Case, FedDecoy, FeedingRun, SignInLog, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.feeding import add_approver, file_scope
from chaffinch.desk.services.sending import PlannedDecoy, plan_decoys, record_submission
from chaffinch.feeding.answers import read_answer
from chaffinch.feeding.submit import Secrets, Submission
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.verdict import Verdict
from tests.desk.house import furnish_house
from tests.desk.web.markup import check_markup
from tests.desk.web.story import draw_picture, make_look

HOST = "portail.mouvement.aurore-acces.com"


@pytest.fixture
def case(furnished: datetime) -> Case:
    """A confirmed copy on a host that is no reserved name, with its evidence."""
    case = Case.objects.get(host="portail.mouvement.aurore.test")
    number = str(case.latest_capture.verdict.reference_id) if case.latest_capture else ""
    seen = replace(make_look(HOST, picture=draw_picture, at=furnished), resources=(HOST,))
    Case.objects.filter(pk=case.pk).update(host=HOST, url=f"https://{HOST}/", state="confirmed")
    record_capture(case.pk, seen, Verdict("copy", 0.9, (), number), now=furnished, bundle=make_bundle(seen))
    Case.objects.filter(pk=case.pk).update(state="confirmed")
    case.refresh_from_db()
    return case


@pytest.fixture
def allowed(case: Case, furnished: datetime) -> None:
    """Ines and Tomas may approve since last week, and counsel has signed."""
    ines = User.objects.get(username="ines")
    actor, day = Actor("ines", ines.pk), timedelta(days=1)
    for name in ("ines", "tomas"):
        add_approver(name, actor=actor, now=furnished - 7 * day)
    furnish_house(actor, now=furnished)
    file_scope(
        b"%PDF",
        signed_by="Me D",
        since=furnished - day,
        until=furnished + 90 * day,
        actor=actor,
        now=furnished,
    )


def show(client: Client, case: Case) -> str:
    page: str = client.get(f"/cases/{case.pk}/").content.decode()
    check_markup(page)
    return page[page.index('id="feeding"') :].partition("</section>")[0]


def propose(client: Client, case: Case, **changes: str) -> str:
    typed = {"decoys": "57", "hours": "12", "reason": "It asks for our passwords.", **changes}
    page: str = client.post(f"/cases/{case.pk}/feeding/", typed, follow=True).content.decode()
    check_markup(page)
    return page


def test_a_case_that_is_not_confirmed_says_nothing_of_feeding(ines: Client, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="captured")
    assert 'id="feeding"' not in ines.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.usefixtures("allowed")
def test_two_people_begin_it_on_the_page(ines: Client, case: Case) -> None:
    assert "Propose to feed the page" in show(ines, case)
    assert "nothing has left this machine" in propose(ines, case)
    run = FeedingRun.objects.get()
    assert (run.state, run.decoys, run.mix) == ("proposed", 57, {"phantom": 57})
    assert "A page waits for approval to be fed" in ines.get("/").content.decode()
    assert "No account that really opens is registered" in show(ines, case)
    address = f"/cases/{case.pk}/feeding/{run.pk}/approve/"
    page = ines.post(address, {"reason": "Yes."}, follow=True).content.decode()
    assert "another person’s yes" in page
    again = ines.post(address, {"reason": "Yes."})
    assert again.status_code == 422
    assert "You have approved this run already." in again.content.decode()
    other = Client()
    other.force_login(User.objects.get(username="tomas"))
    assert (
        "The page is being fed now." in other.post(address, {"reason": "Yes."}, follow=True).content.decode()
    )
    assert "is being fed" in show(ines, case)


@pytest.mark.usefixtures("allowed")
def test_it_is_stopped_resumed_killed_and_ended_on_the_page(ines: Client, case: Case, home: Home) -> None:
    propose(ines, case)
    run = FeedingRun.objects.get()
    for name in ("ines", "tomas"):
        client = Client()
        client.force_login(User.objects.get(username=name))
        client.post(f"/cases/{case.pk}/feeding/{run.pk}/approve/", {"reason": "Yes."})
    halt = f"/cases/{case.pk}/feeding/{run.pk}/halt/"
    ines.post(halt, {"act": "stop"})
    assert "Somebody stopped it." in show(ines, case)
    assert ines.post(halt, {"act": "resume", "reason": ""}).status_code == 422
    ines.post(halt, {"act": "resume", "reason": "It was a mistake."})
    assert "Stop this run" in show(ines, case)
    ines.post(f"/cases/{case.pk}/feeding/kill/")
    assert home.kill_switch.exists()
    assert "Somebody has thrown the kill switch." in show(ines, case)
    ines.post(f"/cases/{case.pk}/feeding/kill/", {"act": "lift", "reason": "A drill."})
    assert not home.kill_switch.exists()
    ines.post(halt, {"act": "end"})
    assert "Propose to feed the page" in show(ines, case)
    assert FeedingRun.objects.get().state == "ended"


def test_a_refusal_is_said_in_words_and_in_french(ines: Client, case: Case, furnished: datetime) -> None:
    assert "No domain is proved to be ours." in propose(ines, case)
    furnish_house(Actor("ines", User.objects.get(username="ines").pk), now=furnished)
    assert "Counsel’s signed scope is not on file." in propose(ines, case)
    ines.cookies["chaffinch-language"] = "fr"
    assert "Le mandat signé de l’avocat n’est pas au dossier." in propose(ines, case)
    assert not FeedingRun.objects.exists()


@pytest.mark.usefixtures("allowed")
def test_each_decoy_and_what_the_phisher_faces_are_shown_and_no_password_is(
    ines: Client, case: Case, furnished: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose(ines, case)
    run = FeedingRun.objects.get()
    planned = [
        PlannedDecoy(
            f"d-{n}",
            "trap" if n else "phantom",
            Secrets(f"p{n}@mouvement-aurore.test", "Brume-7", "1"),
            {"name": {"first": "Ève", "last": f"Number{n}"}},
            furnished,
        )
        for n in range(3)
    ]
    plan_decoys(run.pk, planned, now=furnished)
    FedDecoy.objects.update(
        state="done",
        outcome="sent-on",
        answer={"led_to": "https://portail.mouvement-aurore.test/"},
        via="http://way.example:3128",
    )
    section = show(ines, case)
    assert "3 decoys sent. If 3 colleagues typed" in section
    assert "needs 1.8 tries on average" in section
    assert "None of them is watched" in section
    assert section.count("took it and led on") == section.count("left by http://way.example:3128") == 3
    assert "portail[.]mouvement-aurore[.]test" in section
    assert "Ève Number1" in section
    assert section.count('class="decoy trap done"') == 2
    assert "Brume" not in section
    assert "p1@" not in section
    log = LogTable(path="/var/log/dovecot.log", domains=("mouvement-aurore.test",))
    watching = replace(settings.CONFIGURATION, tripwires=TripwiresTable(logs=(log,)))
    monkeypatch.setattr(settings, "CONFIGURATION", watching)
    SignInLog.objects.create(name=log.path, path=log.path, format="dovecot", followed=True)
    assert "in 50 of 100 such attacks" in show(ines, case)


@pytest.mark.usefixtures("allowed")
def test_the_pictures_of_a_decoy_rest_encrypted_and_are_shown(
    ines: Client, case: Case, furnished: datetime, home: Home
) -> None:
    propose(ines, case)
    for name in ("ines", "tomas"):
        client = Client()
        client.force_login(User.objects.get(username=name))
        client.post(f"/cases/{case.pk}/feeding/{FeedingRun.objects.get().pk}/approve/", {"reason": "Yes."})
    fed = PlannedDecoy("d-1", "phantom", Secrets("p@mouvement-aurore.test", "Brume-7", "1"), {}, furnished)
    plan_decoys(FeedingRun.objects.get().pk, [fed], now=furnished)
    FedDecoy.objects.update(state="spent", spent_at=furnished)
    picture = b"\x89PNG it says p@mouvement-aurore.test"
    answer = read_answer({"sent": ["name", "password"]}, hosts=(HOST,))
    record_submission("d-1", Submission(answer, furnished, 2.0, picture, b"", ()), now=furnished)
    decoy = FedDecoy.objects.get()
    assert decoy.before
    assert not decoy.after
    assert b"mouvement" not in get_blob(home.blobs, decoy.before)
    address = f"/blobs/{decoy.before}/decoy-{decoy.pk}-before.png"
    assert address in show(ines, case)
    assert ines.get(address).content == picture
    assert ines.get(address.replace("before.png", "after.png")).status_code == 404
    assert ines.get(address.replace("decoy-", "capture-")).status_code == 404
    assert Client().get(address).status_code == 302


def test_only_who_is_signed_in_and_only_by_post(case: Case, ines: Client) -> None:
    for path in (f"/cases/{case.pk}/feeding/", f"/cases/{case.pk}/feeding/kill/"):
        assert Client().post(path).status_code == 302
        assert ines.get(path).status_code == 405
    assert ines.post("/cases/999999/feeding/kill/").status_code == 404
    assert ines.post(f"/cases/{case.pk}/feeding/77/halt/", {"act": "end"}).status_code == 404


@pytest.mark.usefixtures("allowed")
def test_a_hacked_host_is_ticked_by_everybody_and_reported_first(ines: Client, case: Case) -> None:
    assert "report it first" in propose(ines, case, hacked_host="yes")
    Case.objects.filter(pk=case.pk).update(state="confirmed")
    reported = ines.post(f"/cases/{case.pk}/decision/", {"state": "reported", "reason": "To its host."})
    assert reported.status_code == 302
    propose(ines, case, hacked_host="yes")
    run = FeedingRun.objects.get()
    assert run.hacked_host
    address = f"/cases/{case.pk}/feeding/{run.pk}/approve/"
    assert "not ticked" in ines.post(address, {"reason": "Yes."}).content.decode()
    ines.post(address, {"reason": "Yes.", "hacked_host": "yes"})
    assert run.approvals.get().hacked_host
