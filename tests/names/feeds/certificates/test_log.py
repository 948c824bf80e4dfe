"""Logs of both kinds read from end to end over loopback HTTP, and all that can be wrong with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ground.loopback_web import Reply
from tests.names.feeds.certificates.issuing import NOW, Made, issue, make_entries, make_entry
from tests.names.feeds.certificates.served_log import (
    _RSA,
    KINDS,
    Kind,
    ServedLog,
    find_root,
    go_on,
    open_feed,
    serve,
)

from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.certificates import LogCheckpointError
from chaffinch.names.feeds.feed import Chunk
from chaffinch.names.matcher import Matcher

both_kinds = pytest.mark.parametrize("kind", KINDS)


def build(kind: Kind, count: int = 700, **fields: Any) -> ServedLog:
    return ServedLog(kind, list(make_entries(count)), **fields)


def collect(
    served: ServedLog, fetcher: Fetcher, checkpoint: Mapping[str, Any] | None = None, **arguments: Any
) -> list[Chunk]:
    return list(open_feed(served, fetcher, **arguments).read(checkpoint, stop=go_on))


def pair(chunks: list[Chunk]) -> list[tuple[int, bytes]]:
    return [found for chunk in chunks for found in zip(chunk.places, chunk.names, strict=True)]


def codes(chunks: list[Chunk]) -> list[str]:
    return [fault.code for chunk in chunks for fault in chunk.faults]


@both_kinds
def test_every_name_of_every_entry_is_found_once_and_in_order(kind: Kind) -> None:
    served = build(kind)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
    assert pair(chunks) == served.names()
    assert codes(chunks) == []
    assert (chunks[-1].position, chunks[-1].waiting) == (700, 0)
    assert sum(chunk.entries for chunk in chunks) == 700
    assert chunks[-1].newest_at == NOW + timedelta(milliseconds=699)


@both_kinds
def test_names_of_a_log_reach_the_matcher(kind: Kind, en_marche: Matcher) -> None:
    lure = make_entry(_certify("onedrive-en-marche.fr"), names=["onedrive-en-marche.fr"], timestamp=1)
    served = build(kind, 300)
    served.entries[123] = lure
    with serve(served) as fetcher:
        hits = [
            (place, match.host)
            for chunk in collect(served, fetcher)
            for place, name in zip(chunk.places, chunk.names, strict=True)
            for match in en_marche.match(name)
        ]
    assert hits == [(123, "onedrive-en-marche.fr")]


def _certify(name: str) -> bytes:
    return issue([name]).public_bytes(Encoding.DER)


@both_kinds
@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 699])
def test_a_log_that_grows_is_read_on_and_its_tree_checked(kind: Kind, size: int) -> None:
    served = build(kind, size=size)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
        served.size, served.timestamp = 700, served.timestamp + 1000
        chunks += collect(served, fetcher, chunks[-1].checkpoint)
        assert collect(served, fetcher, chunks[-1].checkpoint) == []
    assert pair(chunks) == served.names()
    assert codes(chunks) == []
    assert chunks[-1].checkpoint["frontier"] is not None


@both_kinds
@pytest.mark.parametrize("start", [1, 3, 100, 300, 512, 700])
def test_reading_may_begin_anywhere(kind: Kind, start: int) -> None:
    served = build(kind, size=640)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher, start=start)
        served.size, served.timestamp = 700, served.timestamp + 1
        chunks += collect(served, fetcher, chunks[-1].checkpoint)
    assert pair(chunks) == served.names(min(start, 640))
    assert codes(chunks) == []
    assert chunks[-1].checkpoint["frontier"] is not None


@both_kinds
def test_a_log_that_refuses_the_first_proof_is_read_and_checked_from_the_next_head_on(kind: Kind) -> None:
    served = build(kind, size=640)
    served.spoil = lambda path: Reply(status=400) if "consistency" in path or "/tile/0" in path else None
    with serve(served) as fetcher:
        chunks = collect(served, fetcher, start=300)
        assert codes(chunks) == ["unreachable"]
        assert chunks[-1].checkpoint["frontier"] is None
        served.spoil = lambda path: None
        served.size, served.timestamp = 700, served.timestamp + 1
        chunks += collect(served, fetcher, chunks[-1].checkpoint)
    assert pair(chunks) == served.names(300)
    assert chunks[-1].checkpoint["frontier"] is not None


def test_now_begins_a_stated_number_of_entries_before_the_end() -> None:
    for kind, first in (("rfc6962", 600), ("static", 512)):
        served = build(kind)  # type: ignore[arg-type]
        with serve(served) as fetcher:
            chunks = collect(served, fetcher, start="now", backlog=100)
        assert pair(chunks) == served.names(first)


@both_kinds
def test_reading_that_was_killed_at_any_chunk_loses_and_doubles_nothing(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chaffinch.names.feeds.certificates.gathering._MOST_ENTRIES", 37)
    served = build(kind)
    found: list[tuple[int, bytes]] = []
    checkpoint: Mapping[str, Any] | None = None
    with serve(served) as fetcher:
        for _ in range(40):
            reading = open_feed(served, fetcher).read(checkpoint, stop=go_on)
            chunk = next(reading, None)
            reading.close()
            if chunk is None:
                break
            found += pair([chunk])
            assert not chunk.faults
            checkpoint = json.loads(json.dumps(chunk.checkpoint))
    assert found == served.names()


@both_kinds
def test_stopping_ends_a_reading_that_goes_on_later(kind: Kind) -> None:
    served = build(kind)
    asked = 0

    def stop_soon() -> bool:
        nonlocal asked
        asked += 1
        return asked > 4

    with serve(served) as fetcher:
        first = list(open_feed(served, fetcher, parallel=1).read(None, stop=stop_soon))
        rest = collect(served, fetcher, first[-1].checkpoint if first else None)
    assert pair(first + rest) == served.names()


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
    for index, content in ((0, b""), (17, b"\x30\x80\0\0"), (299, _certify("a.net")[:-3])):
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


def forge_root(served: ServedLog) -> None:
    served.root = b"\x55" * 32


def forge_signature(served: ServedLog) -> None:
    described = served.describe()  # the list still has the first key
    served.key = ec.generate_private_key(ec.SECP256R1())
    served.describe = lambda: described  # type: ignore[method-assign]


def shrink(served: ServedLog) -> None:
    served.size, served.timestamp = 500, served.timestamp + 1


def fork(served: ServedLog) -> None:
    served.entries[100:101] = make_entries(750)[740:741]
    served.timestamp += 1


def fork_and_grow(served: ServedLog) -> None:
    fork(served)
    served.entries += make_entries(750)[700:]


def hurry(served: ServedLog) -> None:
    served.timestamp = round((NOW + timedelta(hours=1)).timestamp() * 1000)


@both_kinds
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (forge_signature, "bad-signature"),
        (forge_root, "root-changed"),
        (shrink, "tree-shrank"),
        (fork, "root-changed"),
        (fork_and_grow, "inconsistent"),
        (hurry, "clock-off"),
    ],
)
def test_nothing_is_read_of_a_head_that_cannot_be_trusted(kind: Kind, wrong: Any, code: str) -> None:
    served = build(kind)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
        known = chunks[-1].checkpoint
        wrong(served)
        served.asked.clear()
        (chunk,) = collect(served, fetcher, known)
    assert [fault.code for fault in chunk.faults] == [code]
    assert (chunk.names, chunk.checkpoint, chunk.position) == ((), known, 700)
    assert not any("entries" in path or "data" in path for path in served.asked)


@both_kinds
def test_a_server_that_lags_behind_another_is_no_fault(kind: Kind) -> None:
    served = build(kind)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
        served.size, served.timestamp = 600, served.timestamp - 1000
        assert collect(served, fetcher, chunks[-1].checkpoint) == []


@both_kinds
def test_a_head_that_stands_still_for_days_is_told(kind: Kind) -> None:
    served = build(kind, 20)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher, clock=lambda: NOW + timedelta(days=3))
    assert codes(chunks) == ["stale-head"]
    assert pair(chunks) == served.names()


@both_kinds
def test_entries_that_are_not_the_ones_of_the_tree_are_told(kind: Kind) -> None:
    served = build(kind, 300)
    honest = served.tree
    with serve(served) as fetcher:
        served.root = find_root(honest)
        served.entries[7] = make_entries(301)[300]
        chunks = collect(served, fetcher)
    assert codes(chunks) == ["leaf-mismatch"]


def test_a_log_that_signs_with_rsa_is_read() -> None:
    served = build("rfc6962", 30, key=_RSA)
    with serve(served) as fetcher:
        assert pair(collect(served, fetcher)) == served.names()


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


def test_a_partial_tile_that_became_full_meanwhile_is_taken_from_the_full_one() -> None:
    served = build("static", 512, size=400)
    honest = served.answer("/checkpoint", {})
    served.size = 512
    served.spoil = lambda path: (
        honest if path == "/checkpoint" else Reply(status=404) if ".p/" in path else None
    )
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
    assert pair(chunks) == served.names(0, 400)
    assert codes(chunks) == []


@both_kinds
def test_a_slow_reader_holds_the_log_back(kind: Kind) -> None:
    served = build(kind, 2100)
    served.entries = [Made(one.leaf, one.tile_leaf, one.names) for one in served.entries] * 3
    with serve(served) as fetcher:
        reading = open_feed(served, fetcher, parallel=2).read(None, stop=go_on)
        next(reading)
        asked = len([path for path in served.asked if "entries" in path or "data" in path])
        reading.close()
    assert asked <= 2048 // 256 + 1 + 2


@both_kinds
def test_a_checkpoint_of_another_log_is_refused(kind: Kind) -> None:
    served, other = build(kind, 20), build(kind, 20, key=_RSA)
    with serve(served) as fetcher:
        checkpoint = collect(served, fetcher)[-1].checkpoint
        with pytest.raises(LogCheckpointError):
            collect(other, fetcher, checkpoint)
        with pytest.raises(LogCheckpointError):
            collect(served, fetcher, {**checkpoint, "frontier": ["x"]})


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_any_growth_gives_every_name_once(cuts: list[int]) -> None:
    for kind in KINDS:
        served = build(kind, 360, size=0)
        chunks: list[Chunk] = []
        with serve(served) as fetcher:
            for cut in cuts:
                served.size, served.timestamp = (served.size or 0) + cut, served.timestamp + 1
                chunks += collect(served, fetcher, chunks[-1].checkpoint if chunks else None)
        assert pair(chunks) == served.names()
        assert codes(chunks) == []
