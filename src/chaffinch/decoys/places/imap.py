"""Mailboxes, filled by IMAP APPEND (RFC 9051, 6.3.12) with past dates and flags, each message once."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from chaffinch.decoys.decoy import Secret
from chaffinch.decoys.places.errors import PlaceError

Security = Literal["tls", "starttls", "none"]
_PATIENCE = 30.0
_FETCH_AT_ONCE = 500
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>]{1,900}>)", re.IGNORECASE | re.MULTILINE)
#: What servers call the folder of sent mail; RFC 6154 names it by an attribute.
_SENT_NAMES = ("Sent", "Sent Items", "Sent Messages", "INBOX.Sent", "[Gmail]/Sent Mail", "Envoyés")
_LISTED = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?P<delimiter>[^"]*)"|NIL) (?P<name>.+)')
_REFUSED_CODES = (b"AUTHENTICATIONFAILED", b"AUTHORIZATIONFAILED", b"PRIVACYREQUIRED", b"EXPIRED")


class Message(Protocol):
    """What is put into a mailbox; `letters.Delivered` is one."""

    @property
    def folder(self) -> str:
        """INBOX or Sent."""

    @property
    def flags(self) -> tuple[str, ...]:
        """Such as `\\Seen`."""

    @property
    def internal_date(self) -> datetime:
        """Aware."""

    @property
    def content(self) -> bytes:
        """With CRLF."""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where mailboxes are."""

    host: str
    port: int = 993
    security: Security = "tls"
    """`none` is for a server on this machine only."""
    authority: str = ""
    """PEM file of an authority of your own; the system's unless given."""


def append_messages(
    server: ImapServer, address: str, secret: Secret, messages: Iterable[Message], *, token: bool = False
) -> Generator[int]:
    """Put messages into a mailbox; yield after each how many stand there, those that were there before among them.

    What is there already, by its Message-ID, is not put there again: a broken run goes on where it stopped.

    Args:
        server: where.
        address: whose mailbox, and the name to sign in with.
        secret: the password, or the access token.
        messages: in the order in which they came.
        token: whether the secret is an OAuth 2 token (SASL XOAUTH2), as Google and Microsoft ask for.

    Raises:
        PlaceError: the server cannot be reached, refuses, or takes no message.
    """
    with sign_in(server, address, secret, token=token) as box:
        sent = _find_sent(box)
        known: dict[str, set[bytes]] = {}
        for count, message in enumerate(messages, 1):
            folder = "INBOX" if message.folder == "INBOX" else sent
            if folder not in known:
                known[folder] = _list_known(box, folder)
            own_id = _read_id(message.content)
            if not own_id or own_id not in known[folder]:
                _append(box, folder, message, place=address)
                known[folder].add(own_id)
            yield count


@contextmanager
def sign_in(server: ImapServer, address: str, secret: Secret, *, token: bool) -> Iterator[imaplib.IMAP4]:
    """Open a mailbox for as long as the block lasts.

    Args:
        server: where.
        address: the name to sign in with.
        secret: the password, or the access token.
        token: whether it is one.

    Raises:
        PlaceError: the server cannot be reached, refuses, or answers something else; within the block, too.
    """
    try:
        box = _connect(server)
    except ssl.SSLError as error:
        raise PlaceError("certificate", server.host, why=str(error)) from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise PlaceError("unreachable", server.host, why=str(error)) from error
    try:
        try:
            _authenticate(box, address, secret, token=token)
        except imaplib.IMAP4.error as error:
            code = str(error).encode()
            # Only the address is told, and a server's words on it, which name no password.
            lasting = not code or any(one in code for one in _REFUSED_CODES)
            raise PlaceError("refused" if lasting else "answer", address, why=str(error)) from error
        yield box
    except (OSError, imaplib.IMAP4.abort) as error:
        raise PlaceError("unreachable", server.host, why=str(error)) from error
    except imaplib.IMAP4.error as error:
        raise PlaceError("answer", address, why=str(error)) from error
    finally:
        _leave(box)


def _connect(server: ImapServer) -> imaplib.IMAP4:
    if server.security == "none":
        if server.host not in ("127.0.0.1", "::1", "localhost"):
            raise PlaceError(
                "certificate", server.host, why="It is not on this machine, and asks for no encryption."
            )
        return imaplib.IMAP4(server.host, server.port, timeout=_PATIENCE)
    context = ssl.create_default_context(cafile=server.authority or None)
    if server.security == "tls":
        return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=_PATIENCE)
    box = imaplib.IMAP4(server.host, server.port, timeout=_PATIENCE)
    box.starttls(context)
    return box


def _authenticate(box: imaplib.IMAP4, address: str, secret: Secret, *, token: bool) -> None:
    if token:
        said = f"user={address}\x01auth=Bearer {secret.reveal()}\x01\x01".encode()
        box.authenticate("XOAUTH2", lambda challenge: said if not challenge else b"")
    else:
        # The empty identity, name, password (RFC 4616): any letter may stand in a password.
        said = f"\0{address}\0{secret.reveal()}".encode()
        box.authenticate("PLAIN", lambda _challenge: said)


def _leave(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        box.shutdown()


def _find_sent(box: imaplib.IMAP4) -> str:
    """Return the name of the folder of sent mail; one is made where there is none."""
    _, listed = box.list()
    names: list[str] = []
    for line in listed:
        found = _LISTED.match(line) if isinstance(line, bytes) else None
        if found is None:
            continue
        name = found["name"].decode("ascii", "replace").strip().strip('"')
        if rb"\Sent" in found["flags"]:
            return name
        names.append(name)
    chosen = next((name for name in _SENT_NAMES if name in names), "")
    if not chosen:
        chosen = "Sent"
        box.create(chosen)
        box.subscribe(chosen)
    return chosen


def _list_known(box: imaplib.IMAP4, folder: str) -> set[bytes]:
    """Return the Message-IDs that stand in a folder."""
    status, counted = box.select(quote_folder(folder), readonly=True)
    if status != "OK":
        raise PlaceError("no-such-mailbox", folder, why=_say(counted))
    count = int(counted[0] or 0)
    known: set[bytes] = set()
    for start in range(1, count + 1, _FETCH_AT_ONCE):
        span = f"{start}:{min(count, start + _FETCH_AT_ONCE - 1)}"
        _, answered = box.fetch(span, "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        known |= {_read_id(part[1]) for part in answered if isinstance(part, tuple)}
    return known


def _append(box: imaplib.IMAP4, folder: str, message: Message, *, place: str) -> None:
    flags = f"({' '.join(message.flags)})"
    moment = imaplib.Time2Internaldate(message.internal_date)
    status, said = box.append(quote_folder(folder), flags, moment, message.content)
    if status != "OK":
        code = "full" if any(b"OVERQUOTA" in part for part in said if isinstance(part, bytes)) else "answer"
        raise PlaceError(code, place, why=_say(said))  # type: ignore[arg-type]  # one of two


def _read_id(untrusted_head: bytes) -> bytes:
    found = _MESSAGE_ID.search(untrusted_head[:65_536])
    return found[1] if found else b""


def quote_folder(folder: str) -> str:
    """Return a folder's name as a quoted string of the protocol."""
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _say(said: object) -> str:
    parts = said if isinstance(said, list) else [said]
    return " ".join(
        part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts
    )[:300]
