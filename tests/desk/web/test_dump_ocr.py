"""The page of a dump offers to read the words in pictures, says how far it is and what came of it; items say it, too."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chaffinch.desk.models import AuditEntry, Dump, DumpItem, DumpPicture, Job, PicturePass, User
from chaffinch.desk.services.pictures import begin_reading, end_pictures, keep_pictures
from chaffinch.desk.web import dump_pictures as view
from chaffinch.desk.web.queries import dump_pictures as queries
from chaffinch.leaks.chunk import Judged
from chaffinch.leaks.finding import Evidence, Verdict
from chaffinch.leaks.prints import DocumentPrint, ItemPrint, Where
from chaffinch.leaks.triage.ocr_log import OcrRecord
from tests.desk.leaked import Reader, judge, make_items
from tests.desk.web.test_dumps import place, read, work

__all__ = ["place"]
TERMS = {"engine": "tesseract", "version": "5.3.0", "languages": "fra+eng", "turns": True}
NAMES = ("mail.png", "affiche.png", "leurre.png", "vide.png", "bombe.png", "coffre.zip!/a.png")


def make_picture(path: str, verdict: Verdict = "unverifiable") -> Judged:
    where = Where(path, path.encode().hex().ljust(64, "0")[:64], 900)
    paper = DocumentPrint("png", "", {}, faults=("no-text",))
    return judge(ItemPrint(where, "picture", document=paper), verdict, evidence=())


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages of which Tesseract is told to be installed; a test may change them."""
    languages = ["fra", "eng", "spa"]
    for module in (view, queries):
        monkeypatch.setattr(module, "list_languages", lambda: tuple(languages))
    return languages


@pytest.fixture
def dump(ines: Client, place: object, installed: list[str]) -> Dump:
    """A dump with six pictures, and one whose bytes are known."""
    read(ines, "/dumps/start/", source=str(place), name="Vendredi")
    items = [*make_items(), *map(make_picture, NAMES), make_picture("nous.png", "genuine")]
    return work(Dump.objects.get(), Reader(items=items))


def say(path: str, *, relation: str = "", fault: str = "", words: int = 0, **params: object) -> OcrRecord:
    sha256 = DumpItem.objects.get(path=path).sha256
    said = {"relation": relation, "words": words, **params}
    return OcrRecord(
        path, sha256, 1, 0 if fault else 1, words, fault, () if fault else (Evidence("ocr", 0.3, said),)
    )


def tell(dump: Dump) -> None:
    """Do what the worker does, with what OCR reads given."""
    now = timezone.now()
    begin_reading(dump.pk, terms=TERMS)
    held: dict[str, Any] = {"match": "o-9", "share": 0.93, "confidence": "fair"}
    records = [
        say(
            "mail.png", relation="archive", words=53, mailbox="claire.duval", first_seen="2027-01-02", **held
        ),
        say("leurre.png", relation="ledger", words=40, **{**held, "match": "leurre-1"}),
        say("affiche.png", relation="words", words=7),
        say("vide.png", relation="none"),
        say("bombe.png", fault="too-large"),
        say("coffre.zip!/a.png", fault="encrypted"),
    ]
    keep_pictures(dump.pk, records, now=now)
    end_pictures(dump.pk, now=now)


def test_it_says_how_many_there_are_and_has_them_read_in_the_usual_languages(
    ines: Client, dump: Dump
) -> None:
    page = read(ines, f"/dumps/{dump.pk}/")
    assert "<strong>6 pictures and scans</strong> have no text" in page
    page = read(ines, f"/dumps/{dump.pk}/pictures/", act="start", passwords="Nassau 2017")
    work = PicturePass.objects.get()
    assert (work.state, work.languages) == ("reading", "fra+eng")
    assert Job.objects.filter(kind="read_pictures", payload={"dump": dump.pk}).count() == 1
    assert AuditEntry.objects.filter(action="dump pictures started", actor="ines").count() == 1
    assert "0 of 6 pictures and scans" in page
    assert "It waits for the worker." in page
    assert "Nassau" not in page
    assert b"Nassau" not in bytes(work.sealed_passwords)


def test_it_is_stopped_and_gone_on_with(ines: Client, dump: Dump) -> None:
    read(ines, f"/dumps/{dump.pk}/pictures/", act="start")
    page = read(ines, f"/dumps/{dump.pk}/pictures/", act="stop")
    assert "Somebody stopped it." in page
    assert "0 of 6 pictures and scans" in page
    page = read(ines, f"/dumps/{dump.pk}/pictures/", act="resume")
    assert PicturePass.objects.get().state == "reading"
    assert "had the reading of words in pictures go on" in page


