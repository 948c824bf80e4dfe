"""A dump of any mix comes out item by item, each with its path, its print or its fault."""

from __future__ import annotations

import base64
import gzip
import hashlib
import lzma
import os
from collections import Counter
from pathlib import Path

import fsspec
import libarchive
import pytest
import zstandard
from tests.leaks.reading.dumps import Shelf, box_messages, by_path, make_tar, make_zip, read_dump, write_files
from tests.mail.letters import compose, compose_parts

from chaffinch.errors import UsageError
from chaffinch.ground.crew import CrewLimits
from chaffinch.ground.texts import hash_text
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reading.order import ReadingLimits
from chaffinch.leaks.reading.source import SourceError
from chaffinch.mail.prints import print_mail

LETTER = compose("Le budget est de 1 200 euros.\r\n")
TEXT = "Procès-verbal de la réunion.\n".encode()


def attach(name: str, content: bytes, *, kind: str = "application/octet-stream") -> tuple[str, str]:
    head = f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    return head + "Content-Transfer-Encoding: base64", base64.encodebytes(content).decode()


def test_every_container_gives_its_items_under_their_paths(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "box.mbox": box_messages(LETTER, compose("Deux.\r\n", Subject="2")),
            "sent/cur/1710:2,S": LETTER,
            "a.zip": make_zip({"b/c.eml": LETTER, "d.txt": TEXT}),
            "e.tar": make_tar({"f.eml": LETTER, "g.zip": make_zip({"h.txt": TEXT})}),
            "i.tar.gz": make_tar({"j.txt": TEXT}, mode="w:gz"),
            "k.mbox.gz": gzip.compress(box_messages(LETTER, LETTER)),
            "l.txt.xz": lzma.compress(TEXT),
            "m.eml.zst": zstandard.compress(LETTER),
            "n.txt": TEXT,
        },
    )
    items = by_path(read_dump(tmp_path))
    assert list(items) == [
        "a.zip!/b/c.eml", "a.zip!/d.txt", "box.mbox!/1", "box.mbox!/2", "e.tar!/f.eml", "e.tar!/g.zip!/h.txt",
        "i.tar.gz!/j.txt", "k.mbox.gz!/k.mbox!/1", "k.mbox.gz!/k.mbox!/2", "l.txt.xz!/l.txt", "m.eml.zst!/m.eml", "n.txt",
        "sent/cur/1710:2,S",
    ]  # fmt: skip
    assert {item.fault for item in items.values()} == {""}
    whole = hashlib.sha256(LETTER).hexdigest()
    for path in ("a.zip!/b/c.eml", "e.tar!/f.eml", "m.eml.zst!/m.eml", "sent/cur/1710:2,S"):
        assert items[path].where.sha256 == whole
        assert items[path].where.size == len(LETTER)
    document = items["l.txt.xz!/l.txt"].document
    assert document is not None and document.text == TEXT.decode()


