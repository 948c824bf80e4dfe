"""What strangers send to the listener: nothing is believed, nothing is held up, nothing is written but plain lines."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.tripwires.listener.house import BEACON, Running, Told, read_all, start

from chaffinch.tripwires.listener.limits import Limits

SETTINGS = '[[portals]]\npath = "/espace"\n'
LIMITS = Limits(
    connections=120, connections_each=40, requests_a_minute=100_000, head_seconds=2.0, idle_seconds=3.0, lines_each=10_000,
    lines=100_000,
)  # fmt: skip
GOOD = b"GET /good HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
HOST = b"Host: a\r\n"
#: Each must be answered with 400, or not at all, and never reach what stands behind it.
SMUGGLED = b"GET " + BEACON.encode() + b" HTTP/1.1\r\nHost: a\r\n\r\n"
BROKEN = {
    "two lengths": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + SMUGGLED,
    "twice the same length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n" + SMUGGLED,
    "a list of lengths": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 0, 5\r\n\r\n" + SMUGGLED,
    "length and chunks": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "two encodings": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "an unknown encoding": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunks in HTTP/1.0": b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a negative length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    "a length in words": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 0x10\r\n\r\n" + SMUGGLED,
    "a space before the colon": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length : 0\r\n\r\n" + SMUGGLED,
    "a continued field": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n" + SMUGGLED,
    "a continued length": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length:\r\n 0\r\n\r\n" + SMUGGLED,
    "bare line feeds": b"GET / HTTP/1.1\nHost: a\n\n" + SMUGGLED,
    "a bare line feed in a field": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\nContent-Length: 9\r\n\r\n" + SMUGGLED,
    "a bare carriage return": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\rY: b\r\n\r\n" + SMUGGLED,
    "an empty byte": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n" + SMUGGLED,
    "an empty byte in the path": b"GET /a\0b HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "no host": b"GET / HTTP/1.1\r\n\r\n" + SMUGGLED,
    "two hosts": b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n" + SMUGGLED,
    "no path": b"GET * HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a place to connect to": b"CONNECT example.org:443 HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "no version": b"GET /\r\n\r\n" + SMUGGLED,
    "a version to come": b"GET / HTTP/3.0\r\n" + HOST + b"\r\n" + SMUGGLED,
    "HTTP/2 unasked": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SMUGGLED,
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n" + SMUGGLED,
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n\r\n" + SMUGGLED,
    "a huge field": b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 40_000 + b"\r\n\r\n" + SMUGGLED,
    "a huge path": b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
    "a hundred fields": b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X%d: y\r\n" % one for one in range(100)) + b"\r\n" + SMUGGLED,
    "a field without a name": b"GET / HTTP/1.1\r\n" + HOST + b": x\r\n\r\n" + SMUGGLED,
    "a method of control characters": b"G\x1bT / HTTP/1.1\r\n" + HOST + b"\r\n" + SMUGGLED,
}  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A listener with a portal, which patience leaves soon."""
    with start(tmp_path_factory.mktemp("listener"), SETTINGS, limits=LIMITS) as running:
        yield running


@pytest.fixture(autouse=True)
def still_serves(house: Running) -> Iterator[None]:
    """After each attack an ordinary visitor is served, and every line that was written is a plain one."""
    yield
    assert Told.read(house.send(GOOD)).status == 404
    for path in (house.folder.beacons, house.folder.portal):
        for line in path.read_bytes().splitlines():
            assert line.isascii() and line.decode().isprintable() and isinstance(json.loads(line), dict)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_request_is_refused_and_what_follows_it_is_never_read(house: Running, name: str) -> None:
    seen = len(house.beacons())
    received = house.send(BROKEN[name])
    assert received.count(b"HTTP/1.1 ") <= 1 and Told.read(received).status in (0, 400)
    assert len(house.beacons()) == seen


@pytest.mark.parametrize("at", range(1, len(GOOD), 7))
def test_half_a_request_ends_without_an_answer(house: Running, at: int) -> None:
    with house.connect() as wire:
        wire.sendall(GOOD[:at])
        wire.shutdown(socket.SHUT_WR)
        assert read_all(wire) == b""


def test_a_request_letter_by_letter_is_understood_and_too_slow_a_one_left(house: Running) -> None:
    with house.connect() as wire:
        for letter in GOOD:
            wire.sendall(bytes([letter]))
        assert Told.read(read_all(wire)).status == 404
    begun = time.monotonic()
    with house.connect() as wire:
        try:
            for letter in GOOD[:-2] * 1_000:
                wire.sendall(bytes([letter]))
                time.sleep(0.1)
                if time.monotonic() - begun > 30:
                    break
        except OSError:
            pass
    assert time.monotonic() - begun < 30  # it was cut off; the listener's patience is two seconds


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/push/../../spool/beacons", "/push/..%2f..%2ftokens.json",
        "/push/a%00.log", "/push/%00", "/push/", "/push//etc/passwd", "/espace/../push/x", "//evil.test/", "/\\..\\x",
        "/%ff%fe", "/%", "/%zz", "/\xe9\xe9", "http://evil.test/etc/passwd", "/?" + "a=b&" * 1_000, "/;x", "/%0d%0aSet-Cookie:x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_paths_lead_nowhere(house: Running, path: str, method: str) -> None:
    before = {
        found for found in house.folder.path.rglob("*") if not found.name.startswith((".state", "state"))
    }
    raw = (
        f"{method} {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n".encode(
            "latin-1"
        )
    )
    told = Told.read(house.send(raw))
    assert told.status in ((200, 404, 400) if method == "GET" else (200, 405, 400))
    assert (b"root:" not in told.body and "Set-Cookie" not in told.fields) or path.startswith("/espace")
    after = {
        found for found in house.folder.path.rglob("*") if not found.name.startswith((".state", "state"))
    }
    assert after == before


