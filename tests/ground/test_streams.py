"""Lines from files as they come: compressed, long, broken."""

from __future__ import annotations

import gzip
import io
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.ground.streams import MAX_LINE, CutLine, StreamError, measure_source, read_blocks, read_lines

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".txt": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": lambda content: zstandard.ZstdCompressor().compress(content),
}


@pytest.fixture(params=COMPRESS)
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def write(folder: Path, suffix: str, content: bytes) -> Path:
    path = folder / f"names{suffix}"
    path.write_bytes(COMPRESS[suffix](content))
    return path


def test_lines_come_as_they_are_whatever_the_compression(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path, suffix, b"a.fr\r\n\nb\0b.fr\n\xff\xfe\r\nlast")
    assert list(read_lines(path)) == [b"a.fr", b"", b"b\0b.fr", b"\xff\xfe", b"last"]


def test_several_compressed_parts_are_one_stream(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"names{suffix}"
    path.write_bytes(COMPRESS[suffix](b"a\nb") + COMPRESS[suffix](b"b\nc\n"))
    assert list(read_lines(path)) == [b"a", b"bb", b"c"]


def test_a_long_line_is_cut_and_says_so(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path, suffix, b"first\n" + b"x" * 10_000_000 + b"\nlast\n")
    first, long, last = read_lines(path)
    assert (first, long, last) == (b"first", b"x" * MAX_LINE, b"last")
    assert isinstance(long, CutLine)
    assert not isinstance(last, CutLine)


def test_a_line_of_the_longest_length_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path, ".txt", b"x" * MAX_LINE + b"\r\n" + b"y" * (MAX_LINE + 1))
    whole, cut = read_lines(path)
    assert not isinstance(whole, CutLine)
    assert isinstance(cut, CutLine)
    assert (len(whole), len(cut)) == (MAX_LINE, MAX_LINE)


@pytest.mark.parametrize("broken", [".gz", ".xz", ".zst"])
def test_a_file_cut_short_gives_its_lines_and_then_an_error(tmp_path: Path, broken: str) -> None:
    content = b"".join(
        b"name-%d-%d.example.org\n" % (number, number * 7919 % 65_521) for number in range(80_000)
    )
    path = write(tmp_path, broken, content)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    lines: list[bytes] = []
    with pytest.raises(StreamError, match="damaged or cut short") as raised:
        lines.extend(read_lines(path))
    assert raised.value.todo
    assert len(lines) > 20_000
    assert lines == content.splitlines()[: len(lines)]


@pytest.mark.parametrize("broken", [".gz", ".xz", ".zst"])
def test_a_file_that_is_not_what_its_name_says_is_named(tmp_path: Path, broken: str) -> None:
    path = tmp_path / f"names{broken}"
    path.write_bytes(b"a.fr\nb.fr\n")
    with pytest.raises(StreamError, match="is not a"):
        list(read_lines(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StreamError, match="cannot be opened"):
        list(read_lines(tmp_path / "none"))


def test_standard_input_is_read_even_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    content = gzip.compress(b"a\r\nb\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert list(read_lines("-")) == [b"a", b"b"]
    assert measure_source("-") is None


def test_what_was_read_is_reported(tmp_path: Path, suffix: str) -> None:
    path = write(tmp_path, suffix, b"a.fr\n" * 100_000)
    seen: list[int] = []
    assert len(list(read_lines(path, on_read=seen.append))) == 100_000
    assert sum(seen) == measure_source(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2000))
def test_any_bytes_are_split_as_lines(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any"
    path.write_bytes(b"-" + content)
    parts = (b"-" + content).split(b"\n")
    expected = [part.removesuffix(b"\r") for part in parts]
    assert list(read_lines(path)) == (expected[:-1] if parts[-1] == b"" else expected)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2000))
def test_blocks_hold_the_lines_of_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    try:
        lines = list(read_lines(path))
    except StreamError:
        return  # it begins like something packed
    blocks = list(read_blocks(path))
    joined = b"\n".join(blocks).split(b"\n") if blocks else []
    assert joined == [bytes(line) for line in lines]
