"""The real Dovecot: on loopback only, a log that tells who tried what, no trace afterwards."""

from __future__ import annotations

import hashlib
import imaplib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.post_office import dovecot
from chaffinch.lab.post_office.dovecot import DovecotStartError, NoDovecotError, PostOffice, find_dovecot
from chaffinch.lab.post_office.lockout import FAILURES
from chaffinch.lab.sorting.imap import ImapChecker

needs_dovecot = pytest.mark.skipif(
    find_dovecot() is None, reason="Dovecot is not installed (apt-get install dovecot-imapd)"
)


@needs_dovecot
def test_its_log_tells_who_came_in_who_did_not_and_what_was_refused() -> None:
    with PostOffice() as office:
        checker = ImapChecker(office.port, source="127.0.0.53")
        assert checker.try_log_in(ACCOUNTS[0].address, ACCOUNTS[0].password, now=0)
        for _ in range(FAILURES + 1):
            assert not checker.try_log_in("fantome@mouvement-aurore.test", "x", now=0)
        log = office.log_file.read_text(encoding="utf-8")
    # `Login` in 2.3, `Logged in` in 2.4
    assert re.search(
        rf"Log(?:ged )?in: user=<{re.escape(ACCOUNTS[0].address)}>, method=PLAIN, rip=127\.0\.0\.53", log
    )
    unknown = r"(?:passwd-file|auth)\(fantome@mouvement-aurore\.test,127\.0\.0\.53,.*: unknown user"
    assert len(re.findall(unknown, log)) == FAILURES
    assert log.count("policy server refusal") == 1
    assert ACCOUNTS[0].password not in log
    assert log.count(hashlib.sha1(b"x", usedforsecurity=False).hexdigest()) == FAILURES


@needs_dovecot
def test_a_mailbox_opens_with_an_inbox() -> None:
    with PostOffice() as office, imaplib.IMAP4("127.0.0.1", office.port, timeout=20) as server:
        server.login(ACCOUNTS[0].address, ACCOUNTS[0].password)
        assert server.select("INBOX") == ("OK", [b"0"])


@needs_dovecot
def test_it_listens_on_loopback_only_and_leaves_nothing_behind() -> None:
    with PostOffice() as office:
        folder = office.log_file.parent
        listening = find_listeners(office.port)
        programs = list_programs_of(folder)
        assert programs
    assert listening == {"0100007F"}
    assert not folder.exists()
    assert list_programs_of(folder) == []
    assert find_listeners(office.port) == set()


@needs_dovecot
def test_it_does_not_run_as_root() -> None:
    with PostOffice() as office:
        (program,) = list_programs_of(office.log_file.parent)
        status = Path(f"/proc/{program}/status").read_text()
    uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
    assert "0" not in uids


@needs_dovecot
def test_it_ends_with_a_range_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "chaffinch.lab", "--home", str(tmp_path), "--post-office"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = json.loads(process.stdout.readline())
        assert find_listeners(said["imap_port"]) == {"0100007F"}
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
    folder = Path(said["imap_log"]).parent
    deadline = time.monotonic() + 20
    while list_programs_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert list_programs_of(folder) == []
    shutil.rmtree(folder)  # nobody is left who could


def test_without_dovecot_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dovecot, "find_dovecot", lambda: None)
    with pytest.raises(NoDovecotError) as refusal, PostOffice():
        pytest.fail("it started")
    assert "dovecot-imapd" in refusal.value.todo


@needs_dovecot
def test_a_dovecot_that_does_not_understand_its_configuration_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dovecot, "write_configuration", lambda setting, version: "nonsense = {\n")
    with pytest.raises(DovecotStartError) as fault, PostOffice():
        pytest.fail("it started")
    assert "dovecot.conf" in fault.value.why


def find_listeners(port: int) -> set[str]:
    """Return the addresses (hex, as the kernel writes them) on which the port listens."""
    found = set()
    for table in ("tcp", "tcp6"):
        path = Path("/proc/self/net") / table
        lines = path.read_text().splitlines()[1:] if path.exists() else []
        addresses = [line.split()[1].split(":") for line in lines if line.split()[3] == "0A"]
        found |= {address for address, number in addresses if int(number, 16) == port}
    return found


def list_programs_of(folder: Path) -> list[int]:
    """Return the processes that were started with a file of the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in words:
                found.append(int(entry.name))
    return found
