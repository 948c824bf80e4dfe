"""The records of a zone file (RFC 1035, 5.1), as far as names need them: owner, type and the first word of the content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from chaffinch.names.feeds.lists.piece import Parsed, Piece

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|;.*|[()]|(?:[^\s;"()\\]|\\.)+|["\\]', re.DOTALL)
_SPECIAL = re.compile(rb'[;"()\\]')
_TTL = re.compile(rb"\d+|(?:\d+[smhdw])+", re.IGNORECASE)
_CLASS = re.compile(rb"in|ch|hs|cs|any|class\d+", re.IGNORECASE)
_TYPES = frozenset(
    b"A A6 AAAA AFSDB AMTRELAY APL ATMA AVC CAA CDNSKEY CDS CERT CNAME CSYNC DHCID DLV DNAME DNSKEY DOA DS DSYNC EID EUI48 "
    b"EUI64 GID GPOS HINFO HIP HTTPS IPN IPSECKEY ISDN KEY KX L32 L64 LOC LP MB MD MF MG MINFO MR MX NAPTR NID NIMLOC NINFO "
    b"NS NSAP NSAP-PTR NSEC NSEC3 NSEC3PARAM NULL NXT OPENPGPKEY PTR PX RESINFO RKEY RP RRSIG RT SIG SINK SMIMEA SOA SPF "
    b"SRV SSHFP SVCB TA TALINK TLSA TXT UID UINFO UNSPEC URI WALLET WKS X25 ZONEMD".split()
)
_TYPE_BY_NUMBER = re.compile(rb"TYPE\d{1,5}")
_BLANK = (b" ", b"\t")
_MOST_RECORD_LINES = 1_000
"""A parenthesis that is open for more lines was never closed."""
_MOST_TOKENS = 16
"""Owner, TTL, class, type and the first of the content are among them."""


class Record(NamedTuple):
    """A record or a directive."""

    line: int
    owner: bytes | None
    """As written; None for the one before."""
    type: bytes
    """Upper case; of a directive its name with the dollar sign."""
    content: bytes
    """The first word of the content, as written."""


def iterate_records(piece: Piece, parsed: Parsed) -> Iterator[Record]:
    """Yield the records of a piece; what is none becomes a fault, what goes on behind its end is left open."""
    lines = piece.split()
    place, may_run_on = 0, True
    while place < len(lines):
        line, number = lines[place], piece.line + place
        if _SPECIAL.search(line) is None:
            tokens, place = line.split(None, _MOST_TOKENS), place + 1
        else:
            found, depth = _split_tokens(line)
            end = place + 1
            if depth > 0 and may_run_on:
                end, found = _join_lines(lines, place, found, depth)
                if end > len(lines) and not piece.is_last:
                    parsed.open_lines = len(lines) - place
                    return
                if end > len(lines) or end == place:
                    parsed.add_fault("cut-short", number)
                    may_run_on, end = False, place + 1
            tokens, place = found, end
        if not tokens:
            continue
        record = _read_record(tokens, number, has_owner=not line.startswith(_BLANK))
        if record is None:
            parsed.add_fault("bad-record", number)
        else:
            yield record


def _split_tokens(line: bytes) -> tuple[list[bytes], int]:
    """Return the words of a line without its comment, and how many parentheses it leaves open."""
    tokens: list[bytes] = []
    depth = 0
    for token in _TOKEN.findall(line):
        if token == b"(":
            depth += 1
        elif token == b")":
            depth -= 1
        elif not token.startswith(b";") and len(tokens) < _MOST_TOKENS:
            tokens.append(token)
    return tokens, depth


def _join_lines(lines: list[bytes], place: int, tokens: list[bytes], depth: int) -> tuple[int, list[bytes]]:
    """Return the place behind a record in parentheses, and its words.

    The place is beyond the last line when the parenthesis is open there, and the record's own when it is open for too long.
    """
    joined = list(tokens)
    most = min(len(lines), place + _MOST_RECORD_LINES)
    for end in range(place + 1, most):
        more, change = _split_tokens(lines[end])
        joined += more[: _MOST_TOKENS - len(joined)] if len(joined) < _MOST_TOKENS else []
        depth += change
        if depth <= 0:
            return end + 1, joined
    return (len(lines) + 1 if most == len(lines) else place), tokens


def _read_record(tokens: list[bytes], line: int, *, has_owner: bool) -> Record | None:
    """Return the record that the words make: [owner] [TTL] [class] type content, TTL and class in any order."""
    if tokens[0].startswith(b"$"):
        return Record(line, None, tokens[0].upper(), tokens[1] if len(tokens) > 1 else b"")
    owner = tokens[0] if has_owner else None
    for place in range(int(has_owner), min(len(tokens), int(has_owner) + 3)):
        word = tokens[place].upper()
        if word in _TYPES or _TYPE_BY_NUMBER.fullmatch(word):
            return Record(line, owner, word, tokens[place + 1] if place + 1 < len(tokens) else b"")
        if not (_TTL.fullmatch(word) or _CLASS.fullmatch(word)):
            return None
    return None
