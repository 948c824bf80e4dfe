"""The ledger's page: empty, in order and in trouble, for whom it is, and the way of an item to those who ask."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import LedgerTable
from chaffinch.desk.home import Home
from chaffinch.desk.models import (
    Case,
    Disclosure,
    FeedingRun,
    Job,
    Ledger,
    LedgerCheckpoint,
    LedgerEntry,
    User,
)
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.entering import enter_past
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.ledger import require_ledger
from chaffinch.desk.services.partners import add_partner
from chaffinch.desk.services.sealing import list_sealed, seal_lists
from tests.desk.baited import Baited, feed
from tests.desk.ledger_house import AUTHORITIES, CUSTODIAN, ORIGIN, begin, spend_night
from tests.desk.web.markup import check_markup
from tests.ledger.authority import make_authority

ALPHA, BETA = make_authority("alpha.test", kind="ec"), make_authority("beta.test", kind="ec")


@pytest.fixture
def chief(ines: Client, desk: datetime) -> Client:
    """Ines as an administrator."""
    User.objects.filter(username="ines").update(is_superuser=True)
    return ines


@pytest.fixture
def tomas(desk: datetime) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("tomas", password="x"))
    return client


@pytest.fixture
def fed(chief: Client, tomas: Client, desk: datetime, settings: Settings) -> Baited:
    """A fed page, a night over it, both of them approvers since last week."""
    table = LedgerTable(authorities=AUTHORITIES, custodians=(CUSTODIAN,))
    settings.CONFIGURATION = replace(settings.CONFIGURATION, ledger=table)
    ines = Actor("ines", User.objects.get(username="ines").pk)
    for name in ("ines", "tomas"):
        add_approver(name, actor=ines, now=desk - timedelta(days=7))
    begin(ines, now=desk)
    fed = feed("portail.mouvement.aurore.test", ines, now=desk)
    enter_past(now=desk)
    spend_night(ALPHA, BETA, now=desk)
    seal_lists(require_ledger())
    return fed


def read(client: Client, path: str = "/ledger/", **typed: object) -> str:
    answer = client.post(path, typed, follow=True) if typed else client.get(path)
    page: str = answer.content.decode()
    check = check_markup(page)
    assert not check.faults, (path, check.faults)
    return page


def entry(fed: Baited, which: int) -> str:
    return LedgerEntry.objects.get(decoy__number=fed.numbers[which]).name


def test_an_empty_page_says_what_will_appear_and_how_to_begin(chief: Client, tomas: Client) -> None:
    page = read(chief)
    for said in (
        "The ledger is not begun",
        "nothing of them can be proved later",
        "It does not prove",
        'name="most"',
    ):
        assert said in page
    page = read(tomas)
    assert "chaffinch ledger begin" in page
    assert 'name="most"' not in page
    assert tomas.post("/ledger/begin/", {"origin": ORIGIN, "most": "9", "sure": "yes"}).status_code == 403


def test_it_is_begun_once_with_a_tick(chief: Client, settings: Settings) -> None:
    assert "name and number stay" in read(chief, "/ledger/begin/", origin=ORIGIN, most="100000")
    assert "cannot be begun so" in read(chief, "/ledger/begin/", origin="Aurore!", most="100", sure="yes")
    assert "cannot be begun so" in read(chief, "/ledger/begin/", origin=ORIGIN, most="100001", sure="yes")
    page = read(chief, "/ledger/begin/", origin=ORIGIN, most="100000", sure="yes")
    assert "The ledger is begun." in page
    assert "100,000" in page
    assert Ledger.objects.get().most == 100_000
    assert Job.objects.filter(kind="enter_planted").exists()
    assert "begun already" in read(chief, "/ledger/begin/", origin=ORIGIN, most="5", sure="yes")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_full_page_renders_in_both_languages(chief: Client, fed: Baited, language: str) -> None:
    chief.cookies["chaffinch-language"] = language
    page = read(chief)
    assert LedgerCheckpoint.objects.get().note.splitlines()[0] in page
    assert ("À publier" if language == "fr" else "Publish this note") in page
    assert read(chief, f"/ledger/?entry={entry(fed, 1)}").count("<article") == 0
    said = "A commencé le registre" if language == "fr" else "Began the ledger"
    assert said in read(chief, "/activity/")


def test_approvers_see_how_many_there_are_and_others_do_not(
    chief: Client, tomas: Client, fed: Baited
) -> None:
    page = read(chief)
    for said in ("of which: phantom", "of which: trap", "Items in it", "3 items entered it."):
        assert said in page
    add_approver_ends("tomas")
    page = read(tomas)
    assert "of which" not in page
    assert "items entered" not in page
    assert "20,000" in page, "the bound is public"


def add_approver_ends(name: str) -> None:
    """Take somebody's right away."""
    User.objects.get(username=name).approver_rights.update(until="2020-01-01T00:00:00Z")


def test_the_note_is_downloaded_byte_by_byte_and_its_place_noted(
    chief: Client, fed: Baited, desk: datetime
) -> None:
    note = chief.get("/ledger/checkpoints/1/note/")
    assert note.content.decode() == LedgerCheckpoint.objects.get().note
    assert "attachment" in note.headers["Content-Disposition"]
    assert "is not published" in read(chief)
    read(chief, "/ledger/checkpoints/1/published/", where="https://aurore.test/l.txt")
    page = read(chief)
    assert "is not published" not in page
    assert "https://aurore.test/l.txt" in page
    assert "Say where" in read(chief, "/ledger/checkpoints/1/published/", where=" ")
    stamp = chief.get("/ledger/checkpoints/1/stamps/alpha.test/")
    assert stamp.content == require_ledger().checkpoints[0].read_stamps()["alpha.test"]
    for missing in ("/ledger/checkpoints/2/note/", "/ledger/checkpoints/1/stamps/nobody/"):
        assert chief.get(missing).status_code == 404


