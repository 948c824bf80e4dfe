"""Servers for real programs: such as start once and serve many, and mailboxes on the loopback to fetch from."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread

from benchmarks.taints.programs import Bench, Libraries, find_program

_STORE = "/usr/lib/dovecot/imap"
DOVECOT = """\
mail_location = maildir:{place}/{folder}
mail_uid = {owner}
mail_gid = {owner}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {place}
base_dir = {place}/run
log_path = /dev/stderr
mail_fsync = never
hostname = mail.aurore.test
ssl = no
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A program that takes messages one after the other, each below a line with its length, and gives them back so."""

    running: subprocess.Popen[bytes]
    place: Path

    def ask(self, raw: bytes) -> bytes:
        """Return what the program makes of a message."""
        into, back = self.running.stdin, self.running.stdout
        assert into is not None and back is not None
        into.write(b"%d\n" % len(raw) + raw)
        into.flush()
        size = back.readline()
        if not size.strip().isdigit():
            raise BrokenPipeError("the program ended over a message")
        return back.read(int(size))


_running: list[Server] = []


@cache
def start_server(package: str, interpreter: str, script: str, *options: str) -> Server:
    """Return a server, started once, at home in a folder that is gone when the benchmark ends; its options come first."""
    program = find_program(interpreter)
    if program is None:
        raise SystemExit(f"{interpreter} is not installed: Debian's package {package} needs it.")
    place = tempfile.mkdtemp(prefix="taint-")
    path = Path(place, "script")
    path.write_text(script, "utf-8")
    home = {"HOME": place, "TMPDIR": place, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
    with Path(place, "log").open("wb") as log:
        running = subprocess.Popen(
            [program, *options, str(path)],
            cwd=place,
            env=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    server = Server(running, Path(place))
    _running.append(server)
    return server


def serve_library(libraries: Libraries, package: str, interpreter: str, script: str) -> Server:
    """Return a server around what a package has.

    Raises:
        SystemExit: it is not installed.
    """
    libraries.need(package)
    return start_server(package, interpreter, script)


@atexit.register
def end_servers() -> None:
    """End what was started, and remove its folders."""
    while _running:
        server = _running.pop()
        server.running.kill()
        server.running.wait()
        shutil.rmtree(server.place, ignore_errors=True)
    start_server.cache_clear()


@contextmanager
def offer_mailbox(raw: bytes) -> Iterator[int]:
    """Yield the port of a POP3 server on the loopback with the one message, for whoever asks first."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=_serve_mailbox, args=(listening, raw), daemon=True).start()
        yield listening.getsockname()[1]


def _serve_mailbox(listening: socket.socket, raw: bytes) -> None:
    """Speak POP3 with one client, as far as clients that fetch everything need it."""
    lines = raw.replace(b"\r\n", b"\n").removesuffix(b"\n").replace(b"\n", b"\r\n")
    sent = lines.replace(b"\r\n.", b"\r\n..") + b"\r\n."
    size = len(lines) + 2
    answers = {
        b"STAT": b" 1 %d" % size, b"LAST": b" 0", b"CAPA": b"\r\nUSER\r\nUIDL\r\nTOP\r\n.", b"RETR": b"\r\n" + sent,
        b"TOP": b"\r\n" + sent,
    }  # fmt: skip
    lists = {b"LIST": b"1 %d" % size, b"UIDL": b"1 0001"}
    try:
        client, _ = listening.accept()
    except OSError:  # nobody came before it was closed
        return
    with client, client.makefile("rwb") as stream:
        stream.write(b"+OK\r\n")
        stream.flush()
        for line in stream:
            words = line.split()
            word = words[0].upper() if words else b""
            answer = answers.get(word, b"")
            if word in lists:
                answer = b" " + lists[word] if len(words) > 1 else b"\r\n" + lists[word] + b"\r\n."
            stream.write(b"+OK" + answer + b"\r\n")
            stream.flush()
            if word == b"QUIT":
                return


def write_dovecot(bench: Bench, folder: str, more: str = "") -> Path:
    """Write the settings of a Dovecot that has one Maildir."""
    owner = bench.give_away()
    known = {"place": bench.place, "owner": owner, "folder": folder}
    return bench.write(f"{folder}.conf", (DOVECOT + more).format(**known))


@contextmanager
def offer_stores(*settings: Path, owner: int) -> Iterator[list[int]]:
    """Yield ports on the loopback: behind each a Dovecot for whoever asks first, logged in, with one of the settings."""
    with ExitStack() as closing:
        listening = [closing.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in settings]
        for one, known in zip(listening, settings, strict=True):
            Thread(target=_serve_store, args=(one, known, owner), daemon=True).start()
        yield [one.getsockname()[1] for one in listening]


def _serve_store(listening: socket.socket, settings: Path, owner: int) -> None:
    """Run Dovecot's IMAP on the first connection."""
    try:
        client, _ = listening.accept()
    except OSError:  # nobody came before it was closed
        return
    who: dict[str, int | list[int]] = (
        {"user": owner, "group": owner, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    home = {"HOME": str(settings.parent), "USER": "nobody", "LOGNAME": "nobody"}
    with client:
        subprocess.run(
            [_STORE, "-c", str(settings)], stdin=client, stdout=client, stderr=subprocess.DEVNULL, env=home, check=False,
            **who,  # type: ignore[call-overload]
        )  # fmt: skip
