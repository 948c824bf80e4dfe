"""A decoy mail host as an intruder finds it: it opens, tells of everything, and leads nowhere."""

from __future__ import annotations

import contextlib
import hashlib
import imaplib
import json
import os
import re
import resource
import signal
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.tripwires.lines import read
from tests.tripwires.mailhost.running import (
    ANNA,
    BEA,
    NONCE,
    STRANGER,
    RunningHost,
    StrangersImap,
    needs_dovecot,
    opens,
    read_objects,
    run_host,
    submit,
    trust_anybody,
    wait_until,
)

from chaffinch.decoys.lists import Account
from chaffinch.ground.bubblewrap import find_python
from chaffinch.tripwires.mailhost.accounts import add_accounts
from chaffinch.tripwires.mailhost.letters import Letter, append_letters
from chaffinch.tripwires.mailhost.sandbox import build_host_command
from chaffinch.tripwires.passwords import recognise
from chaffinch.tripwires.reads import read_readings

pytestmark = [needs_dovecot, pytest.mark.timeout(240)]
WITH_ATTACHMENT = (
    b"From: a@decoy.test\r\nTo: b@decoy.test\r\nSubject: Hotel\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee the list.\r\n"
    b"--x\r\nContent-Type: application/pdf; name=list.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n--x--\r\n"
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHost]:
    with run_host(tmp_path_factory.mktemp("live"), quota=3) as host:
        yield host


def test_a_log_in_that_opens_is_told_with_its_source_and_password(running: RunningHost) -> None:
    client = StrangersImap(running.port("imaps"))
    client.login(ANNA.address, ANNA.password)
    said = running.await_report(lambda report: report["login"] == ANNA.address and report["success"])
    client.logout()
    seen = read(json.dumps(said))
    assert seen is not None
    assert (seen.login, seen.source, seen.protocol, seen.success) == (ANNA.address, STRANGER, "imap", True)
    assert seen.at is not None and seen.session and seen.mark is not None
    assert recognise(seen.mark, login=seen.login, password=ANNA.password, nonces=[NONCE])


def test_a_wrong_password_and_an_unknown_name_are_told_too(running: RunningHost) -> None:
    for login, password in ((BEA.address, "Guess-1"), ("nobody@decoy.test", "Guess-2")):
        client = StrangersImap(running.port("imaps"))
        with pytest.raises(imaplib.IMAP4.error, match="Authentication failed"):
            client.login(login, password)
        client.shutdown()
        said = running.await_report(lambda report, login=login: report["login"] == login)  # type: ignore[misc]
        seen = read(json.dumps(said))
        assert seen is not None and not seen.success and seen.mark is not None
        assert recognise(seen.mark, login=login, password=password, nonces=[NONCE])
        assert not recognise(seen.mark, login=login, password=BEA.password, nonces=[NONCE])


def test_the_host_tries_itself_and_nobody_hears_of_it(running: RunningHost) -> None:
    watch = running.host.read_keys().watch
    kept = [running.host.reports, running.host.reads, running.host.log]
    assert all(watch not in path.read_text(encoding="utf-8") for path in kept if path.exists())


def test_no_password_is_taken_without_tls(running: RunningHost) -> None:
    # From another address: Dovecot 2.4 holds a connection of a machine with itself for safe.
    with socket.create_connection(("127.0.0.1", running.port("imap")), source_address=(STRANGER, 0)) as bare:
        talk = bare.makefile("rwb", buffering=0)
        assert b"LOGINDISABLED" in talk.readline()
        talk.write(f"a LOGIN {ANNA.address} {ANNA.password}\r\n".encode())
        assert any(line.startswith(b"a NO [PRIVACYREQUIRED]") for line in (talk.readline(), talk.readline()))
        talk.close()
    secured = imaplib.IMAP4("127.0.0.1", running.port("imap"), timeout=30)
    secured.starttls(trust_anybody())
    assert secured.login(ANNA.address, ANNA.password)[0] == "OK"
    secured.logout()
    with smtplib.SMTP("127.0.0.1", running.port("submission"), "client.test", timeout=30) as client:
        client.ehlo()
        assert not client.has_extn("auth")
        assert client.docmd("AUTH", "PLAIN AGEAYg==")[0] == 503


