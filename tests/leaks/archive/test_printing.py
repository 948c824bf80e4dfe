"""Lots go through the dump's reader, in processes of their own or here, and come out with what is indexed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from tests.leaks.archive.house import ReadHere, write_letter, write_mbox, write_text

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.files import FileSource
from chaffinch.leaks.archive.found import Lot, Standing
from chaffinch.leaks.archive.printing import HeldSource, Printer, print_items
from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.prints import DocumentPrint, ItemPrint, MailPrint, Where

NOTE = "Le plateau du samedi est confirmé avec la presse, merci de relire.\n"


class Nothing:
    def get_mark(self, name: str) -> str | None:
        return None


def test_processes_of_their_own_read_the_same_as_we_do_here(tmp_path: Path) -> None:
    letters = [write_letter(number, files=[("note.txt", NOTE.encode())]) for number in range(4)]
    write_mbox(tmp_path / "mail" / "lise.mbox", letters)
    (tmp_path / "mail" / "note.txt").write_text(NOTE)
    lots = list(FileSource(tmp_path / "mail").read(Nothing()))
    with Printer(make_reader=ReadHere) as here, Printer(workers=1) as elsewhere:
        waiting = [elsewhere.submit(lot) for lot in lots]
        wanted = [printed for lot in lots for printed in here.submit(lot).result()]
        assert [printed for one in waiting for printed in one.result()] == wanted
    first, last = wanted[0], wanted[-1]
    assert first.item.where.sha256 == hashlib.sha256(letters[0]).hexdigest()
    assert first.texts == (hash_text(write_text(0)),)
    assert first.sketch == sketch_text(write_text(0))
    assert [file.texts for file in first.files] == [(hash_text(NOTE),)]
    assert (last.item.kind, last.texts) == ("text", (hash_text(NOTE),))


def test_messages_that_are_held_are_read_from_memory() -> None:
    held = (("INBOX/7.eml", write_letter(7)), ("INBOX/8.eml", b"\0\xff" * 90))
    lot = Lot(stand=lambda path: Standing("lise"), chunk=Chunk(0, tuple(name for name, _ in held)), held=held)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with Printer() as printer:
        letter, noise = printer.submit(lot).result()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert letter.item.where == Where("INBOX/7.eml", hashlib.sha256(held[0][1]).hexdigest(), len(held[0][1]))
    assert noise.item.where.path == "INBOX/8.eml"


def test_what_is_held_can_be_read_as_a_file() -> None:
    source = HeldSource({"a": b"one", "b": b""})
    assert [(file.path, file.size) for file in source.list_files()] == [("a", 3), ("b", 0)]
    with source.open_file("a") as stream:
        assert stream.read() == b"one"
    descriptor, size = source.hand_in("a")
    assert isinstance(descriptor, int)
    assert (os.pread(descriptor, 10, 0), size) == (b"one", 3)
    source.release(descriptor)


def make(path: str, *, text: str = "", mail: bool = False) -> ItemPrint:
    if mail:
        print_ = MailPrint("<a@b>", "", "", "", (), (), "", text)
        return ItemPrint(Where(path, "", 1), "mail", mail=print_)
    return ItemPrint(Where(path, "", 1), "document", document=DocumentPrint("txt", text))


def test_what_a_message_encloses_comes_with_it_and_nothing_else_does() -> None:
    paths = ["a.mbox!/1", "a.mbox!/1!/1", "a.mbox!/1!/2!/x.txt", "a.mbox!/10", "b.zip!/c.txt", "d"]
    items = [make(path, mail=path in ("a.mbox!/1", "a.mbox!/10")) for path in paths]
    grouped = [
        (one.item.where.path, [file.item.where.path for file in one.files]) for one in print_items(items)
    ]
    assert grouped == [
        ("a.mbox!/1", ["a.mbox!/1!/1", "a.mbox!/1!/2!/x.txt"]),
        ("a.mbox!/10", []),
        ("b.zip!/c.txt", []),
        ("d", []),
    ]
    assert list(print_items([])) == []
