"""One attacker as STIX 2.1: valid by OASIS' own library, in the order of time, silent about decoys and people."""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.reports.stix import TLP_AMBER, SeenUse
from chaffinch.reports.stix_attacker import write_attacker_bundle
from chaffinch.tripwires.networks import Network

AT = datetime(2026, 11, 21, 19, 9, 27, 123_456, tzinfo=UTC)
PAGE = "portail.mouvement.aurore.test"
USES = (
    SeenUse("198.51.100.23", AT, PAGE),
    SeenUse("198.51.100.23", AT + timedelta(hours=2), ""),
    SeenUse("2001:db8::7", AT + timedelta(minutes=5), PAGE),
    SeenUse("", AT, PAGE),
)
NETWORKS = {
    "198.51.100.23": Network("public", "198.51.100.0/24", "FR", 64500, "Example Hosting"),
    "2001:db8::7": Network("public", "", "", 64500, ""),
}


def write(*uses: SeenUse, networks: dict[str, Network] | None = None) -> dict[str, Any]:
    return write_attacker_bundle(
        uses,
        networks=networks or {},
        tools=["curl"],
        reasons=["address", "page"],
        organisation="Les Amis",
        now=AT,
    )


def pick(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in bundle["objects"] if one["type"] == kind]


def test_visits_are_told_in_the_order_of_time() -> None:
    visits = pick(write(*USES), "observed-data")[2:]
    assert [(one["first_observed"], one["number_observed"]) for one in visits] == [
        ("2026-11-21T19:09:27.123Z", 2),
        ("2026-11-21T21:09:27.123Z", 1),
    ]


def test_addresses_belong_to_their_network_and_make_up_one_infrastructure() -> None:
    bundle = write(*USES, networks=NETWORKS)
    (system,) = pick(bundle, "autonomous-system")
    assert (system["number"], system["name"]) == (64500, "Example Hosting")
    addresses = pick(bundle, "ipv4-addr") + pick(bundle, "ipv6-addr")
    assert all(one["belongs_to_refs"] == [system["id"]] for one in addresses)
    his, lure = pick(bundle, "infrastructure")
    assert (his["infrastructure_types"], lure["infrastructure_types"]) == (["unknown"], ["phishing"])
    links = {
        (one["relationship_type"], one["source_ref"], one["target_ref"])
        for one in pick(bundle, "relationship")
    }
    assert {("consists-of", his["id"], one["id"]) for one in addresses} <= links
    assert {("indicates", one["id"], his["id"]) for one in pick(bundle, "indicator")} <= links
    assert ("related-to", his["id"], lure["id"]) in links


def test_every_reference_names_an_object_of_the_bundle_and_no_object_stands_twice() -> None:
    bundle = write(*USES, networks=NETWORKS)
    identifiers = [one["id"] for one in bundle["objects"]]
    assert len(set(identifiers)) == len(identifiers)
    named = re.findall(r"[a-z0-9-]+--[0-9a-f-]{36}", json.dumps(bundle["objects"]))
    assert set(named) <= {*identifiers, TLP_AMBER}
    (grouping,) = pick(bundle, "grouping")
    assert len(grouping["object_refs"]) == len(identifiers) - 1


def test_the_same_uses_give_the_same_bundle() -> None:
    assert write(*USES) == write(*reversed(USES))


@pytest.mark.skipif(importlib.util.find_spec("stix2") is None, reason="OASIS' library stix2 is not installed")
@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            SeenUse,
            st.one_of(st.just(""), st.ip_addresses().map(str), st.text(max_size=8)),
            st.integers(0, 3_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
            st.sampled_from(["", PAGE, "b.test"]),
        ),
        max_size=6,
    )
)
def test_oasis_own_library_takes_it(uses: list[SeenUse]) -> None:
    stix2 = importlib.import_module("stix2")
    networks = {use.source: Network("public", asn=64500, holder="x") for use in uses}
    for bundle in (write(*uses), write(*uses, networks=networks)):
        assert len(stix2.parse(json.dumps(bundle), allow_custom=False).objects) == len(bundle["objects"])
