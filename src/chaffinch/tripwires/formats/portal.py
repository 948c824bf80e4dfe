"""The tries at a decoy portal of our own listener (tripwires/listener/portal.py): a JSON line each.

`at` (RFC 3339), `portal` (its path), `login`, `pwhash` (as Dovecot's auth policy hook hashes it, whole), `source`, `agent`,
`language`. No try opens anything. A line with `count` and no `login` tells of a flood and is none of an attempt.
"""

from __future__ import annotations

from datetime import datetime

from chaffinch.tripwires.fields import BROKEN, read_source
from chaffinch.tripwires.json_fields import (
    compile_key,
    find_strings,
    is_cut,
    load_object,
    read_aware,
    read_text,
    unescape,
)
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.signin import PasswordMark, SignIn, Spot

_LOGIN = compile_key(b"login")
_HEX = frozenset("0123456789abcdef")


def find_login(line: bytes) -> bytes | None:
    """Return the name that a line names, as `tripwires.dovecot.find_login` does."""
    found = find_strings(line, _LOGIN, mark=b'login"')
    if not found:
        return BROKEN if is_cut(line) else None
    return unescape(found[0])


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one try; None where the line is none."""
    said = load_object(line)
    login = read_text(said, "login")
    if said is None or not login:
        return None
    pwhash = read_text(said, "pwhash")
    return SignIn(
        at=read_aware(read_text(said, "at")),
        login=login,
        source=read_source(read_text(said, "source")),
        protocol="portal",
        success=False,
        failure="refused",
        mark=PasswordMark("policy", pwhash) if pwhash and _HEX.issuperset(pwhash) else None,
        session="",
        sums_up=False,
        spot=spot,
        agent=read_text(said, "agent"),
    )
