"""A submission server (RFC 6409) that lets an account sign in, listens to its message, and puts it off for ever.

Nothing is kept of a message but counts and its SHA-256, and nothing is passed on: there is no way out. It says what
Postfix says whose mail filter is down, and forgets the connection.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import secrets
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from chaffinch.tripwires.mailhost.inside.authentication import Attempt, AuthenticationFault
from chaffinch.tripwires.mailhost.inside.hook import Tell

Authenticate = Callable[[Attempt], Awaitable[bool]]
_LONGEST_LINE = 12_288
"""AUTH PLAIN may be so long (RFC 4954, 4)."""
_LONGEST_PROXY = 108
_LARGEST = 26_214_400
_PATIENCE = 300.0
_MOST_ERRORS = 20
_MOST_RECIPIENTS = 1_000
PUT_OFF: Final = "451 4.7.1 Service unavailable - try again later"


class _Over(Exception):
    """The connection ends."""


@dataclass(slots=True)
class _Conversation:
    """One connection's state."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    source: str = ""
    session: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(12)).decode())
    secure: bool = False
    login: str = ""
    """Of who signed in."""
    greeted: bool = False
    sender: bool = False
    recipients: int = 0
    errors: int = 0

    async def say(self, text: str) -> None:
        """Send lines to the client."""
        self.writer.write(text.encode("ascii", "replace") + b"\r\n")
        await asyncio.wait_for(self.writer.drain(), timeout=_PATIENCE)

    async def read_line(self, longest: int = _LONGEST_LINE) -> bytes:
        """Return the client's next line without its end."""
        line = await asyncio.wait_for(self.reader.readuntil(b"\n"), timeout=_PATIENCE)
        if len(line) > longest:
            raise _Over
        return line.rstrip(b"\r\n")

    def forget_message(self) -> None:
        """Begin anew with sender and recipients."""
        self.sender, self.recipients = False, 0


