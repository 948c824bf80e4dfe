"""MISP feeds: a manifest and its events, in a folder and over loopback HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.ground.loopback_web import LoopbackWeb, Reply
from tests.names.feeds.lists.lists_read import faults, go_on, names, places, read

from chaffinch.ground.egress import Egress
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.names.feeds.feed import Checkpoint, Chunk
from chaffinch.names.feeds.lists import ListCheckpointError, ListFeed, ListSourceError


def name_event(number: int) -> str:
    return f"5a1b0000-0000-4000-8000-{number:012d}"


class Written:
    """A feed in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = {}

    def add(self, number: int, hosts: list[str], *, timestamp: int) -> None:
        uuid = name_event(number)
        attributes = [{"type": "domain", "value": host} for host in hosts]
        (self.folder / f"{uuid}.json").write_text(
            json.dumps({"Event": {"uuid": uuid, "Attribute": attributes}})
        )
        self.manifest[uuid] = {"timestamp": str(timestamp), "info": f"event {number}", "Orgc": {"name": "x"}}
        self.write()

    def write(self) -> None:
        (self.folder / "manifest.json").write_text(json.dumps(self.manifest))

    def answer(self, path: str, headers: Mapping[str, str]) -> Reply:
        file = self.folder / path.removeprefix("/feed/")
        return Reply(file.read_bytes()) if file.is_file() else Reply(status=404)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    feed = Written(tmp_path)
    feed.add(1, ["old.example"], timestamp=1_000)
    feed.add(2, ["new.example", "newer.example"], timestamp=3_000)
    feed.add(3, ["middle.example"], timestamp=2_000)
    return feed


def test_events_come_newest_first_and_each_once(written: Written) -> None:
    (first,) = read(ListFeed(written.folder))
    assert first.names == (b"new.example", b"newer.example", b"middle.example", b"old.example")
    assert (first.places, first.entries, first.position, first.waiting) == ((1, 1, 2, 3), 3, 3, 0)
    (second,) = read(ListFeed(written.folder), first.checkpoint)
    assert (second.names, second.entries, second.position) == ((), 0, 3)


def test_a_new_event_and_a_changed_one_are_read(written: Written) -> None:
    (first,) = read(ListFeed(written.folder / "manifest.json"))
    written.add(4, ["fourth.example"], timestamp=4_000)
    written.add(1, ["old.example", "older.example"], timestamp=5_000)
    (second,) = read(ListFeed(written.folder), first.checkpoint)
    assert second.names == (b"old.example", b"older.example", b"fourth.example")


def test_a_broken_event_is_a_fault_and_not_tried_again_until_it_changes(written: Written) -> None:
    broken = written.folder / f"{name_event(2)}.json"
    broken.write_text("{")
    (first,) = read(ListFeed(written.folder))
    assert first.names == (b"middle.example", b"old.example")
    assert faults(first) == [("bad-json", broken.name)]
    assert not read(ListFeed(written.folder), first.checkpoint)[0].faults
    written.add(2, ["new.example"], timestamp=3_001)
    assert names(read(ListFeed(written.folder), first.checkpoint)) == [b"new.example"]


def test_a_missing_event_is_tried_again(written: Written) -> None:
    (written.folder / f"{name_event(3)}.json").unlink()
    (first,) = read(ListFeed(written.folder))
    assert (faults(first), first.waiting) == ([("unreadable", name_event(3))], 1)
    written.add(3, ["middle.example"], timestamp=2_000)
    assert names(read(ListFeed(written.folder), first.checkpoint)) == [b"middle.example"]


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        ("[]", "wrong-shape"),
        ("{", "bad-json"),
        ('{"../../etc/passwd": {"timestamp": 1}}', "wrong-shape"),
        ("7", "wrong-shape"),
    ],
)
def test_a_manifest_that_is_none_is_a_fault(written: Written, manifest: str, code: str) -> None:
    (written.folder / "manifest.json").write_text(manifest)
    (chunk,) = read(ListFeed(written.folder))
    assert (chunk.names, chunk.faults[0].code) == ((), code)


