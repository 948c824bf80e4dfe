"""An encrypted 7z archive gives the items of the same archive unencrypted, whatever is done to it."""

from __future__ import annotations

import shutil
import struct
import subprocess
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import fsspec
import pytest
from tests.leaks.reading.dumps import Shelf, box_messages, by_path, make_zip, read_dump, write_files
from tests.mail.letters import compose

from chaffinch.ground.crew import CrewLimits
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reading.fetcher import ItemFetcher
from chaffinch.leaks.reading.inside import seven_zip
from chaffinch.leaks.reading.inside.opening import read_piece
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import Reading, set_up
from chaffinch.leaks.reading.order import ReadingLimits, ReadingOrder

PROGRAM = seven_zip.find_program()
needs_program = pytest.mark.skipif(PROGRAM is None, reason="7-Zip is not installed: apt install 7zip")
PASSWORD = "sésame, 2 fois"
BOTH = ("faux", PASSWORD)
LETTER = compose("Le budget est de 1 200 euros.\r\n")
TEXT = "Procès-verbal de la réunion.\n".encode()
FILES = {
    "a.eml": LETTER,
    "box.mbox": box_messages(LETTER, compose("Deux.\r\n", Subject="2"), compose("Trois.\r\n", Subject="3")),
    "d/été.txt": TEXT,
    "empty.txt": b"",
    "in.zip": make_zip({"n.txt": TEXT, "m.eml": LETTER}),
    "Icon\r": TEXT,
    "-x @list * back\\slash ": TEXT,
    "new\nline": TEXT,
}
LIST_TOO = "-mhe=on"


def pack(
    folder: Path, files: dict[str, bytes], *options: str, password: str = PASSWORD, name: str = "a.7z"
) -> Path:
    """Return an archive that 7-Zip made of these files; its password is not given where that is empty."""
    inside = folder / f"in-{name}"
    shutil.rmtree(inside, ignore_errors=True)
    write_files(inside, files)
    place = folder / name
    place.unlink(missing_ok=True)
    add_to(place, inside, *options, password=password)
    return place


def add_to(place: Path, inside: Path, *options: str, password: str) -> None:
    secret = [f"-p{password}"] if password else []
    subprocess.run(
        [str(PROGRAM), "a", "-bd", "-mx1", *secret, *options, str(place.resolve()), "."],
        cwd=inside, check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def faults(items: list[ItemPrint]) -> list[tuple[str, str]]:
    return [(item.where.path, item.fault) for item in items]


@needs_program
@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="content"),
        pytest.param([LIST_TOO], id="list-too"),
        pytest.param(["-ms=off", "-mx0"], id="stored"),
        pytest.param(["-ms=off", LIST_TOO], id="each-alone"),
        pytest.param(["-m0=BZip2"], id="bzip2"),
        pytest.param(["-m0=PPMd"], id="ppmd"),
    ],
)
def test_its_items_are_those_of_the_same_archive_unencrypted(tmp_path: Path, options: list[str]) -> None:
    files = {name: content for name, content in FILES.items() if LIST_TOO not in options or "\n" not in name}
    plain = read_dump(pack(tmp_path, files, *(one for one in options if one != LIST_TOO), password=""))
    opened = read_dump(pack(tmp_path, files, *options), passwords=BOTH)
    assert opened == plain
    assert read_dump(tmp_path / "a.7z", passwords=BOTH) == opened
    assert len(plain) == len(files) + 3
    assert {item.where.path: item.fault for item in plain if item.fault} == {}


@needs_program
def test_a_line_end_in_a_name_that_is_encrypted_is_shown_as_a_sign(tmp_path: Path) -> None:
    packed = pack(tmp_path, {"new\nline.txt": TEXT, "Size = 5\nPath = x": TEXT}, LIST_TOO)
    found = by_path(read_dump(packed, passwords=BOTH))
    assert sorted(found) == ["a.7z!/Size = 5_Path = x", "a.7z!/new_line.txt"]
    assert {item.document and item.document.text for item in found.values()} == {TEXT.decode()}


