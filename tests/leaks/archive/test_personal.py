"""A colleague hands over keyed hashes of a private account: they find what is known already, and tell nothing else."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from tests.leaks.archive.house import (
    KEY,
    NIGHT,
    ReadHere,
    add,
    ask,
    begin,
    write_letter,
    write_mbox,
    write_text,
)

from chaffinch.errors import UsageError
from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.handed import take_in
from chaffinch.leaks.archive.personal import derive_personal_key, is_personal, write_personal
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.writer import ArchiveWriter

NAME = "karim@mail.example"


class Nothing:
    def get_mark(self, name: str) -> str | None:
        return None


def hand_over(folder: Path, letters: list[bytes], *, name: str = NAME, out: str = "hashes") -> Path:
    """Make the file as the colleague's computer does."""
    box = write_mbox(folder / "home" / "box.mbox", letters)
    with Printer(make_reader=ReadHere) as printer:
        lots = ((lot, printer.stream(lot)) for lot in FileSource(box).read(Nothing()))
        write_personal(folder / out, lots, key=derive_personal_key(KEY, name), now=NIGHT)
    return folder / out


def take(archive: Path, path: Path, *, name: str = NAME, days: int = 0) -> int:
    with ArchiveWriter(archive, key=KEY) as writer, writer.writing() as opened:
        return take_in(opened, path, name=name, now=NIGHT + timedelta(days=days))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return begin(tmp_path / "archive")


def test_what_is_known_already_is_found_in_it(archive: Path, tmp_path: Path) -> None:
    letters = [write_letter(number, files=[("n.txt", write_text(90).encode())]) for number in range(5)]
    assert take(archive, hand_over(tmp_path, letters)) == 5
    reference = ask(archive)
    [found] = reference.find_by_sha256(hashlib.sha256(letters[3]).hexdigest())
    assert (found.mailbox, found.kind, found.has_text, found.mail) == (NAME, "mail", False, None)
    assert (found.id, found.first_seen) == ("p1-4", NIGHT)
    assert reference.find_by_message_id("<2.aurore@mail.aurore.test>")[0].id == "p1-3"
    assert reference.find_by_text(hash_text(write_text(1)))[0].id == "p1-2"
    assert len(reference.find_by_text(hash_text(write_text(90)))) == 5
    excerpt = " ".join(write_text(4).split()[10:40])
    assert reference.find_alike(sketch_text(excerpt))[0].id == "p1-5"
    assert not reference.find_by_text(hash_text("Nobody wrote this"))


def test_it_stands_beside_what_the_archive_holds_itself(archive: Path, tmp_path: Path) -> None:
    add(archive, write_mbox(tmp_path / "lise.mbox", [write_letter(1)]))
    take(archive, hand_over(tmp_path, [write_letter(1)]))
    found = ask(archive).find_by_message_id("<1.aurore@mail.aurore.test>")
    assert [one.mailbox for one in found] == ["lise", NAME]


def test_a_later_file_does_not_make_old_items_new(archive: Path, tmp_path: Path) -> None:
    letters = [write_letter(number) for number in range(3)]
    take(archive, hand_over(tmp_path, letters[:2], out="first"))
    take(archive, hand_over(tmp_path, letters, out="second"), days=30)
    reference = ask(archive)
    [old] = reference.find_by_message_id("<1.aurore@mail.aurore.test>")
    [new] = reference.find_by_message_id("<2.aurore@mail.aurore.test>")
    assert (old.first_seen, new.first_seen) == (NIGHT, NIGHT + timedelta(days=30))


def test_it_holds_no_word_and_nothing_private(archive: Path, tmp_path: Path) -> None:
    letters = [write_letter(1), write_letter(2, subject="[Perso] vacances")]
    path = hand_over(tmp_path, letters)
    content = path.read_bytes()
    for said in (b"imprimeur", b"aurore.test", b"karim", b"Point"):
        assert said not in content
    assert take(archive, path) == 1


@pytest.mark.parametrize("at", [0, 30, 200, -1])
def test_a_file_that_was_changed_is_refused(archive: Path, tmp_path: Path, at: int) -> None:
    path = hand_over(tmp_path, [write_letter(1)])
    content = bytearray(path.read_bytes())
    content[at] ^= 0x80
    path.write_bytes(bytes(content))
    with pytest.raises(UsageError):
        take(archive, path)
    assert not (archive / "personal").exists()


def test_a_file_of_another_name_is_refused(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="another key"):
        take(archive, hand_over(tmp_path, [write_letter(1)], name="somebody@else.example"))


def test_such_files_are_told_from_mail(tmp_path: Path) -> None:
    path = hand_over(tmp_path, [write_letter(1)])
    assert is_personal(path)
    assert not is_personal(tmp_path / "home" / "box.mbox")
    assert not is_personal(tmp_path)
