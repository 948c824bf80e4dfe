"""The listener as a process: what it gives up, what it cannot do, and that kill -9 loses and doubles nothing."""

from __future__ import annotations

import grp
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.tripwires.listener.house import BEACON, Told, make_folder, read_all

from chaffinch.cli.listener import listener
from chaffinch.errors import ChaffinchError
from chaffinch.tripwires.listener.errors import ListenerError
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.state import State, find_fault, read_state
from chaffinch.tripwires.listener.tokens import make_token
from chaffinch.tripwires.listener.unit import write_unit

NOBODY = 65_534
CONFINE = """
import socket, sys
from pathlib import Path
from chaffinch.tripwires.listener.confinement import confine, drop_root
inside, outside, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
drop_root(inside, user="")
print(confine(inside))
(inside / "spool" / "x").write_text("x")
for what, do in (
    ("write", lambda: (outside / "x").write_text("x")),
    ("append", lambda: (outside / "there").open("a")),
    ("remove", lambda: (outside / "there").unlink()),
    ("execute", lambda: __import__("subprocess").run(["/bin/true"])),
    ("connect", lambda: socket.create_connection(("127.0.0.1", port), timeout=5)),
    ("root", lambda: __import__("os").setuid(0) if __import__("os").geteuid() else (_ for _ in ()).throw(PermissionError())),
):
    try:
        do()
        print(what, "done")
    except PermissionError:
        print(what, "refused")
"""


