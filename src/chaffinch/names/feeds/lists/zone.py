"""Zone files: the names below a zone's apex, from dumps of whole registries and from files written by hand."""

from __future__ import annotations

import re
from itertools import compress
from operator import ne

from chaffinch.names.feeds.lists.piece import Parsed, Piece, State, TextFormat, Wish
from chaffinch.names.feeds.lists.records import Record, iterate_records

DNSSEC = frozenset(b"RRSIG NSEC NSEC3 NSEC3PARAM DNSKEY DS CDS CDNSKEY DLV KEY NXT SIG TA ZONEMD".split())
"""These prove names, or their absence, and stand at names that have other records too; NSEC3's owners are hashes."""
#: A line of a dump, `name.⇥ttl⇥in⇥type⇥…`, whole: the name is the group, empty where only DNSSEC speaks. The SOA record and
#: whatever has parentheses, quotes or escapes in its name is for the slow way.
_DUMPED = re.compile(
    rb"^(?:([^\s;\"$()\\@]+)\.[ \t]+\d+[ \t]+[iI][nN][ \t]+"
    rb"(?:[nN][sS]|[aA]|[aA]{4}|[mM][xX]|[cC][nN][aA][mM][eE]|[tT][xX][tT]|[sS][rR][vV]|[dD][nN][aA][mM][eE])[ \t]"
    rb"|[^\s;\"$()\\@]+\.[ \t]+\d+[ \t]+[iI][nN][ \t]+(?i:rrsig|ds|nsec3?|nsec3param|dnskey|cds|cdnskey|zonemd)[ \t])"
    rb"[^\n(]*(?:\n|\Z)",
    re.MULTILINE,
)
_ESCAPE = re.compile(rb"\\(\d{3}|.)", re.DOTALL)
_NO_HOST = re.compile(rb"[\x00-\x20\x7f\\]")


def begin_zone(head: bytes, wish: Wish) -> State:
    """Begin with the origin that the caller gave, if any."""
    origin = None if wish.origin is None else wish.origin.strip().rstrip(".")
    return {"origin": origin, "owner": None, "apex": None, "given": ""}


def parse_zone(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take each owner of a record once in a row; the apex and what only DNSSEC speaks of are left out."""
    return _parse_dump(piece, state) or _parse_records(piece, state)


def _parse_dump(piece: Piece, state: State) -> tuple[Parsed, State] | None:
    """Read a piece whose lines are all of the dumps' form; None for any other."""
    text = piece.text
    owners = _DUMPED.findall(text)
    lines = text.count(b"\n") + (not text.endswith(b"\n"))
    if len(owners) != lines:
        return None
    parsed = Parsed()
    names, places = owners, list(range(piece.line, piece.line + lines))
    apex = str(state["apex"] or "").encode()
    dnssec = owners.count(b"")
    if dnssec or apex in owners:
        below = [bool(owner) and owner != apex for owner in owners]
        names, places = list(compress(owners, below)), list(compress(places, below))
        parsed.left_out.update({"dnssec": dnssec} if dnssec else {})
    last = text[text.rfind(b"\n", 0, len(text) - 1) + 1 :].split(None, 1)[0][:-1].decode()
    if not names:
        return parsed, {**state, "owner": last}
    given = names[-1].decode()
    keep = list(map(ne, names, [str(state["given"]).encode(), *names]))
    names, places = list(compress(names, keep)), list(compress(places, keep))
    parsed.names, parsed.places = names, places
    return parsed, {**state, "owner": last, "given": given}


def _parse_records(piece: Piece, state: State) -> tuple[Parsed, State]:
    parsed = Parsed()
    reader = OwnerReader(state)
    for record in iterate_records(piece, parsed):
        owner = reader.read(record, parsed)
        if owner is None or owner == reader.apex:
            continue
        if record.type in DNSSEC:
            parsed.left_out["dnssec"] += 1
        elif owner != reader.given:
            reader.given = owner
            if name := read_escapes(owner):
                parsed.add(name, record.line)
            else:
                parsed.left_out["no-host-name"] += 1
    return parsed, reader.write()


class OwnerReader:
    """Follow $ORIGIN, "@", relative names and the owner of the record before.

    Args:
        state: after the records before.
        needs_origin: whether a relative name means nothing without an origin.
    """

    def __init__(self, state: State, *, needs_origin: bool = True) -> None:
        self._origin = _encode(state["origin"])
        self._owner = _encode(state["owner"])
        self.apex = _encode(state["apex"])
        self.given = _encode(state["given"]) or b""
        self._needs_origin = needs_origin

    def write(self) -> State:
        """Return what the next piece must know."""
        kept = {"origin": self._origin, "owner": self._owner, "apex": self.apex, "given": self.given}
        return {name: None if value is None else value.decode() for name, value in kept.items()}

    def read(self, record: Record, parsed: Parsed) -> bytes | None:
        """Return a record's owner, absolute, without the last dot; None where there is none, a fault where it cannot be
        known."""
        if record.type.startswith(b"$"):
            self._obey(record, parsed)
            return None
        if record.owner is not None:
            self._owner = self._resolve(record.owner)
        if self._owner is None:
            code = "no-owner" if record.owner is None else "no-origin"
            parsed.add_fault(code, record.line)
        elif record.type == b"SOA":
            self.apex = self._owner
        return self._owner

    def _resolve(self, name: bytes) -> bytes | None:
        if name == b"@":
            return self._origin if self._origin is not None or self._needs_origin else b""
        if name.endswith(b".") and not _ends_escaped(name):
            return name[:-1]
        if self._origin is None:
            return None if self._needs_origin else name
        return name + b"." + self._origin if self._origin else name

    def _obey(self, record: Record, parsed: Parsed) -> None:
        if record.type == b"$ORIGIN" and record.content:
            self._origin = self._resolve(record.content)
            if self._origin is None:
                parsed.add_fault("no-origin", record.line)
        elif record.type == b"$INCLUDE":
            parsed.add_fault("include-refused", record.line)
        elif record.type != b"$TTL":
            name = record.type[:40].decode("ascii", "replace")
            parsed.add_fault("unknown-directive", record.line, name=name)


def read_escapes(name: bytes) -> bytes:
    r"""Return a name with `\DDD` and `\X` read; empty when a character that no host has is among them."""
    if b"\\" in name:
        name = _ESCAPE.sub(_read_escape, name)
    if _NO_HOST.search(name):
        return b""
    try:
        name.decode()
    except UnicodeDecodeError:
        return b""
    return name


def _read_escape(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if len(escaped) == 3:
        value = int(escaped)
        return b" " if value > 255 or value == ord(".") else bytes([value])
    return b" " if escaped == b"." else escaped


def _ends_escaped(name: bytes) -> bool:
    """Return whether the last dot is part of a label."""
    return (len(name) - 1 - len(name[:-1].rstrip(b"\\"))) % 2 == 1


def _encode(value: object) -> bytes | None:
    return None if value is None else str(value).encode()


ZONE = TextFormat("zone", begin_zone, parse_zone)
