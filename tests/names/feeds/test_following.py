"""Several feeds at once, one consumer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from tests.names.feeds.certificates.issuing import NOW, make_entries
from tests.names.feeds.certificates.served_log import _RSA, ServedLog, go_on, open_feed, serve

from chaffinch.errors import UsageError
from chaffinch.names.feeds.feed import Chunk, FeedFault
from chaffinch.names.feeds.following import choose_pause, follow_feeds


class Numbers:
    """A feed that counts how far it was read."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.given = 0

    def read(self, checkpoint: Mapping[str, Any] | None, *, stop: object) -> Iterator[Chunk]:
        for number in range((checkpoint or {}).get("next", 0), self.count):
            self.given += 1
            yield Chunk((b"%d.net" % number,), {"next": number + 1}, 1, number + 1)


class Misconfigured:
    """A feed that cannot be one."""

    def read(self, checkpoint: object, *, stop: object) -> Iterator[Chunk]:
        raise UsageError("no such log")
        yield


def test_two_logs_are_read_side_by_side_each_in_its_order() -> None:
    logs = {
        "a": ServedLog("rfc6962", list(make_entries(600)), host="a.test"),
        "b": ServedLog("static", list(make_entries(500)), host="b.test", key=_RSA),
    }
    found: dict[str, list[tuple[int, bytes]]] = {"a": [], "b": []}
    with serve(*logs.values()) as fetcher:
        feeds = {name: open_feed(served, fetcher) for name, served in logs.items()}
        for followed in follow_feeds(feeds, checkpoints={}, stop=go_on):
            assert not followed.chunk.faults
            found[followed.feed] += zip(followed.chunk.places, followed.chunk.names, strict=True)
    assert found == {name: served.names() for name, served in logs.items()}


def test_each_log_goes_on_from_its_own_checkpoint() -> None:
    feeds = {"a": Numbers(5), "b": Numbers(7)}
    taken = list(follow_feeds(feeds, checkpoints={"a": {"next": 3}}, stop=go_on))
    assert [one.chunk.position for one in taken if one.feed == "a"] == [4, 5]
    assert [one.chunk.position for one in taken if one.feed == "b"] == [1, 2, 3, 4, 5, 6, 7]


def test_nothing_is_read_ahead_of_a_consumer_that_waits() -> None:
    feed = Numbers(1_000)
    following = follow_feeds({"a": feed}, checkpoints={}, stop=go_on)
    for _ in range(5):
        next(following)
    following.close()  # type: ignore[attr-defined]
    assert feed.given <= 5 + 2


def test_what_appears_later_is_read_at_the_next_turn() -> None:
    feed = Numbers(2)
    seen: list[int] = []
    for followed in follow_feeds({"a": feed}, checkpoints={}, stop=lambda: len(seen) >= 4, every={"a": 0.01}):
        seen.append(followed.chunk.position)
        feed.count = 4
    assert seen == [1, 2, 3, 4]


def test_a_log_that_cannot_be_one_is_said_and_the_others_end() -> None:
    with pytest.raises(UsageError):
        list(follow_feeds({"a": Numbers(10**9), "b": Misconfigured()}, checkpoints={}, stop=go_on))


def test_a_log_that_is_away_holds_up_no_other() -> None:
    up = ServedLog("rfc6962", list(make_entries(30)), host="a.test")
    down = ServedLog(
        "static", [], host="b.test", timestamp=round((NOW + timedelta(days=9)).timestamp() * 1000)
    )
    with serve(up, down) as fetcher:
        feeds = {"up": open_feed(up, fetcher), "down": open_feed(down, fetcher)}
        chunks = list(follow_feeds(feeds, checkpoints={}, stop=go_on))
    assert [name for one in chunks if one.feed == "up" for name in one.chunk.names] == [
        name for _, name in up.names()
    ]
    assert [fault.code for one in chunks if one.feed == "down" for fault in one.chunk.faults] == ["clock-off"]


class Away:
    """A feed that is away for its first three readings."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, checkpoint: Mapping[str, Any] | None, *, stop: object) -> Iterator[Chunk]:
        self.asked += 1
        if self.asked <= 3:
            yield Chunk((), checkpoint or {}, 0, 0, faults=(FeedFault("unreachable", "a.test"),))
        else:
            yield Chunk((b"a.net",), {"next": 1}, 1, 1)


def test_a_feed_that_is_away_is_asked_again() -> None:
    seen: list[int] = []
    for followed in follow_feeds({"a": Away()}, checkpoints={}, stop=lambda: 1 in seen, every={"a": 0.01}):
        seen.append(followed.chunk.entries)
    assert seen == [0, 0, 0, 1]


def test_what_cannot_be_reached_is_asked_ever_more_rarely_but_each_hour() -> None:
    pauses = [choose_pause(60, failures=failures) for failures in (0, 1, 2, 5, 6, 60)]
    assert pauses == [60, 120, 240, 1920, 3600, 3600]
    assert choose_pause(86_400, failures=3) == 86_400
