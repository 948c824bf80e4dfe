"""What pages show of the web listener: opened documents as what they are, and its silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import ListenerTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.doctor import examine
from chaffinch.desk.followers.beacons import list_spools, watch_listener
from chaffinch.desk.followers.sign_ins import open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.heartbeats import write_heartbeat
from chaffinch.desk.models import PlantedItem, Planting, SignInLog, User
from chaffinch.desk.services.planted import hash_beacon
from chaffinch.tripwires.listener.beacons import write_hit
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.listener.state import State
from tests.desk.web.markup import check_markup

TOKEN = "3f2a11c09ab84711d0d1ffee"
WORD, SLACK = b"Microsoft Office Word 2014", b"Slackbot-LinkExpanding 1.0"


@pytest.fixture
def item(desk: datetime, home: Home) -> PlantedItem:
    planting = Planting.objects.create(
        order={}, order_hash="0" * 64, batch="b", reason="A drill.", proposed_by=User.objects.get(username="ines"),
        proposed_at=desk, begun_at=desk, state=Planting.State.PLANTED,
    )  # fmt: skip
    return PlantedItem.objects.create(
        planting=planting, number="paper-1", kind="document", state="placed", place="share/Budget.docx", sealed=b"",
        sha256="0" * 64, beacon=hash_beacon(TOKEN, key=home.read_key("store")),
    )  # fmt: skip


@pytest.fixture
def listener(tmp_path: Path, settings: Settings, desk: datetime) -> Folder:
    folder = Folder(tmp_path / "listener")
    folder.create()
    folder.beacons.touch()
    folder.portal.touch()
    settings.CONFIGURATION = replace(settings.CONFIGURATION, listener=ListenerTable(str(folder.path)))
    write_heartbeat("w", process_id=1, started_at=desk, version="", now=desk, role="watcher")
    return folder


def follow(listener: Folder, home: Home, **state: object) -> None:
    """Have its files read, and its sign of life."""
    followers = open_followers(
        list_spools(str(listener.path)), table=TripwiresTable(), index=DecoyIndex(home), clock=timezone.now
    )
    for follower in followers.values():
        follower.read()
    now = timezone.now()
    values = {"at": now, "started_at": now, **state}
    listener.state.write_bytes(State(**values).write())  # type: ignore[arg-type]
    watch_listener(str(listener.path), [one.row for one in followers.values()], now=now)


def open_document(listener: Folder, agent: bytes, source: str, *, minutes: int = 0) -> None:
    asked = Request("GET", f"/{TOKEN}.png", (("user-agent", agent),), source)
    with listener.beacons.open("ab") as file:
        file.write(write_hit(asked, TOKEN, now=timezone.now() + timedelta(minutes=minutes)))


def read(client: Client, path: str) -> str:
    page: str = client.get(path).content.decode()
    check_markup(page)
    return page


def test_an_opened_document_is_on_the_overview_with_what_opened_it(
    ines: Client, listener: Folder, home: Home, item: PlantedItem
) -> None:
    open_document(listener, WORD, "203.0.113.9")
    follow(listener, home)
    page = read(ines, "/")
    assert "203.0.113.9" in page and "A document was opened 1 time." in page and "· Word" in page
    assert TOKEN not in page and "cannot be read" not in page


def test_a_preview_is_named_and_stands_below_what_a_person_did(
    ines: Client, listener: Folder, home: Home, item: PlantedItem
) -> None:
    open_document(listener, WORD, "203.0.113.9")
    open_document(listener, SLACK, "198.51.100.4", minutes=5)
    follow(listener, home)
    page = read(ines, "/")
    assert page.index("203.0.113.9") < page.index("198.51.100.4")
    assert "perhaps no person has opened it" in page[page.index("198.51.100.4") :]
    assert "perhaps" not in page[: page.index("198.51.100.4")]
    ines.cookies["chaffinch-language"] = "fr"
    assert "aperçu" in read(ines, "/")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"at": -120}, "gives no sign of life"),
        ({"full": True}, "folder is full"),
        ({"certificate": "expired"}, "certificate cannot be used"),
        ({}, ""),
    ],
)
def test_its_silence_is_told_on_the_overview_on_sources_and_by_the_doctor(
    ines: Client, listener: Folder, home: Home, state: dict[str, object], said: str
) -> None:
    if "at" in state:
        state = {"at": timezone.now() - timedelta(seconds=120)}
    follow(listener, home, **state)
    sources, overview = read(ines, "/sources/"), read(ines, "/")
    assert str(listener.beacons) in sources and str(listener.portal) in sources
    assert ("could be used unnoticed" in overview) == bool(said)
    assert said in sources
    [point] = [
        point for point in examine(home, now=timezone.now(), send_mail=False) if point.name == "listener"
    ]
    assert point.state == ("fault" if said else "ok")


def test_a_listener_whose_files_cannot_be_read_is_told(ines: Client, listener: Folder, home: Home) -> None:
    listener.beacons.unlink()
    follow(listener, home)
    assert SignInLog.objects.get(name=str(listener.beacons)).fault == "no-such-file"
    assert "What the web listener writes cannot be read." in read(ines, "/sources/")