def test_a_mail_is_printed_as_the_mail_room_prints_it(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.eml": LETTER})
    mail = read_dump(tmp_path)[0].mail
    expected = print_mail(LETTER)
    assert mail is not None
    assert mail.text == expected["text"]
    assert dict(mail.body_hashes) == expected["body_hashes"]
    assert dict(mail.habits) == expected["habits"]
    assert [list(one) for one in mail.headers] == expected["headers"]


def test_each_attachment_is_an_item_of_its_own_that_its_mail_names(tmp_path: Path) -> None:
    inner = compose_parts(("Content-Type: text/plain", "voir"), attach("n.txt", TEXT))
    letter = compose_parts(
        ("Content-Type: text/plain", "Ci-joint."),
        attach("note.txt", TEXT),
        attach("pièces.zip", make_zip({"b.txt": TEXT})),
        ("Content-Type: message/rfc822", inner.decode().replace("x1", "x2")),
    )
    write_files(tmp_path, {"a.eml": letter})
    items = by_path(read_dump(tmp_path))
    assert list(items) == ["a.eml", "a.eml!/1", "a.eml!/2", "a.eml!/2!/b.txt", "a.eml!/3", "a.eml!/3!/1"]
    mail = items["a.eml"].mail
    assert mail is not None
    assert [one.member for one in mail.attachments] == ["a.eml!/1", "a.eml!/2", "a.eml!/3"]
    assert mail.attachments[0].text_sha256 == hash_text(TEXT.decode())
    assert [items[one.member].where.sha256 for one in mail.attachments] == [
        one.sha256 for one in mail.attachments
    ]
    enclosed = items["a.eml!/3"].mail
    assert enclosed is not None and enclosed.text.strip() == "voir"


def test_names_that_deceive_are_written_out_and_lead_nowhere(tmp_path: Path) -> None:
    content = make_zip({"../../etc/passwd": TEXT, "fact\u202etxt.exe": TEXT, "a\\b": TEXT, "x!/y.txt": TEXT})
    write_files(tmp_path / "dump", {"a.zip": content, "\u202e.txt": TEXT})
    paths = list(by_path(read_dump(tmp_path / "dump")))
    assert paths == [
        "a.zip!/../../etc/passwd",
        "a.zip!/fact\\u202etxt.exe",
        "a.zip!/a\\\\b",
        "a.zip!/x\\!/y.txt",
        "\\u202e.txt",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


def test_the_second_member_of_one_name_is_not_lost(tmp_path: Path) -> None:
    tar = make_tar({"a.txt": TEXT})[:1024] + make_tar({"a.txt": b"autre\n"})
    write_files(tmp_path, {"a.tar": tar})
    items = by_path(read_dump(tmp_path))
    assert list(items) == ["a.tar!/a.txt", "a.tar!/a.txt\\#2"]


def test_links_pipes_and_closed_files_are_told_and_not_opened(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.txt": TEXT})
    (tmp_path / "b").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "c")
    items = by_path(read_dump(tmp_path))
    assert {path: item.fault for path, item in items.items()} == {"a.txt": "", "b": "link", "c": "not-a-file"}


def test_a_missing_dump_and_a_chain_of_urls_are_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_dump(tmp_path / "nothing")
    with pytest.raises(UsageError, match="chain"):
        read_dump("simplecache::http://localhost/a")


def test_a_dump_behind_a_url_is_read_through_fsspec(tmp_path: Path) -> None:
    system = fsspec.filesystem("memory")
    files = {"box.mbox": box_messages(LETTER, LETTER), "in/a.zip": make_zip({"b.txt": TEXT}), "n.txt": TEXT}
    for name, content in files.items():
        system.pipe(f"/remote/{name}", content)
    write_files(tmp_path, files)
    assert read_dump("memory://remote") == read_dump(tmp_path) == read_dump(f"file://{tmp_path}")
    assert [item.where.path for item in read_dump("memory://remote/n.txt")] == ["n.txt"]


@pytest.mark.parametrize("chunk_bytes", [1, 2_000, 7_777, 10**9])
def test_the_same_items_come_however_the_dump_is_cut(tmp_path: Path, chunk_bytes: int) -> None:
    messages = [compose(f"Lettre {number}\r\n" * (number * 20), Subject=str(number)) for number in range(14)]
    write_files(
        tmp_path,
        {
            "a.zip": make_zip({f"{number}.eml": message for number, message in enumerate(messages)}),
            "box.mbox": box_messages(*messages),
            "c.docx": make_zip(
                {"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>" * 1, "x": bytes(9_000)}
            ),
            "n.txt": TEXT,
        },
    )
    cut = read_dump(tmp_path, chunk_bytes=chunk_bytes)
    assert by_path(cut) == by_path(read_dump(tmp_path))
    assert [item.where.path for item in cut] == [item.where.path for item in read_dump(tmp_path)]


def test_a_bomb_ends_with_its_name_and_the_rest_goes_on(tmp_path: Path) -> None:
    flat = make_zip({f"{number}": bytes(9_000_000) for number in range(40)})
    nested = make_zip({"in.zip": make_zip({"a": bytes(9_000_000)})})
    write_files(tmp_path, {"a.zip": flat, "b.zip": nested, "n.txt": TEXT})
    items = by_path(read_dump(tmp_path, limits=ReadingLimits(free_bytes=30_000_000, ratio=20)))
    assert {path: item.fault for path, item in items.items() if item.fault} == {
        "a.zip!/3": "bomb",
        "a.zip": "bomb",
    }
    assert {"b.zip!/in.zip!/a", "n.txt"} < items.keys()


def test_containers_in_containers_end_at_a_depth(tmp_path: Path) -> None:
    content = TEXT
    for _ in range(12):
        content = make_zip({"a": content})
    write_files(tmp_path, {"a.zip": content})
    (item,) = read_dump(tmp_path)
    assert item.fault == "depth"
    assert item.where.path.count("!/") == ReadingLimits().depth + 1


def test_a_file_larger_than_the_workers_memory_is_hashed_in_bounded_memory(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(300_000_000)
    (item,) = read_dump(tmp_path)
    assert (item.fault, item.where.size) == ("too-large", 300_000_000)
    assert len(item.where.sha256) == 64


def test_what_has_no_from_lines_is_one_piece(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.mbox": LETTER, "b.mbox": b"", "c.mbox": TEXT})
    items = by_path(read_dump(tmp_path))
    assert [(path, item.kind, item.fault) for path, item in items.items()] == [
        ("a.mbox!/0", "mail", ""), ("b.mbox", "other", "empty"), ("c.mbox!/0", "text", ""),
    ]  # fmt: skip


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "hostile/archives/libarchive_tests.tar.xz",
        "hostile/mail/mime_tests.tar.xz",
        "hostile/archives/zip-slip.zip",
    ],
)
def test_every_item_of_the_hostile_corpus_ends_with_a_print_or_a_fault(corpus: Path, name: str) -> None:
    items = by_path(read_dump(corpus / name))
    assert len(items) > 1
    assert all(has_end(item) for item in items.values())
    assert not Counter(item.fault for item in items.values()).keys() & {
        "crashed",
        "timeout",
        "gave-up",
        "memory",
    }


def has_end(item: ItemPrint) -> bool:
    return bool(item.mail or item.document or item.fault or (item.kind == "other" and item.where.sha256))


def test_a_worker_that_is_ended_costs_one_item_only(tmp_path: Path) -> None:
    big = "<document>" + "<p/>" * 3_000_000 + "</document>"
    bomb = make_zip({"[Content_Types].xml": b"<a/>", "word/document.xml": big.encode()})
    letters = [compose_parts(("Content-Type: text/plain", "ok"), attach(f"{n}.txt", TEXT)) for n in range(6)]
    letters[3] = compose_parts(
        ("Content-Type: text/plain", "trois"),
        attach("a.txt", TEXT),
        attach("b.docx", bomb),
        attach("c.txt", TEXT),
    )
    write_files(tmp_path, {"box.mbox": box_messages(*letters), "n.txt": TEXT})
    items = by_path(read_dump(tmp_path, crew=CrewLimits(memory_bytes=130_000_000)))
    assert {path: item.fault for path, item in items.items() if item.fault} == {"box.mbox!/4!/2": "memory"}
    assert len(items) == 6 + 8 + 1
    mail = items["box.mbox!/4"].mail
    assert mail is not None and mail.text.strip() == "trois"


@pytest.mark.corpus
def test_a_store_in_an_archive_that_memory_does_not_hold_is_read_from_a_file_without_a_name(
    corpus: Path, tmp_path: Path
) -> None:
    store = next((corpus / "pst").iterdir()).read_bytes()
    write_files(tmp_path / "dump", {"a.zip": make_zip({"b.pst": store, "c.txt": TEXT, "d.pst": store})})
    (tmp_path / "scratch").mkdir()
    limits = ReadingLimits(item_bytes=100_000)
    items = by_path(read_dump(tmp_path / "dump", limits=limits, scratch=str(tmp_path / "scratch")))
    assert Counter(item.kind for item in items.values()) == {"mail": 8, "text": 1}
    assert not list((tmp_path / "scratch").iterdir())
    without = by_path(read_dump(tmp_path / "dump", limits=limits, scratch=""))
    assert [item.fault for item in without.values()] == ["too-large", "", "too-large"]


@pytest.mark.parametrize("method", ["aes256", "zipcrypt"])
def test_passwords_are_tried_on_archives_and_without_them_each_member_is_told(
    tmp_path: Path, shelf: Shelf, method: str
) -> None:
    path = tmp_path / "a.zip"
    with libarchive.file_writer(
        str(path), "zip", options=f"encryption={method}", passphrase="sésame"
    ) as archive:
        archive.add_file_from_memory("a.eml", len(LETTER), LETTER)
        archive.add_file_from_memory("b.txt", len(TEXT), TEXT)
    assert [(one.where.path, one.fault) for one in read_dump(path)] == [
        ("a.zip!/a.eml", "encrypted"),
        ("a.zip!/b.txt", "encrypted"),
    ]
    opened = shelf.read_file("a.zip", path.read_bytes())
    assert [(one.kind, one.fault) for one in opened] == [("mail", ""), ("text", "")]


def test_a_member_that_its_own_header_names_otherwise_is_read(shelf: Shelf) -> None:
    content = bytearray(make_zip({"seen.txt": TEXT}))
    content[30:38] = b"hide.txt"
    (item,) = shelf.read_file("a.zip", bytes(content))
    assert (item.where.path, item.where.sha256) == ("a.zip!/seen.txt", hashlib.sha256(TEXT).hexdigest())
