"""What a client wrote, made fit to be shown and stored."""

from __future__ import annotations

import ipaddress
from typing import Final

#: What a quick look at a line says where a name should stand and cannot be found.
BROKEN: Final = b"\n"
_LONGEST = 320
"""The longest address there is (RFC 3696, erratum 1690, allows 254)."""


def clean(untrusted_text: bytes) -> str:
    """Return a client's text bounded, without control characters or broken UTF-8; what cannot be shown is escaped."""
    text = untrusted_text[: 4 * _LONGEST].decode("utf-8", "backslashreplace")[:_LONGEST]
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)[:_LONGEST]


def read_source(untrusted_text: str) -> str:
    """Return an address as it is written shortest, IPv4 out of IPv6; empty where it is none."""
    try:
        address = ipaddress.ip_address(untrusted_text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address).partition("%")[0]
