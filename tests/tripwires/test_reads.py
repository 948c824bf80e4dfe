"""What was done in a mailbox is told from events, in whatever order they come."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.reads import read_readings

START = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def moment(seconds: float) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def command(seconds: float, name: str, arguments: str = "", *, session: str = "s1", **more: Any) -> bytes:
    said = {
        "event": "command", "at": moment(seconds + 1), "began": moment(seconds), "ended": moment(seconds + 0.5),
        "session": session, "login": "a@decoy.test", "source": "198.51.100.7", "mailbox": "INBOX", "command": name,
        "arguments": arguments, "reply": "OK", "bytes": 100,
    }  # fmt: skip
    return json.dumps({**said, **more}).encode()


def opened(seconds: float, uid: int, *, session: str = "s1") -> bytes:
    said = {
        "event": "opened",
        "began": moment(seconds),
        "ended": moment(seconds),
        "session": session,
        "uid": uid,
    }
    return json.dumps(said).encode()


STORY = [
    command(0, "SELECT", "INBOX"),
    command(1, "UID FETCH", "1:* (FLAGS ENVELOPE)"),
    command(2, "UID FETCH", "7 (BODY.PEEK[])"),
    opened(2.2, 7),
    command(3, "FETCH", "1:2 (BODY[2])"),
    opened(3.1, 4),
    opened(3.2, 9),
    command(2, "FETCH", "1 BODY[TEXT]", session="s2"),
    opened(2.2, 31, session="s2"),
    json.dumps({"event": "sending", "at": moment(9), "session": "x", "login": "a@decoy.test", "recipients": 3, "bytes": 5,
                "sha256": "ab"}).encode(),
]  # fmt: skip


@given(seed=st.integers(0, 2**32))
def test_the_order_of_the_lines_does_not_matter(seed: int) -> None:
    lines = list(STORY)
    random.Random(seed).shuffle(lines)
    done = read_readings(lines).done
    assert [(one.session, one.deed, one.uids, one.parts) for one in done if one.session == "s1"] == [
        ("s1", "selected", (), ()),
        ("s1", "listed", (), ()),
        ("s1", "read", (7,), ()),
        ("s1", "part", (4, 9), ("2",)),
    ]
    assert [(one.deed, one.uids) for one in done if one.session == "s2"] == [("read", (31,))]
    last = done[-1]
    assert (last.deed, last.recipients, last.detail, last.size) == ("sent", 3, "ab", 5)


@pytest.mark.parametrize(
    ("arguments", "deed", "parts"),
    [
        ("1 (BODY[])", "read", ()),
        ("1 BODY.PEEK[]<0.2048>", "read", ()),
        ("1 RFC822", "read", ()),
        ("1 (RFC822.TEXT)", "read", ()),
        ("1 (BODY[1])", "read", ("1",)),
        ("1 (BODY[1.1] BODY[2])", "read", ("1.1", "2")),
        ("1 (BODY[2])", "part", ("2",)),
        ("1 (BINARY.PEEK[3.1])", "part", ("3.1",)),
        ("1 (BODY[2.MIME])", "listed", ()),
        ("1 (RFC822.SIZE RFC822.HEADER)", "listed", ()),
        ("1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])", "listed", ()),
        ("1:* (ENVELOPE BODYSTRUCTURE BODY)", "listed", ()),
    ],
)
def test_a_list_of_headers_is_told_from_reading(arguments: str, deed: str, parts: tuple[str, ...]) -> None:
    (done,) = read_readings([command(0, "FETCH", arguments)]).done
    assert (done.deed, done.parts) == (deed, parts)


@pytest.mark.parametrize(
    ("name", "arguments", "deed"),
    [
        ("SEARCH", "TEXT password", "searched"),
        ("UID SEARCH", "ALL", "searched"),
        ("COPY", "1 Trash", "copied"),
        ("UID MOVE", "1 Trash", "moved"),
        ("STORE", "1 +FLAGS (\\Seen)", "flagged"),
        ("STORE", "1 +FLAGS (\\Deleted)", "deleted"),
        ("STORE", "1 -FLAGS (\\Deleted)", "flagged"),
        ("APPEND", "INBOX <5 byte literal>", "planted"),
        ("DELETE", "Work", "folders"),
    ],
)
def test_other_deeds_have_their_words(name: str, arguments: str, deed: str) -> None:
    (done,) = read_readings([command(0, name, arguments)]).done
    assert done.deed == deed and done.detail == arguments


def test_what_failed_or_says_nothing_is_no_deed() -> None:
    assert (
        read_readings([command(0, "COPY", "1 x", reply="NO"), command(0, "LOGOUT"), command(0, "LIST")]).done
        == ()
    )


def test_only_the_sessions_that_are_asked_for_are_told() -> None:
    assert {one.session for one in read_readings(STORY, sessions={"s2"}).done} == {"s2"}
    assert read_readings(STORY, sessions=()).done == ()


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'{"event": "opened"}',
        b'{"event": "command", "session": "s", "began": "x"}',
        b'{"event": 3, "session": "s"}',
    ],
)
def test_lines_that_are_no_events_are_counted(line: bytes) -> None:
    told = read_readings([line, b"", *STORY])
    assert told.unreadable == 1
    assert len(told.done) == 6


@given(st.lists(st.binary(max_size=120)))
def test_whatever_stands_there_nothing_breaks(lines: list[bytes]) -> None:
    read_readings(lines)


def test_what_the_client_wrote_cannot_move_the_terminal() -> None:
    (done,) = read_readings([command(0, "SEARCH", "TEXT \x1b[2J\u202e", mailbox="a\x07b")]).done
    assert done.detail == "TEXT \\x1b[2J\\x202e" and done.mailbox == "a\\x07b"
