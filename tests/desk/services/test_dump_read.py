"""The desk reads a real dump with the real parts: sandboxed readers, the archive, the judging; killed and told to go on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from threading import Event

import libarchive
import pytest
from tests.leaks.archive.house import KEY, add, begin, write_letter, write_mbox

from chaffinch.desk.dump_ordering import compose_order
from chaffinch.desk.home import Home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.kinds.dumps import read_dump
from chaffinch.desk.jobs.lease import Lease
from chaffinch.desk.models import Dump, DumpItem, User
from chaffinch.desk.reference import open_ours
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.dumps import Circumstances, resume_dump, start_dump
from chaffinch.desk.web.queries.dump_items import read_details
from chaffinch.ground.files import write_whole

pytestmark = pytest.mark.usefixtures("watched")
LINE = "Le virement de 4500 euros part demain, comme convenu avec l'imprimeur et la mairie de Quimper.\n"


@pytest.fixture
def place(home: Home, tmp_path: Path) -> Path:
    """An archive of twelve letters, and a dump of eleven: one with another amount, one that only its own words export."""
    write_whole(home.keys / "archive.key", KEY.hex().encode() + b"\n")
    letters = [
        write_letter(number, text=f"Lettre {number}.\n\n{LINE}Numéro {number}, à bientôt.\n")
        for number in range(12)
    ]
    add(begin(home.archive), write_mbox(tmp_path / "lise.mbox", letters), mailbox="lise.corbel@aurore.test")
    dump = tmp_path / "dump"
    write_mbox(dump / "lise.mbox", letters[:10])
    (dump / "falsch.eml").write_bytes(letters[10].replace(b"4500", b"45000"))
    (dump / "locked.bin").write_bytes(b"\x00" * 64)
    return dump


def work(dump: Dump, now: datetime) -> Dump:
    lease = Lease(1, 1, "read_dump", {"dump": dump.pk}, 0, 4, 30.0)
    read_dump(lease.payload, JobContext(lease, clock=lambda: now, stopping=Event()))
    dump.refresh_from_db()
    return dump


def start(place: Path, now: datetime) -> Dump:
    user = User.objects.create(username="ines")
    known = Circumstances(learned_at=now)
    return start_dump(compose_order(str(place)), name="x", known=known, actor=Actor("ines", user.pk), now=now)


def test_genuine_mail_is_genuine_and_the_other_amount_is_found(
    place: Path, home: Home, now: datetime
) -> None:
    dump = work(start(place, now), now)
    assert (dump.state, dump.stop_params) == ("read", {})
    verdicts = dict(DumpItem.objects.values_list("path", "verdict"))
    assert {verdict for path, verdict in verdicts.items() if path.startswith("lise.mbox")} == {"genuine"}
    item = DumpItem.objects.get(path="falsch.eml")
    assert item.verdict == "altered"
    [change] = [one for one in read_details(item).finding.diff if one.where == "text"]
    assert (change.ours, change.theirs) == ("4500", "45000")
    ours = open_ours(item)
    assert "4500 euros" in ours.text
    assert ours.where == "lise.corbel@aurore.test"
    assert len(dump.sha256) == 64
    assert (home.dumps / str(dump.pk) / "manifest.jsonl").exists()


@pytest.mark.parametrize(
    ("passwords", "found"),
    [((), ("unverifiable", "encrypted")), (("faux", "Nassau 2017"), ("genuine", ""))],
)
def test_a_password_that_the_desk_was_given_opens_an_archive(
    place: Path, now: datetime, ines: Actor, passwords: tuple[str, ...], found: tuple[str, str]
) -> None:
    letter = (place / "falsch.eml").read_bytes().replace(b"45000", b"4500")
    for path in place.iterdir():
        path.unlink()
    with libarchive.file_writer(
        str(place / "coffre.zip"),
        "zip",
        options="encryption=aes256",
        passphrase=passwords[-1] if passwords else "x",
    ) as archive:
        archive.add_file_from_memory("a.eml", len(letter), letter)
    dump = start_dump(
        compose_order(str(place)),
        name="x",
        known=Circumstances(learned_at=now),
        actor=ines,
        now=now,
        passwords=passwords,
    )
    assert work(dump, now).state == "read"
    assert DumpItem.objects.values_list("path", "verdict", "fault").get() == ("coffre.zip!/a.eml", *found)


def test_a_dump_that_somebody_changes_is_not_read_on(place: Path, now: datetime, ines: Actor) -> None:
    known = Circumstances(learned_at=now)
    dump = start_dump(compose_order(str(place)), name="x", known=known, actor=ines, now=now)
    work(dump, now)
    Dump.objects.update(state="stopped")
    resume_dump(dump.pk, actor=ines, now=now)
    (place / "new.eml").write_bytes(b"Subject: x\n\nx\n")
    dump.refresh_from_db()
    work(dump, now)
    assert (dump.state, dump.stop_code) == ("stopped", "cannot")
    assert "not what it was" in dump.stop_params["why"]


def test_without_an_archive_it_stops_and_says_what_is_missing(
    tmp_path: Path, now: datetime, ines: Actor
) -> None:
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "a.eml").write_bytes(b"Subject: x\n\nx\n")
    dump = start_dump(
        compose_order(str(tmp_path / "dump")),
        name="x",
        known=Circumstances(learned_at=now),
        actor=ines,
        now=now,
    )
    work(dump, now)
    assert (dump.state, dump.stop_code) == ("stopped", "cannot")
    assert "missing" in dump.stop_params["why"]
