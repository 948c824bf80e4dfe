"""Nextcloud: its log (`nextcloud.log`, refused log-ins) and that of its auditing app (`audit.log`, those that opened).

JSON lines after the administration manual ("Logging") and the sources of `core` and `admin_audit`: `message` is `Login
failed: NAME (Remote IP: ADDRESS)`, the name in quotation marks in some releases, or `Login successful: "NAME"`; `time`,
`remoteAddr`, `reqId`, `userAgent` stand beside it. `Login attempt` says nothing of the outcome and is left out. Checked on
published lines only, on no server.

The address is taken from `remoteAddr`: the message holds what the client typed.
"""

from __future__ import annotations

import re
from datetime import datetime

from chaffinch.tripwires.fields import BROKEN, read_source
from chaffinch.tripwires.json_fields import STRING, is_cut, load_object, read_aware, read_text, unescape
from chaffinch.tripwires.moments import PlaceTime, read_moment
from chaffinch.tripwires.signin import SignIn, Spot

_MESSAGE = re.compile(rb'"message"\s*:\s*"(Login (?:failed|successful): ' + STRING + rb')"', re.DOTALL)
_FAILED = re.compile(rb"Login failed: (.*) \(Remote IP: [^()]*\)", re.DOTALL)
_OPENED = re.compile(rb"Login successful: (.*)", re.DOTALL)


def find_login(line: bytes) -> bytes | None:
    """Return the name that a line names, as `tripwires.dovecot.find_login` does."""
    if b'"Login ' not in line:
        return BROKEN if is_cut(line) else None
    found = _MESSAGE.search(line)
    if found is None:
        return BROKEN if is_cut(line) else None
    message = unescape(found[1])
    return BROKEN if message is BROKEN else _find_name(message)


def _find_name(message: bytes) -> bytes:
    found = _FAILED.fullmatch(message) or _OPENED.fullmatch(message)
    if found is None:
        return BROKEN
    name = found[1]
    quoted = len(name) > 1 and name[:1] == name[-1:] and name[:1] in (b"'", b'"')
    return name[1:-1] if quoted else name


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one attempt; None where the line is none, or cannot be believed."""
    said = load_object(line)
    message = said.get("message") if said else None
    if not isinstance(message, str) or not message.startswith(("Login failed: ", "Login successful: ")):
        return None
    name = _find_name(message.encode("utf-8", "backslashreplace"))
    if name is BROKEN:
        return None
    success, time = message.startswith("Login successful: "), read_text(said, "time")
    return SignIn(
        at=read_aware(time) or read_moment(time, place_time=place_time, now=now),
        login=read_text({"name": name.decode("utf-8", "backslashreplace")}, "name"),
        source=read_source(read_text(said, "remoteAddr")),
        protocol="http",
        success=success,
        failure="" if success else "failed",
        mark=None,
        session=read_text(said, "reqId")[:64],
        sums_up=False,
        spot=spot,
        agent=read_text(said, "userAgent"),
    )
