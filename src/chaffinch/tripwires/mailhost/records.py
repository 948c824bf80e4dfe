"""Shape what the inside tells into the lines that are kept. Pure; whatever comes from inside is hostile.

Reports are as tripwires/policy.py reads them, readings as tripwires/reads.py does.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from chaffinch.tripwires.json_fields import load_object

_REPORT_TEXTS = {
    "login": 320,
    "pwhash": 128,
    "remote": 45,
    "protocol": 16,
    "session_id": 64,
    "fail_type": 32,
}
_REPORT_FLAGS = ("success", "policy_reject", "tls")
#: Commands that say nothing of what somebody did.
_IDLE = frozenset({"NOOP", "IDLE", "CAPABILITY", "ID", "CHECK", "ENABLE", "NAMESPACE", "COMPRESS", "STATUS"})
_LONGEST_ARGUMENTS = 1_000
_LONGEST_MAILBOX = 300
_BODY = "imap:fetch_body"


def load_told(line: bytes) -> tuple[str, dict[str, Any]] | None:
    """Return kind and fields of what the inside told; None where the line is not of that form."""
    told = load_object(line)
    if told is None:
        return None
    kind, said = told.get("kind"), told.get("said")
    return (kind, said) if isinstance(kind, str) and isinstance(said, dict) else None


def shape_report(said: dict[str, Any], *, at: datetime) -> dict[str, Any] | None:
    """Return one report of the auth policy hook as it is kept; None where it names nobody."""
    if not isinstance(said.get("login"), str):
        return None
    kept: dict[str, Any] = {"at": at.isoformat(), "command": "report"}
    kept |= {
        name: value[:longest]
        for name, longest in _REPORT_TEXTS.items()
        if isinstance(value := said.get(name), str)
    }
    kept |= {name: said[name] for name in _REPORT_FLAGS if isinstance(said.get(name), bool)}
    return kept


def shape_reading(said: dict[str, Any], *, at: datetime) -> dict[str, Any] | None:
    """Return one event of a mailbox as it is kept; None where it says nothing of what somebody did."""
    fields = said.get("fields")
    if not isinstance(fields, dict):
        return None
    kept = {
        "at": at.isoformat(),
        "began": _take(said, "start_time", 40),
        "ended": _take(said, "end_time", 40),
        "session": _take(fields, "session", 64),
        "login": _take(fields, "user", 320),
        "source": _take(fields, "remote_ip", 45),
        "mailbox": _take(fields, "mailbox", _LONGEST_MAILBOX),
    }
    if said.get("event") == "mail_opened":
        reasons = fields.get("reason_code")
        # Dovecot opens mail for lists and searches as well; only a body that was asked for was read.
        if not isinstance(reasons, list) or _BODY not in reasons:
            return None
        return {"event": "opened", **kept, "uid": _count(fields, "uid")}
    command = _take(fields, "cmd_name", 40).upper()
    if said.get("event") != "imap_command_finished" or not command or command in _IDLE:
        return None
    return {
        "event": "command",
        **kept,
        "command": command,
        "arguments": _take(fields, "cmd_args", _LONGEST_ARGUMENTS),
        "reply": _take(fields, "tagged_reply_state", 8),
        "bytes": _count(fields, "net_out_bytes") or _count(fields, "bytes_out"),
    }


def shape_sending(said: dict[str, Any], *, at: datetime) -> dict[str, Any] | None:
    """Return what was tried to be sent, as it is kept: counts and the message's hash, nothing of what it said."""
    return {
        "event": "sending",
        "at": at.isoformat(),
        "session": _take(said, "session", 64),
        "login": _take(said, "login", 320),
        "source": _take(said, "source", 45),
        "recipients": _count(said, "recipients"),
        "bytes": _count(said, "bytes"),
        "sha256": _take(said, "sha256", 64),
    }


def write_line(kept: dict[str, Any]) -> bytes:
    """Return the line, with its end."""
    return json.dumps(kept).encode() + b"\n"


def _take(said: dict[str, Any], name: str, longest: int) -> str:
    value = said.get(name)
    return value[:longest] if isinstance(value, str) else ""


def _count(said: dict[str, Any], name: str) -> int:
    value = said.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53 else 0
