"""Confirmed hosts as block lists: a DNS response-policy zone, a hosts file, CSV.

Every list goes through the same gate (`admit_hosts`): a host that others share, a public suffix or one of
our own domains is refused and named, since blocking it would cut colleagues off from more than the phisher.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Literal

from publicsuffixlist import PublicSuffixList

Refusal = Literal["not-a-name", "public-suffix", "shared-host", "ours", "too-long"]

#: As DNS writes it; a label may begin with a hyphen or hold an underscore, phishers use both.
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
#: RFC 1035, in characters without the final dot.
_NAME_LENGTH = 253
#: What a spreadsheet would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CODE = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class BlockedHost:
    """One confirmed host, as the desk hands it over."""

    host: str
    """ASCII, lower case; anything else is refused."""
    first_seen: datetime
    confirmed_at: datetime
    kinds: tuple[str, ...]
    """The matcher's codes."""
    case_number: int


@dataclass(frozen=True, slots=True)
class RefusedHost:
    """A host that is on no list, and why."""

    host: str
    case_number: int
    reason: Refusal


@dataclass(frozen=True, slots=True)
class BlockList:
    """A list as text, with what was left out."""

    text: str
    hosts: tuple[str, ...]
    """Sorted."""
    refused: tuple[RefusedHost, ...]


def admit_hosts(
    hosts: Sequence[BlockedHost], *, own_domains: Sequence[str] = (), room: int = _NAME_LENGTH
) -> tuple[tuple[BlockedHost, ...], tuple[RefusedHost, ...]]:
    """Return the hosts that may be blocked whole, sorted and each once, and those that may not.

    Args:
        hosts: confirmed cases; the earliest confirmation of a host counts.
        own_domains: what we must never block, nor anything below or above it.
        room: characters that a name may have.
    """
    admitted: dict[str, BlockedHost] = {}
    refused: list[RefusedHost] = []
    for entry in sorted(hosts, key=lambda entry: (entry.host, entry.confirmed_at, entry.case_number)):
        reason = _find_refusal(entry.host, own_domains, room)
        if reason:
            refused.append(RefusedHost(host=entry.host, case_number=entry.case_number, reason=reason))
        else:
            admitted.setdefault(entry.host, entry)
    return tuple(admitted.values()), tuple(refused)


def write_policy_zone(
    hosts: Sequence[BlockedHost], *, zone: str, at: datetime, own_domains: Sequence[str] = ()
) -> BlockList:
    """Write a response-policy zone that answers NXDOMAIN for each host and all below it.

    The serial is `at` in seconds since 1970, so that a later list always counts as newer (RFC 1982).
    Source: draft-vixie-dnsop-dns-rpz, "CNAME ." is the NXDOMAIN action.
    """
    room = _NAME_LENGTH - len("*..") - len(zone)
    admitted, refused = admit_hosts(hosts, own_domains=own_domains, room=room)
    lines = [
        "; Addresses confirmed as phishing. Response policy: NXDOMAIN for the name and all below it.",
        f"$ORIGIN {zone}.",
        "$TTL 300",
        f"@ IN SOA localhost. hostmaster.localhost. {int(at.timestamp()) % 2**32} 3600 600 604800 300",
        "@ IN NS localhost.",
    ]
    for entry in admitted:
        lines += [
            f"; case {int(entry.case_number)}",
            f"{entry.host} IN CNAME .",
            f"*.{entry.host} IN CNAME .",
        ]
    return _finish_list(lines, admitted, refused)


def write_hosts_file(
    hosts: Sequence[BlockedHost], *, at: datetime, own_domains: Sequence[str] = ()
) -> BlockList:
    """Write a hosts file that leads each name nowhere; names below it stay open, the format knows no more."""
    admitted, refused = admit_hosts(hosts, own_domains=own_domains)
    lines = [f"# Addresses confirmed as phishing, {_say_time(at)}"]
    for entry in admitted:
        lines += [f"0.0.0.0 {entry.host}", f":: {entry.host}"]
    return _finish_list(lines, admitted, refused)


def write_csv(hosts: Sequence[BlockedHost], *, own_domains: Sequence[str] = ()) -> BlockList:
    """Write CSV (RFC 4180); a cell that a spreadsheet would calculate begins with an apostrophe."""
    admitted, refused = admit_hosts(hosts, own_domains=own_domains)
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(("host", "case", "first_seen", "confirmed_at", "kinds"))
    for entry in admitted:
        kinds = " ".join(kind for kind in entry.kinds if _CODE.fullmatch(kind))
        cells = (
            entry.host,
            str(int(entry.case_number)),
            _say_time(entry.first_seen),
            _say_time(entry.confirmed_at),
            kinds,
        )
        rows.writerow([f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in cells])
    return BlockList(text=written.getvalue(), hosts=tuple(entry.host for entry in admitted), refused=refused)


def _find_refusal(untrusted_host: str, own_domains: Sequence[str], room: int) -> Refusal | None:
    labels = untrusted_host.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return "not-a-name"
    host = untrusted_host
    if len(host) > room:
        return "too-long"
    if any(_touches(host, own.lower().rstrip(".")) for own in own_domains):
        return "ours"
    if _load_suffixes().privatesuffix(host) is None:
        return "public-suffix"
    # Blocking a name blocks all below it, so the domain of a shared host is as bad as the host itself.
    bare = host.removeprefix("www.")
    if any(shared == bare or shared.endswith(f".{bare}") for shared in load_shared_hosts()):
        return "shared-host"
    return None


def _touches(host: str, own: str) -> bool:
    return host == own or host.endswith(f".{own}") or own.endswith(f".{host}")


@cache
def _load_suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def load_shared_hosts() -> frozenset[str]:
    """Read the list of hosts where strangers keep their own pages under one name."""
    text = files("chaffinch.reports").joinpath("shared_hosts.txt").read_text("utf-8")
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return frozenset(line for line in lines if line)


def _finish_list(
    lines: Sequence[str], admitted: Sequence[BlockedHost], refused: tuple[RefusedHost, ...]
) -> BlockList:
    return BlockList(
        text="\n".join(lines) + "\n", hosts=tuple(entry.host for entry in admitted), refused=refused
    )


def _say_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
