"""Say whether an IP address is public, in every notation it may hide in.

`ipaddress.is_global` calls 64:ff9b::7f00:1, ::127.0.0.1 and 224.0.0.1 global and changes between Python releases,
so the table stands here: the IANA special-purpose registries (RFC 6890 and successors, as of 2026) and the forms
that carry an IPv4 address inside an IPv6 one.
"""

from __future__ import annotations

import unicodedata
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_SPECIAL_V4 = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_SPECIAL_V6 = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "private"),
        ("100::/64", "reserved"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2620:4f:8000::/48", "reserved"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_COMPATIBLE = IPv6Network("::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
_CARRIERS = (_COMPATIBLE, _MAPPED, _TRANSLATED, _NAT64)
_ISATAP_MARKS = (0x0000_5EFE, 0x0200_5EFE)
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})


def parse_address(untrusted_text: str) -> Address | None:
    """Return the address that a browser or a C library would connect to for this host; None for a name.

    Takes brackets, zone ids, full-width digits and dots, and the old IPv4 notations (decimal, octal, hexadecimal,
    fewer than four parts; inet_aton(3), WHATWG URL).
    """
    text = unicodedata.normalize("NFKC", untrusted_text.translate(_DOTS)).strip().rstrip(".")
    text = text.removeprefix("[").removesuffix("]").partition("%")[0]
    if ":" in text:
        try:
            return ip_address(text)
        except ValueError:
            return None
    return _parse_odd_ipv4(text)


def is_numeric_host(untrusted_text: str) -> bool:
    """Return whether a browser would take the host for an IPv4 address, a broken one included (WHATWG URL)."""
    text = unicodedata.normalize("NFKC", untrusted_text.translate(_DOTS)).strip().rstrip(".")
    last = text.rpartition(".")[2]
    return last.isascii() and (last.isdigit() or _parse_number(last) is not None)


def _parse_odd_ipv4(text: str) -> IPv4Address | None:
    parts = text.split(".")
    if not text or len(parts) > 4:
        return None
    numbers = [_parse_number(part) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or any(number > 255 for number in known[:-1]):
        return None
    value = known[-1]
    if value >= 256 ** (5 - len(known)):
        return None
    for place, number in enumerate(known[:-1]):
        value += number << (8 * (3 - place))
    return IPv4Address(value)


def _parse_number(part: str) -> int | None:
    if not part.isascii() or not part.isalnum() or len(part) > 40:
        return None
    lowered = part.lower()
    try:
        if lowered.startswith("0x"):
            return int(lowered[2:] or "0", 16)
        return int(lowered, 8) if lowered.startswith("0") else int(lowered)
    except ValueError:
        return None


def unwrap_address(address: Address) -> tuple[Address, ...]:
    """Return the address itself and every IPv4 address that it carries.

    Forms: IPv4-mapped, -compatible and -translated (RFC 4291, 2765), NAT64 (RFC 6052), 6to4 (RFC 3056), Teredo
    with server and client (RFC 4380), ISATAP (RFC 5214).
    """
    if isinstance(address, IPv4Address):
        return (address,)
    bits = int(address)
    carried: list[int] = []
    if any(address in carrier for carrier in _CARRIERS):
        carried.append(bits & 0xFFFF_FFFF)
    if address in _SIX_TO_FOUR:
        carried.append((bits >> 80) & 0xFFFF_FFFF)
    if address in _TEREDO:
        carried += [(bits >> 64) & 0xFFFF_FFFF, ~bits & 0xFFFF_FFFF]
    if (bits >> 32) & 0xFFFF_FFFF in _ISATAP_MARKS:
        carried.append(bits & 0xFFFF_FFFF)
    return (address, *(IPv4Address(inner) for inner in carried))


def classify_address(address: Address) -> str:
    """Return why the address is not public, as a code; empty for a public one.

    Codes: unspecified, loopback, private, shared, link-local, multicast, documentation, benchmarking, reserved.
    """
    inner = unwrap_address(address)
    kinds = [_classify_ipv4(one) for one in inner if isinstance(one, IPv4Address)]
    if isinstance(address, IPv6Address):
        kinds = [_classify_ipv6(address, carries=bool(kinds)), *kinds]
    refusals = [kind for kind in kinds if kind]
    return refusals[0] if refusals else ""


def _classify_ipv4(address: IPv4Address) -> str:
    return next((kind for network, kind in _SPECIAL_V4 if address in network), "")


def _classify_ipv6(address: IPv6Address, *, carries: bool) -> str:
    if address.scope_id is not None:
        return "link-local"
    if address in _TEREDO:
        return ""
    for network, kind in _SPECIAL_V6:
        if address in network:
            return kind
    return "" if carries or address in _GLOBAL_UNICAST else "reserved"


def is_public(address: Address | str) -> bool:
    """Return whether a connection to the address stays outside every private or special network.

    A text that is no address is not public.
    """
    parsed = parse_address(address) if isinstance(address, str) else address
    return parsed is not None and not classify_address(parsed)
