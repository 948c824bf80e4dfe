"""Two commands from nothing to a warned team: the demo as a new user runs it."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from chaffinch.lab.post_office.dovecot import find_dovecot

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


class RunningDemo:
    """`chaffinch demo` as a process group of its own, as a terminal would start it."""

    def __init__(self, home: Path, listen: str) -> None:
        self.home, self.listen, self.said = home, listen, ""
        command = [sys.executable, "-m", "chaffinch", "demo", "--home", str(home), "--listen", listen]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)

    def read_until(self, words: str, *, seconds: float) -> None:
        assert self.process.stderr is not None
        deadline = time.monotonic() + seconds
        while words not in self.said:
            ready, _, _ = select.select([self.process.stderr], [], [], 0.5)
            if ready:
                self.said += os.read(self.process.stderr.fileno(), 65_536).decode()
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said

    def press_ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.stderr is not None
        self.said += self.process.stderr.read().decode()
        self.process.stderr.close()
        return self.process.wait(timeout=30)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.home / "chaffinch.sqlite3")) as database:
            return database.execute(statement).fetchall()


def find_free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def list_group(process_group: int) -> list[int]:
    """Return the processes that still belong to the group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == process_group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """A demo whose story is told; still running."""
    demo = RunningDemo(tmp_path_factory.mktemp("demo") / "home", find_free_address())
    try:
        demo.read_until("waits for a second yes", seconds=180)
        deadline = time.monotonic() + 30
        while demo.query("select sending from desk_digest") != [("sent",)] and time.monotonic() < deadline:
            time.sleep(0.5)
        yield demo
    finally:
        if demo.process.poll() is None:
            os.killpg(demo.process.pid, signal.SIGKILL)
            demo.process.wait()
        if demo.process.stderr:
            demo.process.stderr.close()


def test_the_copies_are_called_copies_and_the_bystander_is_not(told: RunningDemo) -> None:
    verdicts = dict(told.query("select host, verdict from desk_case"))
    copies = {host for host, verdict in verdicts.items() if verdict == "copy"}
    assert copies == {
        "portail.mouvement.aurore.test",
        "portail-mouvement-aurore.test",
        "rnouvement-aurore.test",
        "portail.mouvement-aurore.test.acces-compte.test",
    }
    assert verdicts["onedrive-mouvement-aurore.test"] == "sign-in"
    assert verdicts["mouvement-aurore-poesie.test"] == "harmless"
    assert verdicts["mouvement-aurore.example"] == "for-sale"
    assert verdicts["acces-mouvement-aurore.test"] == "undecided"
    assert verdicts["mouvement-aurore-login.test"] == "gone"


def test_every_page_that_answers_has_its_picture_and_the_genuine_one_beside_it(told: RunningDemo) -> None:
    rows = told.query(
        "select k.host, c.window, c.thumbnail, v.reference_id from desk_case k "
        "join desk_capture c on c.id = k.latest_capture_id join desk_verdict v on v.capture_id = c.id "
        "where k.state in ('captured', 'confirmed')"
    )
    assert len(rows) == 8
    for host, window, thumbnail, reference in rows:
        assert window and thumbnail, host
        if "poesie" not in str(host):
            assert reference is not None or host in {
                "mouvement-aurore.example",
                "acces-mouvement-aurore.test",
                "onedrive-mouvement-aurore.test",
            }


def test_the_digest_mail_shows_the_pictures_and_names_no_countermeasure(told: RunningDemo) -> None:
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((told.home / "range-mail").glob("*.eml"))
    ]
    digest = next(message for message in messages if "bilan" in str(message["Subject"]))
    assert isinstance(digest, EmailMessage)
    html = digest.get_body(("html",))
    assert html is not None
    cids = set(re.findall(r"cid:([^\"']+)", html.get_content()))
    pictures = {
        str(part["Content-ID"]).strip("<>")
        for part in digest.walk()
        if part.get_content_maintype() == "image"
    }
    assert cids == pictures
    assert len(cids) >= 6
    said = html.get_content().lower()
    assert not re.search(r"leurre|decoy|contre-offensive|appât|feeding", said)


