"""What the web listener writes reaches the desk: opened documents, tries at portals, its silence; on both databases."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.desk.jobs.conftest import Database, database, migrated

from chaffinch.decoys.lists import Account
from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.beacons import list_spools, watch_listener
from chaffinch.desk.followers.sign_ins import Follower, follow_logs, open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, Hit, Job, PlantedItem, Planting, SignInLog, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.hits import find_hits, mark_hits, note_fault
from chaffinch.desk.services.planted import hash_beacon
from chaffinch.desk.services.traps import keep_accounts
from chaffinch.desk.used_decoys import list_seen_uses
from chaffinch.tripwires.listener.beacons import hash_token, make_beacon, write_count, write_hit
from chaffinch.tripwires.listener.floods import Counted, Key
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.portal import DecoyPortal
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.listener.settings import Portal
from chaffinch.tripwires.listener.state import State

__all__ = ["Database", "database", "migrated"]
pytestmark = pytest.mark.usefixtures("database", "configuration")
NOW = datetime(2027, 3, 1, 9, 32, tzinfo=UTC)
SOURCE = "203.0.113.9"
WORD = (("user-agent", b"Microsoft Office Word 2014"),)


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    user = User.objects.create(username=f"lise-{request.node.name}"[:150])
    return Actor(user.username, user.pk)


@pytest.fixture
def token(request: pytest.FixtureRequest) -> str:
    """Another one for each test, since the tests share a database."""
    return f"{random.Random(request.node.name).getrandbits(96):024x}"


@pytest.fixture
def item(actor: Actor, token: str, home: Home) -> PlantedItem:
    planting = Planting.objects.create(
        order={}, order_hash="0" * 64, batch=token, reason="A drill.", proposed_by_id=actor.person_id, proposed_at=NOW,
        state=Planting.State.PLANTED,
    )  # fmt: skip
    return PlantedItem.objects.create(
        planting=planting, number=f"paper-{token[:8]}", kind="document", state="placed", place="share/Budget.docx",
        sealed=b"", sha256="0" * 64, beacon=hash_beacon(token, key=home.read_key("store")),
    )  # fmt: skip


@pytest.fixture
def listener(tmp_path: Path, home: Home) -> Folder:
    folder = Folder(tmp_path / "listener")
    folder.create()
    folder.beacons.touch()
    folder.portal.touch()
    return folder


def start(listener: Folder, home: Home) -> dict[str, Follower]:
    """Begin anew, from what the tables say."""
    logs = list_spools(str(listener.path))
    return open_followers(logs, table=TripwiresTable(), index=DecoyIndex(home), clock=lambda: NOW)


def write(
    listener: Folder, token: str, fields: tuple[tuple[str, bytes], ...] = WORD, *, source: str = SOURCE
) -> None:
    with listener.beacons.open("ab") as file:
        file.write(
            write_hit(Request("GET", f"/media/{token}.png", fields, source, "TLSv1.3"), token, now=NOW)
        )


def read(listener: Folder, home: Home) -> int | None:
    return start(listener, home)[str(listener.beacons)].read()


def test_an_opened_document_rings_once_however_often_its_line_is_read(
    listener: Folder, home: Home, item: PlantedItem, token: str
) -> None:
    write(listener, token)
    write(listener, "f" * 12 + "0123456789ab")
    assert read(listener, home) == 1
    [hit] = Hit.objects.filter(item=item)
    assert (hit.severity, hit.source, hit.protocol, hit.failure) == ("beacon", SOURCE, "word", "")
    assert (hit.planting_id, hit.at, hit.success, hit.line) == (item.planting_id, NOW, False, 1)
    row = SignInLog.objects.get(name=str(listener.beacons))
    assert (row.lines, row.attempts, row.unreadable, row.format) == (2, 2, 0, "beacons")
    SignInLog.objects.filter(pk=row.pk).update(place={})
    assert read(listener, home) == 0 and Hit.objects.filter(item=item).count() == 1
    assert (
        AuditEntry.objects.filter(
            action="decoy used", subject_type="planting", subject_id=str(item.planting_id)
        ).count()
        == 1
    )
    verify_chain()
    assert Job.objects.filter(kind="send_word").exists()


def test_a_preview_is_kept_as_what_it_is_and_told_to_no_other(
    listener: Folder, home: Home, item: PlantedItem, token: str, actor: Actor
) -> None:
    write(listener, token, (("user-agent", b"Slackbot-LinkExpanding 1.0"),), source="198.51.100.77")
    assert read(listener, home) == 1
    hit = Hit.objects.get(item=item)
    assert (hit.protocol, hit.failure) == ("slack", "preview")
    assert "198.51.100.77" not in {use.source for use in list_seen_uses()}
    write(listener, token, source="198.51.100.78")
    assert read(listener, home) == 1
    assert "198.51.100.78" in {use.source for use in list_seen_uses()}
    subject = ("planting", item.planting_id)
    numbers = list(find_hits(subject).values_list("pk", flat=True))  # type: ignore[arg-type]
    assert mark_hits(subject, numbers, mark="test", reason="We did.", actor=actor, now=NOW) == 2  # type: ignore[arg-type]


def test_hits_that_were_only_counted_ring_and_broken_lines_are_named(
    listener: Folder, home: Home, item: PlantedItem, token: str
) -> None:
    with listener.beacons.open("ab") as file:
        file.write(write_count(Counted(Key(hash_token(token), SOURCE), 900, NOW, NOW + timedelta(minutes=1))))
        file.write(write_count(Counted(Key("", ""), 7, NOW, NOW)))
        file.write(b"{half\n\xff\xfe\n")
        file.write(b'{"at":"2027-03-01T09:')
    assert read(listener, home) == 1
    row = SignInLog.objects.get(name=str(listener.beacons))
    assert (row.lines, row.attempts, row.unreadable) == (4, 2, 2) and row.unreadable_at.endswith(
        ":4 not-json"
    )
    assert Hit.objects.get(item=item).protocol == "unknown"


def test_a_beacon_that_the_library_makes_is_found_too(
    listener: Folder, home: Home, item: PlantedItem
) -> None:
    beacon = make_beacon("https://img.example.org", rng=random.Random(5), key=home.read_key("store"))
    PlantedItem.objects.filter(pk=item.pk).update(beacon=beacon.found_by)
    path = beacon.url.removeprefix("https://img.example.org")
    from chaffinch.tripwires.listener.beacons import find_token

    write(listener, find_token(path))
    assert read(listener, home) == 1
    Hit.objects.filter(item=item).update(mark="test")


def test_a_try_at_a_portal_with_a_decoy_s_own_password_rings_as_such(
    listener: Folder, home: Home, actor: Actor
) -> None:
    keep_accounts(
        [Account("Léa Corbel", "lea.corbel@aurore.test", "Marée-1987")], isolated=True, actor=actor, now=NOW
    )
    portal = DecoyPortal(Portal("/espace", "fr"), seed=b"1", nonce=home.read_key("sign-ins").hex())
    request = Request("POST", "/espace", (), SOURCE)
    for password in ("Marée-1987", "wrong"):
        form = urlencode(
            {portal.look.login_field: "Lea.Corbel@aurore.test", portal.look.password_field: password}
        )
        _, line = portal.read_try(request, form.encode(), now=NOW)
        with listener.portal.open("ab") as file:
            file.write(line)
    assert start(listener, home)[str(listener.portal)].read() == 2
    hits = Hit.objects.filter(trap__isnull=False, log__name=str(listener.portal)).order_by("pk")
    assert [(hit.severity, hit.protocol, hit.source) for hit in hits] == [
        ("password", "portal", SOURCE),
        ("address", "portal", SOURCE),
    ]


def test_silence_and_trouble_are_told_and_taken_back(listener: Folder, home: Home) -> None:
    followers = start(listener, home)
    rows = [follower.row for follower in followers.values()]

    def look(*, seconds: int = 1, **values: bool) -> set[str]:
        if values or seconds:
            listener.state.write_bytes(State(NOW, NOW, **values).write())  # type: ignore[arg-type]
        watch_listener(str(listener.path), rows, now=NOW + timedelta(seconds=seconds))
        return set(SignInLog.objects.filter(pk__in=[row.pk for row in rows]).values_list("fault", flat=True))

    watch_listener(str(listener.path), rows, now=NOW)
    assert {row.fault for row in rows} == {"listener-missing"}
    assert look() == {""}
    assert look(seconds=60) == {"listener-silent"}
    assert look(full=True) == {"listener-full"}
    assert look() == {""}
    note_fault(rows[0], "not-allowed")
    rows[0].fault = "not-allowed"
    assert look(seconds=60) == {"not-allowed", "listener-silent"}


def test_the_process_follows_the_listener_s_files_by_themselves(
    listener: Folder, home: Home, item: PlantedItem, token: str
) -> None:
    write(listener, token)
    turns = iter(range(8))
    follow_logs(
        TripwiresTable(logs=(LogTable(path=str(listener.pushed / "mail-1.log")),)),
        home=home,
        clock=lambda: NOW,
        stop=lambda: next(turns, None) is None,
        wait=lambda _seconds: None,
        listener=str(listener.path),
    )
    assert Hit.objects.filter(item=item).count() == 1
    faults = dict(SignInLog.objects.filter(followed=True).values_list("name", "fault"))
    assert faults == {
        str(listener.portal): "listener-missing",
        str(listener.beacons): "listener-missing",
        str(listener.pushed / "mail-1.log"): "no-such-file",
    }
