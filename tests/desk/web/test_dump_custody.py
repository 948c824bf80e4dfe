"""The list of a dump's files is dated at its import by an authority that the settings name, where one answers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chaffinch.desk import custody_dating
from chaffinch.desk.configuration_tables import CaptureTable, LedgerTable
from chaffinch.desk.custody_dating import list_authorities, read_stamp
from chaffinch.desk.dump_reading import list_files
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump_by
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import AuditEntry, Dump
from chaffinch.ground.web import Fetcher
from chaffinch.leaks.triage.dating import STAMP
from tests.desk.leaked import Reader
from tests.desk.ledger_house import make_ask
from tests.desk.web.conftest import CONFIGURATION
from tests.desk.web.test_dumps import read
from tests.ledger.authority import make_authority

ALPHA, DOWN = "https://alpha.test/", "https://down.test/"
NAMED = replace(
    CONFIGURATION,
    capture=CaptureTable(egress="direct", timestamp=DOWN),
    ledger=LedgerTable(authorities=(f"alpha.test={ALPHA}", f"down.test={DOWN}")),
)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """Have alpha answer and nobody else; returns what is asked."""
    asked = list[tuple[str, bytes]]()
    ask = make_ask(make_authority("alpha.test"), at=timezone.now().replace(microsecond=0), asked=asked)

    def answer(_fetcher: Fetcher, *, url: str, request: bytes) -> bytes:
        return ask(url, request)

    monkeypatch.setattr(custody_dating, "ask_stamp", answer)
    return asked


def import_dump(client: Client, place: Path) -> Dump:
    place.mkdir()
    (place / "a.eml").write_bytes(b"Subject: x\n\nx\n")
    read(client, "/dumps/start/", source=str(place), name="Vendredi")
    return work(Dump.objects.get())


def work(dump: Dump) -> Dump:
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    context = JobContext(lease, clock=timezone.now, stopping=Event())
    read_dump_by(dump.pk, context, reader=Reader(), lister=list_files)
    dump.refresh_from_db()
    return dump


def test_one_that_answers_dates_it_and_the_page_says_so(
    ines: Client, home: Home, settings: Settings, answers: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    settings.CONFIGURATION = NAMED
    dump = import_dump(ines, tmp_path / "dump")
    assert [url for url, _ in answers] == [DOWN, ALPHA]
    stamp = read_stamp(dump)
    assert stamp is not None
    assert stamp.answer == (home.dumps / str(dump.pk) / STAMP).read_bytes()
    assert "by alpha.test: the stamp goes into the fact pack" in read(ines, f"/dumps/{dump.pk}/")
    assert AuditEntry.objects.get(action="dump stamped").params["by"] == "alpha.test"
    Dump.objects.update(state=Dump.State.READING)
    dump.refresh_from_db()
    work(dump)
    assert len(answers) == 2


def test_a_stamp_that_somebody_changed_is_not_shown(
    ines: Client, settings: Settings, answers: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    settings.CONFIGURATION = NAMED
    dump = import_dump(ines, tmp_path / "dump")
    dump.manifest_stamp = random.Random(1).randbytes(200)
    dump.save()
    assert "by no authority" in read(ines, f"/dumps/{dump.pk}/")


@pytest.mark.parametrize("egress", ["direct", "unset"])
def test_where_nobody_answers_it_is_read_all_the_same(
    ines: Client, settings: Settings, tmp_path: Path, egress: str
) -> None:
    lone = CaptureTable(egress=egress, timestamp="http://127.0.0.1:9/tsa")
    settings.CONFIGURATION = replace(CONFIGURATION, capture=lone)
    dump = import_dump(ines, tmp_path / "dump")
    assert (dump.state, bytes(dump.manifest_stamp)) == ("read", b"")
    assert "by no authority" in read(ines, f"/dumps/{dump.pk}/")


def test_no_authority_is_asked_that_nobody_names(desk: datetime) -> None:
    assert list_authorities(CONFIGURATION) == ()
    assert list_authorities(NAMED) == (DOWN, ALPHA)
