"""The words in a dump's pictures are read at the desk by the real Tesseract; stopped, gone on with, and no verdict changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from django.utils import timezone
from tests.desk.pictured import ENTRY, PASSWORD, import_dump, plant, work_pictures, write_place
from tests.leaks.scans import needs_tesseract

from chaffinch.desk.factpack_facts import compose_facts
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.kinds import pictures as kind
from chaffinch.desk.jobs.kinds.pictures import stop_abandoned
from chaffinch.desk.models import AuditEntry, Dump, DumpItem, DumpPicture, Job, PicturePass
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.dump_releases import list_releasable
from chaffinch.desk.services.dumps import DumpError
from chaffinch.desk.services.pictures import resume_pictures, start_pictures, stop_pictures
from chaffinch.desk.web.queries.dump_item import show_item
from chaffinch.desk.web.queries.dump_items import ItemQuestion
from chaffinch.errors import UsageError
from chaffinch.leaks.reading.recogniser import WordsRead
from chaffinch.leaks.reading.tesseract import OcrEngine, find_engine
from chaffinch.leaks.triage import ocr
from chaffinch.leaks.triage.ocr_crew import RecogniserCrew

pytestmark = [pytest.mark.usefixtures("watched"), needs_tesseract, pytest.mark.timeout(240)]
PATHS = {
    "coffre.zip!/scan.png": "encrypted",
    "shots/altered.pdf": "archive",
    "shots/bomb.png": "too-large",
    "shots/empty.png": "none",
    "shots/letter.png": "archive",
    "shots/planted.png": "ledger",
    "shots/twice.png": "archive",
}


@pytest.fixture
def dump(tmp_path: Path, ines: Actor) -> Dump:
    """A dump that is read to its end."""
    now = timezone.now()
    plant(ines, now=now)
    return import_dump(write_place(tmp_path), actor=ines, now=now, clock=timezone.now)


def tell_pictures(dump: Dump) -> dict[str, str]:
    """Return what OCR made of each, in a word."""
    rows = DumpPicture.objects.filter(item__dump=dump).select_related("item")
    return {row.item.path: _tell(row) for row in rows}


def _tell(row: DumpPicture) -> str:
    if row.state != DumpPicture.State.READ:
        return row.fault or row.state
    return "archive" if row.in_archive else "ledger" if row.in_ledger else "words" if row.words else "none"


def list_findings(dump: Dump) -> list[tuple[object, ...]]:
    return list(dump.items.values_list("path", "verdict", "confidence", "match", "sealed"))


def begin(dump: Dump, ines: Actor, **more: object) -> PicturePass:
    return start_pictures(dump.pk, languages="fra+eng", actor=ines, now=timezone.now(), **more)  # type: ignore[arg-type]


def test_words_are_found_where_they_stand_and_no_verdict_changes(dump: Dump, ines: Actor, home: Home) -> None:
    before = list_findings(dump)
    assert set(tell_pictures(dump)) == set(PATHS)
    assert set(tell_pictures(dump).values()) == {"waits"}
    begin(dump, ines)
    assert Job.objects.filter(kind="read_pictures").count() == 1
    work = work_pictures(dump, clock=timezone.now)
    assert (work.state, work.done, work.total, work.stop_code) == ("read", 7, 7, "")
    assert tell_pictures(dump) == PATHS
    assert list_findings(dump) == before
    item = DumpItem.objects.get(path="shots/altered.pdf")
    said = show_item(item, ItemQuestion(), person=0).evidence
    [read] = [one for one in said if one.code == "ocr"]
    assert (item.verdict, read.params["relation"]) == ("unverifiable", "archive")
    assert read.params["mailbox"] == "lise.corbel@aurore.test"
    assert not (home.dumps / str(dump.pk) / "ocr.jsonl").exists(), "it all stands in the tables, encrypted"
    facts = compose_facts(dump, list_releasable(dump), name="x", now=timezone.now())
    assert facts.ocr == f"Tesseract {work.terms['version']}"
    told = json.dumps(list(AuditEntry.objects.values_list("params", flat=True)))
    assert ENTRY not in told
    assert PASSWORD not in told


def test_what_lies_in_an_encrypted_archive_is_read_with_its_password_and_nothing_else_again(
    dump: Dump, ines: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(dump, ines)
    work_pictures(dump, clock=timezone.now)
    assert bytes(Dump.objects.get().sealed_passwords) == b""
    work = begin(dump, ines, passwords=(PASSWORD,))
    assert bytes(work.sealed_passwords)
    asked = count_asked(monkeypatch)
    work = work_pictures(dump, clock=timezone.now)
    assert tell_pictures(dump) == {**PATHS, "coffre.zip!/scan.png": "archive"}
    assert (work.state, work.round, bytes(work.sealed_passwords)) == ("read", 2, b"")
    assert len(asked) == 2  # the locked one, and the bomb, tried again


def count_asked(
    monkeypatch: pytest.MonkeyPatch, before: Callable[[int], None] = lambda _: None
) -> list[bytes]:
    """Have it noted what is given to OCR; `before` is told how many were given by then."""
    asked = list[bytes]()
    read = RecogniserCrew._read

    def note(crew: RecogniserCrew, untrusted: bytes) -> WordsRead:
        asked.append(untrusted)
        before(len(asked))
        return read(crew, untrusted)

    monkeypatch.setattr(RecogniserCrew, "_read", note)
    return asked


def test_a_worker_that_ends_leaves_the_rest_to_the_next_which_reads_nothing_twice(
    dump: Dump, ines: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(dump, ines)
    stopping = Event()
    asked = count_asked(monkeypatch, lambda count: stopping.set() if count == 4 else None)
    work = work_pictures(dump, clock=timezone.now, stopping=stopping)
    done = {path for path, told in tell_pictures(dump).items() if told != "waits"}
    assert work.state == "reading"
    assert 0 < len(done) < len(PATHS)
    begun = len(asked)
    work = work_pictures(dump, clock=timezone.now)
    assert work.state == "read"
    assert tell_pictures(dump) == PATHS
    hashes = dump.items.filter(path__in=done - {"coffre.zip!/scan.png"}).values("sha256").distinct()
    assert len(asked) - begun == 5 - hashes.count()  # two are the same, and one is never fetched


def test_a_person_stops_it_and_has_it_go_on(dump: Dump, ines: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(dump, ines)
    stop_pictures(dump.pk, code="person", actor=ines, now=timezone.now())
    assert work_pictures(dump, clock=timezone.now).state == "stopped"
    assert set(tell_pictures(dump).values()) == {"waits"}
    with pytest.raises(DumpError, match="already"):
        begin(dump, ines)
    resume_pictures(dump.pk, actor=ines, now=timezone.now())
    with pytest.raises(DumpError, match="not stopped"):
        resume_pictures(dump.pk, actor=ines, now=timezone.now())
    assert work_pictures(dump, clock=timezone.now).state == "read"
    noted = AuditEntry.objects.filter(action__startswith="dump pictures").order_by("sequence")
    assert list(noted.exclude(action="dump pictures kept").values_list("actor", "action")) == [
        ("ines", "dump pictures started"),
        ("ines", "dump pictures stopped"),
        ("ines", "dump pictures resumed"),
        ("worker", "dump pictures read"),
    ]


def test_what_is_in_the_tables_is_not_read_again(
    dump: Dump, ines: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(dump, ines)
    work_pictures(dump, clock=timezone.now)
    begin(dump, ines)
    asked = count_asked(monkeypatch)
    assert work_pictures(dump, clock=timezone.now).state == "read"
    assert tell_pictures(dump) == PATHS
    assert len(asked) == 1  # the bomb


def test_another_version_reads_everything_anew(
    dump: Dump, ines: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(dump, ines)
    work_pictures(dump, clock=timezone.now)
    asked = count_asked(monkeypatch)

    def find_newer(languages: str) -> OcrEngine:
        return replace(find_engine(languages), version="99.1")

    monkeypatch.setattr(kind, "find_engine", find_newer)
    begin(dump, ines)
    assert work_pictures(dump, clock=timezone.now).terms["version"] == "99.1"
    assert tell_pictures(dump) == PATHS
    assert len(asked) == 5


def test_where_the_engine_is_gone_it_stops_and_says_so(
    dump: Dump, ines: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(dump, ines)

    def find_none(languages: str) -> OcrEngine:
        raise UsageError("Tesseract is not installed.", why=languages, todo="apt")

    monkeypatch.setattr(kind, "find_engine", find_none)
    work = work_pictures(dump, clock=timezone.now)
    assert (work.state, work.stop_code, work.stop_params) == ("stopped", "engine", {})


def test_where_the_dump_is_gone_it_stops_for_a_person_and_what_nobody_takes_up_stops_too(
    dump: Dump, ines: Actor
) -> None:
    begin(dump, ines)
    source = Path(dump.order["source"])
    source.rename(source.with_name("away"))
    work = work_pictures(dump, clock=timezone.now)
    assert (work.state, work.stop_code) == ("stopped", "cannot")
    source.with_name("away").rename(source)
    resume_pictures(dump.pk, actor=ines, now=timezone.now())
    stop_abandoned({"dump": dump.pk}, timezone.now())
    work.refresh_from_db()
    assert (work.state, work.stop_code) == ("stopped", "broken")


def test_a_picture_that_was_changed_since_is_not_read_as_the_one_that_was_judged(
    dump: Dump, ines: Actor
) -> None:
    place = Path(dump.order["source"]) / "shots"
    (place / "letter.png").write_bytes((place / "planted.png").read_bytes())
    begin(dump, ines)
    work_pictures(dump, clock=timezone.now)
    assert tell_pictures(dump)["shots/letter.png"] == "changed"


def test_nothing_begins_before_the_dump_is_read_or_where_it_holds_no_pictures(
    dump: Dump, ines: Actor
) -> None:
    Dump.objects.update(state="reading")
    with pytest.raises(DumpError, match="not read to its end"):
        begin(dump, ines)
    Dump.objects.update(state="read")
    DumpItem.objects.filter(picture__isnull=False).update(verdict=sorted(ocr.KNOWN)[0])
    with pytest.raises(DumpError, match="no pictures"):
        begin(dump, ines)
    with pytest.raises(DumpError, match="Nobody"):
        stop_pictures(dump.pk, code="person", actor=ines, now=timezone.now())