def test_what_is_read_is_on_the_timeline(running: RunningHost) -> None:
    at = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
    letters = [Letter(WITH_ATTACHMENT, at=at + timedelta(hours=hour), folder="Voyages") for hour in range(3)]
    append_letters(running.host.folder, BEA.address, letters)
    client = StrangersImap(running.port("imaps"))
    client.login(BEA.address, BEA.password)
    client.select("Voyages")
    client.search(None, "TEXT", "list")
    client.fetch("1:*", "(UID FLAGS ENVELOPE BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)])")
    client.fetch("2", "(BODY.PEEK[])")
    client.uid("FETCH", "2:3", "(BODY[2])")
    client.store("1", "+FLAGS", "\\Deleted")
    client.copy("1", "Trash")
    client.logout()

    def look() -> list[tuple[str, tuple[int, ...], tuple[str, ...]]] | None:
        lines = running.host.reads.read_bytes().splitlines() if running.host.reads.exists() else []
        done = [
            one for one in read_readings(lines).done if one.login == BEA.address and one.mailbox == "Voyages"
        ]
        assert all(one.source == STRANGER for one in done)
        # which letters a list has to open, Dovecot's own memory of their heads decides
        told = [(one.deed, () if one.deed == "listed" else one.uids, one.parts) for one in done]
        opened = sum(bool(uids) for deed, uids, _ in told if deed in ("read", "part"))
        return told if len(told) >= 7 and opened == 2 else None  # type: ignore[return-value]

    assert wait_until(look) == [
        ("selected", (), ()),
        ("searched", (), ()),
        ("listed", (), ()),
        ("read", (2,), ()),
        ("part", (2, 3), ("2",)),
        ("deleted", (), ()),
        ("copied", (), ()),
    ]
    session = running.await_report(lambda report: report["login"] == BEA.address and report["success"])[
        "session_id"
    ]
    lines = running.host.reads.read_bytes().splitlines()
    assert {one.session for one in read_readings(lines, sessions=[session]).done} == {session}


def test_submission_opens_and_puts_every_message_off(running: RunningHost) -> None:
    secret = "Meet me at the station"
    with submit(running.port("submission")) as client:
        assert client.docmd("MAIL", "FROM:<x@decoy.test>")[0] == 554
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(BEA.address, "Guess-3")
        client.login(BEA.address, BEA.password)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(
                BEA.address, ["one@else.test", "two@else.test"], f"Subject: {secret}\r\n\r\n.{secret}\r\n"
            )
    assert refused.value.smtp_code == 451
    said = running.await_report(
        lambda report: (
            report["protocol"] == "submission" and report["success"] and report["login"] == BEA.address
        )
    )
    assert (said["remote"], said["pwhash"]) == (
        STRANGER, hashlib.sha256(f"{NONCE}{BEA.address}\0{BEA.password}".encode()).hexdigest()
    )  # fmt: skip
    kept = wait_until(
        lambda: [line for line in read_objects(running.host.reads) if line["event"] == "sending"]
    )[0]
    message = f"Subject: {secret}\r\n\r\n.{secret}\r\n".encode()
    assert (kept["recipients"], kept["bytes"]) == (2, len(message))
    assert kept["sha256"] == hashlib.sha256(message).hexdigest()
    everything = b"".join(path.read_bytes() for path in running.host.folder.rglob("*") if path.is_file())
    assert secret.encode() not in everything and b"else.test" not in everything