def test_other_languages_are_chosen_among_those_that_are_installed(
    ines: Client, dump: Dump, installed: list[str]
) -> None:
    page = read(ines, f"/dumps/{dump.pk}/pictures/", act="start", language="deu")
    assert "or one of these languages is not installed" in page
    assert not PicturePass.objects.exists()
    read(ines, f"/dumps/{dump.pk}/pictures/", act="start", language="spa")
    assert PicturePass.objects.get().languages == "spa"


def test_where_tesseract_is_missing_it_says_what_to_install_and_offers_no_button(
    ines: Client, dump: Dump, installed: list[str]
) -> None:
    installed.clear()
    page = read(ines, f"/dumps/{dump.pk}/")
    assert "apt install tesseract-ocr tesseract-ocr-fra" in page
    assert "Read the words in them" not in page
    page = read(ines, f"/dumps/{dump.pk}/pictures/", act="start")
    assert "is not installed." in page
    assert not PicturePass.objects.exists()


def test_what_came_of_it_stands_on_the_page_and_leads_to_the_items(ines: Client, dump: Dump) -> None:
    before = list(dump.items.values_list("path", "verdict", "sealed"))
    read(ines, f"/dumps/{dump.pk}/pictures/", act="start")
    tell(dump)
    page = read(ines, f"/dumps/{dump.pk}/")
    assert "4 of 6 pictures and scans were read, by Tesseract 5.3.0 (French, English)" in page
    for query, count in (("archive", 1), ("ledger", 1), ("words", 1), ("none", 1), ("failed", 2)):
        assert f"?picture={query}" in page
        listed = read(ines, f"/dumps/{dump.pk}/items/?picture={query}")
        assert f"{count} item" in listed, query
    assert "It is larger than what is opened." in page
    assert "the passwords of the import were deleted" in page
    assert "1 more was not given to OCR: its bytes say what it is." in page
    assert "leurre-1" not in page.partition('id="pictures"')[2].partition("</section>")[0]
    assert list(dump.items.values_list("path", "verdict", "sealed")) == before
    assert "Read again" in page


def test_an_item_says_what_ocr_read_beside_its_other_evidence(ines: Client, dump: Dump) -> None:
    number = dict(dump.items.values_list("path", "pk"))
    assert "The words in the picture can be read." in read(
        ines, f"/dumps/{dump.pk}/items/{number['mail.png']}/"
    )
    read(ines, f"/dumps/{dump.pk}/pictures/", act="start")
    tell(dump)
    page = read(ines, f"/dumps/{dump.pk}/items/{number['mail.png']}/")
    assert "93% of them stand, in a row, in one of ours in" in page
    assert "OCR errs: this decides nothing." in page
    planted = read(ines, f"/dumps/{dump.pk}/items/{number['leurre.png']}/")
    assert "something that we planted" in planted
    assert "leurre-1" not in planted
    assert "It is larger than what is opened." in read(ines, f"/dumps/{dump.pk}/items/{number['bombe.png']}/")
    assert "can be read" not in read(ines, f"/dumps/{dump.pk}/items/{number['nous.png']}/")


def test_a_dump_without_pictures_says_nothing_of_them(ines: Client, place: object) -> None:
    read(ines, "/dumps/start/", source=str(place), name="Vendredi")
    dump = work(Dump.objects.get())
    assert 'id="pictures"' not in read(ines, f"/dumps/{dump.pk}/")
    assert not DumpPicture.objects.exists()
    assert "holds no pictures" in read(ines, f"/dumps/{dump.pk}/pictures/", act="start")


def test_a_get_begins_nothing_and_another_site_cannot(ines: Client, dump: Dump) -> None:
    assert ines.get(f"/dumps/{dump.pk}/pictures/").status_code == 405
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(User.objects.get(username="ines"))
    assert stranger.post(f"/dumps/{dump.pk}/pictures/", {"act": "start"}).status_code == 403
    assert not PicturePass.objects.exists()


def test_in_french_it_is_said_in_french(ines: Client, dump: Dump) -> None:
    read(ines, f"/dumps/{dump.pk}/pictures/", act="start")
    tell(dump)
    page = ines.get(f"/dumps/{dump.pk}/", headers={"accept-language": "fr"}).content.decode()
    assert "Les mots dans les images et les numérisations" in page
    assert "Tesseract 5.3.0" in page
