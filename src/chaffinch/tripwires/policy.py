"""What Dovecot tells its auth policy server, kept as a JSON line for each report.

An object as Dovecot posts it (`login`, `pwhash`, `remote`, `protocol`, `session_id`, `success`, `policy_reject`,
`fail_type`), with `at` (RFC 3339, with its zone) by whoever received it. Where the line has `command`, only `report`
counts: `allow` asks before anything happened.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chaffinch.tripwires.fields import BROKEN, clean, read_source
from chaffinch.tripwires.json_fields import load_object
from chaffinch.tripwires.signin import Failure, PasswordMark, SignIn, Spot

_FAILURES: dict[str, Failure] = {
    "account": "unknown-user",
    "credentials": "wrong-password",
    "disabled": "refused",
}
_HEX = frozenset("0123456789abcdefABCDEF")


def find_policy_login(line: bytes) -> bytes | None:
    """Return the name that a report names; None where the line is none, `BROKEN` where it cannot be read."""
    said = load_object(line)
    if said is None:
        return BROKEN
    if not _is_report(said):
        return None
    login = said.get("login")
    return login.encode("utf-8", "backslashreplace") if isinstance(login, str) else BROKEN


def read_policy_line(line: bytes, *, spot: Spot) -> SignIn | None:
    """Read one report; None where the line is none."""
    said = load_object(line)
    if said is None or not _is_report(said) or not isinstance(said.get("login"), str):
        return None

    def read(name: str) -> str:
        value = said.get(name)
        return clean(value.encode("utf-8", "backslashreplace")) if isinstance(value, str) else ""

    success = said.get("success") is True and said.get("policy_reject") is not True
    pwhash = read("pwhash")
    return SignIn(
        at=_read_at(read("at")),
        login=read("login"),
        source=read_source(read("remote")),
        protocol=read("protocol")[:16],
        success=success,
        failure="" if success else _find_failure(said),
        mark=PasswordMark("policy", pwhash.lower()) if pwhash and _HEX.issuperset(pwhash) else None,
        session=read("session_id")[:64],
        sums_up=False,
        spot=spot,
    )


def _is_report(said: dict[str, Any]) -> bool:
    return said.get("command", "report") == "report" and "success" in said


def _find_failure(said: dict[str, Any]) -> Failure:
    if said.get("policy_reject") is True:
        return "refused"
    kind = said.get("fail_type")
    return _FAILURES.get(kind, "failed") if isinstance(kind, str) else "failed"


def _read_at(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