class SubmissionServer:
    """Serves connections that begin with a PROXY line of the gate."""

    def __init__(self, *, name: str, tls: ssl.SSLContext, authenticate: Authenticate, tell: Tell) -> None:
        self._name = name
        self._tls = tls
        self._authenticate = authenticate
        self._tell = tell

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk with one client until it ends."""
        talk = _Conversation(reader, writer)
        try:
            talk.source = _read_proxy(await talk.read_line(_LONGEST_PROXY))
            await talk.say(f"220 {self._name} ESMTP Postfix")
            while True:
                await self._answer(talk, await talk.read_line())
        except (_Over, OSError, TimeoutError, ValueError):
            pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            talk.writer.close()

    async def _answer(self, talk: _Conversation, line: bytes) -> None:
        verb, _, rest = line.decode("utf-8", "replace").partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                await self._greet(talk, extended=verb.upper() == "EHLO")
            case "STARTTLS" if not talk.secure:
                await self._start_tls(talk)
            case "AUTH" if talk.secure and not talk.login:
                await self._sign_in(talk, rest)
            case "MAIL" | "RCPT" | "DATA":
                await self._take_envelope(talk, verb.upper())
            case "RSET":
                talk.forget_message()
                await talk.say("250 2.0.0 Ok")
            case "NOOP":
                await talk.say("250 2.0.0 Ok")
            case "QUIT":
                await talk.say("221 2.0.0 Bye")
                raise _Over
            case "AUTH":
                await _complain(talk, "503 5.5.1 Error: authentication not enabled")
            case _:
                await _complain(talk, "502 5.5.2 Error: command not recognized")

    async def _greet(self, talk: _Conversation, *, extended: bool) -> None:
        talk.greeted = True
        talk.forget_message()
        if not extended:
            await talk.say(f"250 {self._name}")
            return
        offers = ["PIPELINING", f"SIZE {_LARGEST}", "AUTH PLAIN LOGIN" if talk.secure else "STARTTLS"]
        offers += ["ENHANCEDSTATUSCODES", "8BITMIME", "DSN"]
        lines = [self._name, *offers]
        await talk.say("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))

    async def _start_tls(self, talk: _Conversation) -> None:
        # Else the first words of a quick client would be read as text, and its handshake would wait for ever.
        talk.writer.transport.pause_reading()  # type: ignore[attr-defined]  # of the sockets that asyncio makes
        await talk.say("220 2.0.0 Ready to start TLS")
        await asyncio.wait_for(talk.writer.start_tls(self._tls), timeout=60)
        talk.secure, talk.greeted = True, False
        talk.forget_message()

    async def _sign_in(self, talk: _Conversation, rest: str) -> None:
        mechanism, _, first = rest.partition(" ")
        try:
            login, password = await _read_credentials(talk, mechanism.upper(), first)
        except (binascii.Error, UnicodeDecodeError, KeyError):
            await _complain(talk, "535 5.7.8 Error: authentication failed: Invalid authentication mechanism")
            return
        try:
            right = await self._authenticate(Attempt(login, password, talk.source, talk.session))
        except AuthenticationFault:
            await talk.say(
                "454 4.7.0 Temporary authentication failure: Connection lost to authentication server"
            )
            return
        if not right:
            await _complain(talk, "535 5.7.8 Error: authentication failed: (reason unavailable)")
            return
        talk.login = login
        await talk.say("235 2.7.0 Authentication successful")

    async def _take_envelope(self, talk: _Conversation, verb: str) -> None:
        if not talk.secure:
            await _complain(talk, "530 5.7.0 Must issue a STARTTLS command first")
        elif not talk.login:
            await _complain(talk, f"554 5.7.1 <unknown[{talk.source}]>: Client host rejected: Access denied")
        elif verb == "MAIL":
            talk.forget_message()
            talk.sender = True
            await talk.say("250 2.1.0 Ok")
        elif verb == "RCPT" and talk.sender:
            talk.recipients += 1
            full = talk.recipients > _MOST_RECIPIENTS
            await talk.say("452 4.5.3 Error: too many recipients" if full else "250 2.1.5 Ok")
        elif verb == "DATA" and talk.recipients:
            await self._take_message(talk)
        else:
            needed = "RCPT" if talk.sender else "MAIL"
            await _complain(talk, f"503 5.5.1 Error: need {needed} command")

    async def _take_message(self, talk: _Conversation) -> None:
        """Listen to a message, tell its size and hash, and put it off."""
        await talk.say("354 End data with <CR><LF>.<CR><LF>")
        digest, size = hashlib.sha256(), 0
        while (line := await talk.reader.readuntil(b"\n")) not in (b".\r\n", b".\n"):
            line = line[1:] if line.startswith(b".") else line
            size += len(line)
            digest.update(line)
            if size > 2 * _LARGEST:
                raise _Over
        self._tell(
            "sending",
            {
                "session": talk.session,
                "login": talk.login,
                "source": talk.source,
                "recipients": min(talk.recipients, _MOST_RECIPIENTS),
                "bytes": size,
                "sha256": digest.hexdigest(),
            },
        )
        talk.forget_message()
        await talk.say(PUT_OFF)


async def _complain(talk: _Conversation, text: str) -> None:
    talk.errors += 1
    if talk.errors > _MOST_ERRORS:
        await talk.say("421 4.7.0 Error: too many errors")
        raise _Over
    await talk.say(text)


async def _read_credentials(talk: _Conversation, mechanism: str, first: str) -> tuple[str, str]:
    """Return name and password.

    Raises:
        KeyError: there is no such mechanism, or the answer is no pair.
        binascii.Error: an answer is not base64.
    """
    if mechanism == "PLAIN":
        parts = _decode(first or await _prompt(talk, "")).split("\0")
        if len(parts) != 3:
            raise KeyError(mechanism)
        return parts[1], parts[2]
    if mechanism == "LOGIN":
        login = _decode(first or await _prompt(talk, "VXNlcm5hbWU6"))
        return login, _decode(await _prompt(talk, "UGFzc3dvcmQ6"))
    raise KeyError(mechanism)


async def _prompt(talk: _Conversation, text: str) -> str:
    await talk.say(f"334 {text}")
    return (await talk.read_line()).decode("ascii", "replace")


def _decode(text: str) -> str:
    return base64.b64decode("" if text == "=" else text, validate=True).decode("utf-8", "surrogateescape")


def _read_proxy(line: bytes) -> str:
    """Return the client's address from the gate's line (PROXY protocol, version 1).

    Raises:
        ValueError: it is none.
    """
    words = line.decode("ascii").split(" ")
    if len(words) != 6 or words[0] != "PROXY":
        raise ValueError("no PROXY line")
    return words[2]
