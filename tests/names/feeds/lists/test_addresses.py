"""Lists at an address, served by the test over loopback."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zstandard
from tests.ground.loopback_web import Answer, LoopbackWeb, Reply
from tests.names.feeds.lists.lists_read import KEY, faults, go_on, names, read

from chaffinch.ground.egress import Egress
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.names.feeds.lists import ListFeed, ListSourceError

URL = "http://lists.test/new.txt"
QUICK = Patience(attempts=2, first_pause=0.01, longest_pause=0.02, seconds=20)


@dataclass
class Served:
    """A list that knows whether it changed."""

    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    has_etag: bool = True
    broken: Reply | None = None

    def __call__(self, path: str, headers: Mapping[str, str]) -> Reply:
        if self.broken is not None:
            return self.broken
        etag = f'"{hashlib.sha256(self.content).hexdigest()[:12]}"'
        if self.has_etag and headers.get("if-none-match") == etag:
            return Reply(status=304)
        return Reply(self.content, headers={**self.headers, **({"ETag": etag} if self.has_etag else {})})


@contextlib.contextmanager
def serve(
    served: Answer, folder: Path, url: str = URL, **options: object
) -> Iterator[tuple[LoopbackWeb, ListFeed]]:
    with (
        LoopbackWeb(served, hosts=("lists.test",)) as web,
        Fetcher(Egress(), directory=web.directory, patience=QUICK) as fetcher,
    ):
        yield web, ListFeed(url, fetcher=fetcher, folder=folder, **options)  # type: ignore[arg-type]


def test_a_list_that_did_not_change_costs_one_question(tmp_path: Path) -> None:
    with serve(Served(b"a.example\nb.example\n"), tmp_path) as (web, feed):
        (first,) = read(feed)
        (second,) = read(feed, first.checkpoint)
    assert first.names == (b"a.example", b"b.example")
    assert (second.names, second.entries, second.position, second.checkpoint) == ((), 0, 2, first.checkpoint)
    assert ["if-none-match" in headers for _, headers in web.requests] == [False, True]


def test_a_list_that_grew_gives_its_new_lines(tmp_path: Path) -> None:
    served = Served(b"a.example\n")
    with serve(served, tmp_path) as (_, feed):
        (first,) = read(feed)
        served.content += b"b.example\n"
        (second,) = read(feed, first.checkpoint)
        (third,) = read(feed, second.checkpoint)
    assert (second.names, second.places, third.names) == ((b"b.example",), (2,), ())


def test_without_an_etag_it_is_fetched_again_and_gives_nothing_twice(tmp_path: Path) -> None:
    with serve(Served(b"a.example\n", has_etag=False), tmp_path) as (web, feed):
        (first,) = read(feed)
        (second,) = read(feed, first.checkpoint)
    assert (second.names, second.position, len(web.requests)) == ((), 1, 2)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_packed_lists_are_unpacked_by_the_server_or_here(tmp_path: Path, pack: object) -> None:
    content = pack(b"a.example\n")  # type: ignore[operator]
    with serve(Served(content), tmp_path, url=URL + ".gz") as (_, feed):
        assert names(read(feed)) == [b"a.example"]


def test_a_body_that_travels_packed_is_unpacked(tmp_path: Path) -> None:
    served = Served(gzip.compress(b"a.example\n"), headers={"Content-Encoding": "gzip"})
    with serve(served, tmp_path) as (_, feed):
        assert names(read(feed)) == [b"a.example"]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=404), "unreachable"),
        (Reply(b"half", cut=1), "unreachable"),
        (Reply(b"x" * 5_000), "bad-answer"),
    ],
)
def test_a_list_that_cannot_be_fetched_is_a_fault_and_goes_on_later(
    tmp_path: Path, reply: Reply, code: str
) -> None:
    served = Served(b"a.example\n")
    with serve(served, tmp_path, limit_bytes=4_000) as (_, feed):
        (first,) = read(feed)
        served.broken = reply
        (second,) = read(feed, first.checkpoint)
        served.broken = None
        served.content += b"b.example\n"
        (third,) = read(feed, second.checkpoint)
    assert (second.names, faults(second), second.checkpoint) == ((), [(code, URL)], first.checkpoint)
    assert third.names == (b"b.example",)


def test_a_killed_reading_ends_in_the_file_that_it_began_without_asking_again(tmp_path: Path) -> None:
    lines = [b"n%d.example" % number for number in range(25_000)]
    served = Served(b"\n".join(lines))
    with serve(served, tmp_path) as (web, feed):
        reading = feed.read(None, stop=go_on)
        first = next(reading)
        reading.close()  # type: ignore[attr-defined]
        served.content = b"other.example\n"
        rest = read(feed, first.checkpoint)
        asked = len(web.requests)
        last = read(feed, rest[-1].checkpoint)
    assert (names([first, *rest]), asked) == (lines, 1)
    assert names(last) == [b"other.example"]


def test_a_damaged_list_is_fetched_again_in_any_case(tmp_path: Path) -> None:
    lines = b"".join(b"n%d.example\n" % (number * 7_919 % 65_521) for number in range(40_000))
    whole = gzip.compress(lines)
    served = Served(whole[: len(whole) // 2])
    with serve(served, tmp_path) as (web, feed):
        first = read(feed)
        served.content = whole
        second = read(feed, first[-1].checkpoint)
    assert faults(first)[0][0] == "damaged"
    assert names(first) + names(second) == lines.split()
    assert "if-none-match" not in web.requests[1][1]


def test_only_what_is_new_of_an_address(tmp_path: Path) -> None:
    served = Served(b"b.example\na.example\n")
    with serve(served, tmp_path, new_only=True, key=KEY) as (_, feed):
        (first,) = read(feed)
        served.content = b"a.example\nc.example\n"
        (second,) = read(feed, first.checkpoint)
        (third,) = read(feed, second.checkpoint)
    assert (second.names, second.checkpoint["gone"], third.names) == ((b"c.example",), 1, ())


def test_a_document_is_fetched_too(tmp_path: Path) -> None:
    served = Served(b'{"type": "hostname", "list": ["a.example"]}')
    with serve(served, tmp_path) as (_, feed):
        (first,) = read(feed)
        (second,) = read(feed, first.checkpoint)
    assert (first.names, second.names) == ((b"a.example",), ())


def test_asked_to_stop_while_fetching_it_ends_without_a_chunk(tmp_path: Path) -> None:
    released = threading.Event()

    def answer(path: str, headers: Mapping[str, str]) -> Reply:
        released.wait(timeout=30)
        return Reply(b"a.example\n")

    with serve(answer, tmp_path) as (_, feed):
        try:
            assert list(feed.read(None, stop=lambda: True)) == []
        finally:
            released.set()


def test_an_address_needs_a_way_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ListSourceError, match="needs a way"):
        ListFeed(URL, folder=tmp_path)