def test_a_published_note_is_held_against_the_folder(chief: Client, fed: Baited, desk: datetime) -> None:
    note = LedgerCheckpoint.objects.get().note
    assert "the latest checkpoint of this ledger" in read(
        chief, "/ledger/compare/", note=note.replace("\n", "\r\n")
    )
    assert "malformed" in read(chief, "/ledger/compare/", note="something else")
    spend_night(ALPHA, BETA, now=desk + timedelta(days=1), seed=4)
    assert "has only grown since" in read(chief, "/ledger/compare/", note=note)


def test_what_is_wrong_is_said_with_what_to_do(
    chief: Client, fed: Baited, home: Home, settings: Settings
) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, ledger=LedgerTable())
    page = read(chief)
    assert "Fewer than two time-stamping authorities" in page
    assert "No custodian can count" in page
    LedgerCheckpoint.objects.update(made_at="2026-01-01T00:00:00Z")
    assert "No checkpoint was made for more than a day" in read(chief)
    shutil.rmtree(home.ledger)
    page = read(chief)
    assert "The ledger’s folder is gone" in page
    assert "begin-title" not in page, "it is not offered to begin anew"


def test_an_item_is_asked_for_by_address_agreed_to_and_taken(
    chief: Client, tomas: Client, fed: Baited
) -> None:
    page = read(chief, "/ledger/disclose/", entry=fed.address(1), reason="A journalist asks.")
    assert "It is still in use" in page
    assert "It is a trap that still opens" in page
    assert f'value="{entry(fed, 1)}"' in page, "what was typed is not lost"
    page = read(chief, "/ledger/disclose/", entry=fed.address(1), reason="A journalist asks.", burnt="yes")
    assert "Another person must agree within two days" in page
    assert "Agree that it is shown" not in page
    assert "waits for a second yes" in read(tomas, "/")
    asked = Disclosure.objects.get()
    assert "burnt" in read(tomas, f"/ledger/disclose/{asked.pk}/answer/", act="agree", reason="Yes.")
    assert tomas.post(f"/ledger/disclose/{asked.pk}/proof/").status_code == 422
    page = read(tomas, f"/ledger/disclose/{asked.pk}/answer/", act="agree", reason="Yes.", burnt="yes")
    assert "Take the proof (zip)" in page
    taken = tomas.post(f"/ledger/disclose/{asked.pk}/proof/")
    assert taken.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert archive.read("item.txt").decode() == f"{fed.address(1).lower()}\nBrume-1\n"
    assert "waits for a second yes" not in read(tomas, "/")


def test_a_decoys_row_leads_to_asking_for_it(chief: Client, fed: Baited) -> None:
    Case.objects.filter(pk=fed.case.pk).update(verdict="copy")
    page = chief.get(f"/cases/{fed.case.pk}/").content.decode()
    assert f'/ledger/?entry={entry(fed, 0)}#disclose"' in page
    assert "nothing of this run can be proved later" not in page
    page = read(chief, f"/ledger/?entry={entry(fed, 0)}")
    assert "It was never used" in page


def test_a_run_without_a_ledger_is_said_to_be_unprovable(chief: Client, desk: datetime) -> None:
    fed = feed("portail.mouvement.aurore.test", Actor("ines", User.objects.get(username="ines").pk), now=desk)
    assert FeedingRun.objects.exists()
    page = chief.get(f"/cases/{fed.case.pk}/").content.decode()
    assert "nothing of this run can be proved later" in page


def test_a_sealed_list_is_taken(chief: Client, fed: Baited) -> None:
    assert CUSTODIAN in read(chief)
    [sealed] = list_sealed()
    taken = chief.post(f"/ledger/sealed/{sealed.name}/")
    assert taken.content.startswith(b"age-encryption.org/v1")
    assert chief.post("/ledger/sealed/x.age/").status_code == 422


def test_a_checkpoint_is_made_on_demand(chief: Client, fed: Baited) -> None:
    assert "A checkpoint is being made." in read(chief, "/ledger/checkpoint/", now="yes")
    assert Job.objects.filter(kind="keep_ledger").count() == 1


def test_partners_see_nothing_of_it(fed: Baited, desk: datetime) -> None:
    user = add_partner("cert", password="x", case=fed.case.pk, now=desk - timedelta(days=2))
    partner = Client()
    partner.force_login(user)
    for path in ("/ledger/", "/ledger/checkpoints/1/note/"):
        assert partner.get(path).headers["Location"] == "/partner/"
    for path in ("/ledger/disclose/", "/ledger/checkpoint/", "/ledger/begin/"):
        assert partner.post(path, {"entry": "x"}).status_code == 403


def test_what_people_typed_is_never_markup(chief: Client, fed: Baited) -> None:
    read(chief, "/ledger/disclose/", entry=entry(fed, 0), reason="<script>alert(1)</script>", burnt="yes")
    read(chief, "/ledger/checkpoints/1/published/", where="<b>here</b>")
    page = read(chief, "/ledger/?entry=%3Cscript%3E")
    assert "<script>alert" not in page
    assert "<b>here" not in page
