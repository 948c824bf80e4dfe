"""Google Workspace: activities of the Reports API, application `login`.

Google's reference ("Activities: list", "Login Audit Activity Events"): an activity has `id.time`, `actor.email`,
`ipAddress` and `events` with `name` `login_success` or `login_failure` and `parameters` (`login_failure_type`,
`login_type`). One activity a line, or whole answers (`items`), which `tripwires.documents` takes apart. Challenges and
verifications are steps of an attempt and left out. Checked from the documentation and published samples only; whether a
name that does not exist is told of at all is not documented: make the accounts.
"""

from __future__ import annotations

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
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.signin import Failure, SignIn, Spot

_EMAIL = compile_key(b"email")
_FAILURES: dict[str, Failure] = {
    "login_failure_invalid_password": "wrong-password",
    "login_failure_account_disabled": "refused",
    "login_failure_access_code_disallowed": "refused",
}


def find_login(line: bytes) -> bytes | None:
    """Return the name that an activity names, as `tripwires.dovecot.find_login` does."""
    if b'"login_success"' not in line and b'"login_failure"' not in line:
        return BROKEN if is_cut(line) else None
    names = find_strings(line, _EMAIL, mark=b'email"')
    if len(names) == 1:
        return unescape(names[0])
    said = load_object(line)
    if said is None:
        return BROKEN
    return read_text(said, "actor", "email").encode() or (BROKEN if _find_event(said) is None else None)


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one activity; None where it is no attempt; its time names its zone."""
    said = load_object(line)
    event = _find_event(said) if said else None
    login = read_text(said, "actor", "email")
    if event is None or not login:
        return None
    success = event["name"] == "login_success"
    return SignIn(
        at=read_aware(read_text(said, "id", "time")),
        login=login,
        source=read_source(read_text(said, "ipAddress")),
        protocol=_find_parameter(event, "login_type")[:16],
        success=success,
        failure="" if success else _FAILURES.get(_find_parameter(event, "login_failure_type"), "failed"),
        mark=None,
        session=read_text(said, "id", "uniqueQualifier")[:64],
        sums_up=False,
        spot=spot,
    )


def _find_event(said: dict[str, Any]) -> dict[str, Any] | None:
    """Return the event that tells of an attempt, one that opened before one that was refused."""
    events = said.get("events")
    named = {
        event["name"]: event
        for event in (events if isinstance(events, list) else ())
        if isinstance(event, dict) and event.get("name") in ("login_success", "login_failure")
    }
    return named.get("login_success") or named.get("login_failure")


def _find_parameter(event: dict[str, Any], name: str) -> str:
    parameters = event.get("parameters")
    for parameter in parameters if isinstance(parameters, list) else ():
        if isinstance(parameter, dict) and parameter.get("name") == name:
            return read_text(parameter, "value")
    return ""
