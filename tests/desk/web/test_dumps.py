"""The workbench: from the import to what may leave the desk, in both languages; nothing a dump says breaks out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

import pytest
from django.test import Client
from django.utils import timezone

from chaffinch.desk.dump_passwords import open_passwords
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import AuditEntry, Dump, DumpItem, ExposedPerson, Release, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.checkpoints import make_checkpoint
from chaffinch.desk.services.ledger import Planted, commit_entries
from chaffinch.leaks.finding import Change, Evidence
from tests.desk.leaked import Reader, judge, list_nothing, make_items, make_mail
from tests.desk.ledger_house import begin
from tests.desk.web.markup import check_markup

HOSTILE = "</title></bdi><script>alert(1)</script>\u202egnp.exe\x00{{ settings }}"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    folder.mkdir()
    return folder


@pytest.fixture
def tomas(desk: datetime) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("tomas", password="x"))
    return client


def read(client: Client, path: str, **typed: str) -> str:
    answer = client.post(path, typed, follow=True) if typed else client.get(path)
    page: str = answer.content.decode()
    check = check_markup(page)
    assert not check.faults, (path, check.faults)
    return page


def work(dump: Dump, reader: Reader | None = None) -> Dump:
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    context = JobContext(lease, clock=timezone.now, stopping=Event())
    read_dump_by(dump.pk, context, reader=reader or Reader(), lister=list_nothing)
    dump.refresh_from_db()
    return dump


@pytest.fixture
def dump(ines: Client, place: Path) -> Dump:
    vote = (timezone.localdate() + timedelta(days=6)).isoformat()
    read(ines, "/dumps/start/", source=str(place), name="Vendredi", country="FR", vote_on=vote)
    return work(Dump.objects.get())


def find(verdict: str) -> DumpItem:
    return DumpItem.objects.filter(verdict=verdict).first()  # type: ignore[return-value]


def test_an_empty_desk_says_what_could_be_checked_and_how_to_begin(ines: Client) -> None:
    page = read(ines, "/dumps/")
    assert "No mailbox could be checked." in page
    assert "chaffinch archive add" in page
    assert "No dump was imported yet." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"source": "relative"}, "Give the whole path"),
        ({"source": "/no/such/place"}, "Nothing lies at /no/such/place."),
        ({"source": "PLACE", "breach": "soon"}, "is no day"),
        ({"source": "PLACE", "vote_on": "Sunday"}, "That is no day."),
        ({"source": "PLACE", "learned_at": "yesterday"}, "That is no day and time."),
        ({"source": "PLACE", "learned_at": "2099-01-01T00:00"}, "noticed after this moment"),
    ],
)
def test_a_wrong_import_is_explained(ines: Client, place: Path, typed: dict[str, str], said: str) -> None:
    page = read(
        ines,
        "/dumps/start/",
        **{key: str(place) if value == "PLACE" else value for key, value in typed.items()},
    )
    assert said in page
    assert not Dump.objects.exists()


def test_a_started_dump_is_shown_before_anything_is_read(ines: Client, place: Path) -> None:
    page = read(ines, "/dumps/start/", source=str(place), name="Vendredi")
    assert "First verdicts appear within half a minute." in page
    assert "It waits for the worker." in page
    assert 'hx-trigger="every 4s"' in page
    assert "No vote is entered." in page
    assert "Nothing is read yet" in read(ines, f"/dumps/{Dump.objects.get().pk}/items/")


def test_passwords_are_taken_once_and_never_written_back(ines: Client, place: Path) -> None:
    typed = {"source": str(place), "name": "Vendredi", "passwords": "Nassau 2017\r\nhermine\r\n"}
    assert "Nassau 2017" not in read(ines, "/dumps/start/", **{**typed, "vote_on": "Sunday"})
    assert "Nassau 2017" not in read(ines, "/dumps/start/", **typed)
    dump = Dump.objects.get()
    assert open_passwords(bytes(dump.sealed_passwords)) == ("Nassau 2017", "hermine")
    work(dump)
    assert "import the dump anew with it" in read(ines, f"/dumps/{dump.pk}/")


def test_the_page_says_what_can_be_said_honestly(ines: Client, dump: Dump) -> None:
    page = read(ines, f"/dumps/{dump.pk}/")
    assert "13 items are read" in page
    assert "38 % (5) are ours" in page
    assert "3 verdicts accuse somebody and wait for their two readers" in page
    assert "Agreed by two readers" not in page
    assert "Until the silence" in page
    assert ", first of all in " in page
    assert "It is encrypted" in page
    assert "1 item has the bytes of another" in page
    assert 'class="block false"' in page
    assert "Vendredi" in read(ines, "/dumps/")


def test_it_is_stopped_goes_on_and_its_clocks_are_set(ines: Client, place: Path) -> None:
    read(ines, "/dumps/start/", source=str(place))
    number = Dump.objects.get().pk
    assert "Somebody stopped it." in read(ines, f"/dumps/{number}/halt/", act="stop")
    assert "It goes on where it stopped." in read(ines, f"/dumps/{number}/halt/", act="resume")
    assert "The dump is not stopped." in read(ines, f"/dumps/{number}/halt/", act="resume")
    page = read(
        ines, f"/dumps/{number}/clocks/", country="DE", vote_on="2027-04-11", learned_at="2026-01-01T10:00"
    )
    assert "No rule is known for this country" in page
    assert "h ago" in page
    page = read(ines, f"/dumps/{number}/clocks/", vote_on="2027-04-11", silence_at="2027-04-09T18:00")
    assert "Entered by hand." in page


FOUND = {
    "": 13, "verdict=altered": 1, "verdict=accused": 3, "kind=document": 1, "mailbox=tresorerie.mbox": 6, "fault=any": 1,
    "fault=encrypted": 1, "reading=mine": 13, "reading=unread": 3, "reading=agreed": 0, "since=2027-02-17": 0,
    "since=2027-02-16&until=2027-02-16": 10, "q=bahamas": 1, "q=Reunion": 1, "q=virement+45": 1, "q=devis": 11,
    "q=nowhere": 0, "q=coffre.zip": 1, "verdict=pink&page=99": 13,
}  # fmt: skip


def test_items_are_found_by_what_is_asked_for(ines: Client, dump: Dump) -> None:
    for query, count in FOUND.items():
        page = read(ines, f"/dumps/{dump.pk}/items/?{query}")
        said = f"{count} item" in check_markup(page).text if count else "No item fits" in page
        assert said, query
        assert page.count("data-row-link") == count, query


def test_an_altered_item_says_what_was_changed_and_two_people_read_it(
    ines: Client, tomas: Client, dump: Dump
) -> None:
    item = find("altered")
    address = f"/dumps/{dump.pk}/items/{item.pk}/"
    page = read(ines, address)
    assert '<mark class="theirs">' in page
    assert "45 000" in page
    assert "It is not shown yet" in page
    page = read(ines, f"{address}read/?verdict=accused", act="agree", verdict="altered")
    assert "Agreed to." in page
    assert f"/items/{find('decoy').pk}/" in page  # the next one of the list
    page = read(tomas, f"{address}read/", act="object", verdict="altered", reason="")
    assert "An objection needs a reason." in page
    read(tomas, f"{address}read/", act="agree", verdict="altered")
    assert "Agreed by two readers: altered 1, invented 0" in read(ines, f"/dumps/{dump.pk}/")
    page = read(ines, f"{address}release/", reason="Quoted by all.", redactions="Yann\nClaire")
    assert "another person’s yes is waited for" in page
    assert "Release it" not in page
    assert "waits for a second yes, asked by ines" in read(tomas, f"/dumps/{dump.pk}/")
    number = Release.objects.get().pk
    page = read(tomas, f"{address}release/{number}/", act="agree", reason="Yes.")
    assert "ines asked, tomas agreed." in page
    assert "1 example is released" in read(ines, f"/dumps/{dump.pk}/")
    page = read(ines, f"{address}release/{number}/", act="withdraw", reason="A name is left.")
    assert "It is taken back." in page
    read(tomas, f"{address}read/", act="object", verdict="altered", reason="I wrote <that>.")
    assert "&lt;that&gt;" in read(ines, address)


def test_what_is_genuine_has_no_way_out(ines: Client, dump: Dump) -> None:
    item = find("genuine")
    page = read(ines, f"/dumps/{dump.pk}/items/{item.pk}/")
    assert "of genuine items only totals leave the desk" in page
    page = read(ines, f"/dumps/{dump.pk}/items/{item.pk}/release/", reason="x")
    assert "never shown, only counted" in page


def test_a_decoy_says_since_when_it_stands_in_the_ledger(ines: Client, dump: Dump) -> None:
    at, page = timezone.now(), f"/dumps/{dump.pk}/items/{find('decoy').pk}/"
    assert "In the ledger" not in read(ines, page)
    begin(Actor("ines", User.objects.get(username="ines").pk), now=at)
    planted = Planted("leurre-1", "mail", at, "yann@aurore.test", "planting 1: ines, tomas", "ab" * 32)
    commit_entries([planted], now=at)
    assert "waits for the next one" in read(ines, page)
    make_checkpoint(due=at, now=at, chance=Random(1))
    shown = read(ines, page)
    assert "No time-stamp counts: nothing here says since when." in shown
    assert "/ledger/?entry=leurre-1#disclose" in shown
    assert "In the ledger" not in read(ines, f"/dumps/{dump.pk}/items/{find('genuine').pk}/")


def test_opening_ours_without_an_archive_is_recorded_and_explained(ines: Client, dump: Dump) -> None:
    item = find("altered")
    page = read(ines, f"/dumps/{dump.pk}/items/{item.pk}/beside/", csrf="x")
    assert AuditEntry.objects.filter(action="original opened").count() == 1
    assert "is missing" in page or "no archive" in page.lower()


def test_whom_it_exposes_is_masked_opened_one_by_one_and_warned(ines: Client, dump: Dump) -> None:
    page = read(ines, f"/dumps/{dump.pk}/exposed/")
    assert "c•••@mouvement-aurore.test" in page
    assert "claire.duval@" not in page
    person = ExposedPerson.objects.get(masked__startswith="c")
    page = read(ines, f"/dumps/{dump.pk}/exposed/{person.pk}/", csrf="x")
    assert "claire.duval@mouvement-aurore.test" in page
    page = read(ines, f"/dumps/{dump.pk}/exposed/warned/", person=str(person.pk), how="by telephone")
    assert "1 person is noted as warned." in page
    assert "by telephone" in page
    assert "Nobody was chosen." in read(ines, f"/dumps/{dump.pk}/exposed/warned/", how="x")
    assert "c•••@" not in read(ines, f"/dumps/{dump.pk}/exposed/?who=waiting")


def test_a_partner_sees_none_of_it(dump: Dump, client: Client) -> None:
    client.force_login(User.objects.create_user("cert", password="x", partner=True))
    for path in ("/dumps/", f"/dumps/{dump.pk}/", f"/dumps/{dump.pk}/items/{find('altered').pk}/"):
        assert client.get(path).status_code != 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_renders_in_both_languages_whatever_a_dump_says(
    ines: Client, place: Path, language: str
) -> None:
    ines.cookies["chaffinch-language"] = language
    read(ines, "/dumps/start/", source=str(place), name=HOSTILE)
    mail = make_mail(1, box=HOSTILE.replace("/", "|"), subject=HOSTILE, text=HOSTILE, sender=f"{HOSTILE}@x")
    assert mail.mail is not None
    hostile = replace(
        mail, mail=replace(mail.mail, headers=((HOSTILE, HOSTILE),), sender_name=HOSTILE, date=HOSTILE)
    )
    change = Change("replace", HOSTILE, HOSTILE, HOSTILE)
    judged = judge(
        hostile, "altered", match="1", diff=(change,), evidence=(Evidence(HOSTILE, 1, {HOSTILE: HOSTILE}),)
    )
    dump = work(Dump.objects.get(), Reader(items=[judged, *make_items()]))
    pages = [
        "/dumps/",
        f"/dumps/{dump.pk}/",
        f"/dumps/{dump.pk}/items/",
        f"/dumps/{dump.pk}/exposed/",
        "/activity/",
    ]
    pages += [
        f"/dumps/{dump.pk}/items/{one}/?q=virement" for one in DumpItem.objects.values_list("pk", flat=True)
    ]
    for path in pages:
        page = read(ines, path)
        check = check_markup(page)
        assert check.language == language
        assert "<script>alert" not in page
        assert not {"\u202e", "\x00"} & set(check.text)
