"""Whatever holds mail is read: archives, Outlook stores, documents; and what is enclosed in a letter is found by itself."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
from tests.leaks.archive.house import KEY, add, ask, begin, write_letter, write_mbox, write_text

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive import files
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.opened import open_whole
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.survey import survey_archive

NOTE = write_text(70, length=80)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return begin(tmp_path / "archive")


def test_a_file_in_a_letter_is_found_by_its_bytes_its_text_and_a_part_of_it(
    archive: Path, tmp_path: Path
) -> None:
    letters = [
        write_letter(1),
        write_letter(2, files=[("devis.pdf", b"%PDF-1.4 x"), ("note.txt", NOTE.encode())]),
    ]
    assert add(archive, write_mbox(tmp_path / "lise.mbox", letters)).added == 2
    reference = ask(archive)
    [found] = reference.find_by_text(hash_text(NOTE))
    assert (found.id, found.kind, found.mailbox) == ("2#2", "attachment", "lise")
    assert found.document is not None
    assert found.document.text.split() == NOTE.split()
    [same] = reference.find_by_sha256(hashlib.sha256(NOTE.encode()).hexdigest())
    assert same == found
    part = " ".join(NOTE.split()[20:50])
    assert reference.find_alike(sketch_text(part))[0] == found
    [broken] = reference.find_by_sha256(hashlib.sha256(b"%PDF-1.4 x").hexdigest())
    assert broken.id == "2#1"


def test_a_letter_in_a_letter_is_found(archive: Path, tmp_path: Path) -> None:
    outer = write_letter(1, files=[("transmis.eml", write_letter(50))])
    add(archive, write_mbox(tmp_path / "lise.mbox", [outer]))
    [found] = ask(archive).find_by_message_id("<50.aurore@mail.aurore.test>")
    assert (found.id, found.kind) == ("1#1", "attachment")
    assert found.mail is not None
    assert found.mail.text.split() == write_text(50).split()


def test_a_personal_letter_in_a_letter_is_left_out(archive: Path, tmp_path: Path) -> None:
    own = write_letter(50, headers=[("Sensitivity", "Private")])
    add(archive, write_mbox(tmp_path / "lise.mbox", [write_letter(1, files=[("a.eml", own)])]))
    assert not ask(archive).find_by_message_id("<50.aurore@mail.aurore.test>")


def test_documents_are_kept_by_what_they_say(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    (folder / "Personnel").mkdir(parents=True)
    (folder / "note.txt").write_text(NOTE)
    (folder / "Personnel" / "lettre.txt").write_text(write_text(71))
    tally = add(archive, folder)
    assert (tally.added, dict(tally.private)) == (1, {"folder": 1})
    [found] = ask(archive).find_by_text(hash_text(NOTE))
    assert (found.kind, found.mailbox, found.mail) == ("document", "share", None)


def pack(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


@pytest.mark.parametrize("is_large", [False, True])
def test_an_export_in_a_zip_is_read_without_being_unpacked(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_large: bool
) -> None:
    monkeypatch.setattr(files, "_LARGE_ZIP", 0 if is_large else 10**9)
    box = write_mbox(tmp_path / "box", [write_letter(number) for number in range(5)]).read_bytes()
    own = write_mbox(tmp_path / "own", [write_letter(9)]).read_bytes()
    takeout = pack(
        tmp_path / "takeout-lise.zip", {"Takeout/Mail/All.mbox": box, "Takeout/Mail/Perso.mbox": own}
    )
    [lot] = FileSource(takeout).read(_Nothing())
    assert lot.is_large is is_large
    tally = add(archive, takeout, mailbox="lise@aurore.test")
    assert (tally.added, dict(tally.private)) == (5, {"folder": 1})
    assert add(archive, takeout, mailbox="lise@aurore.test").known == 0
    assert ask(archive).find_by_message_id("<3.aurore@mail.aurore.test>")[0].mailbox == "lise@aurore.test"


def test_something_large_that_was_cut_off_is_read_again_and_doubles_nothing(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LARGE_ZIP", 0)
    monkeypatch.setattr("chaffinch.leaks.archive.adding.AT_ONCE", 3)
    letters = [write_letter(number) for number in range(8)]
    takeout = pack(tmp_path / "lise.zip", {"a.mbox": write_mbox(tmp_path / "box", letters).read_bytes()})

    class Cut(Printer):
        def stream(self, lot):  # type: ignore[no-untyped-def]
            for number, printed in enumerate(super().stream(lot)):
                if number == 7:
                    raise KeyboardInterrupt
                yield printed

    from tests.leaks.archive.house import ReadHere

    with pytest.raises(KeyboardInterrupt):
        add(archive, takeout, printer=Cut(make_reader=ReadHere))
    [box] = survey_archive(open_whole(archive, key=KEY))["mailboxes"]
    assert box["items"] == 6
    tally = add(archive, takeout)
    assert (tally.added, tally.known) == (2, 6)


class _Nothing:
    def get_mark(self, name: str) -> str | None:
        return None


def test_a_damaged_container_is_named(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "lise.zip").write_bytes(b"PK\x03\x04" + bytes(3_000))
    tally = add(archive, tmp_path / "lise.zip")
    assert tally.faults


@pytest.mark.corpus
def test_an_outlook_store_is_read_in_its_sandbox(archive: Path, corpus: Path) -> None:
    store = corpus / "pst" / "testPST_variousBodyTypes.pst"
    tally = add(archive, store, mailbox="lise", printer=Printer())
    assert tally.added >= 3
    assert not tally.faults
    assert add(archive, store, mailbox="lise", printer=Printer()).added == 0
    renamed = archive.parent / "other.pst"
    renamed.write_bytes(store.read_bytes())
    again = add(archive, renamed, mailbox="lise", printer=Printer())
    assert (again.added, again.known) == (0, tally.added)