def test_a_forged_address_is_not_believed(house: Running) -> None:
    for forged in ("1.2.3.4", "1.2.3.4, 5.6.7.8", "\x1b[31m", "127.0.0.1", "a" * 5_000):
        house.send(
            f"GET {BEACON} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {forged}\r\nForwarded: for=1.2.3.4\r\n"
            "X-Real-IP: 1.2.3.4\r\nConnection: close\r\n\r\n".encode()
        )  # fmt: skip
        assert house.beacons()[-1]["source"] == "127.0.0.1"


@pytest.mark.parametrize(
    "said",
    [
        b"\x1b]0;owned\x07",
        b"\xff\xfe\x00\x41".replace(b"\0", b""),
        b'"}\\n{"at":"x',
        b"\xe2\x80\xae" * 50,
        b"a" * 9_000,
        b"{}{}{}",
    ],
)
def test_what_visitors_call_themselves_becomes_plain_text(house: Running, said: bytes) -> None:
    seen = len(house.beacons())
    fields = (
        b"User-Agent: "
        + said
        + b"\r\nReferer: http://"
        + said
        + b"/\r\nAccept-Language: "
        + said[:4_000]
        + b"\r\n"
    )
    told = Told.read(
        house.send(
            b"GET "
            + BEACON.encode()
            + b" HTTP/1.1\r\nHost: a\r\n"
            + fields[:14_000]
            + b"Connection: close\r\n\r\n"
        )
    )
    if told.status == 200:
        line = house.beacons()[-1]
        assert len(house.beacons()) == seen + 1 and len(line["agent"]) <= 320 and len(line["language"]) <= 60


@pytest.mark.parametrize(
    "login",
    [
        b"%1b%5b31m",
        b"%00",
        b"%ff%fe",
        b"%0d%0a%7b%22at%22%3a1%7d",
        b"a" * 5_000,
        b"%22%2c%22login%22%3a%22b",
        b"%f0%9f%90%a6",
    ],
)
def test_what_is_typed_at_a_portal_becomes_one_plain_line(house: Running, login: bytes) -> None:
    look = house.equipment.reception._portals[0].look
    seen = len(house.tries())
    body = look.login_field.encode() + b"=" + login + b"&" + look.password_field.encode() + b"=x"
    assert house.ask("/espace", method="POST", body=body).status == 200
    line = house.tries()[-1]
    assert (
        len(house.tries()) == seen + 1
        and len(line["login"]) <= 320
        and set(line) >= {"at", "login", "pwhash", "source"}
    )


def test_a_long_form_is_refused(house: Running) -> None:
    body = urlencode({"x": "y" * 9_000}).encode()
    assert house.ask("/espace", method="POST", body=body).status == 413
    chunks = (
        b"POST /espace HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1000\r\n"
        + b"y" * 4096
        + b"\r\n"
    )
    received = house.send(chunks + b"1000\r\n" + b"y" * 4096 + b"\r\n" + b"1\r\ny\r\n0\r\n\r\n")
    assert Told.read(received).status == 413
    assert Told.read(house.send(chunks[:60] + b"zz\r\n\r\n")).status in (400, 0)


def test_five_hundred_connections_at_once_do_not_lock_others_out(tmp_path: Path) -> None:
    with start(tmp_path, 'proxies = ["127.0.0.2"]\n', limits=LIMITS) as house:
        wires: list[socket.socket] = []
        for _ in range(500):
            wire = socket.create_connection(("127.0.0.1", house.port), timeout=10)
            wire.sendall(b"GET / HT")
            wires.append(wire)
        # From another address there is room still: one address has a share only.
        other = socket.create_connection(
            ("127.0.0.1", house.port), timeout=10, source_address=("127.0.0.3", 0)
        )
        other.sendall(GOOD)
        assert Told.read(read_all(other)).status == 404
        other.close()
        assert (
            house.equipment.gate.connections <= LIMITS.connections_each + 1
            and house.equipment.gate.refused >= 450
        )
        for wire in wires:
            wire.close()
        for _ in range(100):
            if not house.equipment.gate.connections:
                break
            time.sleep(0.1)
        assert house.equipment.gate.connections == 0


def test_noise_of_every_kind_from_many_at_once(house: Running) -> None:
    def shout(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(25):
            raw = bytearray(rng.choice([GOOD, *BROKEN.values()])[:3_000])
            for _ in range(rng.randrange(6)):
                raw[rng.randrange(len(raw))] = rng.randrange(256)
            try:
                with house.connect() as wire:
                    wire.sendall(raw)
                    wire.shutdown(socket.SHUT_WR)
                    read_all(wire)
            except OSError:
                continue

    threads = [threading.Thread(target=shout, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
