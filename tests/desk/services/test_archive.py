"""The archive's nights: sources are read, what is new is rooted and entered, and a bad source holds up no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.desk.ledger_house import Desk, begin
from tests.leaks.archive.house import write_letter, write_mbox

from chaffinch.desk.configuration_archive import ArchiveSourceTable, ArchiveTable
from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.home import Home, find_home
from chaffinch.desk.jobs.errors import PostponedError
from chaffinch.desk.jobs.kinds.archive import keep_archive
from chaffinch.desk.models import AuditEntry, LedgerEntry
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.ledger import require_ledger
from chaffinch.leaks.archive.errors import NotAllowedError
from chaffinch.leaks.archive.keys import read_key_file
from chaffinch.leaks.archive.lookup import ReferenceArchive
from chaffinch.leaks.archive.writer import ArchiveWriter

pytestmark = pytest.mark.usefixtures("watched")


class Night(Desk):
    """A job's context that takes signs of life."""

    def heartbeat(self, *, done: int = 0, total: int = 0) -> None:
        assert done <= total or not total


def run(now: datetime) -> None:
    keep_archive({}, Night(now))  # type: ignore[arg-type]  # all that a job asks of its context


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return write_mbox(tmp_path / "lise.mbox", [write_letter(number) for number in range(3)])


@pytest.fixture(autouse=True)
def named(configuration: Configuration, settings: Settings, box: Path, tmp_path: Path) -> None:
    """Two sources stand in the settings, of which one is not there."""
    sources = (
        ArchiveSourceTable(where=str(tmp_path / "gone")),
        ArchiveSourceTable(where=str(box), mailbox="lise"),
    )
    table = ArchiveTable(notice="a", legal_basis="b", assessment="DPIA of 1 March", sources=sources)
    settings.CONFIGURATION = replace(configuration, archive=table)


def open_archive() -> ReferenceArchive:
    home: Home = find_home()
    return ReferenceArchive(home.archive, key=read_key_file(home.keys / "archive.key", archive=home.archive))


def test_a_night_adds_roots_and_enters(ines: Actor, now: datetime, box: Path) -> None:
    begin(ines, now=now)
    run(now)
    [found] = open_archive().find_by_message_id("<1.aurore@mail.aurore.test>")
    assert (found.mailbox, found.first_seen) == ("lise", now.replace(microsecond=0))
    assert open_archive().owns("presse@mouvement-aurore.test")
    [entry] = LedgerEntry.objects.filter(kind="archive-root")
    assert require_ledger().entries[entry.name].approval == "DPIA of 1 March"
    said = AuditEntry.objects.get(action="archive added").params
    assert said == {"added": 3, "private": 0, "faults": 0, "unread": [1]}
    write_mbox(box, [write_letter(number) for number in range(5)])
    run(now + timedelta(days=1))
    run(now + timedelta(days=2))
    assert LedgerEntry.objects.filter(kind="archive-root").count() == 2
    assert [row.params["added"] for row in AuditEntry.objects.filter(action="archive added")] == [3, 2, 0]
    verify_chain()


def test_roots_of_nights_without_a_ledger_enter_when_there_is_one(ines: Actor, now: datetime) -> None:
    run(now)
    assert not LedgerEntry.objects.filter(kind="archive-root").exists()
    begin(ines, now=now)
    run(now + timedelta(days=1))
    assert LedgerEntry.objects.filter(kind="archive-root").count() == 1


def test_without_sources_nothing_is_made(settings: Settings, now: datetime) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, archive=ArchiveTable())
    run(now)
    assert not find_home().archive.exists()


def test_without_notice_nothing_is_made(settings: Settings, now: datetime) -> None:
    table = replace(settings.CONFIGURATION.archive, notice="")
    settings.CONFIGURATION = replace(settings.CONFIGURATION, archive=table)
    with pytest.raises(NotAllowedError):
        run(now)
    assert not find_home().archive.exists()


def test_while_somebody_adds_by_hand_the_night_waits(now: datetime) -> None:
    run(now)
    home = find_home()
    key = read_key_file(home.keys / "archive.key", archive=home.archive)
    with ArchiveWriter(home.archive, key=key), pytest.raises(PostponedError):
        run(now)
