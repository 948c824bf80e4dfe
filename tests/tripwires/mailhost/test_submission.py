"""The submission server alone, on loopback: quick clients, wrong words, and nothing kept."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tests.tripwires.mailhost.running import make_certificate, trust_anybody

from chaffinch.tripwires.mailhost.inside import submission
from chaffinch.tripwires.mailhost.inside.authentication import Attempt, AuthenticationFault
from chaffinch.tripwires.mailhost.inside.submission import SubmissionServer

PROXY = b"PROXY TCP4 198.51.100.7 192.0.2.1 40000 587\r\n"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _authenticate(attempt: Attempt) -> bool:
    if attempt.login == "broken":
        raise AuthenticationFault
    return (attempt.login, attempt.password, attempt.source) == ("a@decoy.test", "Brüme 1", "198.51.100.7")


def hold(talk: Talk, folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Let one client talk with a server; return what the server told."""
    told: list[tuple[str, dict[str, Any]]] = []
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(*make_certificate(folder))
    server = SubmissionServer(
        name="mail.decoy.test",
        tls=tls,
        authenticate=_authenticate,
        tell=lambda kind, said: told.append((kind, said)),
    )

    async def run() -> None:
        async with asyncio.timeout(20), await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
            reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
            await talk(reader, writer)
            writer.close()

    asyncio.run(run())
    return told


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> list[bytes]:
    """Send a line, return the answer's lines."""
    writer.write(line + b"\r\n")
    answer = [await reader.readline()]
    while answer[-1][3:4] == b"-":
        answer.append(await reader.readline())
    return answer


async def secure(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Begin as a client does, up to TLS."""
    writer.write(PROXY)
    assert (await reader.readline()).startswith(b"220 mail.decoy.test ESMTP")
    await ask(reader, writer, b"EHLO c.test")
    assert (await ask(reader, writer, b"STARTTLS"))[0].startswith(b"220 ")
    await writer.start_tls(trust_anybody())
    await ask(reader, writer, b"EHLO c.test")


def test_a_quick_handshake_is_never_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say = submission._Conversation.say

    async def say_slowly(self: submission._Conversation, text: str) -> None:
        await say(self, text)
        await asyncio.sleep(0.05)  # in which the client's first words of TLS arrive

    monkeypatch.setattr(submission._Conversation, "say", say_slowly)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await secure(reader, writer)
        assert (await ask(reader, writer, b"NOOP"))[0].startswith(b"250")

    assert hold(talk, tmp_path) == []


def test_both_ways_to_sign_in_and_a_password_beyond_ascii(tmp_path: Path) -> None:
    login = base64.b64encode(b"a@decoy.test")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await secure(reader, writer)
        assert (await ask(reader, writer, b"AUTH LOGIN"))[0] == b"334 VXNlcm5hbWU6\r\n"
        assert (await ask(reader, writer, login))[0] == b"334 UGFzc3dvcmQ6\r\n"
        assert (await ask(reader, writer, base64.b64encode(b"wrong")))[0].startswith(b"535 5.7.8")
        plain = base64.b64encode("\0a@decoy.test\0Brüme 1".encode())
        assert (await ask(reader, writer, b"AUTH PLAIN " + plain))[0].startswith(b"235")
        assert (await ask(reader, writer, b"AUTH LOGIN " + login))[0].startswith(b"503")

    hold(talk, tmp_path)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"AUTH PLAIN ====", b"535"),
        (b"AUTH PLAIN " + base64.b64encode(b"no parts"), b"535"),
        (b"AUTH CRAM-MD5", b"535"),
        (b"AUTH PLAIN " + base64.b64encode(b"\0broken\0x"), b"454"),
        (b"MAIL FROM:<a@decoy.test>", b"554"),
        (b"DATA", b"554"),
        (b"VRFY root", b"502"),
        (b"\xff\xfe\x00", b"502"),
        (b"", b"502"),
    ],
)
def test_wrong_words_have_an_answer(tmp_path: Path, line: bytes, code: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await secure(reader, writer)
        assert (await ask(reader, writer, line))[0].startswith(code)
        assert (await ask(reader, writer, b"RSET"))[0].startswith(b"250")

    assert hold(talk, tmp_path) == []


@pytest.mark.parametrize(
    "first", [b"EHLO x\r\n", b"PROXY UNKNOWN\r\n", b"PROXY " + b"x" * 200 + b"\r\n", b"\xff\r\n"]
)
def test_who_does_not_come_through_the_gate_is_not_heard(tmp_path: Path, first: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        assert await reader.read() == b""

    assert hold(talk, tmp_path) == []


def test_who_only_errs_is_let_go(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await secure(reader, writer)
        said = [(await ask(reader, writer, b"NONSENSE"))[0][:3] for _ in range(21)]
        assert said == [b"502"] * 20 + [b"421"]
        assert await reader.read() == b""

    hold(talk, tmp_path)
