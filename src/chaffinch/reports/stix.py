"""Uses of decoys as STIX 2.1 sightings, for a CERT, a sister organisation or a MISP: what was seen, from where, when.

After OASIS, "STIX Version 2.1" (sections 2.9 identifiers, 4.7 indicator, 4.14 observed data, 5.2 sighting, 6.4 and 6.9
addresses, 7.2.1.4 TLP). For each source: its address, what was observed, an indicator of the address, and a sighting of
that indicator. Neither a decoy's name nor its number, nor whom we invented, nor a colleague is in it; marked TLP:AMBER,
since who reads it learns that decoys are about. Identifiers are made of what they name: the same uses give the same bundle.
"""

from __future__ import annotations

import ipaddress
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: Of the specification, for identifiers that are made of an observable's own properties.
_OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
OURS = uuid.uuid5(uuid.NAMESPACE_URL, "tag:chaffinch,2026:stix")
TLP_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"


@dataclass(frozen=True, slots=True)
class SeenUse:
    """One use of a decoy, as others may know it."""

    source: str
    """Address, normalised; one without is left out."""
    at: datetime
    """Aware."""
    page: str
    """Host of the phishing page on which the decoy was typed; empty for a planted one."""


def write_bundle(uses: Iterable[SeenUse], *, organisation: str, now: datetime) -> dict[str, Any]:
    """Return a bundle of the uses; with no use it holds the organisation only.

    Args:
        uses: in any order.
        organisation: who saw them.
        now: aware; when this was written.
    """
    identity = _write_identity(organisation, now=now)
    objects, pages = [identity], dict[str, dict[str, Any]]()
    by_source: dict[str, list[SeenUse]] = defaultdict(list)
    for use in uses:
        if _is_address(use.source):
            by_source[use.source].append(use)
    for source, seen in sorted(by_source.items()):
        objects += _write_source(source, seen, pages=pages, creator=identity["id"], now=now)
    objects += [pages[name] for name in sorted(pages)]
    key = json.dumps([one["id"] for one in objects])
    return {"type": "bundle", "id": f"bundle--{uuid.uuid5(OURS, key)}", "objects": objects}


def _write_source(
    source: str, seen: Sequence[SeenUse], *, pages: dict[str, dict[str, Any]], creator: str, now: datetime
) -> list[dict[str, Any]]:
    kind = "ipv6-addr" if ":" in source else "ipv4-addr"
    address = write_observable(kind, source)
    for use in seen:
        if use.page:
            pages[use.page] = write_observable("domain-name", use.page)
    first, last = min(use.at for use in seen), max(use.at for use in seen)
    names = sorted({use.page for use in seen if use.page})
    key = f"{creator} {source} {write_time(first)}"
    observed = {
        **begin_object("observed-data", f"{key} {write_time(last)} {len(seen)}", creator=creator, now=now),
        "first_observed": write_time(first),
        "last_observed": write_time(last),
        "number_observed": min(len(seen), 999_999_999),
        "object_refs": [address["id"], *(pages[name]["id"] for name in names)],
    }
    indicator = {
        **begin_object("indicator", key, creator=creator, now=now),
        "name": "An address from which credentials caught by a phishing page were used",
        "indicator_types": ["malicious-activity"],
        "pattern": f"[{kind}:value = '{source}']",
        "pattern_type": "stix",
        "valid_from": write_time(first),
    }
    sighting = {
        **begin_object("sighting", f"{key} {write_time(last)} {len(seen)}", creator=creator, now=now),
        "first_seen": write_time(first),
        "last_seen": write_time(last),
        "count": min(len(seen), 999_999_999),
        "sighting_of_ref": indicator["id"],
        "observed_data_refs": [observed["id"]],
        "where_sighted_refs": [creator],
    }
    return [address, observed, indicator, sighting]


def _write_identity(organisation: str, *, now: datetime) -> dict[str, Any]:
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": f"identity--{uuid.uuid5(OURS, organisation)}",
        "created": write_time(now),
        "modified": write_time(now),
        "name": organisation,
        "identity_class": "organization",
    }


def write_observable(kind: str, value: str) -> dict[str, Any]:
    """Return an observable, named as everybody names it: by its value, as canonical JSON (RFC 8785)."""
    key = json.dumps({"value": value}, separators=(",", ":"), ensure_ascii=False)
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid5(_OBSERVABLES, key)}",
        "value": value,
        "object_marking_refs": [TLP_AMBER],
    }


def begin_object(kind: str, key: str, *, creator: str, now: datetime) -> dict[str, Any]:
    """Return what every object of ours begins with; its identifier is made of the key."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{uuid.uuid5(OURS, f'{kind} {key}')}",
        "created_by_ref": creator,
        "created": write_time(now),
        "modified": write_time(now),
        "object_marking_refs": [TLP_AMBER],
    }


def write_time(at: datetime) -> str:
    """Write a moment as STIX does (2.1, 2.16)."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _is_address(source: str) -> bool:
    try:
        ipaddress.ip_address(source)
    except ValueError:
        return False
    # The zone of a link-local address may hold anything.
    return "%" not in source
