"""Whatever a file is damaged in, it ends with items or a fault, each path once, and its reader lives."""

from __future__ import annotations

import base64
import gzip
import random
from pathlib import Path

import pytest
from tests.leaks.reading.compounds import (
    make_compound,
    make_outlook,
    make_presentation,
    make_word,
    make_workbook,
)
from tests.leaks.reading.dumps import Shelf, box_messages, by_path, make_tar, make_zip
from tests.leaks.reading.test_documents import WORD, make_package, make_pdf
from tests.mail.letters import compose, compose_parts

from chaffinch.leaks.reading.inside.forms import tell_form

LETTER = compose("Bonjour.\r\n")
ZIP = make_zip({"a.eml": LETTER, "b/c.txt": b"texte" * 90, "d.zip": make_zip({"e.txt": b"e"})})
ATTACHED = "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64"
SAMPLES = {
    "a.zip": ZIP,
    "a.tar": make_tar({"a.eml": LETTER, "b.txt": b"x" * 900}),
    "a.tar.gz": gzip.compress(make_tar({"a.eml": LETTER})),
    "a.docx": make_package(
        "docx", {"word/document.xml": f'<w:d xmlns:w="{WORD}"><w:p><w:t>a</w:t></w:p></w:d>'}
    ),
    "a.doc": make_compound(make_word("été", narrow="x")),
    "a.xls": make_compound(make_workbook(["a", "b"])),
    "a.ppt": make_compound(make_presentation("a")),
    "a.msg": make_compound(
        make_outlook({0x37: "s", 0x1000: "b", 0x7D: "From: a@b.test\r\nTo: c@d.test\r\n"})
    ),
    "a.pdf": make_pdf("a"),
    "a.mbox": box_messages(LETTER, LETTER),
    "a.eml": compose_parts(("Content-Type: text/plain", "x"), (ATTACHED, base64.encodebytes(ZIP).decode())),
    "a.rtf": rb"{\rtf1 a \u233? {\info{\author b}}}",
    "a.html": b"<table><tr><td>From:</td><td>a@b.test</td></tr><tr><td>Date:</td><td>2017-01-01 10:00</td></tr></table>",
}


def damage(content: bytes, chance: random.Random) -> bytes:
    """Return it with some bytes changed, some put in, or its end cut off."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 12))):
        place, kind = chance.randrange(len(changed)), chance.random()
        if kind < 0.6:
            changed[place] = chance.choice((0, 255, chance.randrange(256)))
        elif kind < 0.8:
            changed[place : place + chance.randrange(1, 40)] = chance.randbytes(chance.randrange(1, 40))
        else:
            del changed[place + 1 :]
    return bytes(changed)


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_files_end_with_items_or_a_fault(shelf: Shelf, name: str) -> None:
    chance = random.Random(name)
    for _ in range(40):
        items = by_path(shelf.read_file(name, damage(SAMPLES[name], chance)))
        assert items
        assert all(item.mail or item.document or item.fault or item.where.sha256 for item in items.values())
        assert not {item.fault for item in items.values()} & {"crashed", "timeout", "memory", "gave-up"}


def test_a_container_of_folders_only_is_told(shelf: Shelf) -> None:
    (item,) = shelf.read_file("a.zip", make_zip({"a/": b"", "b/": b""}))
    assert item.fault == "empty"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_files_form_is_told_without_its_name(name: str) -> None:
    assert tell_form(SAMPLES[name][:8_192], "") == tell_form(SAMPLES[name][:8_192], name)


@pytest.mark.corpus
def test_a_store_with_damaged_bytes_ends_too(shelf: Shelf, corpus: Path) -> None:
    content, chance = next((corpus / "pst").iterdir()).read_bytes(), random.Random(2017)
    for _ in range(10):
        assert by_path(shelf.read_file("a.pst", damage(content, chance)))
