"""Programs are run with a list of arguments; the real Dovecot shuts an account and ends what is open."""

from __future__ import annotations

import imaplib
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from grp import getgrgid
from pathlib import Path

import pytest

from chaffinch.lab.post_office import dovecot as office
from chaffinch.lab.post_office.configuration import Setting, write_configuration
from chaffinch.tripwires.providers.command import Command
from chaffinch.tripwires.providers.dovecot import Dovecot, admit, deny, write_deny_passdb
from chaffinch.tripwires.providers.program import run_program
from chaffinch.tripwires.providers.provider import Provider, ProviderError, Scope, UnendedError

SCOPE = Scope(("mouvement-aurore.test",))
INES, OMAR = "ines@mouvement-aurore.test", "omar@mouvement-aurore.test"


def write_program(path: Path, text: str) -> Path:
    path.write_text(f"#!{sys.executable}\nimport os, sys, time\n{text}\n")
    path.chmod(0o700)
    return path


def test_arguments_go_to_the_program_as_they_stand_and_never_by_a_shell(tmp_path: Path) -> None:
    program = write_program(
        tmp_path / "block", f"open({str(tmp_path / 'told')!r}, 'a').write(repr(sys.argv[1:]) + chr(10))"
    )
    command = Command(
        SCOPE, (str(program), "$(id)", "user={account}", ";", "a b"), (str(program), "{account}")
    )
    command.block(INES)
    command.unblock(INES)
    assert (tmp_path / "told").read_text().splitlines() == [
        f"['$(id)', 'user={INES}', ';', 'a b']",
        f"['{INES}']",
    ]


def test_what_fails_says_how_and_shows_no_terminal_escape(tmp_path: Path) -> None:
    program = write_program(tmp_path / "block", "print(chr(27) + '[2Jno such user'); sys.exit(3)")
    with pytest.raises(ProviderError) as told:
        Command(SCOPE, (str(program),)).block(INES)
    assert told.value.code == "command"
    assert told.value.detail.endswith("ended with 3: \\x1b[2Jno such user")
    with pytest.raises(ProviderError, match="command"):
        Command(SCOPE, (str(tmp_path / "none"),)).block(INES)
    with pytest.raises(ProviderError, match="not-possible"):
        Command(SCOPE, (str(program),)).unblock(INES)


def test_what_hangs_is_ended_with_all_that_it_began(tmp_path: Path) -> None:
    program = write_program(
        tmp_path / "block",
        f"os.fork(); open({str(tmp_path)!r} + '/' + str(os.getpid()), 'w').close(); time.sleep(60)",
    )
    with pytest.raises(ProviderError, match="command") as told:
        run_program([str(program)], seconds=1.5)
    assert "longer than" in told.value.detail
    pids = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert len(pids) == 2
    # The second is nobody's child here: whoever adopts it buries it.
    alive = [
        pid
        for pid in pids
        if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    assert alive == []


def test_a_program_gets_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "brume")
    assert "brume" not in run_program(["env"]).said
    assert "PATH=" in run_program(["env"]).said


def test_the_deny_file_holds_each_name_once_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "denied"
    file.write_text("# who was blocked\nother@mouvement-aurore.test")
    file.chmod(0o640)
    deny(file, INES)
    deny(file, INES)
    assert file.read_text() == f"# who was blocked\nother@mouvement-aurore.test\n{INES}\n"
    admit(file, "other@mouvement-aurore.test")
    admit(file, OMAR)
    assert file.read_text() == f"# who was blocked\n{INES}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["denied"]


