"""Microsoft Entra: sign-in logs as Microsoft Graph, the portal's export, Azure Monitor and PowerShell write them in JSON.

Microsoft's reference (Graph, resource `signIn`; Entra, "Sign-in logs schema in Azure Monitor"; "Microsoft Entra
authentication and authorization error codes"): `createdDateTime`, `userPrincipalName`, `ipAddress`, `clientAppUsed`,
`userAgent`, `status.errorCode` (0: it opened), or, in Azure Monitor, `time`, `callerIpAddress`, `resultType`, the rest below
`properties`. PowerShell and Log Analytics write the same keys with a capital letter. One record a line, or whole answers (a
list, `value`), which `tripwires.documents` takes apart. The portal's CSV is read by formats/columns.py. Checked from the
documentation and published samples only; whether a name that does not exist is told of at all (50034) is not certain:
make the accounts.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

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
from chaffinch.tripwires.moments import PlaceTime, read_moment
from chaffinch.tripwires.signin import Failure, SignIn, Spot

_NAME = compile_key(rb"[uU]serPrincipalName")
#: Everything else that was refused is "failed". Of those "refused" the password may have been right.
FAILURES: dict[str, Failure] = {
    "50126": "wrong-password",
    "50056": "wrong-password",
    "50034": "unknown-user",
    "50053": "refused",  # locked, or from an address of ill repute
    "50055": "refused",  # the password is right and has expired
    "50057": "refused",  # the account is disabled
    "50074": "refused",  # a second factor is asked for
    "50076": "refused",
    "50079": "refused",
    "53003": "refused",  # by conditional access
    "53000": "refused",
    "53001": "refused",
}
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")


def find_login(line: bytes) -> bytes | None:
    """Return the name that a record names, as `tripwires.dovecot.find_login` does."""
    names = find_strings(line, _NAME, mark=b'serPrincipalName"')
    if len(names) == 1:
        return unescape(names[0])
    if not names:
        return BROKEN if is_cut(line) else None
    said = _load(line)
    return read_text(said, "userprincipalname").encode() or BROKEN if said else BROKEN


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one record; None where it is none, or says no outcome."""
    said = _load(line)
    login = read_text(said, "userprincipalname")
    code = _find_code(said) if said else ""
    if not login or not code.isascii() or not code.isdigit():
        return None
    time = next(
        filter(None, (read_text(said, key) for key in ("createddatetime", "time", "timegenerated"))), ""
    )
    success = int(code) == 0
    return SignIn(
        at=read_aware(time) or read_moment(time, place_time=place_time, now=now),
        login=login,
        source=read_entra_source(read_text(said, "ipaddress") or read_text(said, "calleripaddress")),
        protocol=read_text(said, "clientappused").lower()[:16],
        success=success,
        failure="" if success else FAILURES.get(code, "failed"),
        mark=None,
        session=(read_text(said, "id") or read_text(said, "correlationid"))[:64],
        sums_up=False,
        spot=spot,
        agent=read_text(said, "useragent"),
    )


def read_entra_source(text: str) -> str:
    """Return an address, without the port that stands behind some."""
    found = _WITH_PORT.fullmatch(text)
    return read_source((found[1] or found[2]) if found else text)


def _load(line: bytes) -> dict[str, Any] | None:
    """Parse a record, its keys in small letters, what Azure Monitor keeps below `properties` beside the rest."""
    said = load_object(line)
    if said is None:
        return None
    flat = {key.lower(): value for key, value in said.items()}
    below = flat.pop("properties", None)
    return flat | {key.lower(): value for key, value in below.items()} if isinstance(below, dict) else flat


def _find_code(said: dict[str, Any]) -> str:
    status = said.get("status")
    if isinstance(status, dict):
        status = {key.lower(): value for key, value in status.items()}
        if code := read_text(status, "errorcode"):
            return code
    return read_text(said, "resulttype")