def test_letters_are_planted_with_past_dates_and_flags_and_nothing_rings(running: RunningHost) -> None:
    before = len(running.read_reports())
    days = [datetime(2025, 12, day, 9, 30, tzinfo=UTC) for day in (3, 1, 2)]
    letters = [
        Letter(b"Subject: %d\r\n\r\nHello\r\n" % day.day, at=day, folder="Projets/Été & Co", flags=frozenset({"\\Seen"}))
        for day in days
    ]  # fmt: skip
    assert append_letters(running.host.folder, ANNA.address, letters) == 3
    assert append_letters(running.host.folder, ANNA.address, letters) == 3, "they are there, once"
    assert len(running.read_reports()) == before
    client = StrangersImap(running.port("imaps"))
    client.login(ANNA.address, ANNA.password)
    folder = '"Projets/&AMk-t&AOk- &- Co"'
    assert any(folder.encode() in line for line in client.lsub()[1] if isinstance(line, bytes))
    assert client.select(folder)[1] == [b"3"]
    _, found = client.fetch("1:*", "(INTERNALDATE FLAGS RFC822.SIZE)")
    assert [b"\\Seen" in line for line in found if isinstance(line, bytes)] == [True] * 3
    dates = [imaplib.Internaldate2tuple(line) for line in found if isinstance(line, bytes)]
    assert [date.tm_mday for date in dates if date] == [1, 2, 3]
    when = '"14-Jul-2024 02:40:00 +0000"'
    assert client.append("INBOX", "(\\Seen \\Answered)", when, WITH_ATTACHMENT)[0] == "OK"
    client.select("INBOX")
    _, found = client.search(None, "ON", "14-Jul-2024", "ANSWERED")
    assert found != [b""]
    client.logout()


def test_an_account_that_is_given_later_opens_at_once(running: RunningHost) -> None:
    late = Account("Léo", "leo@second.test", "Minuit-3")
    assert add_accounts(running.host, [late]) == 1
    assert running.host.read_domains() == ("decoy.test", "second.test")

    assert wait_until(lambda: opens(running.port("imaps"), late), every=0.5)


def test_nothing_inside_reaches_out(running: RunningHost) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_server(("::1", 0), family=socket.AF_INET6),
    ):
        port = listener.getsockname()[1]
        attempt = f"""
import json, os, socket
def go(family, kind, where):
    try:
        with socket.socket(family, kind) as one:
            one.settimeout(3); one.connect(where); one.send(b"x")
            return "out"
    except OSError as error:
        return type(error).__name__
with open("/proc/net/dev") as devices: links = [line.split(":")[0].strip() for line in devices.readlines()[2:]]
with open("/proc/net/route") as routes: ways = len(routes.readlines()) - 1
print(json.dumps([
    go(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", {port})),
    go(socket.AF_INET, socket.SOCK_STREAM, ("192.0.2.1", 443)),
    go(socket.AF_INET, socket.SOCK_DGRAM, ("192.0.2.1", 53)),
    go(socket.AF_INET6, socket.SOCK_STREAM, ("2001:db8::1", 443)),
    links, ways, os.geteuid() != 0, os.path.exists({str(running.host.folder)!r}), os.access("/srv/host/users", os.W_OK),
]))"""
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass  # somebody does listen there: what fails below fails for the sandbox
        settings = running.host.read_settings()
        asked = subprocess.run(
            build_host_command(running.host, settings, [find_python(), "-c", attempt]),
            capture_output=True, timeout=60, check=True,
        )  # fmt: skip
    *tries, links, ways, ordinary, sees_host, writes_users = json.loads(asked.stdout)
    assert "out" not in tries
    assert (links, ways) == (["lo"], 0)
    assert not sees_host and not writes_users
    assert ordinary or os.geteuid() == 0


def test_the_real_inside_has_a_network_of_its_own(running: RunningHost) -> None:
    ours = Path("/proc/self/ns/net").readlink()
    inside = running.list_processes("mailhost.inside.run")
    dovecot = running.list_processes("dovecot/imap-login")
    assert inside and dovecot
    for number in (*inside[-1:], *dovecot):
        assert Path(f"/proc/{number}/ns/net").readlink() != ours
        status = Path(f"/proc/{number}/status").read_text()
        assert "CapEff:\t0000000000000000" in status
        assert "NoNewPrivs:\t1" in status
        limits = Path(f"/proc/{number}/limits").read_text()
        memory = re.search(r"Max address space\s+(\d+)", limits)
        assert memory and int(memory[1]) <= (1 << 30 if number in inside else 256 << 20)
        assert re.search(r"Max file size\s+1073741824", limits)
        processes = re.search(r"Max processes\s+\d+\s+(\w+)", limits)
        assert os.geteuid() != 0 or (processes and int(processes[1]) <= 400), limits


