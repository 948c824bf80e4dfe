"""What the inside tells is hostile: only known fields, of known kinds and lengths, are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.tripwires.mailhost.records import (
    load_told,
    shape_reading,
    shape_report,
    shape_sending,
    write_line,
)

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        "login",
        "pwhash",
        "remote",
        "success",
        "fields",
        "event",
        "cmd_name",
        "uid",
        "reason_code",
        "sha256",
        "user",
        "at",
    ]
)


def event(name: str, **fields: Any) -> dict[str, Any]:
    return {
        "event": name,
        "start_time": "2026-11-21T21:59:59Z",
        "end_time": "2026-11-21T22:00:00Z",
        "fields": fields,
    }


def test_a_report_keeps_what_is_read_later_and_our_own_time() -> None:
    said = {
        "login": "a@b.test",
        "pwhash": "ab",
        "at": "1999-01-01T00:00:00Z",
        "success": True,
        "device_id": "x",
        "extra": 1,
    }
    kept = shape_report(said, at=NOW)
    assert kept == {
        "at": "2026-11-21T22:00:00+00:00", "command": "report", "login": "a@b.test", "pwhash": "ab", "success": True
    }  # fmt: skip
    assert shape_report({"success": True}, at=NOW) is None


@settings(
    suppress_health_check=[HealthCheck.too_slow]
)  # a machine's first look at all of Unicode takes seconds
@given(st.dictionaries(NAMES, ANYTHING, max_size=6))
def test_whatever_is_told_makes_one_short_line_or_none(said: dict[str, Any]) -> None:
    for shape in (shape_report, shape_reading, shape_sending):
        kept = shape(said, at=NOW)
        if kept is not None:
            line = write_line(kept)
            assert line.count(b"\n") == 1 and line.endswith(b"\n")
            assert len(line) < 16_384
            assert json.loads(line)["at"] == NOW.isoformat()


@given(st.binary(max_size=200))
def test_whatever_bytes_are_told_nothing_breaks(line: bytes) -> None:
    told = load_told(line)
    assert told is None or isinstance(told[1], dict)


def test_mail_that_was_opened_for_a_list_is_not_read_mail() -> None:
    assert shape_reading(event("mail_opened", uid=3, reason_code=["imap:cmd_search"]), at=NOW) is None
    assert shape_reading(event("mail_opened", uid=3, reason_code=None), at=NOW) is None
    kept = shape_reading(event("mail_opened", uid=3, reason_code=["imap:fetch_body"]), at=NOW)
    assert kept is not None and (kept["event"], kept["uid"]) == ("opened", 3)


@pytest.mark.parametrize("command", ["NOOP", "IDLE", "STATUS", "ID", ""])
def test_commands_that_tell_nothing_are_left_out(command: str) -> None:
    assert shape_reading(event("imap_command_finished", cmd_name=command), at=NOW) is None


def test_both_releases_names_of_the_bytes_are_known() -> None:
    for name in ("bytes_out", "net_out_bytes"):
        kept = shape_reading(event("imap_command_finished", cmd_name="FETCH", **{name: 17}), at=NOW)
        assert kept is not None and kept["bytes"] == 17


def test_of_a_message_only_counts_and_its_hash_stay() -> None:
    kept = shape_sending(
        {"login": "a", "recipients": 2, "bytes": 9, "sha256": "f" * 64, "to": ["x@y"], "text": "z"}, at=NOW
    )
    assert kept is not None and set(kept) == {
        "event",
        "at",
        "session",
        "login",
        "source",
        "recipients",
        "bytes",
        "sha256",
    }
