"""How many requests a second the web listener answers, beside http.server, gunicorn and, where installed, nginx.

All answer the same small picture over kept-alive connections on loopback; the listener also writes a line for each hit. The
one client is asyncio in this process, on the same machine, so that figures of servers that are faster than it are the
client's. A busy machine gives a server of many threads a larger share than one of one: the second column counts by seconds
of the server's own processor time. Then how fast logs are pushed: bodies of 1 MB, one after the other, each durable before
it is acknowledged.

    python benchmarks/listener.py [--seconds N] [--connections N]
"""

from __future__ import annotations

import argparse
import asyncio
import http.server
import multiprocessing
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chaffinch.tripwires.listener.equipment import equip
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.pictures import draw_picture
from chaffinch.tripwires.listener.server import Server, bind
from chaffinch.tripwires.listener.settings import Settings
from chaffinch.tripwires.listener.tokens import make_token

PICTURE = "3f2a11c09ab84711d0d1ffee01234567.png"
MOST = 10**9


def serve_ours(folder: Path, port: int, lines: int) -> None:
    """Run the listener; `lines` a minute of one source are written, the rest is counted."""
    settings = Settings(listen=f"127.0.0.1:{port}")
    place = Folder(folder)
    place.create()
    limits = Limits(
        connections=1_000, connections_each=1_000, requests_a_minute=MOST, lines_each=lines, lines=lines
    )

    def clock() -> datetime:
        return datetime.now(UTC)

    equipment = equip(settings, place, group=None, rng=random.SystemRandom(), clock=clock, limits=limits)
    server = Server(
        settings, place, equipment=equipment, listening=bind(settings), group=None, confined="", clock=clock
    )
    asyncio.run(server.run(asyncio.Event()))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    """Else head and body go in two packets, and the second waits for the first's receipt."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def serve_python(folder: Path, port: int) -> None:
    """Run Python's own file server, a thread for each connection."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", port), lambda *given: _Quiet(*given, directory=str(folder))
    )
    server.serve_forever()


@contextmanager
def run_nginx(folder: Path, port: int) -> Iterator[None]:
    """Run nginx, one process, without a log."""
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log /dev/null;\nevents {{}}\n"
        f"http {{ access_log off; keepalive_requests 100000000; server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    with subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]) as process:
        yield
        process.terminate()


def answer(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
    """Answer as gunicorn's peer: the picture, from memory."""
    picture = draw_picture(b"seed")
    start_response("200 OK", [("Content-Type", "image/png"), ("Content-Length", str(len(picture)))])
    return [picture]


@contextmanager
def run_gunicorn(port: int) -> Iterator[None]:
    """Run gunicorn as the desk does, one process of threads."""
    command = [
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--threads",
        "8",
        "--no-control-socket",
    ]
    command += ["--log-level", "error", "--chdir", str(Path(__file__).parent), "listener:answer"]
    with subprocess.Popen([sys.executable, "-m", "gunicorn", *command]) as process:
        yield
        process.terminate()


async def ask_on(port: int, ends_at: float) -> int:
    """Ask on one connection until a moment; return how often."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    raw, asked = f"GET /{PICTURE} HTTP/1.1\r\nHost: a\r\n\r\n".encode(), 0
    while time.monotonic() < ends_at:
        writer.write(raw)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        assert b" 200 " in head[:20]
        asked += 1
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    return asked


async def measure(port: int, *, seconds: float, connections: int) -> tuple[float, float]:
    """Return requests a second, and a second of processor time of this process's children."""
    before, ends_at = read_cpu(), time.monotonic() + seconds
    asked = sum(await asyncio.gather(*(ask_on(port, ends_at) for _ in range(connections))))
    return asked / seconds, asked / (read_cpu() - before)


def read_cpu() -> float:
    """Return the seconds of processor time of all that this process has started and that still runs."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            said = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(entry.parent.name)
        parents[number], ticks[number] = int(said[1]), int(said[11]) + int(said[12])
    ours = {os.getpid()}
    while more := {number for number, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks[number] for number in ours if number != os.getpid()) / os.sysconf("SC_CLK_TCK")


def push(port: int, token: str, *, seconds: float) -> tuple[float, float]:
    """Return bodies of 1 MB and of one line a second."""
    found = []
    for block in (b"".join(b"%09d %s\n" % (number, b"x" * 90) for number in range(9_900)), b"one line\n"):
        count, ends_at = 0, time.monotonic() + seconds
        with socket.create_connection(("127.0.0.1", port)) as wire:
            while time.monotonic() < ends_at and count < 450:
                head = f"POST /push/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n"
                head += f"Idempotency-Key: {len(block)}-{count}\r\n"
                wire.sendall(head.encode() + b"Content-Length: %d\r\n\r\n" % len(block) + block)
                answer = wire.recv(4_096)
                assert b" 204 " in answer, answer
                count += 1
        found.append(count / (time.monotonic() - ends_at + seconds))
    return found[0], found[1]


def find_port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def run(target: object, *arguments: object) -> Iterator[int]:
    """Run a server in a process of its own; yield its port."""
    port = find_port()
    process = multiprocessing.Process(target=target, args=(arguments[0], port, *arguments[1:]))  # type: ignore[arg-type]
    process.start()
    _await_port(port)
    try:
        yield port
    finally:
        process.terminate()
        process.join()


def _await_port(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args()

    def ask(port: int) -> tuple[float, float]:
        return asyncio.run(measure(port, seconds=given.seconds, connections=given.connections))

    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        files = Path(name, "files")
        files.mkdir()
        (files / PICTURE).write_bytes(draw_picture(b"seed"))
        with run(serve_ours, Path(name, "every"), MOST) as port:
            found["listener, a line for each hit"] = ask(port)
        with run(serve_ours, Path(name, "few"), 6) as port:
            found["listener, in a flood (counted)"] = ask(port)
            token = make_token(Path(name, "few", "tokens.json"), "a")
            time.sleep(11)
            whole, single = push(port, token, seconds=given.seconds)
        with run(serve_python, files) as port:
            found["Python's http.server"] = ask(port)
        port = find_port()
        with run_gunicorn(port):
            _await_port(port)
            time.sleep(2)
            found["gunicorn, 8 threads"] = ask(port)
        if shutil.which("nginx"):
            port = find_port()
            with run_nginx(files, port):
                _await_port(port)
                found["nginx"] = ask(port)
    ours = found["listener, a line for each hit"][1]
    print(f"{'what':<32}{'requests/s':>12}{'a CPU second':>14}{'ratio':>8}")
    for what, (rate, effort) in found.items():
        print(f"{what:<32}{rate:>12,.0f}{effort:>14,.0f}{effort / ours:>8.2f}")
    print(
        f"\npushed: {whole:,.0f} MB/s in bodies of 1 MB, {single:,.0f} bodies of one line a second, each durable"
    )


if __name__ == "__main__":
    main()
