"""OpenSSH's server: accepted and refused log-ins, and connections that ended before one.

After its source (`auth.c`, `packet.c`): `Accepted METHOD for NAME from ADDRESS port N ssh2`, `Failed METHOD for [invalid
user ]NAME from …`, `Connection closed by invalid|authenticating user NAME ADDRESS port N [preauth]`, by `sshd` and, since
9.8, `sshd-session`; `message repeated N times: [ … ]` as rsyslog shortens them counts once. Checked on published lines
only, on no server.

The name is the client's and may hold the rest of a line; sshd writes its own words behind it, so that the last of them
count. Where both a refusal and the end of its connection are told, the end only sums up.
"""

from __future__ import annotations

import re
from datetime import datetime

from chaffinch.tripwires.fields import BROKEN, clean, read_source
from chaffinch.tripwires.moments import TIME, PlaceTime, read_moment
from chaffinch.tripwires.signin import SignIn, Spot

_HEAD = (
    rb"^"
    + TIME
    + rb" (?:\S+ )?(?:[a-z0-9]+\.[a-z]+ )?sshd(?:-session)?\[(?P<pid>\d+)\]: (?:message repeated \d+ times: \[ )?"
)
_FROM = rb"(?P<source>[0-9A-Fa-f.:]+(?:%[\w.-]+)?) port (?P<port>\d+)"
_TRIED = re.compile(
    _HEAD
    + rb"(?P<said>Accepted|Failed) (?P<method>[\w/-]+) for (?P<unknown>invalid user )?(?P<login>.*) from "
    + _FROM
    + rb"(?: ssh2)?(?::[^\]]*)?\]?$",
    re.DOTALL,
)
_ENDED = re.compile(
    _HEAD
    + rb"(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) "
    + rb"(?P<who>invalid|authenticating) user (?P<login>.*) "
    + _FROM
    + rb"(?:: [^\[\]]*)? \[preauth\]$",
    re.DOTALL,
)


def find_login(line: bytes) -> bytes | None:
    """Return the name that a line names, as `tripwires.dovecot.find_login` does."""
    if b" sshd" not in line:
        return None
    if b": Failed " in line or b": Accepted " in line or b": [ Failed " in line:
        found = _TRIED.match(line.removesuffix(b"\r"))
        if found is None:
            return BROKEN
        return None if found["method"] == b"none" else found["login"]
    if line.removesuffix(b"\r").endswith(b" [preauth]") and (
        b" invalid user " in line or b" authenticating user " in line
    ):
        found = _ENDED.match(line.removesuffix(b"\r"))
        return found["login"] if found else None
    return None


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one attempt; None where the line is none, or cannot be believed."""
    tried = _TRIED.match(line)
    found = tried or _ENDED.match(line)
    if found is None or (tried and tried["method"] == b"none"):
        return None
    unknown = bool(tried and tried["unknown"]) or (tried is None and found["who"] == b"invalid")
    success = bool(tried and tried["said"] == b"Accepted")
    source = read_source(clean(found["source"]).partition("%")[0])
    return SignIn(
        at=read_moment(found["time"].decode("ascii"), place_time=place_time, now=now),
        login=clean(found["login"]),
        source=source,
        protocol="ssh",
        success=success,
        failure="" if success else "unknown-user" if unknown else "wrong-password" if tried else "failed",
        mark=None,
        session=f"{source} {clean(found['port'])}"[:64],
        sums_up=tried is None,
        spot=spot,
    )
