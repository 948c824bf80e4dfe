"""Plain lists: a host or a URL a line."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import sys
import threading
from pathlib import Path

import pytest
import zstandard
from tests.names.feeds.lists.lists_read import faults, names, places, read, read_text

from chaffinch.ground.streams import StreamError
from chaffinch.names.feeds.lists import ListFeed, ListFormatError, ListStoreError

PACK = {
    "plain": bytes,
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "zstd": lambda content: zstandard.ZstdCompressor().compress(content),
}


def test_names_come_with_their_lines_and_comments_do_not(tmp_path: Path) -> None:
    chunk = read_text(
        tmp_path, "# new today\n; made by us\n\n en-marche.example \r\nhttps://a.example/#top\nlast.example"
    )
    assert chunk.names == (b"en-marche.example", b"https://a.example/#top", b"last.example")
    assert chunk.places == (4, 5, 6)
    assert (chunk.entries, chunk.position, chunk.checkpoint["format"]) == (6, 6, "plain")
    assert not chunk.faults


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert read_text(tmp_path, "\ufeffa.example\nb.example\n").names == (b"a.example", b"b.example")


@pytest.mark.parametrize("packing", PACK)
def test_every_packing_gives_the_same_names(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "list"
    lines = [b"name-%d.example" % number for number in range(25_000)]
    path.write_bytes(PACK[packing](b"\n".join(lines)))  # type: ignore[operator]
    chunks = read(ListFeed(path))
    assert names(chunks) == lines
    assert places(chunks) == list(range(1, 25_001))
    assert len(chunks) >= 3


def test_what_cannot_be_read_is_a_fault_at_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    content = (
        b"a.example\nb\0.example\n\xff.example\n"
        + b"x" * 20_000
        + b"\n"
        + b"y" * 10_000_000
        + b"\nlast.example\n"
    )
    chunk = read_text(tmp_path, content)
    assert chunk.names == (b"a.example", b"last.example")
    assert chunk.places == (1, 6)
    assert faults(chunk) == [("nul-bytes", "2"), ("not-utf-8", "3"), ("long-line", "4"), ("long-line", "5")]
    assert chunk.checkpoint["offset"] == len(content)


def test_a_hundred_faults_are_told_and_the_others_counted(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, b"\0\n" * 1_000 + b"a.example\n")
    assert len(chunk.faults) == 100
    assert (chunk.faults[-1].code, chunk.faults[-1].where, chunk.faults[-1].params) == (
        "more-faults",
        "100",
        {"count": 901},
    )
    assert chunk.names == (b"a.example",)


@pytest.mark.parametrize("packing", ["gzip", "xz", "zstd"])
def test_a_packed_list_cut_short_gives_the_lines_before(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "list"
    lines = [b"name-%d-%d.example" % (number, number * 7919 % 65_521) for number in range(80_000)]
    packed = PACK[packing](b"\n".join(lines))  # type: ignore[operator]
    path.write_bytes(packed[: len(packed) * 3 // 4])
    chunks = read(ListFeed(path))
    assert names(chunks) == lines[: len(names(chunks))] != []
    assert faults(chunks) == [("damaged", str(path))]
    assert not chunks[-1].checkpoint.get("ended")
    again = read(ListFeed(path), chunks[-1].checkpoint)
    assert (names(again), faults(again)) == ([], [("damaged", str(path))])
    path.write_bytes(packed)
    rest = read(ListFeed(path), again[-1].checkpoint)
    assert names(chunks) + names(rest) == lines
    assert not faults(rest)


def test_a_file_whose_name_promises_another_packing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.gz"
    path.write_bytes(b"a.example\n")
    assert faults(read(ListFeed(path))) == [("damaged", str(path))]


def test_a_list_without_names_says_so(tmp_path: Path) -> None:
    assert faults(read_text(tmp_path, "")) == [("no-names", str(tmp_path / "list"))]
    assert faults(read_text(tmp_path, "# nothing today\n")) == [("no-names", str(tmp_path / "list"))]


def test_a_missing_list_and_an_unknown_format_are_errors(tmp_path: Path) -> None:
    with pytest.raises(StreamError, match="cannot be opened"):
        read(ListFeed(tmp_path / "none"))
    with pytest.raises(ListFormatError, match="no format 'word'"):
        ListFeed(tmp_path / "none", format="word")


def test_standard_input_is_read_from_its_start_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = None
    for _ in range(2):
        monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"a.example\nb.example\n")))
        )
        (chunk,) = read(ListFeed("-"), checkpoint)
        assert chunk.names == (b"a.example", b"b.example")
        checkpoint = chunk.checkpoint


def test_a_pipe_is_read_once_and_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    checkpoint = None
    for _ in range(2):
        writer = threading.Thread(target=path.write_bytes, args=(b"a.example\nb.example\n",))
        writer.start()
        (chunk,) = read(ListFeed(path), checkpoint)
        writer.join()
        assert chunk.names == (b"a.example", b"b.example")
        checkpoint = chunk.checkpoint


def test_a_folder_that_cannot_be_written_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example\n")
    feed = ListFeed(path, new_only=True, folder=path / "kept", key=bytes(32))
    with pytest.raises(ListStoreError, match="cannot be kept"):
        read(feed)
