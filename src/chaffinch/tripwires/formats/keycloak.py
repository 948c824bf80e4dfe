"""Keycloak: events `LOGIN` and `LOGIN_ERROR`, as its log has them and as JSON.

After the server guide ("Auditing events") and the source of its `jboss-logging` listener: `TIME LEVEL
[org.keycloak.events] (THREAD) type="LOGIN_ERROR", realmId="…", …, ipAddress="…", error="…", …, username="…"`, in older
releases without quotation marks, or as the log's own JSON lines (`message`). `LOGIN` is written at level debug unless
`success-level` says otherwise. What the administration interface hands out are event representations (`time` in
milliseconds, `type`, `ipAddress`, `error`, `details.username`): format `keycloak-json`. Checked on published lines only, on
no server.

Some fields are the client's. With quotation marks they are escaped and cannot break out; without, a line in which a field
that counts stands twice is not believed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from chaffinch.tripwires.fields import BROKEN, clean, read_source
from chaffinch.tripwires.json_fields import (
    compile_key,
    find_strings,
    is_cut,
    load_object,
    read_aware,
    read_text,
    unescape,
)
from chaffinch.tripwires.moments import TIME, PlaceTime, read_moment
from chaffinch.tripwires.signin import Failure, SignIn, Spot

_TEXT = re.compile(
    rb"^(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8} \S+ \S+: )?"
    + TIME
    + rb" +[A-Z]+ +\[org\.keycloak\.events\] +\([^()]*\) +(?P<said>type=\"?LOGIN(?:_ERROR)?\"?, .*)$",
    re.DOTALL,
)
_SAID = re.compile(rb"type=\"?LOGIN(?:_ERROR)?\"?, ")
_FIELD = re.compile(
    rb"(?:, )?([A-Za-z_.-]+)=(?:\"([^\"\\]*(?:\\.[^\"\\]*)*)\"(?=, |$)|'([^']*)'(?=, |$)|([^,\"' ]*)(?=, |$))",
    re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_USERNAME = re.compile(rb", username=(?:\"([^\"\\]*)\"|'([^']*)'|([^,\"' ]*))(?:, |$)")
_JSON_TYPE = re.compile(rb'"type"\s*:\s*"LOGIN(?:_ERROR)?"')
_JSON_NAME = compile_key(b"username")
#: In the log's own JSON lines, where each quotation mark of the message stands escaped.
_LOGGER = re.compile(rb'"loggerName"\s*:\s*"org\.keycloak\.events"')
_SAID_LOGGED = re.compile(rb'"message"\s*:\s*"type=(?:\\")?LOGIN(?:_ERROR)?(?:\\")?, ')
_LOGGED_NAME = re.compile(rb', username=(?:\\"([^"\\]*)\\"|([^,"\' \\]+))(?:, |")')
#: What may stand there once only.
_COUNTED = (b"type", b"ipAddress", b"error", b"username")
_FAILURES: dict[str, Failure] = {
    "user_not_found": "unknown-user",
    "invalid_user_credentials": "wrong-password",
    "user_disabled": "refused",
    "user_temporarily_disabled": "refused",
    "user_permanently_disabled": "refused",
}


def find_login(line: bytes) -> bytes | None:
    """Return the name that an event names, as `tripwires.dovecot.find_login` does."""
    if b"LOGIN" not in line:
        return BROKEN if is_cut(line) else None
    if line.startswith(b"{"):
        return _find_in_json(line)
    if b"[org.keycloak.events]" not in line or not _SAID.search(line):
        return None
    said = line.removesuffix(b"\r")
    if said.count(b"username=") == 1 and (found := _USERNAME.search(said)):
        return next((name for name in found.groups() if name is not None), BROKEN)
    text = _TEXT.match(said)
    fields = _split(text["said"]) if text else None
    return BROKEN if fields is None else fields.get(b"username")


def _find_in_json(line: bytes) -> bytes | None:
    names = find_strings(line, _JSON_NAME, mark=b'username"')
    if len(names) == 1 and _JSON_TYPE.search(line):
        return unescape(names[0])
    if line.count(b"username=") == 1 and _LOGGER.search(line) and _SAID_LOGGED.search(line):
        if found := _LOGGED_NAME.search(line):
            return found[1] if found[1] is not None else found[2]
    said = load_object(line)
    if said is None:
        return BROKEN
    message = said.get("message")
    if not isinstance(message, str) or said.get("loggerName") != "org.keycloak.events":
        return read_text(said, "details", "username").encode() or None if _is_login(said) else None
    fields = _split(message.encode("utf-8", "backslashreplace")) if message.startswith("type=") else {}
    if fields is None:
        return BROKEN
    return fields.get(b"username") if fields.get(b"type") in (b"LOGIN", b"LOGIN_ERROR") else None


def _is_login(said: dict[str, Any]) -> bool:
    return said.get("type") in ("LOGIN", "LOGIN_ERROR")


def _split(said: bytes) -> dict[bytes, bytes] | None:
    """Take an event's text apart; None where it is no row of fields, or one that counts stands twice."""
    fields: dict[bytes, bytes] = {}
    end = 0
    while end < len(said):
        found = _FIELD.match(said, end)
        if found is None or (found[1] in fields and found[1] in _COUNTED):
            return None
        quoted, single, bare = found.group(2, 3, 4)
        fields[found[1]] = _ESCAPED.sub(rb"\1", quoted) if quoted is not None else single or bare or b""
        end = found.end()
    return fields


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one attempt; None where the line is none, or cannot be believed."""
    if not line.startswith(b"{"):
        found = _TEXT.match(line)
        if found is None:
            return None
        at = read_moment(found["time"].decode("ascii"), place_time=place_time, now=now)
        return _read_fields(found["said"], at=at, spot=spot)
    said = load_object(line)
    if said is None:
        return None
    message = said.get("message")
    if isinstance(message, str) and said.get("loggerName") == "org.keycloak.events":
        at = read_aware(read_text(said, "timestamp"))
        return _read_fields(message.encode("utf-8", "backslashreplace"), at=at, spot=spot)
    return _read_event(said, spot=spot) if _is_login(said) else None


def _read_fields(said: bytes, *, at: datetime | None, spot: Spot) -> SignIn | None:
    fields = _split(said)
    if fields is None or b"username" not in fields or fields.get(b"type") not in (b"LOGIN", b"LOGIN_ERROR"):
        return None
    return _make(
        at=at,
        login=clean(fields[b"username"]),
        source=clean(fields.get(b"ipAddress", b"")),
        success=fields[b"type"] == b"LOGIN",
        error=clean(fields.get(b"error", b"")),
        session=clean(fields.get(b"code_id", b"")),
        spot=spot,
    )


def _read_event(said: dict[str, Any], *, spot: Spot) -> SignIn | None:
    login = read_text(said, "details", "username")
    if not login:
        return None
    return _make(
        at=_read_milliseconds(said.get("time")),
        login=login,
        source=read_text(said, "ipAddress"),
        success=said["type"] == "LOGIN",
        error=read_text(said, "error"),
        session=read_text(said, "details", "code_id"),
        spot=spot,
    )


def _make(
    *, at: datetime | None, login: str, source: str, success: bool, error: str, session: str, spot: Spot
) -> SignIn:
    return SignIn(
        at=at,
        login=login,
        source=read_source(source),
        protocol="http",
        success=success,
        failure="" if success else _FAILURES.get(error, "failed"),
        mark=None,
        session=session[:64],
        sums_up=False,
        spot=spot,
    )


def _read_milliseconds(time: object) -> datetime | None:
    if isinstance(time, bool) or not isinstance(time, int):
        return None
    try:
        return datetime.fromtimestamp(time / 1_000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
