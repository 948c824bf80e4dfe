"""Which format a list has, told by its first 64 KB; what is not clearly another one is a plain list."""

from __future__ import annotations

import re
from collections.abc import Callable

from chaffinch.names.feeds.lists.addresses import is_address, is_number
from chaffinch.names.feeds.lists.errors import ListFormatError
from chaffinch.names.feeds.lists.table import find_column, guess_delimiter

_LINES_LOOKED_AT = 500
_MOST_LINE = 4_096
_CLEAR = 0.6
"""Of the lines that say something, so many must be of a format. The others are not lost: each format names them."""
_DOCUMENT = re.compile(rb'\s*(?:\{\s*(?:"|\}|\Z)|\[\s*(?:\{|"|\]|\Z))')
_MANIFEST = re.compile(rb'\s*\{\s*"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"\s*:\s*\{', re.IGNORECASE)
_TYPE = rb"(?:SOA|NS|A|AAAA|CNAME|DNAME|MX|TXT|SRV|PTR|DS|RRSIG|NSEC3?|NSEC3PARAM|DNSKEY|CAA|HTTPS|SVCB|TLSA|NAPTR)"
_RECORD = re.compile(
    rb"\S*[ \t]+(?:\d[smhdw\d]*[ \t]+)?(?:(?:IN|CH|HS)[ \t]+)?(?:\d[smhdw\d]*[ \t]+)?" + _TYPE + rb"[ \t]+\S",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(rb"\$(?:ORIGIN|TTL|INCLUDE|GENERATE)\b", re.IGNORECASE)
_POLICY = re.compile(
    rb"\S*[ \t]+(?:\d+[ \t]+)?(?:IN[ \t]+)?(?:\d+[ \t]+)?CNAME[ \t]+(?:\*?\.|rpz-[a-z-]+\.?)[ \t]*(?:;.*)?",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"\s*(?:;|!|#(?![#@?$%]))")
_HOSTS = re.compile(rb"\S+[ \t]+[^\s#]")
_ADBLOCK = re.compile(rb"(?:@@)?\|\|\S|@@\S|[^#]*#[@?$%]*#\S|\[Adblock", re.IGNORECASE)
_DNSMASQ = re.compile(rb"(?:address|server|local|ipset|nftset|rebind-domain-ok)=/", re.IGNORECASE)
_UNBOUND = re.compile(rb"\s*local-(?:zone|data):\s*\S", re.IGNORECASE)


def find_format(head: bytes) -> str:
    """Return the name of the format that a list's first bytes show.

    Args:
        head: unpacked; its last line may be cut.

    Raises:
        ListFormatError: it is a JSON document of no known kind, or of a whole feed.
    """
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _DOCUMENT.match(text):
        return _find_document(text)
    lines = _sample_lines(text)
    for name, tells in _TELLS:
        if tells(lines):
            return name
    delimiter = guess_delimiter(b"\n".join(lines) + b"\n")
    if delimiter is not None and find_column(b"\n".join(lines) + b"\n", delimiter) is not None:
        return "tsv" if delimiter == b"\t" else "csv"
    return "plain"


def _find_document(text: bytes) -> str:
    if re.search(rb'"type"\s*:\s*"bundle"', text) or b'"spec_version"' in text:
        return "stix"
    if _MANIFEST.match(text):
        raise ListFormatError(
            "This is the manifest of a MISP feed",
            why="The events stand beside it.",
            todo="Name the folder or the address that it is in.",
        )
    if re.search(rb'"(?:Event|Attribute|Object|response)"\s*:', text):
        return "misp"
    if re.search(rb'"list"\s*:\s*\[', text) or b'"matching_attributes"' in text:
        return "misp-warninglist"
    raise ListFormatError(
        "This is a JSON document of a kind that is not known",
        why="It begins like no MISP event, MISP warning list or STIX bundle.",
        todo="Say which it is with the format, or make a plain list of it.",
    )


def _sample_lines(text: bytes) -> list[bytes]:
    """Return whole lines that are neither blank nor plainly comments."""
    lines = text.replace(b"\r\n", b"\n").split(b"\n")[:_LINES_LOOKED_AT]
    whole = lines[:-1] if len(lines) > 1 else lines
    return [line[:_MOST_LINE] for line in whole if line.strip() and not _COMMENT.match(line)]


def _share(lines: list[bytes], tells: Callable[[bytes], object]) -> float:
    return sum(bool(tells(line)) for line in lines) / len(lines) if lines else 0.0


def _is_policy_zone(lines: list[bytes]) -> bool:
    records = [line for line in lines if _RECORD.match(line)]
    return _is_zone(lines) and _share(records, _POLICY.fullmatch) >= 0.5


def _is_zone(lines: list[bytes]) -> bool:
    """Look for records; a hand-written zone's lines go on in parentheses, but it begins with a directive or an SOA."""
    records = _share(lines, _RECORD.match)
    begins = any(_DIRECTIVE.match(line) or re.search(rb"\sSOA\s", line, re.IGNORECASE) for line in lines[:20])
    return records >= _CLEAR or (begins and (records >= 0.2 or len(lines) < 5))


def _is_hosts(lines: list[bytes]) -> bool:
    return _share(lines, lambda line: _HOSTS.match(line.strip()) and is_number(line.split()[0])) >= _CLEAR


def _is_adblock(lines: list[bytes]) -> bool:
    return _share(lines, _ADBLOCK.match) >= _CLEAR or bool(lines and lines[0].lower().startswith(b"[adblock"))


#: In this order: a policy zone is a zone, and a record of a zone might pass for a row of a table.
_TELLS: tuple[tuple[str, Callable[[list[bytes]], bool]], ...] = (
    ("adblock", _is_adblock),
    ("dnsmasq", lambda lines: _share(lines, _DNSMASQ.match) >= _CLEAR),
    ("unbound", lambda lines: _share(lines, _UNBOUND.match) >= _CLEAR),
    ("rpz", _is_policy_zone),
    ("zone", _is_zone),
    ("hosts", _is_hosts),
    ("plain", lambda lines: _share(lines, _is_whole_address) >= 0.9 and not _share(lines, _has_field)),
)


def _is_whole_address(line: bytes) -> bool:
    return is_address(line.strip())


def _has_field(line: bytes) -> bool:
    return re.search(rb"[,;|\t]", line) is not None
