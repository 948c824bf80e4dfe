"""Response-policy zones: the names that a resolver is to block (draft-vixie-dnsop-dns-rpz)."""

from __future__ import annotations

from chaffinch.names.feeds.lists.piece import Parsed, Piece, State, TextFormat
from chaffinch.names.feeds.lists.records import iterate_records
from chaffinch.names.feeds.lists.zone import DNSSEC, OwnerReader, begin_zone, read_escapes

_OTHER_TRIGGERS = {
    b"rpz-ip": "rpz-ip",
    b"rpz-client-ip": "rpz-client-ip",
    b"rpz-nsip": "rpz-nsip",
    b"rpz-nsdname": "rpz-nsdname",
}
_OF_THE_ZONE = frozenset((b"SOA", b"NS")) | DNSSEC
_PASS = (b"rpz-passthru.", b"rpz-passthru")


def parse_rpz(piece: Piece, state: State) -> tuple[Parsed, State]:
    """Take each name that triggers a policy once in a row, `*.name` as `name`; what is let through is left out."""
    parsed = Parsed()
    reader = OwnerReader(state, needs_origin=False)
    for record in iterate_records(piece, parsed):
        owner = reader.read(record, parsed)
        if owner is None or record.type in _OF_THE_ZONE or owner == (reader.apex or b""):
            continue
        trigger = _strip_zone(owner, reader.apex)
        kind = _OTHER_TRIGGERS.get(trigger.rpartition(b".")[2].lower())
        name = read_escapes(trigger.removeprefix(b"*."))
        if kind:
            parsed.left_out[kind] += 1
        elif record.type == b"CNAME" and _lets_through(record.content, name):
            parsed.left_out["passthru"] += 1
        elif not name:
            parsed.left_out["no-host-name"] += 1
        elif name != reader.given:
            reader.given = name
            parsed.add(name, record.line)
    return parsed, reader.write()


def _strip_zone(owner: bytes, apex: bytes | None) -> bytes:
    """Return what stands before the zone's own name."""
    if apex and owner.lower().endswith(b"." + apex.lower()):
        return owner[: -len(apex) - 1]
    return owner


def _lets_through(target: bytes, name: bytes) -> bool:
    """Return whether the policy is to do nothing; the old way to say so was a CNAME to the name itself."""
    return target.lower() in _PASS or (bool(name) and target.rstrip(b".") == name)


RPZ = TextFormat("rpz", begin_zone, parse_rpz)