@contextmanager
def run(folder: Folder, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real process until the block ends, however it ends; wait until it answers."""
    text = folder.settings_file.read_text().replace("127.0.0.1:0", f"127.0.0.1:{port}")
    folder.settings_file.write_text(text)
    if os.geteuid() == 0:
        for path in (folder.path, *folder.path.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    process = subprocess.Popen(
        [sys.executable, "-m", "chaffinch", "listener", "run", "--dir", str(folder.path)],
        stderr=subprocess.PIPE,
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, process.stderr.read() if process.stderr else ""
                time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder that another user can reach; pytest's own are closed anew by each session that begins."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def ask(port: int, raw: bytes) -> Told:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(raw)
        return Told.read(read_all(wire))


def test_the_process_is_no_root_and_ends_in_order(open_path: Path) -> None:
    folder, port = make_folder(open_path / "d"), find_port()
    with run(folder, port) as process:
        assert (
            ask(port, f"GET {BEACON} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()).status == 200
        )
        said = dict(
            line.split(":\t", 1)
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
            if ":\t" in line
        )
        assert "0" not in said["Uid"].split() and said["NoNewPrivs"] == "1" and said["Umask"] == "0077"
        state = read_state(folder.state)
        assert state is not None and find_fault(state, now=datetime.now(UTC)) == ""
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    written = [path for path in folder.path.rglob("*") if path.is_file() and path.name != "listener.toml"]
    assert folder.beacons.read_bytes().count(b"\n") == 1
    assert {path.stat().st_mode & 0o077 for path in written} == {0}


def test_it_imports_no_django() -> None:
    code = "import sys, chaffinch.cli.listener; print([m for m in sys.modules if m.partition('.')[0] in ('django', 'sqlite3')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_cannot_write_elsewhere_nor_connect(open_path: Path) -> None:
    folder = make_folder(open_path / "d")
    outside = open_path / "outside"
    outside.mkdir(mode=0o777)
    outside.chmod(0o777)
    (outside / "there").write_text("x")
    (outside / "there").chmod(0o666)
    if os.geteuid() == 0:
        for path in (folder.path, *folder.path.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        port = elsewhere.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", CONFINE, str(folder.path), str(outside), str(port)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    confined, *rest = done.stdout.splitlines()
    if not confined:
        pytest.skip("this kernel has no Landlock")
    assert confined == "landlock" and set(rest) == {
        f"{what} refused" for what in ("write", "append", "remove", "execute", "connect", "root")
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be refused")
def test_root_s_own_folder_is_refused(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d")
    done = subprocess.run(
        [sys.executable, "-m", "chaffinch", "listener", "run", "--dir", str(folder.path)],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "does not run as root" in done.stderr


@pytest.mark.kills
def test_kills_in_the_midst_of_pushes_lose_nothing_acknowledged_and_double_nothing(open_path: Path) -> None:
    folder, port, rng = make_folder(open_path / "d"), find_port(), random.Random(7)
    token = make_token(folder.tokens, "mail-1")
    bodies = [b"".join(b"%d-%d\n" % (body, line) for line in range(500)) for body in range(300)]
    told, kills = 0, 0
    while told < len(bodies) and kills < 6:
        with run(folder, port) as process:
            ends_at = time.monotonic() + rng.uniform(0.05, 0.5)
            while told < len(bodies) and time.monotonic() < ends_at:
                told += push(port, token, bodies[told], key=f"k{told}") == 204
            # The next one is under way when the process dies.
            head = write_push(token, bodies[min(told, len(bodies) - 1)], key=f"k{min(told, len(bodies) - 1)}")
            with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
                wire.sendall(head)
                time.sleep(rng.uniform(0, 0.01))
                process.kill()
            kills += 1
    acknowledged = told
    with run(folder, port):
        while told < len(bodies):  # what a busy machine puts off is sent again, as a sender does
            told += push(port, token, bodies[told], key=f"k{told}") == 204
    assert kills >= 3 and acknowledged > 0
    assert (folder.pushed / "mail-1.log").read_bytes() == b"".join(bodies)


def write_push(token: str, body: bytes, *, key: str) -> bytes:
    head = (
        f"POST /push/mail-1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def push(port: int, token: str, body: bytes, *, key: str) -> int:
    return ask(port, write_push(token, body, key=key)).status


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    text = write_unit(folder=tmp_path, user="daemon", program=Path("/bin/true"))
    assert f"ReadWritePaths={tmp_path}\n" in text and "UMask=0077" in text
    for folder, user in ((Path("/a b"), "nobody"), (tmp_path, "root"), (tmp_path, "x; y")):
        with pytest.raises(ListenerError):
            write_unit(folder=folder, user=user, program=Path("/bin/true"))
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    (tmp_path / "listener.service").write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "listener.service")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "listener.service" not in done.stderr, done.stderr


def test_the_verbs_make_a_folder_a_token_and_say_what_is_wrong(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    key = tmp_path / "sign-ins.key"
    key.write_text("5a" * 32 + "\n")
    runner = CliRunner()

    def call(*words: str) -> str:
        return runner.invoke(listener, [*words, "--dir", str(folder)], catch_exceptions=False).output

    with pytest.raises(ChaffinchError):
        call("check")
    call("init", "--sign-in-key", str(key))
    first, second = call("token", "mail-1").strip(), call("token", "mail-1").strip()
    assert len(first) == 43 and first != second and first not in (folder / "tokens.json").read_text()
    call("token", "mail-1", "--remove")
    assert "mail-1" not in (folder / "tokens.json").read_text()
    for words in (("token", "mail-1", "--remove"), ("token", "../x"), ("token", "A")):
        with pytest.raises(ListenerError):
            call(*words)
    assert "fault process: listener-missing" in call("check")
    assert (folder / "seed").stat().st_mode & 0o777 == 0o600
    seed = (folder / "seed").read_bytes()
    call("init")
    assert (folder / "seed").read_bytes() == seed


@pytest.mark.parametrize(
    ("seconds", "values", "fault"),
    [
        (5, {}, ""),
        (60, {}, "listener-silent"),
        (-60, {}, "listener-silent"),
        (5, {"full": True}, "listener-full"),
        (5, {"certificate": "it has expired"}, "listener-certificate"),
    ],
)
def test_a_state_says_what_is_wrong(
    tmp_path: Path, seconds: int, values: dict[str, object], fault: str
) -> None:
    now = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    (tmp_path / "state.json").write_bytes(State(now, now, **values).write())  # type: ignore[arg-type]
    state = read_state(tmp_path / "state.json")
    assert state is not None
    assert find_fault(state, now=datetime.fromtimestamp(now.timestamp() + seconds, UTC)) == fault


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"at": 3}', b'{"at": "2026-11-21T18:00:00"}'])
def test_a_state_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state.json").write_bytes(content)
    assert read_state(tmp_path / "state.json") is None
    assert find_fault(read_state(tmp_path / "nothing"), now=datetime.now(UTC)) == "listener-missing"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to others")
def test_readers_may_read_what_is_written_and_no_secret(open_path: Path) -> None:
    group = grp.getgrgid(1)
    folder, port = make_folder(open_path / "d", f'readers = "{group.gr_name}"\n'), find_port()
    make_token(folder.tokens, "mail-1")
    with run(folder, port):
        ask(port, f"GET {BEACON} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        shared = [folder.beacons, folder.portal, folder.state, folder.pushed / "mail-1.log"]
        for path in shared:
            found = path.stat()
            assert (found.st_gid, found.st_mode & 0o777) == (group.gr_gid, 0o640), path
        for path in (folder.seed, folder.nonce, folder.tokens):
            assert path.stat().st_mode & 0o077 == 0
        assert {path.stat().st_mode & 0o7777 for path in (folder.path, folder.pushed)} == {0o2750}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_gives_away_nothing_that_somebody_linked_into_the_folder(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "d")
    secret = tmp_path / "shadow"
    secret.write_text("root's")
    os.chown(folder.path, NOBODY, NOBODY)
    folder.tokens.hardlink_to(secret)
    folder.seed.unlink()
    folder.seed.symlink_to(secret)
    with pytest.raises(ListenerError, match="seed"):
        folder.settle_owner()
    assert secret.stat().st_uid == 0


def test_a_folder_that_is_somebody_else_s_is_said_to_be(open_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make such a folder")
    folder = make_folder(open_path / "d")
    os.chown(folder.path, NOBODY, NOBODY)
    folder.beacons.touch()
    done = subprocess.run(
        [sys.executable, "-m", "chaffinch", "listener", "run", "--dir", str(folder.path), "--user", "daemon"],
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "Traceback" not in done.stderr and "cannot be" in done.stderr