REPORT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from chaffinch.desk.home import Home
from chaffinch.desk.start import start_django
start_django(Home(Path(sys.argv[1])))
from chaffinch.desk.models import User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.tips import report_link, report_mail
from chaffinch.lab.lures import make_lures
now = datetime.now(UTC)
ines = Actor("admin", User.objects.get(username="admin").pk)
report_mail(make_lures(now)[0].message, actor=ines, now=now)
report_mail(b"\\x89PNG no mail at all", actor=ines, now=now)
report_link("https://aurore-boreale.test/carnet-de-nuit", actor=ines, now=now)
"""


def test_what_a_colleague_sends_in_is_a_case_with_its_picture_within_a_minute(told: RunningDemo) -> None:
    subprocess.run([sys.executable, "-c", REPORT, str(told.home)], check=True, capture_output=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        mails = told.query("select state, reason, link_count from desk_reportedmail order by id")
        cases = dict(told.query("select host, verdict from desk_case where host = 'aurore-boreale.test'"))
        if mails == [("read", "", 1), ("failed", "not-a-mail", 0)] and cases == {
            "aurore-boreale.test": "harmless"
        }:
            break
        time.sleep(0.5)
    assert mails == [("read", "", 1), ("failed", "not-a-mail", 0)]
    assert cases == {"aurore-boreale.test": "harmless"}
    lure = told.query(
        "select s.text from desk_sighting s join desk_case k on k.id = s.case_id "
        "where k.host = 'portail.mouvement.aurore.test' and s.mail_id is not null"
    )
    assert lure == [("https://portail.mouvement.aurore.test/?jeton=7c1f9a02",)]


def test_a_run_waits_for_the_second_yes(told: RunningDemo) -> None:
    assert told.query("select state, decoys from desk_feedingrun") == [("proposed", 12)]
    assert told.query(
        "select u.username from desk_feedingapproval a join desk_user u on u.id = a.person_id"
    ) == [("admin",)]
    assert told.query("select count(*) from desk_feddecoy") == [(0,)]
    assert "sign in as tomas, password" in told.said


APPROVE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from chaffinch.desk.home import Home
from chaffinch.desk.start import start_django
start_django(Home(Path(sys.argv[1])))
from chaffinch.desk.models import FeedingRun, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.feeding import approve_run
tomas = Actor("tomas", User.objects.get(username="tomas").pk)
approve_run(FeedingRun.objects.get().pk, reason="Yes.", actor=tomas, now=datetime.now(UTC))
"""


@pytest.mark.skipif(find_dovecot() is None, reason="Dovecot is not installed")
def test_after_the_second_yes_the_phisher_tries_what_he_was_fed_and_it_rings(told: RunningDemo) -> None:
    mix, reasons = told.query("select mix, mix_reasons from desk_feedingrun")[0]
    assert json.loads(mix) == {"trap": 3, "phantom": 9}
    assert "failed-logins-read" in {reason["code"] for reason in json.loads(reasons)}
    subprocess.run([sys.executable, "-c", APPROVE, str(told.home)], check=True, capture_output=True)
    told.read_until("He has tried all 12; accounts that opened: 3", seconds=200)
    deadline = time.monotonic() + 30
    while told.query("select count(*) from desk_hit") != [(12,)]:
        assert time.monotonic() < deadline, told.query("select severity, source from desk_hit")
        time.sleep(0.5)
    rows = told.query("select severity, source, count(*) from desk_hit group by 1, 2 order by 1")
    assert rows == [("opened", "127.0.0.53", 3), ("password", "127.0.0.53", 9)]
    said = b"".join(path.read_bytes() for path in (told.home / "range-mail").glob("*.eml")).lower()
    assert not re.search(rb"leurre|decoy|127\.0\.0\.53|dovecot", said)


def test_the_desk_shows_nothing_without_a_log_in(told: RunningDemo) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.build_opener(_NoRedirect()).open(f"http://{told.listen}/cases/", timeout=10)
    assert caught.value.code == 302
    assert "/account/login/" in caught.value.headers["Location"]
    caught.value.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


def test_files_are_for_their_owner_alone(told: RunningDemo) -> None:
    open_to_others = [
        path
        for path in told.home.rglob("*")
        if path.is_file() and path.stat().st_mode & 0o077 and "range" not in str(path)
    ]
    assert [path.name for path in open_to_others if path.suffix in {".key", ".toml", ".sqlite3"}] == []


def test_ctrl_c_ends_every_process_and_a_second_start_goes_on(told: RunningDemo) -> None:
    before = told.query("select count(*), max(id) from desk_case")
    group = told.process.pid
    assert told.press_ctrl_c() == 0, told.said
    assert list_group(group) == []
    again = RunningDemo(told.home, find_free_address())
    try:
        again.read_until("with the password of the first start", seconds=60)
        time.sleep(3)
        assert again.query("select count(*), max(id) from desk_case") == before
        assert again.query("select count(*) from desk_digest") == [(1,)]
        assert again.press_ctrl_c() == 0
    finally:
        if again.process.poll() is None:
            os.killpg(again.process.pid, signal.SIGKILL)
            again.process.wait()
