"""Uses of decoys as STIX 2.1: valid, the same for the same uses, and silent about decoys and people."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.reports.stix import SeenUse, write_bundle

AT = datetime(2026, 11, 21, 19, 9, 27, 123_456, tzinfo=UTC)
PAGE = "portail.mouvement.aurore.test"
USES = (
    SeenUse("198.51.100.23", AT, PAGE),
    SeenUse("198.51.100.23", AT + timedelta(hours=2), ""),
    SeenUse("2001:db8::7", AT, PAGE),
    SeenUse("", AT, PAGE),
    SeenUse("1.2.3.4' OR [x", AT, PAGE),
    SeenUse("fe80::1%' OR [x", AT, PAGE),
)


def write(*uses: SeenUse) -> list[dict[str, object]]:
    objects: list[dict[str, object]] = write_bundle(uses, organisation="Les Amis", now=AT)["objects"]
    return objects


def test_a_sighting_for_each_source_with_its_times_and_count() -> None:
    sightings = [one for one in write(*USES) if one["type"] == "sighting"]
    assert [(one["first_seen"], one["last_seen"], one["count"]) for one in sightings] == [
        ("2026-11-21T19:09:27.123Z", "2026-11-21T21:09:27.123Z", 2),
        ("2026-11-21T19:09:27.123Z", "2026-11-21T19:09:27.123Z", 1),
    ]


def test_every_reference_names_an_object_of_the_bundle() -> None:
    objects = write(*USES)
    known = {one["id"] for one in objects} | {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"}
    assert len(known) == len(objects) + 1
    named = re.findall(r"[a-z0-9-]+--[0-9a-f-]{36}", json.dumps(objects))
    assert set(named) <= known


def test_observables_have_the_identifiers_that_everybody_gives_them() -> None:
    # The specification's namespace with {"value":"198.51.100.3"}, as its section 2.9 and OASIS' own library make it.
    (address,) = [one for one in write(SeenUse("198.51.100.3", AT, "")) if one["type"] == "ipv4-addr"]
    assert address["id"] == "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"


def test_the_same_uses_give_the_same_identifiers_and_a_further_one_a_new_sighting() -> None:
    ids = {one["id"] for one in write(*USES)}
    assert {one["id"] for one in write(*reversed(USES))} == ids
    more = {one["id"] for one in write(*USES, SeenUse("2001:db8::7", AT + timedelta(1), PAGE))}
    assert {name.partition("--")[0] for name in map(str, more - ids)} == {"observed-data", "sighting"}


def test_no_use_is_no_sighting() -> None:
    assert [one["type"] for one in write()] == ["identity"]


@given(st.text(max_size=30), st.datetimes(timezones=st.just(UTC)))
def test_no_source_breaks_out_of_the_pattern(source: str, at: datetime) -> None:
    for one in write(SeenUse(source, at, "")):
        if one["type"] == "indicator":
            assert re.fullmatch(r"\[ipv[46]-addr:value = '[0-9a-fA-F:.]+'\]", str(one["pattern"]))


@pytest.mark.skipif(importlib.util.find_spec("stix2") is None, reason="OASIS' library stix2 is not installed")
def test_the_library_of_oasis_takes_it() -> None:
    stix2 = importlib.import_module("stix2")
    bundle = stix2.parse(json.dumps(write_bundle(USES, organisation="Les Amis", now=AT)), allow_custom=False)
    assert len(bundle.objects) == len(write(*USES))