def test_an_account_takes_no_more_than_its_quota(running: RunningHost) -> None:
    client = StrangersImap(running.port("imaps"))
    client.login(BEA.address, BEA.password)
    told = [client.append("INBOX", "", "", b"Subject: x\r\n\r\n" + b"x" * 900_000)[0] for _ in range(4)]
    assert told == ["OK", "OK", "OK", "NO"]
    client.logout()


def test_a_link_that_an_intruder_leaves_leads_the_owner_nowhere(running: RunningHost, tmp_path: Path) -> None:
    mallory = Account("M", "mallory@decoy.test", "Brise-9")
    add_accounts(running.host, [mallory])
    home = running.host.mail / mallory.address
    home.mkdir()
    (home / "Maildir").symlink_to(tmp_path)
    os.chown(home, running.host.read_settings().uid, -1)
    with contextlib.suppress(Exception):
        append_letters(
            running.host.folder, mallory.address, [Letter(b"x", at=datetime(2026, 1, 1, tzinfo=UTC))]
        )
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def many_files() -> Iterator[None]:
    """A thousand sockets in this process, where a log-in allows fewer at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4_096 if hard == resource.RLIM_INFINITY else min(hard, 4_096)
    if wanted < 2_000:
        pytest.skip("this machine allows no thousand connections in one process")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_a_thousand_connections_and_slow_clients_do_not_shut_others_out(running: RunningHost) -> None:
    port = running.port("imaps")
    sockets: list[socket.socket] = []
    refused = 0
    try:
        sockets += _knock(port, 1_000)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and refused < 600:
            refused = sum(_is_closed(one) for one in sockets)
            time.sleep(0.1)
        assert refused >= 600, "beyond 400 in all nobody is let in"
        assert wait_until(lambda: _is_full(port, sockets))
        assert opens(port, ANNA, source="127.0.0.1"), "the probe is let in when the house is full"
    finally:
        for one in sockets:
            one.close()

    assert wait_until(lambda: opens(port, ANNA), every=0.5)


def _knock(port: int, count: int) -> list[socket.socket]:
    """Open connections that say the beginning of a hello and no more."""
    sockets = []
    for number in range(count):
        # Twenty-five addresses, so that the limit of one address is not all that is tried.
        one = socket.create_connection(
            ("127.0.0.1", port), timeout=10, source_address=(f"127.0.3.{number % 25 + 1}", 0)
        )
        one.sendall(b"\x16\x03")
        sockets.append(one)
    return sockets


def _is_full(port: int, sockets: list[socket.socket]) -> bool:
    """Return whether nobody is let in; else replace those who were put out in the meantime."""
    if not opens(port, ANNA):
        return True
    sockets += _knock(port, 400)
    return False


def _is_closed(one: socket.socket) -> bool:
    one.setblocking(False)
    try:
        return one.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


@pytest.mark.parametrize(
    "victim",
    [
        "mailhost.keeper",
        "mailhost.gate",
        "mailhost.probe",
        "inside.run",
        "dovecot -F",
        "dovecot/auth",
        "dovecot/imap-login",
    ],
)
def test_what_is_killed_comes_back(running: RunningHost, victim: str) -> None:
    before = running.list_processes(victim)
    assert before
    for number in before:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)

    def rings() -> bool:
        count = len(running.read_reports())
        if not opens(running.port("imaps"), ANNA, source="127.0.0.77"):
            return False
        return bool(wait_until(lambda: len(running.read_reports()) > count, seconds=10))

    assert wait_until(rings, seconds=60, every=0.5)
    wait_until(lambda: set(running.list_processes(victim)) - set(before))


def test_a_log_that_is_rotated_goes_on(running: RunningHost) -> None:
    old = running.host.reports.rename(running.host.reports.with_name("reports.jsonl.1"))
    size = old.stat().st_size
    assert wait_until(lambda: opens(running.port("imaps"), ANNA), every=0.5)
    running.await_report(lambda report: report["login"] == ANNA.address)
    assert old.stat().st_size == size
