"""Mailboxes of a real Dovecot are filled once, with past dates and flags, however often the filling broke."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from chaffinch.decoys import Secret
from chaffinch.decoys.places.errors import PlaceError
from chaffinch.decoys.places.imap import ImapServer, append_messages
from chaffinch.lab.accounts import Account
from chaffinch.lab.post_office.dovecot import PostOffice, find_dovecot

pytestmark = pytest.mark.skipif(
    find_dovecot() is None, reason="Dovecot is not installed (apt-get install dovecot-imapd)"
)
ADDRESS, PASSWORD = "lise.corbel@aurore.test", Secret('Marée "87" \\ été')


@dataclass(frozen=True)
class Item:
    folder: str
    flags: tuple[str, ...]
    internal_date: datetime
    content: bytes


def write(number: int, *, folder: str = "INBOX", flags: tuple[str, ...] = ("\\Seen",)) -> Item:
    text = f"Message-ID: <{number}@aurore.test>\r\nSubject: n\u00b0 {number}\r\n\r\nBonjour\r\n".encode()
    return Item(folder, flags, datetime(2026, 1, 1 + number % 28, 9, 30, tzinfo=UTC), text)


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with PostOffice(accounts=[Account("Lise Corbel", ADDRESS, PASSWORD.reveal(), "accueil")]) as office:
        yield ImapServer("127.0.0.1", office.port, security="none")


def read(server: ImapServer, folder: str) -> list[tuple[bytes, bytes]]:
    """Return (number, INTERNALDATE and FLAGS) of each message."""
    with imaplib.IMAP4(server.host, server.port, timeout=20) as box:
        box.authenticate("PLAIN", lambda _: f"\0{ADDRESS}\0{PASSWORD.reveal()}".encode())
        box.select(folder, readonly=True)
        _, found = box.fetch("1:*", "(FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        return [(part[1].split(b"<")[1].split(b"@")[0], part[0]) for part in found if isinstance(part, tuple)]


def test_a_filling_that_broke_goes_on_and_doubles_nothing(server: ImapServer) -> None:
    letters = [write(number, folder="Sent" if number % 3 == 0 else "INBOX") for number in range(40)]
    with closing(append_messages(server, ADDRESS, PASSWORD, letters)) as filling:
        assert [next(filling) for _ in range(17)] == list(range(1, 18))
    assert list(append_messages(server, ADDRESS, PASSWORD, letters)) == list(range(1, 41))
    inbox, sent = read(server, "INBOX"), read(server, "Sent")
    assert sorted(int(number) for number, _ in sent) == [n for n in range(40) if n % 3 == 0]
    assert sorted(int(number) for number, _ in inbox) == [n for n in range(40) if n % 3]
    said = dict(inbox)[b"1"]
    assert b'INTERNALDATE " 2-Jan-2026 ' in said or b'INTERNALDATE "02-Jan-2026 ' in said
    assert b"\\Seen" in said


def test_flags_are_those_that_were_given(server: ImapServer) -> None:
    list(
        append_messages(
            server, ADDRESS, PASSWORD, [write(77, flags=()), write(78, flags=("\\Flagged", "$Forwarded"))]
        )
    )
    said = dict(read(server, "INBOX"))
    assert b"\\Seen" not in said[b"77"]
    assert b"\\Flagged" in said[b"78"]
    assert b"$Forwarded" in said[b"78"]


@pytest.mark.parametrize(
    ("changed", "password", "code"),
    [
        ({}, "another", "refused"),
        ({"port": 1}, PASSWORD.reveal(), "unreachable"),
        ({"host": "mail.aurore.test"}, PASSWORD.reveal(), "certificate"),
        ({"security": "tls"}, PASSWORD.reveal(), "certificate"),
    ],
)
def test_what_stands_in_the_way_is_named_without_the_password(
    server: ImapServer, changed: dict[str, object], password: str, code: str
) -> None:
    with pytest.raises(PlaceError) as caught:
        list(append_messages(replace(server, **changed), ADDRESS, Secret(password), [write(1)]))  # type: ignore[arg-type]
    assert caught.value.code == code
    assert password not in str(caught.value.diagnostics())


def test_a_server_that_answers_nonsense_is_an_error_of_its_own() -> None:
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def babble() -> None:
            client, _ = listener.accept()
            with client:
                client.sendall(b"\x00" * 200_000)

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(PlaceError) as caught:
            port = listener.getsockname()[1]
            list(append_messages(ImapServer("127.0.0.1", port, "none"), ADDRESS, PASSWORD, [write(1)]))
        thread.join(20)
    assert caught.value.code == "unreachable"
