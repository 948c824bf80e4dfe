"""IPv4 addresses in the notations that browsers accept: decimal, hexadecimal, octal, fewer than four parts."""

from __future__ import annotations

import re
from ipaddress import IPv4Address

_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


def ends_in_number(host: str) -> bool:
    """Tell whether a host's last label makes it an IPv4 address (WHATWG URL, "ends in a number")."""
    return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def read_ipv4(host: str) -> str | None:
    """Return the four decimal numbers of an address in any notation; None when it is none (WHATWG URL)."""
    parts = host.split(".")
    numbers = [_read_number(part) for part in parts]
    if len(parts) > 4 or any(number is None for number in numbers):
        return None
    *leading, last = [number for number in numbers if number is not None]
    if any(number > 255 for number in leading) or last >= 256 ** (5 - len(parts)):
        return None
    return str(IPv4Address(last + sum(number << 8 * (3 - place) for place, number in enumerate(leading))))


def _read_number(part: str) -> int | None:
    if not _NUMBER.fullmatch(part) or len(part) > 40:
        return None
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    try:
        return int(part, 8 if len(part) > 1 and part.startswith("0") else 10)
    except ValueError:
        return None
