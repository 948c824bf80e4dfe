"""Postfix's smtpd: refused SASL log-ins, and messages that were taken from somebody who had signed in.

After the manual (SASL_README) and smtpd's source (`smtpd_sasl_glue.c`): `warning: HOST[ADDRESS]: SASL METHOD
authentication failed: WHY, sasl_username=NAME`, and `QUEUE-ID: client=HOST[ADDRESS], sasl_method=…, sasl_username=NAME`.
Older releases name nobody on refusal: such a line is no attempt on anybody's name. Of a refused name Postfix writes a
hundred bytes. Checked on published lines only, on no server. What opened is told at each message, not at the log-in.

The name is the client's and stands last; Postfix writes its unprintable characters as `?`. A host name is verified by
Postfix, letters, digits, dots and hyphens.
"""

from __future__ import annotations

import re
from datetime import datetime

from chaffinch.tripwires.fields import BROKEN, clean, read_source
from chaffinch.tripwires.moments import TIME, PlaceTime, read_moment
from chaffinch.tripwires.signin import SignIn, Spot

_HEAD = (
    rb"^" + TIME + rb" (?:\S+ )?(?:[a-z0-9]+\.[a-z]+ )?postfix[\w-]*(?:/(?P<service>[\w-]+))??/smtpd\[\d+\]: "
)
_CLIENT = rb"[\w.-]*\[(?P<source>[0-9A-Fa-f.:]+)\](?::\d+)?"
_REFUSED = re.compile(
    _HEAD
    + rb"warning: "
    + _CLIENT
    + rb": SASL [\w-]+ authentication failed: .*?, sasl_username=(?P<login>.*)$",
    re.DOTALL,
)
_TAKEN = re.compile(
    _HEAD
    + rb"[0-9A-Za-z]+: client="
    + _CLIENT
    + rb", sasl_method=[\w-]+, sasl_username=(?P<login>.*?)(?:, sasl_sender=.*)?$",
    re.DOTALL,
)
_NAME = b", sasl_username="
_UNAVAILABLE = b"(unavailable)"


def find_login(line: bytes) -> bytes | None:
    """Return the name that a line names, as `tripwires.dovecot.find_login` does."""
    start = line.find(_NAME)
    if start == -1:
        return None
    name, head = line[start + len(_NAME) :].removesuffix(b"\r"), line[:start]
    if b" authentication failed: " in head:
        return None if name == _UNAVAILABLE else name
    return name.partition(b", sasl_sender=")[0] if b": client=" in head else BROKEN


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one attempt; None where the line is none, or cannot be believed."""
    refused = _REFUSED.match(line)
    found = refused or _TAKEN.match(line)
    if found is None or found["login"] == _UNAVAILABLE:
        return None
    return SignIn(
        at=read_moment(found["time"].decode("ascii"), place_time=place_time, now=now),
        login=clean(found["login"]),
        source=read_source(clean(found["source"])),
        protocol="submission" if found["service"] else "smtp",
        success=refused is None,
        failure="failed" if refused else "",
        mark=None,
        session="",
        sums_up=False,
        spot=spot,
    )
