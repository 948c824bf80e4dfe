"""The pages of plantings: proposed, approved, shown in both languages; never a password on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chaffinch.decoys.lists import Account
from chaffinch.desk.configuration_tables import PlaceTable, PlantingTable
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.planting import plant
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import Hit, PlantedItem, Planting, SignInLog, TrapAccount, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.feeding import add_approver
from chaffinch.desk.services.traps import keep_accounts
from chaffinch.lab.accounts import Account as RangeAccount
from chaffinch.lab.post_office.dovecot import PostOffice, find_dovecot
from tests.desk.house import DOMAIN, furnish_house
from tests.desk.web.markup import check_markup

FORM = {
    "domain": DOMAIN, "languages": "fr", "accounts": "0", "documents": "6", "files": "share", "letters": "0",
    "months": "1", "lent_in_letters": "0", "lent_in_documents": "0", "reason": "Before <the> summer.",
}  # fmt: skip


@pytest.fixture
def share(ines: Client, desk: datetime, settings: Settings, tmp_path: Path) -> Path:
    """A desk that may plant into a folder; ines and tomas may approve."""
    actor = Actor("ines", User.objects.get(username="ines").pk)
    User.objects.create_user("tomas", password="x")
    furnish_house(actor, now=desk)
    for name in ("ines", "tomas"):
        add_approver(name, actor=actor, now=desk - timedelta(days=2))
    folder = tmp_path / "share"
    places = (PlaceTable(name="share", kind="folder", where=str(folder)),)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, planting=PlantingTable(places=places))
    return folder


@pytest.fixture
def tomas(share: Path) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="tomas"))
    return client


def read(client: Client, path: str = "/planting/", **typed: str) -> str:
    answer = client.post(path, typed, follow=True) if typed else client.get(path)
    page: str = answer.content.decode()
    check_markup(page)
    return page


def work() -> Planting:
    planting = Planting.objects.get()
    lease = Lease(1, 1, "plant", {"planting": planting.pk}, 0, 4, 30.0)
    plant(lease.payload, JobContext(lease, clock=timezone.now, stopping=Event()))
    planting.refresh_from_db()
    return planting


def test_an_empty_desk_says_what_comes_first(ines: Client, desk: datetime) -> None:
    page = read(ines)
    assert "[[planting.places]]" in page
    assert "Prove that a domain is yours" in page
    assert "Nothing is planted yet." in page


def test_from_the_wish_to_what_stands(ines: Client, tomas: Client, share: Path) -> None:
    page = read(ines, "/planting/propose/", **FORM)
    assert "Nothing is made before it is approved." in page
    assert "&lt;the&gt;" in page
    number = Planting.objects.get().pk
    page = read(ines, f"/planting/{number}/approve/", reason="Mine.")
    assert "another person’s is needed" in page
    assert "A planting waits for approval." in read(tomas, "/")
    assert "Why may it be planted?" not in page
    assert "You have approved this planting already." in read(
        ines, f"/planting/{number}/approve/", reason="Again."
    )
    assert "It begins now." in read(tomas, f"/planting/{number}/approve/", reason="Yes.")
    assert work().state == "planted"
    assert len([path for path in share.rglob("*") if path.is_file()]) == 6
    page = read(tomas, f"/planting/{number}/")
    for item in PlantedItem.objects.all():
        assert Path(item.place).parent.name in page
    assert "6 documents" in read(ines)


def test_a_document_that_was_opened_rings_on_the_overview_and_is_judged(
    ines: Client, tomas: Client, share: Path, desk: datetime
) -> None:
    read(ines, "/planting/propose/", **FORM)
    number = Planting.objects.get().pk
    for client in (ines, tomas):
        read(client, f"/planting/{number}/approve/", reason="Yes.")
    work()
    item = PlantedItem.objects.all()[0]
    log = SignInLog.objects.create(name="listener", path="/x", format="dovecot")
    Hit.objects.create(
        item=item, planting_id=number, log=log, line_key="k", file="beacons.jsonl", line=3, offset=0, at=desk,
        noted_at=desk, source="198.51.100.7", severity="beacon",
    )  # fmt: skip
    overview = read(ines, "/")
    assert "opened what was planted." in overview
    assert f"/planting/{number}/#hits" in overview
    page = read(ines, f"/planting/{number}/")
    assert "A document was opened 1 time." in page
    assert "opened 1 time" in page
    newest = str(Hit.objects.get().pk)
    refused = read(
        ines, f"/planting/{number}/hits/", source="198.51.100.7", newest=newest, mark="real", reason=""
    )
    assert "Say why you think so." in refused
    read(
        ines,
        f"/planting/{number}/hits/",
        source="198.51.100.7",
        newest=newest,
        mark="real",
        reason="Not ours.",
    )
    assert Hit.objects.get().mark == "real"
    assert "used what was planted." not in read(ines, "/")


def test_what_cannot_be_is_said_where_it_was_asked_for(ines: Client, share: Path) -> None:
    for changes, said in (
        ({"reason": " "}, "Say what it is planted for."),
        ({"files": "elsewhere"}, "There is no place called"),
        ({"domain": "elsewhere.test"}, "is not proved that elsewhere.test is yours"),
        ({"documents": "0"}, "there is nothing to plant"),
    ):
        page = read(ines, "/planting/propose/", **{**FORM, **changes})
        assert said in page
        assert not Planting.objects.exists()


def test_it_is_stopped_goes_on_and_is_taken_back(ines: Client, tomas: Client, share: Path) -> None:
    read(ines, "/planting/propose/", **FORM)
    number = Planting.objects.get().pk
    for client in (ines, tomas):
        read(client, f"/planting/{number}/approve/", reason="Yes.")
    assert "Somebody stopped it." in read(ines, f"/planting/{number}/halt/", act="stop")
    assert work().state == "stopped"
    assert "Say why it can go on." in read(ines, f"/planting/{number}/halt/", act="resume", reason="")
    assert "It goes on." in read(ines, f"/planting/{number}/halt/", act="resume", reason="Ready.")
    share.write_bytes(b"a file stands where the folder should be")
    assert work().stop_code == "cannot-write"
    assert "The folder cannot be read or written." in read(ines, f"/planting/{number}/")
    assert "It is taken back." in read(ines, f"/planting/{number}/halt/", act="drop", reason="Over.")
    assert Planting.objects.get().state == "dropped"


@pytest.mark.usefixtures("share")
def test_it_is_in_french_for_french_readers(ines: Client) -> None:
    ines.post("/language/", {"language": "fr", "next": "/planting/"})
    page = read(ines)
    assert "Proposer une pose" in page
    assert "Propose a planting" not in page


def test_a_partner_and_a_stranger_see_nothing_of_it(share: Path, desk: datetime) -> None:
    partner = Client()
    partner.force_login(User.objects.create_user("partner", password="x", partner=True))
    for client in (partner, Client()):
        for path in ("/planting/", "/planting/1/"):
            assert client.get(path).status_code in (302, 403, 404)
        assert client.post("/planting/propose/", FORM).status_code in (302, 403, 404)
    assert not Planting.objects.exists()


@pytest.mark.skipif(find_dovecot() is None, reason="Dovecot is not installed (apt-get install dovecot-imapd)")
def test_each_mailbox_says_what_it_is_for_and_no_password(
    ines: Client, tomas: Client, share: Path, desk: datetime, settings: Settings
) -> None:
    actor = Actor("ines", User.objects.get(username="ines").pk)
    accounts = [Account(f"Ana Roux{n}", f"ana.roux{n}@{DOMAIN}", f"Brume-Nord-{n}") for n in range(4)]
    keep_accounts(accounts, isolated=True, actor=actor, now=desk)
    people = [RangeAccount(one.name, one.address, one.password, "x") for one in accounts]
    with PostOffice(accounts=people) as office:
        post = PlaceTable(name="post", kind="imap", where="127.0.0.1", port=office.port, security="none")
        table = settings.CONFIGURATION.planting
        settings.CONFIGURATION = replace(
            settings.CONFIGURATION, planting=replace(table, places=(*table.places, post))
        )
        read(ines, "/planting/propose/", **{
            **FORM, "accounts": "4", "letters": "20", "mailboxes": "post", "registered": "yes", "lent_in_letters": "1",
            "lent_in_documents": "1",
        })  # fmt: skip
        number = Planting.objects.get().pk
        for client in (ines, tomas):
            read(client, f"/planting/{number}/approve/", reason="Yes.")
        assert work().state == "planted"
    TrapAccount.objects.filter(lent=False).update(run=None)
    page = read(ines, f"/planting/{number}/")
    for said in (
        "2 log-in lies about",
        "2 free",
        "ana.roux0@",
        "a log-in stands in it",
        "Letters in which a log-in stands",
    ):
        assert said in page, said
    assert not [one for one in accounts if one.password in page]