def test_many_at_once_lose_nobody(tmp_path: Path) -> None:
    file = tmp_path / "denied"
    file.touch()
    names = [f"colleague{number}@mouvement-aurore.test" for number in range(40)]
    threads = [threading.Thread(target=deny, args=(file, name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(file.read_text().split()) == sorted(names)


def test_a_deny_file_that_is_not_there_blocks_nobody_and_says_so(tmp_path: Path) -> None:
    for file in (tmp_path / "none", tmp_path / "no" / "none"):
        with pytest.raises(ProviderError) as told:
            Dovecot(SCOPE, file).block(INES)
        assert told.value.code == "deny-file"


def test_a_doveadm_that_fails_leaves_the_block_and_says_that_sessions_go_on(tmp_path: Path) -> None:
    (tmp_path / "denied").touch()
    with pytest.raises(UnendedError) as told:
        Dovecot(SCOPE, tmp_path / "denied", doveadm=(str(tmp_path / "doveadm"),)).block(INES)
    assert told.value.code == "command"
    assert (tmp_path / "denied").read_text() == f"{INES}\n"


@pytest.mark.parametrize(
    ("codes", "kicks", "goes_on"),
    [((0, 68), 2, False), ((68, 68), 2, False), ((68, 0, 0, 68), 4, False), ((0,) * 9, 6, True)],
)
def test_sessions_are_ended_until_nobody_is_left(
    tmp_path: Path, codes: tuple[int, ...], kicks: int, goes_on: bool
) -> None:
    (tmp_path / "denied").touch()
    program = write_program(
        tmp_path / "doveadm",
        f"""if sys.argv[1] == 'kick':
    told = open({str(tmp_path / "kicks")!r}, 'a')
    told.write('.')
    sys.exit({codes!r}[told.tell() - 1])""",
    )
    provider = Dovecot(SCOPE, tmp_path / "denied", doveadm=(str(program),), wait=lambda _: None)
    with pytest.raises(UnendedError) if goes_on else nullcontext() as told:
        provider.block(INES)
    assert (told is not None and "still connected" in told.value.detail) == goes_on
    assert (tmp_path / "kicks").read_text() == "." * kicks


def test_the_passdb_of_both_releases(tmp_path: Path) -> None:
    assert "args = username_format=%Lu /etc/dovecot/denied" in write_deny_passdb(
        "2.3.19.1 (9b53102964)", Path("/etc/dovecot/denied")
    )
    assert "passwd_file_path = /etc/dovecot/denied" in write_deny_passdb(
        "2.4.1-4 (7d8c0e5759)", Path("/etc/dovecot/denied")
    )


@dataclass(frozen=True)
class Server:
    """A real Dovecot with a file of denied names."""

    port: int
    provider: Provider

    @contextmanager
    def sign_in(self, account: str) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.login(account, "Brume-1")
            yield client
        finally:
            client.shutdown()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if not find_programs():
        pytest.skip("Dovecot is not installed")
    with open_server() as server:
        yield server


def find_programs() -> tuple[str, str] | None:
    """Return where dovecot and doveadm stand; None where they are not installed."""
    program = office.find_dovecot()
    doveadm = shutil.which("doveadm", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")
    return (program, doveadm) if program and doveadm else None


@contextmanager
def open_server() -> Iterator[Server]:
    """Start one as the range's, with the passdb that `write_deny_passdb` gives, and a cache of log-ins."""
    found = find_programs()
    assert found is not None
    program, doveadm = found
    folder = Path(
        subprocess.run(
            ["mktemp", "-d", "/tmp/deny-XXXXXX"], capture_output=True, text=True, check=True
        ).stdout.strip()
    )
    user = office._find_user()
    setting = Setting(
        folder=folder, user=user.pw_name, group=getgrgid(user.pw_gid).gr_name, uid=user.pw_uid, gid=user.pw_gid,
        port=office._find_free_port(), policy_port=9, policy_key="x", nonce="x",
    )  # fmt: skip
    version = office._ask_version(program)
    text = "\n".join(
        line
        for line in write_configuration(setting, version).splitlines()
        if not line.startswith(("auth_policy", "auth_verbose_passwords"))
    )
    text = text.replace("auth_cache_size = 0", "auth_cache_size = 10 M").replace(
        "\npassdb ", f"\n{write_deny_passdb(version, folder / 'denied')}passdb ", 1
    )
    (folder / "denied").write_text("")
    office._lay_out(setting, (), text)
    (folder / "users").write_text("".join(f"{one}:{{PLAIN}}Brume-1::::::\n" for one in (INES, OMAR)))
    process = office._run(program, setting)
    try:
        office._await_greeting(process, setting.port, log_file=folder / "dovecot.log")
        yield Server(
            setting.port,
            Dovecot(SCOPE, folder / "denied", doveadm=(doveadm, "-c", str(folder / "dovecot.conf"))),
        )
    finally:
        office._end(process)
        shutil.rmtree(folder)


def test_the_real_dovecot_ends_what_is_open_and_lets_nobody_in_until_it_is_undone(server: Server) -> None:
    with server.sign_in(INES) as open_one, server.sign_in(OMAR) as others:
        server.provider.block(INES)
        with pytest.raises((imaplib.IMAP4.abort, OSError)):
            for _ in range(50):  # it may answer what it had before it hears that it is to end
                open_one.noop()
                time.sleep(0.1)
        assert others.noop()[0] == "OK"
    for name in (INES, "Ines@Mouvement-Aurore.test"):
        with pytest.raises(imaplib.IMAP4.error), server.sign_in(name):
            pass
    with server.sign_in(OMAR):
        pass
    server.provider.block(INES)  # nobody is connected any more: no failure
    server.provider.unblock(INES)
    with server.sign_in(INES):
        pass