@pytest.mark.parametrize("timestamp", [None, "x", -1, 1.5, "²", "1" * 40, [], {}])
def test_a_line_of_the_manifest_that_is_none_is_a_fault_and_the_rest_is_read(
    written: Written, timestamp: object
) -> None:
    written.manifest[name_event(9)] = {"timestamp": timestamp}
    written.write()
    (chunk,) = read(ListFeed(written.folder))
    assert (len(chunk.names), faults(chunk)) == (4, [("wrong-shape", "manifest.json")])


def test_killed_after_any_chunk_nothing_is_lost_or_repeated(tmp_path: Path) -> None:
    written = Written(tmp_path)
    for number in range(5):
        count = 12_345 if number == 2 else 4_000
        written.add(number, [f"n{number}-{one}.example" for one in range(count)], timestamp=number)
    whole = read(ListFeed(tmp_path))
    assert len(whole) > 3
    stored: list[Chunk] = []
    checkpoint: Checkpoint | None = None
    while not stored or not stored[-1].checkpoint.get("ended"):
        reading = ListFeed(tmp_path).read(checkpoint, stop=go_on)
        stored.append(next(reading))
        checkpoint = stored[-1].checkpoint
        reading.close()  # type: ignore[attr-defined]
    assert names(stored) == names(whole)
    assert places(stored) == places(whole)
    assert stored[-1].position == sum(chunk.entries for chunk in stored) == 5


def test_a_feed_at_an_address_is_read_the_same_way(written: Written) -> None:
    patience = Patience(attempts=1, seconds=20)
    (written.folder / f"{name_event(3)}.json").unlink()
    with (
        LoopbackWeb(written.answer, hosts=("misp.test",)) as web,
        Fetcher(Egress(), directory=web.directory, patience=patience) as fetcher,
    ):
        for source in ("http://misp.test/feed/", "http://misp.test/feed/manifest.json"):
            (chunk,) = read(ListFeed(source, fetcher=fetcher))
            assert chunk.names == (b"new.example", b"newer.example", b"old.example")
            assert faults(chunk) == [("unreachable", f"http://misp.test/feed/{name_event(3)}.json")]
        (gone,) = read(
            ListFeed("http://misp.test/none", format="misp-feed", fetcher=fetcher), chunk.checkpoint
        )
    assert (faults(gone), gone.checkpoint) == (
        [("unreachable", "http://misp.test/none/manifest.json")],
        chunk.checkpoint,
    )


def test_a_manifest_that_did_not_change_costs_one_question(written: Written) -> None:
    def answer(path: str, headers: Mapping[str, str]) -> Reply:
        reply = written.answer(path, headers)
        etag = f'"{len(reply.body)}"'
        return (
            Reply(status=304)
            if headers.get("if-none-match") == etag
            else Reply(reply.body, headers={"ETag": etag})
        )

    with (
        LoopbackWeb(answer, hosts=("misp.test",)) as web,
        Fetcher(Egress(), directory=web.directory, patience=Patience(attempts=1)) as fetcher,
    ):
        feed = ListFeed("http://misp.test/feed/", fetcher=fetcher)
        (first,) = read(feed)
        asked = len(web.requests)
        (second,) = read(feed, first.checkpoint)
    assert (len(first.names), asked, len(web.requests)) == (4, 4, 5)
    assert (second.names, second.position, second.checkpoint) == ((), 3, first.checkpoint)


def test_a_folder_without_a_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ListSourceError, match="holds no MISP feed"):
        ListFeed(tmp_path)


def test_a_checkpoint_that_is_none_is_an_error(written: Written) -> None:
    with pytest.raises(ListCheckpointError):
        read(ListFeed(written.folder), {"events": "é"})