@needs_program
def test_names_and_links_that_lead_outside_lead_nowhere(tmp_path: Path) -> None:
    inside = write_files(tmp_path / "made", {"aa_escape.txt": TEXT, "good.txt": TEXT})
    (inside / "link").symlink_to("/etc/passwd")
    packed = tmp_path / "a.7z"
    # the list of an archive whose list is not packed has its names as they stand: one is made to lead out of any folder
    add_to(packed, inside, "-snl", "-mhc=off", password=PASSWORD)
    rewrite_list(packed, "aa_escape.txt".encode("utf-16-le"), "../escape.txt".encode("utf-16-le"))
    dump = tmp_path / "dump"
    dump.mkdir()
    packed.rename(dump / "a.7z")
    assert faults(read_dump(dump, passwords=BOTH)) == [
        ("a.7z!/../escape.txt", ""),
        ("a.7z!/good.txt", ""),
        ("a.7z!/link", "link"),
    ]
    assert not list(tmp_path.rglob("escape.txt"))


def rewrite_list(packed: Path, old: bytes, new: bytes) -> None:
    """Change bytes of an archive's list that is not packed, and the checksums that cover it (7zFormat.txt)."""
    assert len(old) == len(new)
    content = packed.read_bytes()
    start, size = struct.unpack_from("<QQ", content, 12)
    listed = content[32 + start : 32 + start + size]
    assert old in listed
    changed = bytearray(content[: 32 + start] + listed.replace(old, new))
    struct.pack_into("<I", changed, 28, zlib.crc32(changed[32 + start :]))
    struct.pack_into("<I", changed, 8, zlib.crc32(changed[12:32]))
    packed.write_bytes(changed)


@needs_program
def test_without_the_right_password_each_member_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    write_files(tmp_path / "dump", {"z.txt": TEXT})
    pack(tmp_path, {"a.txt": TEXT, "b.txt": TEXT * 2}).rename(tmp_path / "dump" / "a.7z")
    pack(tmp_path, {"a.txt": TEXT}, LIST_TOO).rename(tmp_path / "dump" / "b.7z")
    for passwords in ((), ("faux",), ("faux", "non")):
        assert faults(read_dump(tmp_path / "dump", passwords=passwords)) == [
            ("a.7z!/a.txt", "encrypted"),
            ("a.7z!/b.txt", "encrypted"),
            ("b.7z", "encrypted"),
            ("z.txt", ""),
        ]


@needs_program
def test_two_passwords_open_two_archives_and_what_is_not_encrypted_is_read_with_none(tmp_path: Path) -> None:
    one = pack(tmp_path, {"a.txt": TEXT}, password="un", name="1.7z")
    two = pack(tmp_path, {"b.txt": TEXT}, LIST_TOO, password="deux", name="2.7z")
    mixed = pack(tmp_path, {"a.txt": TEXT}, password="", name="3.7z")
    add_to(mixed, write_files(tmp_path / "more", {"b.txt": TEXT}), "-ms=off", password="trois")
    dump = tmp_path / "dump"
    dump.mkdir()
    for packed in (one, two, mixed):
        packed.rename(dump / packed.name)
    found = dict(faults(read_dump(dump, passwords=("deux", "un"))))
    assert found == {
        "1.7z!/a.txt": "",
        "2.7z!/b.txt": "",
        "3.7z!/a.txt": "",
        "3.7z!/b.txt": "encrypted",
        "3.7z": "encrypted",  # whatever stands behind it is not reached
    }
    found = dict(faults(read_dump(dump, passwords=("trois",))))
    assert (found["3.7z!/a.txt"], found["3.7z!/b.txt"]) == ("", "")


