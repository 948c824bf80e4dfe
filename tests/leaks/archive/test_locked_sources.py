"""What is encrypted is opened with the passwords that are given, and tried again when there are others."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from tests.leaks.archive.house import KEY, add, ask, begin, write_letter

from chaffinch.errors import UsageError
from chaffinch.leaks.archive import files
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.opened import open_whole
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.sources import choose_source
from chaffinch.leaks.archive.survey import list_faults
from chaffinch.leaks.reading.inside import seven_zip

PROGRAM = seven_zip.find_program()
RIGHT = "sesame, 2 fois"
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="7-Zip is not installed: apt install 7zip")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return begin(tmp_path / "archive")


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    """A folder with an encrypted zip, an encrypted 7z whose list is encrypted too, and a zip that is open."""
    inside, shelf = tmp_path / "inside", tmp_path / "mail"
    inside.mkdir()
    shelf.mkdir()
    for number, name in enumerate(("coffre.zip", "coffre.7z"), start=1):
        (inside / "a.eml").write_bytes(write_letter(number))
        options = ["-mem=AES256"] if name.endswith("zip") else ["-mhe=on"]
        subprocess.run(
            [str(PROGRAM), "a", "-bd", f"-p{RIGHT}", *options, str(shelf / name), "a.eml"],
            cwd=inside, check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    with zipfile.ZipFile(shelf / "ouvert.zip", "w") as opened:
        opened.writestr("a.eml", write_letter(3))
    return shelf


def read(archive: Path, shelf: Path, *passwords: str) -> tuple[int, int, list[str]]:
    """Return what one night added, what it knew already, and what it could not read."""
    tally = add(archive, FileSource(shelf, mailbox="lise", passwords=passwords))
    return tally.added, tally.known, sorted(code for _, code in tally.faults)


@pytest.mark.parametrize("is_large", [False, True], ids=["together", "each by itself"])
def test_a_password_that_comes_later_opens_what_was_left(
    archive: Path, mail: Path, *, is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LARGE_ZIP", 0 if is_large else 10**9)
    # the 7z that even hides its list is kept by its bytes
    assert read(archive, mail) == (2, 0, ["encrypted", "encrypted"])
    assert read(archive, mail) == (0, 0, []), "nothing has changed: nothing is read, and no fault told twice"
    assert read(archive, mail, "faux") == (0, 1 if is_large else 2, ["encrypted", "encrypted"])
    assert read(archive, mail, "faux") == (0, 0, [])
    assert read(archive, mail, "faux", RIGHT) == (2, 0 if is_large else 1, [])
    assert read(archive, mail, "other") == (0, 0, []), "what was read stays read"
    for number in (1, 2, 3):
        assert ask(archive).find_by_message_id(f"<{number}.aurore@mail.aurore.test>")


def test_the_sandboxed_workers_get_the_passwords(archive: Path, mail: Path) -> None:
    source = FileSource(mail, mailbox="lise", passwords=(RIGHT,))
    assert add(archive, source, printer=Printer(workers=1)).added == 3


def test_passwords_are_not_kept_as_they_are(archive: Path, mail: Path) -> None:
    wrong = "mot de passe faux"
    read(archive, mail, wrong)
    told = str(list_faults(open_whole(archive, key=KEY)))
    assert "encrypted" in told
    assert wrong not in told
    assert not any(wrong.encode() in one.read_bytes() for one in archive.rglob("*") if one.is_file())
    assert wrong not in repr(choose_source(str(mail), password_file=_write(mail.parent / "p", wrong)))


def test_a_file_of_passwords_has_one_on_each_line(tmp_path: Path) -> None:
    source = choose_source(str(tmp_path), password_file=_write(tmp_path / "p", "un \n\ndeux\r\n"))
    assert isinstance(source, FileSource)
    assert source.passwords == ("un ", "deux")


def test_a_file_of_passwords_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing cannot be read"):
        choose_source(str(tmp_path), password_file=tmp_path / "nothing")
    (tmp_path / "p").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"cannot be read"):
        choose_source(str(tmp_path), password_file=tmp_path / "p")


def _write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path
