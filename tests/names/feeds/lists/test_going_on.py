"""Going on: after a kill at any chunk, when a list grew, when it changed."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.names.feeds.lists.lists_read import faults, names, places, read, read_killed

from chaffinch.names.feeds.lists import ListCheckpointError, ListFeed

COUNT = 30_000


def write_zone() -> str:
    """Write a zone whose names need what stands far before them."""
    lines = ["$TTL 60", "@ SOA ns.net. a.net. 1 2 3 4 5"]
    for number in range(COUNT // 3):
        lines += [
            f"$ORIGIN o{number}.example." if number % 4_000 == 0 else "; c",
            f"n{number} NS (",
            " ns.net. )",
        ]
        lines += [" A 192.0.2.1", f'"t{number}" TXT x' if number % 9_000 == 7 else f"t{number}  60 IN TXT x"]
    return "\n".join(lines)


def write_table() -> str:
    return "note,domain\n" + "\n".join(f'"a\n{number}",n{number}.example' for number in range(COUNT))


WRITTEN: dict[str, Callable[[], str]] = {
    "plain": lambda: "\n".join(f"n{number}.example" for number in range(COUNT)),
    "csv": write_table,
    "zone": write_zone,
    "rpz": lambda: (
        "@ SOA a. b. 1 2 3 4 5\n"
        + "".join(f"{w}n{n}.example CNAME .\n" for n in range(COUNT) for w in ("", "*."))
    ),
    "hosts": lambda: "".join(f"0.0.0.0 n{number}.example m{number}.example\n" for number in range(COUNT)),
    "adblock": lambda: "".join(f"||n{number}.example^\n" for number in range(COUNT)),
    "dnsmasq": lambda: "".join(f"address=/n{number}.example/m{number}.example/\n" for number in range(COUNT)),
    "unbound": lambda: "".join(
        f'local-{k}: "n{n}.example. A 0.0.0.0"\n' for n in range(COUNT) for k in ("zone", "data")
    ),
}


@pytest.mark.parametrize("packed", [False, True], ids=["file", "gzip"])
@pytest.mark.parametrize("form", WRITTEN)
def test_killed_after_any_chunk_nothing_is_lost_or_repeated(tmp_path: Path, form: str, packed: bool) -> None:
    path = tmp_path / "list"
    content = WRITTEN[form]().encode()
    path.write_bytes(gzip.compress(content, 1) if packed else content)
    feed = ListFeed(path, format=form, origin="example")
    whole = read(feed)
    assert len(whole) >= 2
    assert len(names(whole)) >= COUNT // 3
    stored = list(read_killed(feed, after=1))
    assert (names(stored), places(stored)) == (names(whole), places(whole))
    assert faults(stored) == faults(whole)
    assert stored[-1].position == sum(chunk.entries for chunk in stored) == whole[-1].position
    assert stored[-1].checkpoint == whole[-1].checkpoint


@pytest.mark.parametrize("form", ["plain", "dnsmasq", "zone"])
def test_many_names_in_few_bytes_still_come_in_chunks(tmp_path: Path, form: str) -> None:
    content = {
        "plain": "a\n" * 40_000,
        "dnsmasq": ("address=/" + "a/" * 8_000 + "\n") * 4,
        "zone": "a NS b\nb A\n" * 20_000,
    }
    path = tmp_path / "list"
    path.write_text(content[form])
    feed = ListFeed(path, format=form, origin="example")
    whole = read(feed)
    assert len(names(whole)) in (40_000, 32_000)
    assert names(list(read_killed(feed, after=1))) == names(whole)


def test_a_long_open_record_before_many_short_ones_ends(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(
        "x TXT (\n" + " a-line-of-forty-bytes-or-a-little-more\n" * 900 + ")\n" + "a A b\nb A b\n" * 40_000
    )
    feed = ListFeed(path, format="zone", origin="example")
    whole = read(feed)
    assert (len(names(whole)), faults(whole)) == (80_001, [])
    assert names(list(read_killed(feed, after=1))) == names(whole)


def test_a_list_that_ends_in_an_endless_line_goes_on_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example\n" + b"x" * 300_000 + b"\n")
    (first,) = read(ListFeed(path))
    path.write_bytes(path.read_bytes() + b"b.example\n")
    (second,) = read(ListFeed(path), first.checkpoint)
    assert (second.names, second.places) == ((b"b.example",), (3,))
    path.write_bytes(b"a.example\n" + b"y" * 200 + b"\nc.example\n")
    (third,) = read(ListFeed(path), second.checkpoint)
    assert third.names == (b"a.example", b"y" * 200, b"c.example")


@pytest.mark.parametrize("packed", [False, True], ids=["file", "gzip"])
def test_a_list_that_grew_is_read_from_where_it_ended(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "list"
    pack = gzip.compress if packed else bytes
    path.write_bytes(pack(b"a.example\nb.example\n"))
    (first,) = read(ListFeed(path))
    path.write_bytes(pack(b"a.example\nb.example\nc.example\n"))
    (second,) = read(ListFeed(path), first.checkpoint)
    assert (second.names, second.places, second.entries, second.position) == ((b"c.example",), (3,), 1, 3)


@pytest.mark.parametrize(
    ("more", "expected", "position"),
    [(b"", (), 2), (b"\n", (), 2), (b"\r\nc.example", (b"c.example",), 3), (b"net\n", (b"b.examplenet",), 2)],
)
def test_a_last_line_without_an_end_counts_once_unless_it_grows(
    tmp_path: Path, more: bytes, expected: tuple[bytes, ...], position: int
) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example\nb.example")
    (first,) = read(ListFeed(path))
    assert first.names == (b"a.example", b"b.example")
    path.write_bytes(b"a.example\nb.example" + more)
    (second,) = read(ListFeed(path), first.checkpoint)
    assert (second.names, second.position) == (expected, position)
    assert read(ListFeed(path), second.checkpoint)[0].names == ()


@pytest.mark.parametrize(
    "changed", [b"x.example\nb.example\nc.example\n", b"a.example\n", b"a.example\nx.example\nc.example\n"]
)
def test_a_list_that_changed_before_the_place_is_read_from_its_start(tmp_path: Path, changed: bytes) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example\nb.example\n")
    (first,) = read(ListFeed(path))
    path.write_bytes(changed)
    (second,) = read(ListFeed(path), first.checkpoint)
    assert second.names == tuple(changed.split())
    assert second.position == len(second.names)


def test_a_list_that_did_not_change_gives_one_chunk_that_says_it_was_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example\n")
    (first,) = read(ListFeed(path))
    (second,) = read(ListFeed(path), first.checkpoint)
    assert (second.names, second.entries, second.position, second.faults) == ((), 0, 1, ())
    assert second.checkpoint == first.checkpoint


def test_a_list_may_change_its_format(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example\nb.example\n")
    (first,) = read(ListFeed(path))
    path.write_bytes(b"0.0.0.0 c.example\n")
    (second,) = read(ListFeed(path), first.checkpoint)
    assert (second.names, second.checkpoint["format"]) == ((b"c.example",), "hosts")


def test_asked_to_stop_it_ends_and_goes_on_later(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(WRITTEN["plain"]())
    asked = iter([False] * 5)
    first = list(ListFeed(path).read(None, stop=lambda: next(asked, True)))
    assert 0 < len(names(first)) < COUNT
    rest = read(ListFeed(path), first[-1].checkpoint)
    assert [name.decode() for name in names(first) + names(rest)] == WRITTEN["plain"]().split()


@pytest.mark.parametrize(
    "checkpoint",
    [
        {"log": "x"},
        {"offset": "7"},
        {"offset": -1},
        {"line": None},
        {"state": 7},
        {"before": 7},
        {"format": 7},
        {"gone": "x"},
    ],
)
def test_a_checkpoint_of_something_else_is_an_error(tmp_path: Path, checkpoint: dict[str, object]) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example\n")
    with pytest.raises(ListCheckpointError):
        read(ListFeed(path), checkpoint)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line)), cut=st.integers(0, 400))
def test_read_in_two_states_of_a_growing_list_is_read_as_in_one(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], cut: int
) -> None:
    content = b"\n".join([b"first.example", *lines])
    path = tmp_path_factory.mktemp("grown") / "list"
    path.write_bytes(content)
    whole = read(ListFeed(path, format="plain"))
    end = content.rfind(b"\n", 0, cut) + 1 or len(content)
    path.write_bytes(content[:end])
    first = read(ListFeed(path, format="plain"))
    path.write_bytes(content)
    second = read(ListFeed(path, format="plain"), first[-1].checkpoint)
    assert names(first) + names(second) == names(whole)
    assert [one for one in faults(first) + faults(second) if one[0] != "no-names"] == [
        one for one in faults(whole) if one[0] != "no-names"
    ]


def test_another_format_or_column_reads_the_list_anew(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_bytes(b"a.example,b.example\nc.example,d.example\n")
    (first,) = read(ListFeed(path, format="csv", column=1))
    (second,) = read(ListFeed(path, format="csv", column=2), first.checkpoint)
    (third,) = read(ListFeed(path, format="csv", column=2), second.checkpoint)
    assert (first.names, second.names, third.names) == (
        (b"a.example", b"c.example"),
        (b"b.example", b"d.example"),
        (),
    )


def test_what_stands_in_the_way_is_said_until_the_list_changes(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("{")
    (first,) = read(ListFeed(path, format="misp"))
    (second,) = read(ListFeed(path, format="misp"), first.checkpoint)
    path.write_text('{"Attribute": [{"type": "url", "value": "a.example"}]}')
    (third,) = read(ListFeed(path, format="misp"), second.checkpoint)
    assert faults(first) == faults(second) == [("bad-json", str(path))]
    assert (third.names, faults(third)) == ((b"a.example",), [])
