"""A mailbox on a real Dovecot is read once, in the order of its numbers, and left as it was."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.leaks.archive.house import add, ask, begin, write_letter

from chaffinch.errors import UsageError
from chaffinch.lab.accounts import Account
from chaffinch.lab.post_office.dovecot import PostOffice, find_dovecot
from chaffinch.leaks.archive.errors import SourceError
from chaffinch.leaks.archive.folder_names import encode_folder
from chaffinch.leaks.archive.found import Source
from chaffinch.leaks.archive.sources import choose_source

needs_dovecot = pytest.mark.skipif(
    find_dovecot() is None, reason="Dovecot is not installed (apt-get install dovecot-imapd)"
)
ADDRESS, PASSWORD = "lise.corbel@aurore.test", 'Marée "87" \\ été'


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with PostOffice(accounts=[Account("Lise Corbel", ADDRESS, PASSWORD, "accueil")]) as office:
        with imaplib.IMAP4("127.0.0.1", office.port, timeout=20) as box:
            box.authenticate("PLAIN", lambda _: f"\0{ADDRESS}\0{PASSWORD}".encode())
            for name in ("Réunions", "Privé", 'Pla"ce'):
                box.create(f'"{encode_folder(name)}"'.replace('Pla"ce', 'Pla\\"ce'))
        yield office.port


def append(port: int, numbers: range, *, folder: str = "INBOX", backwards: bool = False) -> None:
    with imaplib.IMAP4("127.0.0.1", port, timeout=20) as box:
        box.authenticate("PLAIN", lambda _: f"\0{ADDRESS}\0{PASSWORD}".encode())
        for number in numbers:
            moment = datetime(2026, 2, 1, 9, tzinfo=UTC) + timedelta(hours=number) * (-30 if backwards else 1)
            letter = write_letter(number, sent_at=moment).replace(b"\n", b"\r\n")
            box.append(f'"{encode_folder(folder)}"', "", imaplib.Time2Internaldate(moment), letter)


@pytest.fixture
def source(port: int, tmp_path: Path) -> Source:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    return choose_source(
        f"imap://{ADDRESS.replace('@', '%40')}@127.0.0.1:{port}", password_file=tmp_path / "password"
    )


@needs_dovecot
def test_a_mailbox_is_read_once_and_what_is_private_not_at_all(
    port: int, source: Source, tmp_path: Path
) -> None:
    archive = begin(tmp_path / "archive")
    append(port, range(5))
    append(port, range(10, 13), folder="Réunions")
    append(port, range(20, 22), folder="Privé")
    assert add(archive, source).added == 8
    append(port, range(5, 7))
    tally = add(archive, source)
    assert (tally.added, tally.known) == (2, 0)
    reference = ask(archive)
    [found] = reference.find_by_message_id("<11.aurore@mail.aurore.test>")
    assert found.mailbox == ADDRESS
    assert not reference.find_by_message_id("<20.aurore@mail.aurore.test>")
    with imaplib.IMAP4("127.0.0.1", port, timeout=20) as box:
        box.authenticate("PLAIN", lambda _: f"\0{ADDRESS}\0{PASSWORD}".encode())
        box.select("INBOX", readonly=True)
        assert box.search(None, "SEEN")[1] == [b""]
    append(port, range(40, 43), backwards=True)
    assert add(archive, source).added == 3
    reference = ask(archive)
    for number, fits in ((4, True), (6, True), (40, False), (42, False)):
        [found] = reference.find_by_message_id(f"<{number}.aurore@mail.aurore.test>")
        assert found.uid_in_order is fits


@needs_dovecot
def test_a_wrong_password_is_an_error_that_does_not_tell_it(port: int, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("Wrong-Password-1")
    source = choose_source(f"imap://x%40aurore.test@127.0.0.1:{port}", password_file=tmp_path / "password")
    with pytest.raises(SourceError) as refused:
        add(begin(tmp_path / "archive"), source)
    assert "Wrong-Password-1" not in refused.value.diagnostics()
    assert "refused" in refused.value.what


@pytest.mark.parametrize(
    "where", ["imaps://imap.aurore.test", "imaps://lise:secret@imap.aurore.test", "http://x"]
)
def test_an_address_that_cannot_be_meant_is_refused_without_its_password(where: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("x")
    with pytest.raises(UsageError) as refused:
        choose_source(where, password_file=tmp_path / "password")
    assert "secret" not in refused.value.diagnostics()


def test_a_server_needs_a_password_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        choose_source("imaps://lise@imap.aurore.test")
    with pytest.raises(UsageError):
        choose_source("imaps://lise@imap.aurore.test", password_file=tmp_path / "nothing")
