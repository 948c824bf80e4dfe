"""Sources are read once however often they are added, and nothing that is marked as somebody's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.leaks.archive.house import (
    KEY,
    NIGHT,
    NOTICE,
    add,
    ask,
    begin,
    write_letter,
    write_maildir,
    write_mbox,
)

from chaffinch.leaks.archive.errors import ArchiveError, NotAllowedError, SourceError
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.opened import open_whole
from chaffinch.leaks.archive.setup import About, Notice, begin_archive
from chaffinch.leaks.archive.survey import list_faults, survey_archive
from chaffinch.leaks.archive.writer import ArchiveWriter


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return begin(tmp_path / "archive")


def count(archive: Path) -> dict[str, int]:
    survey = survey_archive(open_whole(archive, key=KEY))
    return {one["mailbox"]: one["items"] for one in survey["mailboxes"]}


@pytest.mark.parametrize("missing", ["notice", "legal_basis", "assessment"])
def test_no_archive_is_made_without_notice_basis_and_assessment(tmp_path: Path, missing: str) -> None:
    said = {"notice": "a", "legal_basis": "b", "assessment": "c", missing: "  "}
    with pytest.raises(NotAllowedError) as refused:
        begin_archive(tmp_path / "archive", key=KEY, about=About(Notice(**said)))
    assert missing.replace("_", "-") in refused.value.why
    assert refused.value.exit_code == 3
    assert not (tmp_path / "archive").exists()


def test_an_archive_opens_with_its_own_key_only(archive: Path) -> None:
    with pytest.raises(ArchiveError) as refused:
        open_whole(archive, key=bytes(32))
    assert refused.value.code == "wrong-key"


def test_an_archive_is_not_begun_twice(archive: Path) -> None:
    with pytest.raises(ArchiveError):
        begin_archive(archive, key=KEY, about=About(NOTICE))


def test_what_was_added_is_not_added_again(archive: Path, tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "lise.mbox", [write_letter(number) for number in range(5)])
    assert add(archive, box).added == 5
    again = add(archive, box)
    assert (again.added, again.known) == (0, 0)
    moved = box.rename(tmp_path / "elsewhere.mbox")
    again = add(archive, moved, mailbox="lise")
    assert (again.added, again.known) == (0, 5)


def test_the_same_letter_in_another_mailbox_is_added(archive: Path, tmp_path: Path) -> None:
    for name in ("lise", "karim"):
        assert add(archive, write_mbox(tmp_path / f"{name}.mbox", [write_letter(1)])).added == 1
    assert count(archive) == {"karim": 1, "lise": 1}


def test_an_mbox_that_grew_is_read_from_where_it_ended(archive: Path, tmp_path: Path) -> None:
    letters = [write_letter(number) for number in range(8)]
    box = write_mbox(tmp_path / "lise.mbox", letters[:5])
    add(archive, box)
    write_mbox(box, letters)
    tally = add(archive, box)
    assert (tally.added, tally.known) == (3, 0)
    with ArchiveWriter(archive, key=KEY) as writer:
        assert list(FileSource(box).read(writer)) == []


def test_an_mbox_that_was_compacted_is_read_anew_and_doubles_nothing(archive: Path, tmp_path: Path) -> None:
    letters = [write_letter(number) for number in range(8)]
    box = write_mbox(tmp_path / "lise.mbox", letters[:6])
    add(archive, box)
    write_mbox(box, letters[2:])
    tally = add(archive, box)
    assert (tally.added, tally.known) == (2, 4)


def test_a_maildir_tells_its_new_letters_by_their_files(archive: Path, tmp_path: Path) -> None:
    letters = [write_letter(number) for number in range(6)]
    folder = write_maildir(tmp_path / "lise" / "Maildir", letters[:4])
    assert add(archive, folder, mailbox="lise").added == 4
    write_maildir(folder, letters)
    assert add(archive, folder, mailbox="lise").added == 2


def test_first_seen_stays_the_first(archive: Path, tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "lise.mbox", [write_letter(1)])
    add(archive, box)
    write_mbox(box, [write_letter(1), write_letter(2)])
    add(archive, box, now=NIGHT + timedelta(days=1))
    reference = ask(archive)
    [first], [second] = (reference.find_by_message_id(f"<{n}.aurore@mail.aurore.test>") for n in (1, 2))
    assert (first.first_seen, second.first_seen) == (NIGHT, NIGHT + timedelta(days=1))


def test_letters_marked_as_somebodys_own_are_left_out(archive: Path, tmp_path: Path) -> None:
    letters = [
        write_letter(1),
        write_letter(2, headers=[("Sensitivity", "Personal")]),
        write_letter(3, subject="[Perso] anniversaire"),
    ]
    tally = add(archive, write_mbox(tmp_path / "lise.mbox", letters))
    assert tally.added == 1
    assert dict(tally.private) == {"sensitivity": 1, "subject": 1}
    own = write_maildir(tmp_path / "lise" / ".Privé", [write_letter(4)])
    assert dict(add(archive, own.parent, mailbox="lise").private) == {"folder": 1}
    assert count(archive) == {"lise": 1}
    assert not ask(archive).find_by_message_id("<2.aurore@mail.aurore.test>")


def test_back_dated_mail_stands_out_of_the_order_of_its_folder(archive: Path, tmp_path: Path) -> None:
    honest = [write_letter(number) for number in range(50)]
    planted = [
        write_letter(500 + number, sent_at=datetime(2026, 2, 1, 9, tzinfo=UTC) - timedelta(days=number))
        for number in range(3, 13)
    ]
    folder = write_maildir(tmp_path / "lise", [*honest, *planted])
    add(archive, folder)
    reference = ask(archive)
    assert all(
        reference.find_by_message_id(f"<{number}.aurore@mail.aurore.test>")[0].uid_in_order
        for number in range(50)
    )
    assert not any(
        reference.find_by_message_id(f"<{500 + number}.aurore@mail.aurore.test>")[0].uid_in_order
        for number in range(3, 13)
    )


def test_a_folder_into_which_its_owner_files_old_mail_again_and_again_says_nothing(
    archive: Path, tmp_path: Path
) -> None:
    filed = [write_letter(number * 100 if number % 4 else number) for number in range(1, 40)]
    add(archive, write_maildir(tmp_path / "lise", filed))
    found = ask(archive).find_by_message_id("<8.aurore@mail.aurore.test>")
    assert [one.uid_in_order for one in found] == [True]


def test_what_was_held_before_the_stated_intrusion_is_no_intruders(archive: Path, tmp_path: Path) -> None:
    late = write_letter(500, sent_at=datetime(2026, 1, 3, 9, tzinfo=UTC))
    add(archive, write_maildir(tmp_path / "lise", [*map(write_letter, range(2_000, 2_050)), late]))
    name = "<500.aurore@mail.aurore.test>"
    assert [one.uid_in_order for one in ask(archive).find_by_message_id(name)] == [False]
    told = ask(archive, breach=datetime(2100, 1, 1, tzinfo=UTC))
    assert [one.uid_in_order for one in told.find_by_message_id(name)] == [True]


def test_an_mbox_says_nothing_of_order(archive: Path, tmp_path: Path) -> None:
    letters = [write_letter(number * 100) for number in (*range(15, 20), *range(15))]
    add(archive, write_mbox(tmp_path / "takeout.mbox", letters))
    found = ask(archive).find_by_message_id("<300.aurore@mail.aurore.test>")
    assert [one.uid_in_order for one in found] == [True]


def test_what_cannot_be_read_is_named_and_kept_on_a_list(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "good.eml").write_bytes(write_letter(1))
    (folder / "gone.eml").symlink_to(tmp_path / "nowhere")
    tally = add(archive, folder)
    assert (tally.added, tally.faults) == (1, [("gone.eml", "link")])
    [listed] = list_faults(open_whole(archive, key=KEY))
    assert (listed["path"], listed["fault"]) == ("gone.eml", "link")


def test_a_source_that_is_not_there_is_an_error(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        add(archive, tmp_path / "nothing")


def test_two_processes_do_not_write_at_the_same_time(archive: Path) -> None:
    with ArchiveWriter(archive, key=KEY), pytest.raises(ArchiveError) as refused:
        ArchiveWriter(archive, key=KEY).__enter__()
    assert refused.value.code == "busy"


def test_many_small_nights_end_in_few_parts(archive: Path, tmp_path: Path) -> None:
    box = tmp_path / "lise.mbox"
    letters: list[bytes] = []
    for night in range(30):
        letters.append(write_letter(night))
        add(archive, write_mbox(box, letters), now=NIGHT + timedelta(days=night))
    assert len(list((archive / "index").iterdir())) < 16
    reference = ask(archive)
    for night in range(30):
        [found] = reference.find_by_message_id(f"<{night}.aurore@mail.aurore.test>")
        assert found.first_seen == NIGHT + timedelta(days=night)


def test_nothing_that_was_written_can_be_read_without_the_key(archive: Path, tmp_path: Path) -> None:
    add(archive, write_mbox(tmp_path / "lise.corbel.mbox", [write_letter(number) for number in range(20)]))
    content = b"".join(path.read_bytes() for path in archive.rglob("*") if path.is_file())
    for said in (b"lise", b"imprimeur", b"Point num", b"aurore.test", b"circular"):
        assert said not in content
    assert all(path.stat().st_mode & 0o077 == 0 for path in archive.rglob("*") if path.is_file())
