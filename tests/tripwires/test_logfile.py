"""A log that grows, is rotated, cut and packed: every whole line once."""

from __future__ import annotations

import gzip
import lzma
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.tripwires.errors import LogError
from chaffinch.tripwires.logfile import Place, Portion, read_portion


class Reader:
    """Reads on from where it was, as the follower does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.place: Place | None = None
        self.lost = 0

    def read(self, *, most: int = 1 << 22) -> list[bytes]:
        lines: list[bytes] = []
        while (portion := read_portion(self.path, self.place, most=most)) is not None:
            lines += self._take(portion)
        return lines

    def _take(self, portion: Portion) -> list[bytes]:
        self.lost += portion.lost
        # Through JSON, as it is kept.
        self.place = Place.read(portion.place.as_values())
        block = portion.block.removesuffix(b"\n")
        return block.split(b"\n") if portion.block else []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "dovecot.log"
    found.write_bytes(b"one\ntwo\n")
    os.utime(found, (1_000, 1_000))
    return found


def append(path: Path, text: bytes, *, at: int = 2_000) -> None:
    with path.open("ab") as stream:
        stream.write(text)
    os.utime(path, (at, at))


def test_what_is_new_is_read_once_and_half_a_line_waits(path: Path) -> None:
    reader = Reader(path)
    assert reader.read() == [b"one", b"two"]
    append(path, b"three\nfo")
    assert reader.read() == [b"three"]
    assert reader.read() == []
    append(path, b"ur\n")
    assert reader.read() == [b"four"]


def test_small_portions_give_the_same_lines(path: Path) -> None:
    append(path, b"".join(b"line %d\n" % number for number in range(500)))
    assert Reader(path).read(most=37) == Reader(path).read()


def test_a_line_longer_than_a_portion_is_let_go_of(path: Path) -> None:
    append(path, b"x" * 5_000 + b"\nafter\n")
    assert Reader(path).read(most=100) == [b"one", b"two", b"after"]


@pytest.mark.parametrize("between", [b"", b"not read yet\n", b"not read yet\nnor this, without its end"])
def test_a_renamed_log_is_read_to_its_end_first(path: Path, between: bytes) -> None:
    reader = Reader(path)
    reader.read()
    append(path, between)
    path.rename(path.with_name("dovecot.log.1"))
    path.write_bytes(b"fresh\n")
    assert reader.read() == [*between.splitlines(), b"fresh"]
    assert reader.lost == 0


def test_a_log_that_was_copied_and_emptied_is_read_to_its_end(path: Path) -> None:
    reader = Reader(path)
    reader.read()
    append(path, b"late\n")
    path.with_name("dovecot.log-20261121").write_bytes(path.read_bytes())
    path.write_bytes(b"fresh, and already longer than what was there before\n")
    assert reader.read() == [b"late", b"fresh, and already longer than what was there before"]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress)])
def test_a_log_that_was_packed_at_once_is_read_to_its_end(path: Path, suffix: str, pack: object) -> None:
    reader = Reader(path)
    reader.read()
    append(path, b"late\n")
    path.with_name(f"dovecot.log.1{suffix}").write_bytes(pack(path.read_bytes()))  # type: ignore[operator]
    path.unlink()
    path.write_bytes(b"fresh\n")
    assert reader.read() == [b"late", b"fresh"]


def test_three_nights_away_lose_nothing(path: Path) -> None:
    reader = Reader(path)
    reader.read()
    append(path, b"Monday\n", at=3_000)
    gone = path.with_name("dovecot.log.3.gz")
    gone.write_bytes(gzip.compress(path.read_bytes()))
    os.utime(gone, (3_000, 3_000))
    path.unlink()
    for night, name in ((4_000, b"Tuesday"), (5_000, b"Wednesday")):
        old = path.with_name(f"dovecot.log.{2 if night == 4_000 else 1}")
        old.write_bytes(name + b"\n")
        os.utime(old, (night, night))
    path.write_bytes(b"Thursday\n")
    assert reader.read() == [b"Monday", b"Tuesday", b"Wednesday", b"Thursday"]
    assert reader.lost == 0


def test_an_end_that_cannot_be_found_again_is_counted(path: Path) -> None:
    reader = Reader(path)
    reader.read()
    path.unlink()
    path.with_name("dovecot.log.bak").write_bytes(b"one\ntwo\nfrom somebody's copy\n")
    path.write_bytes(b"fresh\n")
    assert reader.read() == [b"fresh"]
    assert reader.lost == 1


def test_a_broken_archive_beside_it_stops_nothing(path: Path) -> None:
    reader = Reader(path)
    reader.read()
    path.with_name("dovecot.log.1.gz").write_bytes(b"\x1f\x8b broken")
    path.with_name("dovecot.log.2").mkdir()
    path.unlink()
    path.write_bytes(b"fresh\n")
    assert reader.read() == [b"fresh"]


def test_what_is_no_log_says_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, code in (
        ("missing", "no-such-file"),
        ("pipe", "not-a-file"),
        ("", "not-a-file"),
        ("a\0b", "unreadable"),
    ):
        with pytest.raises(LogError) as caught:
            read_portion(tmp_path / name, None)
        assert caught.value.code == code
        assert caught.value.todo


def test_a_place_that_was_kept_otherwise_counts_as_none() -> None:
    assert Place.read({}) is None
    assert Place.read({"nonsense": 1}) is None
    assert Place.read(replace(Place(), offset=7).as_values()) == Place(offset=7)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_to_it_each_line_comes_once_and_in_order(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / str(seed)
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    path, written, seen, clock = folder / "mail.log", 0, list[bytes](), 1_000
    path.write_bytes(b"")
    reader = Reader(path)
    for _ in range(40):
        clock += 10
        match chance.randrange(4):
            case 0 | 1:
                for _ in range(chance.randrange(1, 4)):
                    append(path, b"%06d %s\n" % (written, b"x" * chance.randrange(60)), at=clock)
                    written += 1
            case 2:
                seen += reader.read(most=chance.choice((80, 1 << 20)))
            case _ if path.stat().st_size and reader.place is not None:
                _rotate(path, clock=clock, chance=chance)
    seen += reader.read()
    assert [int(line[:6]) for line in seen] == list(range(written))
    assert reader.lost == 0


def _rotate(path: Path, *, clock: int, chance: random.Random) -> None:
    """Rename it, copy it and cut it, or pack it; names grow with time as dates do."""
    name = path.with_name(f"{path.name}-{clock}")
    way = chance.randrange(3)
    if way == 0:
        path.rename(name)
        path.write_bytes(b"")
    elif way == 1:
        name.write_bytes(path.read_bytes())
        path.write_bytes(b"")
    else:
        name = name.with_name(f"{name.name}.gz")
        name.write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
        path.write_bytes(b"")
    os.utime(name, (clock, clock))
