"""Reports of the auth policy hook, and the hashes that tell which decoy was typed."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tripwires.lines import NAME, read

from chaffinch.tripwires.dovecot import find_login
from chaffinch.tripwires.fields import BROKEN
from chaffinch.tripwires.passwords import hash_policy, recognise
from chaffinch.tripwires.signin import PasswordMark

PWHASH = hashlib.sha256(b"5ac1" + NAME.encode() + b"\0Brume-7").hexdigest()
REPORT = {
    "at": "2026-11-21T17:07:19.25+00:00", "command": "report", "device_id": "", "login": NAME, "protocol": "imap",
    "pwhash": PWHASH, "remote": "127.0.0.53", "session_id": "abc", "tls": False, "success": False, "policy_reject": False,
    "fail_type": "credentials",
}  # fmt: skip


def report(**changes: object) -> str:
    return json.dumps({**REPORT, **changes})


def test_a_report_is_read() -> None:
    seen = read(report())
    assert seen is not None
    assert (seen.login, seen.source, seen.protocol, seen.session) == (NAME, "127.0.0.53", "imap", "abc")
    assert (seen.success, seen.failure, seen.sums_up) == (False, "wrong-password", False)
    assert seen.at is not None
    assert seen.at.microsecond == 250_000
    assert seen.mark == PasswordMark("policy", PWHASH)
    assert find_login(report().encode()) == NAME.encode()


@pytest.mark.parametrize(
    ("changes", "success", "failure"),
    [
        ({"success": True, "fail_type": ""}, True, ""),
        ({"success": True, "policy_reject": True}, False, "refused"),
        ({"fail_type": "account"}, False, "unknown-user"),
        ({"fail_type": ["account"]}, False, "failed"),
        ({"success": "yes"}, False, "wrong-password"),
    ],
)
def test_what_came_of_it(changes: dict[str, object], success: bool, failure: str) -> None:
    seen = read(report(**changes))
    assert seen is not None
    assert (seen.success, seen.failure) == (success, failure)


@pytest.mark.parametrize("line", [report(command="allow"), '{"login": "x"}', "{}"])
def test_what_asks_before_is_no_attempt(line: str) -> None:
    assert find_login(line.encode()) is None
    assert read(line) is None


@pytest.mark.parametrize(
    "line", [report()[:-9], "{", "{nothing}", report(login=7), "{" * 9_000, '{"a":' * 3_000]
)
def test_what_cannot_be_read_is_noticed(line: str) -> None:
    assert find_login(line.encode()) == BROKEN
    assert read(line) is None


def test_hostile_fields_are_left_out() -> None:
    seen = read(report(login="a\n\x1b\0é" * 400, remote="x", protocol="i" * 99, pwhash="zz", at="yesterday"))
    assert seen is not None
    assert seen.login.isprintable()
    assert len(seen.login) <= 320
    assert (seen.source, seen.mark, seen.at, len(seen.protocol)) == ("", None, None, 16)


def test_the_hash_is_dovecots() -> None:
    assert hash_policy(NAME, "Brume-7", nonce="5ac1") == PWHASH


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_mark_is_known_only_of_its_own_password(password: str, other: str) -> None:
    sha1 = hashlib.sha1(password.encode()).hexdigest()  # noqa: S324
    policy = hash_policy(NAME, password, nonce="n")
    for mark in (PasswordMark("sha1", sha1), PasswordMark("sha1", sha1[:16]), PasswordMark("policy", policy)):
        assert recognise(mark, login=NAME, password=password, nonces=["m", "n"]) is True
        assert recognise(mark, login=NAME, password=other, nonces=["m", "n"]) is (password == other)
    assert recognise(PasswordMark("policy", policy), login="x", password=password, nonces=["n"]) is False
    assert recognise(PasswordMark("policy", policy), login=NAME, password=password, nonces=[]) is False


@pytest.mark.parametrize("mark", [PasswordMark("sha1", "86f7e4"), PasswordMark("policy", "86f")])
def test_a_mark_that_was_cut_short_tells_nothing(mark: PasswordMark) -> None:
    assert recognise(mark, login=NAME, password="a", nonces=["n"]) is None
