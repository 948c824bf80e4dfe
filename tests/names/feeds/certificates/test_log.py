"""Logs of both kinds read from end to end over loopback HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ground.loopback_web import Reply
from tests.names.feeds.certificates.collecting import both_kinds, build, certify, codes, collect, pair
from tests.names.feeds.certificates.issuing import NOW, Made, make_entry
from tests.names.feeds.certificates.served_log import (
    _RSA,
    KINDS,
    Kind,
    go_on,
    open_feed,
    serve,
)

from chaffinch.names.feeds.certificates import LogCheckpointError
from chaffinch.names.feeds.feed import Chunk
from chaffinch.names.matcher import Matcher


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
    lure = make_entry(certify("onedrive-en-marche.fr"), names=["onedrive-en-marche.fr"], timestamp=1)
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


def test_a_log_that_signs_with_rsa_is_read() -> None:
    served = build("rfc6962", 30, key=_RSA)
    with serve(served) as fetcher:
        assert pair(collect(served, fetcher)) == served.names()


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
