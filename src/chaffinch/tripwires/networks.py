"""Where an address belongs, from databases on this machine: nothing is asked of anybody.

Databases of MaxMind's format (MMDB 2.0) are read where the package `maxminddb` is installed and a file is named: GeoLite2,
DB-IP Lite (`country.iso_code`, `autonomous_system_number`) and IPinfo Lite (`country_code`, `asn`). Without one an
address still has its kind. A country is where a block is registered or used, not where a person sits.
"""

from __future__ import annotations

import importlib
import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from chaffinch.ground.addresses import classify_address
from chaffinch.tripwires.errors import DatabaseError
from chaffinch.tripwires.fields import clean

AddressKind = Literal["", "public", "private", "loopback", "reserved"]
"""Empty where there is no address."""
_ASN = re.compile(r"(?:AS)?(\d{1,10})", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}")


class AddressBase(Protocol):
    """A database of blocks of addresses, as `maxminddb.Reader` is one."""

    def get_with_prefix_len(self, ip_address: str, /) -> tuple[Any, int]:
        """Return the record of the block that holds an address, None for none, and the block's length in bits."""


@dataclass(frozen=True, slots=True)
class Network:
    """Where an address belongs."""

    kind: AddressKind
    block: str = ""
    """The smallest block that a database has a record of; empty where none has."""
    country: str = ""
    """ISO 3166, two letters; empty where it is not known."""
    asn: int | None = None
    holder: str = ""
    """Who announces the block."""


def name_block(source: str) -> str:
    """Return the block in which one customer's address changes: the /64 of IPv6 (RFC 6177, RFC 8981), the /24 of IPv4.

    Args:
        source: normalised; empty for none, and then the block is.
    """
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(ipaddress.IPv4Network((address, 24), strict=False))
    return str(ipaddress.IPv6Network((address, 64), strict=False))


def open_bases(paths: Iterable[Path]) -> tuple[AddressBase, ...]:
    """Open databases, in the order in which they are asked.

    Raises:
        DatabaseError: the package is not installed, or a file is none of its format.
    """
    found: list[AddressBase] = []
    for path in paths:
        try:
            found.append(importlib.import_module("maxminddb").open_database(str(path)))
        except ModuleNotFoundError as error:
            raise DatabaseError(
                f"{path} cannot be read.", why="maxminddb is not installed.", todo="pip install maxminddb"
            ) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise DatabaseError(
                f"{path} cannot be read.", why=str(error), todo="Name a database of the format MMDB."
            ) from error
    return tuple(found)


def find_network(source: str, *, bases: Sequence[AddressBase] = ()) -> Network:
    """Return where an address belongs; of several databases, each answers what those before it did not.

    Args:
        source: normalised, as sign-ins have it; empty for none.
        bases: asked for public addresses only.

    Raises:
        DatabaseError: a database is damaged.
    """
    try:
        address = ipaddress.ip_address(source)
    except ValueError:
        return Network("")
    kind = _find_kind(address)
    block, country, asn, holder = "", "", None, ""
    for base in bases if kind == "public" else ():
        try:
            record, length = base.get_with_prefix_len(source)
        except ValueError:
            continue  # a database of IPv4 alone
        except RuntimeError as error:
            raise DatabaseError(
                "A database of addresses is damaged.", why=str(error), todo="Fetch it again."
            ) from error
        if not isinstance(record, dict):
            continue
        found = ipaddress.ip_network(f"{address}/{length}", strict=False)
        block = str(found) if not block or found.prefixlen > int(block.rpartition("/")[2]) else block
        country = country or _read_country(record)
        asn = _read_asn(record) if asn is None else asn
        holder = holder or _read_holder(record)
    return Network(kind, block, country, asn, holder)


def _find_kind(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> AddressKind:
    kind = classify_address(address)
    if not kind:
        return "public"
    if kind == "loopback":
        return "loopback"
    return "private" if kind in ("private", "link-local") else "reserved"


def _read_country(record: dict[str, Any]) -> str:
    country = record.get("country")
    inner = country.get("iso_code") if isinstance(country, dict) else record.get("country_code") or country
    return inner if isinstance(inner, str) and _COUNTRY.fullmatch(inner) else ""


def _read_asn(record: dict[str, Any]) -> int | None:
    found = _ASN.fullmatch(str(record.get("autonomous_system_number") or record.get("asn") or ""))
    return int(found[1]) if found else None


def _read_holder(record: dict[str, Any]) -> str:
    holder = record.get("autonomous_system_organization") or record.get("as_name")
    return clean(holder.encode("utf-8", "backslashreplace"))[:120] if isinstance(holder, str) else ""
