"""Look-alikes asked for in DNS, round after round: each that has come to be is handed on once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.names.loopback_dns import Zone, serve_zone

from chaffinch.names.dns import Resolver
from chaffinch.names.feeds.feed import Chunk
from chaffinch.names.feeds.variants import VariantsCheckpointError, VariantsFeed

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
NAMES = tuple(f"en-rnarche{number}.test" for number in range(70))
EXISTS = ["NS ns1.example.net.", "A 192.0.2.7"]


@pytest.fixture
def zone() -> Zone:
    return Zone(records={NAMES[3]: EXISTS, NAMES[40]: EXISTS})


@pytest.fixture
def resolver(zone: Zone) -> Iterator[Resolver]:
    with serve_zone(zone) as address:
        yield Resolver(address, seconds=0.5)


def read(
    resolver: Resolver, checkpoint: Mapping[str, Any] | None = None, *, now: datetime = NOW, most: int = 99
) -> list[Chunk]:
    feed = VariantsFeed(NAMES, resolver, clock=lambda: now, rate=1_000)
    chunks: list[Chunk] = []
    for chunk in feed.read(checkpoint, stop=lambda: len(chunks) >= most):
        chunks.append(chunk)
    return chunks


def names_of(chunks: list[Chunk]) -> list[str]:
    return [name.decode() for chunk in chunks for name in chunk.names]


def test_what_exists_is_handed_on_and_what_does_not_is_asked_again_tomorrow(
    resolver: Resolver, zone: Zone
) -> None:
    first = read(resolver)
    assert names_of(first) == [NAMES[3], NAMES[40]]
    assert sum(chunk.entries for chunk in first) == len(NAMES) == first[-1].position
    assert first[-1].waiting == 0
    asked = len(zone.asked)
    assert read(resolver, first[-1].checkpoint, now=NOW + timedelta(hours=5)) == []
    assert len(zone.asked) == asked, "a round a day"
    zone.records[NAMES[50]] = EXISTS
    second = read(resolver, first[-1].checkpoint, now=NOW + timedelta(days=1))
    assert names_of(second) == [NAMES[50]]


def test_a_round_that_was_broken_off_goes_on(resolver: Resolver, zone: Zone) -> None:
    first = read(resolver, most=1)
    assert names_of(first) == [NAMES[3]]
    zone.asked.clear()
    rest = read(resolver, first[-1].checkpoint)
    assert names_of(rest) == [NAMES[40]]
    assert {name for name, _ in zone.asked} & set(NAMES[:32]) == set()


def test_a_name_that_was_gone_and_is_back_is_handed_on_again(resolver: Resolver, zone: Zone) -> None:
    checkpoint = read(resolver)[-1].checkpoint
    del zone.records[NAMES[3]]
    checkpoint = read(resolver, checkpoint, now=NOW + timedelta(days=1))[-1].checkpoint
    zone.records[NAMES[3]] = EXISTS
    assert names_of(read(resolver, checkpoint, now=NOW + timedelta(days=2))) == [NAMES[3]]


def test_a_name_below_which_everything_exists_proves_nothing(resolver: Resolver, zone: Zone) -> None:
    zone.wildcards["test"] = EXISTS
    assert names_of(read(resolver)) == []


def test_a_broken_answer_is_a_fault_and_no_sign_that_a_name_is_gone(resolver: Resolver, zone: Zone) -> None:
    checkpoint = read(resolver)[-1].checkpoint
    zone.rcodes[NAMES[3]] = "SERVFAIL"
    chunks = read(resolver, checkpoint, now=NOW + timedelta(days=1))
    [fault] = [fault for chunk in chunks for fault in chunk.faults]
    assert (fault.code, fault.where) == ("no-usable-answer", NAMES[3])
    del zone.rcodes[NAMES[3]]
    assert names_of(read(resolver, chunks[-1].checkpoint, now=NOW + timedelta(days=2))) == []


def test_a_resolver_that_is_not_there_is_a_fault_and_the_place_is_kept() -> None:
    [chunk] = read(Resolver("127.0.0.1:9", seconds=0.1))
    assert [fault.code for fault in chunk.faults] == ["unreachable"]
    assert chunk.checkpoint["next"] == 0
    assert not chunk.checkpoint["ended"]


def test_other_names_begin_another_round(resolver: Resolver) -> None:
    checkpoint = {**read(resolver)[-1].checkpoint, "names": "of another watchlist"}
    assert names_of(read(resolver, checkpoint)) == []
    assert read(resolver, checkpoint)[-1].position == 2 * len(NAMES)


@pytest.mark.parametrize(
    "checkpoint", [{"next": 3}, {"names": "", "next": "x", "asked": 0, "ended": "", "exist": []}]
)
def test_a_strange_checkpoint_is_refused(checkpoint: dict[str, Any]) -> None:
    with pytest.raises(VariantsCheckpointError):
        read(Resolver("127.0.0.1:9"), checkpoint)
