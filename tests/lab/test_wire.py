"""Hostile visitors get a refusal, and the range lives."""

from __future__ import annotations

import asyncio
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lab.visitor import connect, send_bytes, visit

from chaffinch.lab.organisation import PORTAL_HOST, PORTAL_URL
from chaffinch.lab.range import Range
from chaffinch.lab.sites import EXACT_HOST, POETRY_HOST
from chaffinch.lab.wire import HEAD_BYTES, BadRequestError, read_request

HOST = f"Host: {POETRY_HOST}\r\n".encode()

HOSTILE = {
    "a huge header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 400_000 + b"\r\n\r\n", 431),
    "headers without end": (b"GET / HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 60_000, 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 100 + b"\r\n", 431),
    "a huge path": (b"GET /" + b"a" * 8_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
    "a host with a path": (b"GET / HTTP/1.1\r\nHost: a/../b\r\n\r\n", 400),
    "a host with credentials": (b"GET / HTTP/1.1\r\nHost: a@" + POETRY_HOST.encode() + b"\r\n\r\n", 400),
    "an unknown host": (b"GET / HTTP/1.1\r\nHost: www.example\r\n\r\n", 421),
    "loopback's own name": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 421),
    "a way up": (b"GET /../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a hidden way up": (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a backslash": (b"GET /..%5c..%5cx HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a template": (b"GET /index.html HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a NUL": (b"GET /%00 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "another server's address": (b"GET http://www.example/ HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a proxy request": (b"CONNECT www.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a strange method": (b"DELETE / HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "a huge body": (
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999\r\n\r\n" + b"a" * 300_000,
        413,
    ),
    "a negative body": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", 400),
    "chunks": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
    "many fields": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 400\r\n\r\n" + b"a=1&" * 100, 400),
    "a folded header": (b"GET / HTTP/1.1\r\n" + HOST + b" folded\r\n\r\n", 400),
    "noise": (b"\x16\x03\x01\x02\x00\x01\xff\r\n\r\n", 400),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_request_is_refused_and_the_range_lives(practice_range: Range, name: str) -> None:
    raw, status = HOSTILE[name]
    answer = send_bytes(practice_range, POETRY_HOST, raw)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"X-Chaffinch-Lab: LAB" in answer
    assert visit(practice_range, f"https://{POETRY_HOST}/").status == 200


def test_a_visitor_who_leaves_in_the_middle_of_a_sentence_harms_nobody(practice_range: Range) -> None:
    assert send_bytes(practice_range, POETRY_HOST, b"GET / HT") == b""
    assert (
        send_bytes(practice_range, POETRY_HOST, b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\na")
        == b""
    )
    assert visit(practice_range, PORTAL_URL).status == 200


def test_noise_instead_of_a_handshake_harms_nobody(practice_range: Range) -> None:
    port = practice_range.directory.hosts[PORTAL_HOST]["https"]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as bare:
        bare.sendall(b"GET / HTTP/1.1\r\n\r\n")
        bare.recv(100)
    assert visit(practice_range, PORTAL_URL).status == 200


def test_each_host_shows_a_certificate_of_its_own(practice_range: Range) -> None:
    for host in practice_range.directory.hosts:
        connect(practice_range, host, secure=True).close()


def test_a_host_asked_under_another_hosts_certificate_is_still_chosen_by_the_request(
    practice_range: Range,
) -> None:
    found = visit(practice_range, f"https://{PORTAL_HOST}/", headers={"Host": EXACT_HOST})
    assert f'action="https://{EXACT_HOST}/connexion"' in found.text


def test_the_head_of_a_page_is_the_page_without_its_body(practice_range: Range) -> None:
    answer = send_bytes(practice_range, POETRY_HOST, b"HEAD / HTTP/1.1\r\n" + HOST + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\n")


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=600)
    | st.builds(lambda path, rest: b"GET /" + path + b" HTTP/1.1\r\n" + HOST + rest, st.binary(), st.binary())
)
def test_any_bytes_are_a_request_or_refused(raw: bytes) -> None:
    async def read() -> None:
        stream = asyncio.StreamReader(limit=HEAD_BYTES)
        stream.feed_data(raw + b"\r\n\r\n")
        stream.feed_eof()
        try:
            request = await read_request(stream, secure=False)
        except (BadRequestError, asyncio.IncompleteReadError):
            return
        assert ".." not in request.path
        assert request.path.startswith("/")

    asyncio.run(read())
