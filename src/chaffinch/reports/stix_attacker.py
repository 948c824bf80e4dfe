"""One attacker as a STIX 2.1 bundle: what was seen in the order of time, his addresses, and the pages that he used.

Beside what `stix.write_bundle` has of each address (observable, observed data, indicator, sighting), after OASIS, "STIX
Version 2.1": his visits as observed data of their own (4.14), infrastructure that consists of the addresses and pages (4.8),
indicators that indicate it, autonomous systems where they are known (6.2), and a grouping of all (4.5). A grouping says that
these look like one person's work; it names nobody and gives no group a name.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from chaffinch.reports.stix import (
    OURS,
    TLP_AMBER,
    SeenUse,
    begin_object,
    write_bundle,
    write_time,
)
from chaffinch.tripwires.networks import Network

_PAUSE = timedelta(hours=1)


def write_attacker_bundle(
    uses: Sequence[SeenUse],
    *,
    networks: Mapping[str, Network],
    tools: Sequence[str],
    reasons: Sequence[str],
    organisation: str,
    now: datetime,
) -> dict[str, Any]:
    """Return a bundle of one attacker.

    Args:
        uses: his, in any order; those without an address are left out.
        networks: where his addresses belong.
        tools: codes of tools.py by which he named himself.
        reasons: codes by which his uses were joined.
        organisation: who saw them.
        now: aware; when this was written.
    """
    objects: list[dict[str, Any]] = write_bundle(uses, organisation=organisation, now=now)["objects"]
    creator, key = objects[0]["id"], json.dumps([one["id"] for one in objects])
    addresses = {one["value"]: one for one in objects if one["type"] in ("ipv4-addr", "ipv6-addr")}
    pages = [one for one in objects if one["type"] == "domain-name"]
    objects += _write_systems(addresses, networks)
    seen = sorted((use for use in uses if use.source in addresses), key=lambda use: use.at)
    objects += [
        _write_visit(visit, addresses, pages, creator=creator, now=now) for visit in _split_visits(seen)
    ]
    if addresses:
        objects += _write_infrastructure(
            objects, addresses, pages, tools=tools, key=key, creator=creator, now=now
        )
    grouping = {
        **begin_object("grouping", key, creator=creator, now=now),
        "name": "Uses of credentials that a phishing page caught",
        "description": f"Joined by: {', '.join(reasons) or 'one use only'}. They look like one person's work.",
        "context": "suspicious-activity",
        "object_refs": [one["id"] for one in objects],
    }
    objects.append(grouping)
    named = json.dumps([one["id"] for one in objects])
    return {"type": "bundle", "id": f"bundle--{uuid.uuid5(OURS, named)}", "objects": objects}


def _write_systems(
    addresses: Mapping[str, dict[str, Any]], networks: Mapping[str, Network]
) -> list[dict[str, Any]]:
    systems: dict[int, dict[str, Any]] = {}
    for source, address in addresses.items():
        network = networks.get(source)
        if network is None or network.asn is None:
            continue
        made = systems.setdefault(network.asn, _write_system(network.asn, network.holder))
        address["belongs_to_refs"] = [made["id"]]
    return [systems[number] for number in sorted(systems)]


def _write_system(number: int, holder: str) -> dict[str, Any]:
    key = json.dumps({"number": number}, separators=(",", ":"))
    namespace = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
    return {
        "type": "autonomous-system",
        "spec_version": "2.1",
        "id": f"autonomous-system--{uuid.uuid5(namespace, key)}",
        "number": number,
        **({"name": holder} if holder else {}),
        "object_marking_refs": [TLP_AMBER],
    }


def _split_visits(seen: Sequence[SeenUse]) -> list[list[SeenUse]]:
    """Return uses in visits: another one begins after a pause."""
    visits: list[list[SeenUse]] = [[use] for use in seen[:1]]
    for before, use in pairwise(seen):
        if use.at - before.at > _PAUSE:
            visits.append([use])
        else:
            visits[-1].append(use)
    return visits


def _write_visit(
    visit: Sequence[SeenUse],
    addresses: Mapping[str, dict[str, Any]],
    pages: Sequence[dict[str, Any]],
    *,
    creator: str,
    now: datetime,
) -> dict[str, Any]:
    sources = sorted({use.source for use in visit})
    hosts = {use.page for use in visit}
    first, last = write_time(visit[0].at), write_time(visit[-1].at)
    refs = [addresses[source]["id"] for source in sources] + [
        page["id"] for page in pages if page["value"] in hosts
    ]
    key = json.dumps(["visit", creator, first, last, len(visit), refs])
    return {
        **begin_object("observed-data", key, creator=creator, now=now),
        "first_observed": first,
        "last_observed": last,
        "number_observed": min(len(visit), 999_999_999),
        "object_refs": refs,
    }


def _write_infrastructure(
    objects: Sequence[dict[str, Any]],
    addresses: Mapping[str, dict[str, Any]],
    pages: Sequence[dict[str, Any]],
    *,
    tools: Sequence[str],
    key: str,
    creator: str,
    now: datetime,
) -> list[dict[str, Any]]:
    made = {
        **begin_object("infrastructure", key, creator=creator, now=now),
        "name": "Addresses from which credentials caught by a phishing page were used",
        "infrastructure_types": ["unknown"],
        **({"description": f"Clients named themselves: {', '.join(tools)}."} if tools else {}),
    }
    found = [made]
    links = [("consists-of", made["id"], one["id"]) for one in addresses.values()]
    links += [("indicates", one["id"], made["id"]) for one in objects if one["type"] == "indicator"]
    if pages:
        lure = {
            **begin_object("infrastructure", f"lure {key}", creator=creator, now=now),
            "name": "Phishing pages that caught them",
            "infrastructure_types": ["phishing"],
        }
        found.append(lure)
        links += [("consists-of", lure["id"], page["id"]) for page in pages]
        links.append(("related-to", made["id"], lure["id"]))
    return found + [
        {
            **begin_object("relationship", json.dumps([kind, source, target]), creator=creator, now=now),
            "relationship_type": kind,
            "source_ref": source,
            "target_ref": target,
        }
        for kind, source, target in links
    ]