@needs_program
def test_one_that_is_cut_is_damaged_and_behind_damage_each_member_is_told(tmp_path: Path) -> None:
    files = {f"{number}.txt": TEXT * (number + 1) for number in range(4)}
    packed = pack(tmp_path, files, "-mx0", "-ms=off")
    content = packed.read_bytes()
    packed.write_bytes(content[: len(content) // 2])
    assert faults(read_dump(packed, passwords=BOTH)) == [("a.7z", "malformed")]
    second = 32 + 32 + 5  # behind the head and the first member, each padded to 16 bytes
    packed.write_bytes(content[:second] + b"\0\1\2\3" + content[second + 4 :])
    items = read_dump(packed, passwords=BOTH)
    assert faults(items) == [
        ("a.7z!/0.txt", ""),
        ("a.7z!/1.txt", "malformed"),
        ("a.7z!/2.txt", "malformed"),
        ("a.7z!/3.txt", "malformed"),
    ]
    assert [item.where.size for item in items] == [len(content) for content in files.values()]


@needs_program
def test_what_unpacks_to_too_much_ends_as_a_bomb(tmp_path: Path) -> None:
    zeros = b"\0" * 3_000_000
    packed = pack(tmp_path, {"a.txt": TEXT, "b.bin": zeros, "c.txt": TEXT}, "-ms=off")
    limits = ReadingLimits(free_bytes=1_000_000, ratio=10, item_bytes=500_000)
    found = faults(read_dump(packed, passwords=BOTH, limits=limits))
    assert found[0] == ("a.7z!/a.txt", "")
    assert found[-1] == ("a.7z", "bomb")
    assert faults(read_dump(packed, passwords=BOTH, limits=ReadingLimits(members=2)))[-1] == ("a.7z", "bomb")


@needs_program
def test_more_memory_than_a_worker_has_is_told(tmp_path: Path) -> None:
    packed = pack(tmp_path, {"a.txt": TEXT, "b.bin": b"\0" * 20_000_000}, "-m0=PPMd:mem=800m")
    assert faults(read_dump(packed, passwords=BOTH)) == [
        ("a.7z!/a.txt", "memory"),
        ("a.7z!/b.bin", "memory"),
    ]


@needs_program
def test_a_method_that_is_not_known_is_no_wrong_password(tmp_path: Path) -> None:
    packed = pack(tmp_path, {"a.txt": TEXT}, "-mhc=off")
    rewrite_list(packed, b"\x21\x21\x01", b"\x21\x22\x01")  # LZMA2's number, with one property
    assert faults(read_dump(packed, passwords=BOTH)) == [("a.7z!/a.txt", "malformed")]


@needs_program
def test_it_is_opened_in_another_archive_in_memory_or_from_a_file_without_a_name(tmp_path: Path) -> None:
    inner = pack(tmp_path, FILES | {"big.txt": bytes(range(32, 127)) * 3_000}, "-mx0").read_bytes()
    middle = pack(tmp_path, {"inner.7z": inner}, LIST_TOO).read_bytes()
    dump = write_files(tmp_path / "dump", {"a.zip": make_zip({"b.7z": middle})})
    held = read_dump(dump, passwords=BOTH)
    assert len(held) == len(FILES) + 4
    assert {item.fault for item in held} == {""}
    assert {item.where.path.split("!/")[2] for item in held} == {"inner.7z"}
    small = ReadingLimits(item_bytes=100_000)
    found = read_dump(dump, passwords=BOTH, limits=small)
    assert [item.fault for item in found if "big" in item.where.path] == ["too-large"]
    assert [item for item in found if not item.fault] == [
        item for item in held if "big" not in item.where.path
    ]
    assert faults(read_dump(dump, passwords=BOTH, limits=small, scratch="")) == [("a.zip!/b.7z", "too-large")]


@needs_program
def test_one_that_only_its_owner_may_read_and_one_behind_a_url_are_opened(tmp_path: Path) -> None:
    packed = pack(tmp_path, FILES)
    open_to_all = read_dump(packed, passwords=BOTH)
    fsspec.filesystem("memory").pipe("/locked/a.7z", packed.read_bytes())
    packed.chmod(0o400)
    assert read_dump(packed, passwords=BOTH) == open_to_all
    assert read_dump("memory://locked/a.7z", passwords=BOTH) == open_to_all


@needs_program
def test_a_member_that_ends_its_reader_costs_itself_only(tmp_path: Path) -> None:
    long = b"<document>" + b"<p/>" * 3_000_000 + b"</document>"
    bomb = make_zip({"[Content_Types].xml": b"<a/>", "word/document.xml": long})
    packed = pack(tmp_path, {"a.txt": TEXT, "b.docx": bomb, "c.txt": TEXT})
    found = read_dump(packed, passwords=BOTH, crew=CrewLimits(memory_bytes=130_000_000))
    assert [(path, bool(fault)) for path, fault in faults(found)] == [
        ("a.7z!/a.txt", False),
        ("a.7z!/b.docx", True),
        ("a.7z!/c.txt", False),
    ]


@needs_program
def test_single_items_are_fetched_from_it(tmp_path: Path) -> None:
    pack(tmp_path, FILES, LIST_TOO)
    with ItemFetcher(ReadingOrder(str(tmp_path / "a.7z"), passwords=BOTH)) as fetcher:
        wanted = ["a.7z!/d/été.txt", "a.7z!/in.zip!/n.txt"]
        assert {one.path: one.content for one in fetcher.fetch("a.7z", wanted)} == dict.fromkeys(wanted, TEXT)
    with ItemFetcher(ReadingOrder(str(tmp_path / "a.7z"), passwords=("faux",))) as fetcher:
        assert [one.content for one in fetcher.fetch("a.7z", wanted)] == [b"", b""]


@pytest.fixture
def seen_calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """Every command line with which 7-Zip is called from here."""
    calls: list[list[str]] = []
    start = subprocess.Popen

    def note(command: list[str], **options: Any) -> Any:
        calls.append(command)
        return start(command, **options)

    monkeypatch.setattr(subprocess, "Popen", note)
    yield calls


def read_here(packed: Path, *passwords: str) -> tuple[list[dict[str, Any]], Reading]:
    """Return what a worker's code gives, run in this process."""
    reading = set_up(ReadingOrder("", passwords=passwords).write_setup())
    reading.at = [0, None]
    reading.begin_file(packed.stat().st_size)
    with packed.open("rb") as file:
        piece = Piece(
            path=packed.name, name=packed.name, stream=file, size=packed.stat().st_size, seekable=True
        )
        return [value["item"] for value in read_piece(piece, reading) if value], reading


@needs_program
def test_the_password_stands_in_no_command_line(tmp_path: Path, seen_calls: list[list[str]]) -> None:
    packed = pack(tmp_path, {"a.txt": TEXT})
    seen_calls.clear()
    (item,), _ = read_here(packed, PASSWORD)
    assert item["document"]["text"] == TEXT.decode()
    assert len(seen_calls) == 3
    assert not [part for call in seen_calls for part in call if PASSWORD in part]


@needs_program
def test_nothing_is_left_open_behind_it(tmp_path: Path) -> None:
    packed = pack(tmp_path, FILES)
    before = sorted(Path("/proc/self/fd").iterdir())
    read_here(packed, *BOTH)
    read_here(packed, "faux")
    assert len(list(Path("/proc/self/fd").iterdir())) == len(before)


@needs_program
def test_where_the_program_is_missing_the_reason_names_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seven_zip, "PLACES", str(tmp_path))
    listed, _ = read_here(pack(tmp_path, {"a.txt": TEXT, "b.txt": TEXT}), *BOTH)
    closed, _ = read_here(pack(tmp_path, {"a.txt": TEXT}, LIST_TOO), *BOTH)
    plain, _ = read_here(pack(tmp_path, {"a.txt": TEXT}, password=""), *BOTH)
    assert [item["fault"] for item in [*listed, *closed, *plain]] == [
        "encrypted-no-7zip", "encrypted-no-7zip", "encrypted-no-7zip", "",
    ]  # fmt: skip


def test_debian_13_calls_the_program_otherwise_and_the_old_port_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "7z"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(seven_zip, "PLACES", str(tmp_path))
    assert seven_zip.find_program() == str(program)
    monkeypatch.setattr(seven_zip, "_OLD_PORT", program)
    assert seven_zip.find_program() is None


@needs_program
def test_a_member_is_given_so_much_of_the_processor_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "endless"
    program.write_text("#!/bin/sh\nwhile :; do :; done\n")
    program.chmod(0o755)
    monkeypatch.setattr(seven_zip, "SECONDS", 0)
    packed = pack(tmp_path, {"a.txt": TEXT})
    monkeypatch.setattr("chaffinch.leaks.reading.inside.archives.find_program", lambda: str(program))
    assert [item["fault"] for item in read_here(packed, PASSWORD)[0]] == ["timeout"]


@pytest.mark.corpus
def test_an_encrypted_rar_is_told_as_what_it_is(corpus: Path, shelf: Shelf) -> None:
    with tarfile.open(corpus / "hostile" / "archives" / "libarchive_tests.tar.xz") as samples:
        member = next(one for one in samples if one.name.endswith("test_read_format_rar_encryption_data.rar"))
        content = cast(IO[bytes], samples.extractfile(member)).read()
    found = shelf.read_file("a.rar", content)
    assert faults(found) == [("a.rar!/foo.txt", "encrypted-rar"), ("a.rar!/bar.txt", "encrypted-rar")]
