"""What stands in the way of a reading costs nothing but time, and a broken entry is told by its index."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from tests.ground.loopback_web import Reply
from tests.names.feeds.certificates.collecting import both_kinds, build, certify, codes, collect, pair
from tests.names.feeds.certificates.issuing import NOW, make_entries, make_entry
from tests.names.feeds.certificates.served_log import (
    Kind,
    ServedLog,
    serve,
)

from chaffinch.names.feeds.feed import Chunk


@both_kinds
def test_short_answers_too_many_requests_and_broken_servers_cost_nothing(kind: Kind) -> None:
    served = build(kind, most=60)
    seen: set[str] = set()

    def stumble(path: str) -> Reply | None:
        if path in seen:
            return None
        seen.add(path)
        return [Reply(status=429, headers={"Retry-After": "0"}), Reply(status=502), Reply(b"abc" * 9, cut=5)][
            len(seen) % 3
        ]

    served.spoil = stumble
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
    assert pair(chunks) == served.names()
    assert codes(chunks) == []


@both_kinds
def test_a_broken_entry_is_a_fault_at_its_index_and_the_tree_still_checks(kind: Kind) -> None:
    served = build(kind, 300)
    for index, content in ((0, b""), (17, b"\x30\x80\0\0"), (299, certify("a.net")[:-3])):
        served.entries[index] = make_entry(content, names=(), timestamp=1)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
    assert pair(chunks) == served.names()
    assert [(fault.code, fault.where) for chunk in chunks for fault in chunk.faults] == [
        ("broken-entry", "0"),
        ("broken-entry", "17"),
        ("broken-entry", "299"),
    ]


@both_kinds
def test_a_log_that_is_away_says_so_and_is_read_later(kind: Kind) -> None:
    served = build(kind, 300)
    with serve(served) as fetcher:
        served.spoil = lambda path: Reply(status=503)
        chunks = collect(served, fetcher)
        assert codes(chunks) == ["unreachable"]
        assert chunks[0].names == ()
        served.spoil = lambda path: None
        chunks += collect(served, fetcher, chunks[-1].checkpoint)
    assert pair(chunks) == served.names()


@both_kinds
def test_an_overloaded_log_is_never_given_up(kind: Kind) -> None:
    served = build(kind, 300)
    served.spoil = lambda path: Reply(status=503) if "entries" in path or "data" in path else None
    checkpoint = None
    with serve(served) as fetcher:
        for _ in range(5):
            chunks = collect(served, fetcher, checkpoint)
            checkpoint = chunks[-1].checkpoint
            assert codes(chunks) == ["unreachable"]
        served.spoil = lambda path: None
        assert pair(collect(served, fetcher, checkpoint)) == served.names()


def refuse_entry(index: int, served: ServedLog) -> None:
    """Let a log fail on every request that holds an entry."""

    def spoil(path: str) -> Reply | None:
        if "get-entries" in path:
            start, end = (int(part.rpartition("=")[2]) for part in path.split("&"))
            return Reply(status=500) if start <= index <= end else None
        return Reply(b"no tile") if path.startswith(f"/tile/data/{index // 256:03}") else None

    served.spoil = spoil


@pytest.mark.parametrize(("kind", "gap"), [("rfc6962", (300, 301)), ("static", (256, 512))])
def test_entries_that_stay_unreadable_become_a_gap_after_some_readings_and_minutes(
    kind: Kind, gap: tuple[int, int]
) -> None:
    served = build(kind)
    refuse_entry(300, served)
    checkpoint: Mapping[str, Any] | None = None
    chunks: list[Chunk] = []
    with serve(served) as fetcher:
        for number in range(4):  # three quick readings are not enough: another server of the log may lag
            minutes = 11 if number == 3 else 1
            read = collect(served, fetcher, checkpoint, clock=lambda: NOW + timedelta(minutes=minutes))  # noqa: B023
            checkpoint = read[-1].checkpoint
            chunks += read
            assert any(chunk.gaps for chunk in read) == (number == 3)
        refuse_entry(-1, served)
        served.entries = list(make_entries(710))
        served.timestamp += 1
        chunks += collect(served, fetcher, checkpoint)
    assert [(one.start, one.end, one.code) for chunk in chunks for one in chunk.gaps] == [
        (*gap, "unreadable")
    ]
    assert pair(chunks) == [found for found in served.names() if not gap[0] <= found[0] < gap[1]]
    assert chunks[-1].checkpoint["frontier"] is not None
    assert "leaf-mismatch" not in codes(chunks)


@both_kinds
def test_a_backlog_that_is_too_long_is_skipped_and_said(kind: Kind) -> None:
    served = build(kind, size=10)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
        served.size, served.timestamp = 700, served.timestamp + 1
        chunks += collect(served, fetcher, chunks[-1].checkpoint, most_waiting=100)
    first = 600 if kind == "rfc6962" else 512
    assert [(one.start, one.end, one.code) for chunk in chunks for one in chunk.gaps] == [
        (10, first, "skipped-ahead")
    ]
    assert pair(chunks) == [found for found in served.names() if not 10 <= found[0] < first]
    assert codes(chunks) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"null",
        b"[" * 100_000,
        b'{"entries": []}',
        b'{"entries": 3}',
        b'{"entries": [{}]}',
        b'{"entries": [{"leaf_input": "%%"}]}',
        b'{"tree_size": 1}',
        b"\xff\xfe",
        b"a\n1\nb\n\n",
    ],
)
@both_kinds
def test_wrong_content_is_a_fault_of_its_own(kind: Kind, body: bytes) -> None:
    served = build(kind, 30)
    with serve(served) as fetcher:
        served.spoil = lambda path: Reply(body)
        assert codes(collect(served, fetcher)) == ["bad-answer"]
        served.spoil = lambda path: Reply(body) if "entries" in path or "data" in path else None
        chunks = collect(served, fetcher)
    assert codes(chunks) == ["bad-answer"]
    assert pair(chunks) == []
