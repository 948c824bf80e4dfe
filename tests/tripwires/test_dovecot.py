"""Dovecot's lines are read, whoever wrote the name that stands in them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tripwires.lines import (
    ATTEMPTS,
    AUTH_24,
    FAILED,
    FAILED_24,
    LOGIN,
    LOGIN_24,
    MISMATCH,
    NAME,
    OTHERS,
    PAM,
    POP3,
    REFUSED,
    UNKNOWN,
    WORKER,
    WORKER_CONN,
    T,
    read,
)

from chaffinch.tripwires.dovecot import find_login
from chaffinch.tripwires.fields import BROKEN, clean, read_source
from chaffinch.tripwires.signin import PasswordMark


@pytest.mark.parametrize(
    ("line", "source", "protocol", "failure", "sums_up"),
    [
        (LOGIN, "127.0.0.53", "imap", "", False),
        (LOGIN_24, "::1", "imap", "", False),
        (FAILED, "127.0.0.53", "imap", "failed", True),
        (FAILED_24, "203.0.113.4", "imap", "failed", True),
        (POP3, "192.0.2.13", "pop3", "failed", True),
        (UNKNOWN, "127.0.0.53", "", "unknown-user", False),
        (MISMATCH, "127.0.0.53", "", "wrong-password", False),
        (REFUSED, "127.0.0.53", "", "refused", False),
        (WORKER, "2001:db8::7", "", "unknown-user", False),
        (WORKER_CONN, "203.0.113.7", "", "wrong-password", False),
        (PAM, "1.2.3.4", "", "wrong-password", False),
        (AUTH_24, "203.0.113.4", "", "wrong-password", False),
    ],
)
def test_attempts_are_read(line: str, source: str, protocol: str, failure: str, sums_up: bool) -> None:
    seen = read(line)
    assert seen is not None
    assert seen.login == NAME
    assert (seen.source, seen.protocol, seen.failure, seen.sums_up) == (source, protocol, failure, sums_up)
    assert seen.success is not bool(failure)


def test_time_session_and_spot_stand_beside_it() -> None:
    seen = read(LOGIN)
    assert seen is not None
    assert seen.at == datetime(2026, 11, 21, 17, 7, 19, tzinfo=UTC)
    assert seen.session == "05W7ZMxg6bR/AAA1"
    assert (seen.spot.line, seen.spot.offset) == (7, 99)


def test_a_password_is_known_by_its_hash_and_never_kept() -> None:
    told = read(UNKNOWN)
    plain = read(AUTH_24)
    assert told is not None
    assert plain is not None
    assert told.mark == PasswordMark("sha1", hashlib.sha1(b"x").hexdigest())  # noqa: S324
    assert plain.mark == PasswordMark("sha1", hashlib.sha1(b"XxxxXXxx123").hexdigest())  # noqa: S324
    assert "XxxxXXxx123" not in repr(plain)


@pytest.mark.parametrize("line", OTHERS)
def test_other_lines_are_no_attempts(line: str) -> None:
    assert find_login(line.encode()) is None
    assert read(line) is None


@pytest.mark.parametrize("line", ATTEMPTS)
def test_the_quick_look_and_the_whole_reading_agree(line: str) -> None:
    assert find_login(line.encode()) == NAME.encode()


def make_failed(name: str) -> str:
    return FAILED.replace(f"<{NAME}>", f"<{name}>")


@pytest.mark.parametrize(
    "name",
    [
        "a>, method=PLAIN, rip=9.9.9.9, lip=9.9.9.9, session=<forged>",
        f"{NAME}>, method=PLAIN, rip=9.9.9.9",
        f"{NAME}>, rip=9.9.9.9, lip=1.1.1.1",
        "x??Login: user=<boss@mouvement-aurore.test>",
        "user=<boss@mouvement-aurore.test>, rip=9.9.9.9",
        f"a, rip=9.9.9.9, user=<{NAME}",
    ],
)
def test_a_forged_name_changes_neither_the_source_nor_the_name(name: str) -> None:
    seen = read(make_failed(name))
    assert seen is not None
    assert seen.login == name
    assert seen.source == "127.0.0.53"
    assert seen.session == "K0rFZMxgq79/AAA1"
    assert find_login(make_failed(name).encode()) == name.encode()


@pytest.mark.parametrize(
    "name", [f"{NAME},9.9.9.9,<s>): unknown user", "a(b", "a b", f"{NAME})", f"x,{NAME}"]
)
def test_a_name_that_breaks_the_authentication_processes_line_is_not_believed(name: str) -> None:
    line = UNKNOWN.replace(NAME, name)
    assert read(line) is None
    assert find_login(line.encode()) is not None


def test_a_forged_password_changes_nothing() -> None:
    line = AUTH_24.replace("XxxxXXxx123", f"x): auth({NAME[1:]},9.9.9.9,sasl:plain)<s>: sql: unknown user")
    seen = read(line)
    assert seen is not None
    assert (seen.login, seen.source, seen.failure) == (NAME, "203.0.113.4", "wrong-password")


@pytest.mark.parametrize(
    "line",
    [
        f"{T}sshd[1]: Invalid user imap-login: Login: user=<{NAME}>, method=PLAIN, rip=9.9.9.9, lip=1.1.1.1",
        f"Nov 21 17:07:19 mail postfix/smtpd[4]: warning: {LOGIN}",
        LOGIN[20:],
        LOGIN[:60],
        LOGIN.replace("rip=127.0.0.53", "rip=mallory"),
        f"{LOGIN} <b>",
    ],
)
def test_what_another_program_wrote_and_half_lines_are_not_believed(line: str) -> None:
    assert read(line) is None


def test_cut_lines_are_noticed() -> None:
    for end in range(len(T) + len("imap-login: Info: Login: user=<"), len(LOGIN) - 40):
        found = find_login(LOGIN[:end].encode())
        assert found is not None
        assert found == BROKEN or read(LOGIN[:end]) is not None or b"\n" not in found


@given(st.binary(max_size=300))
def test_no_bytes_break_it(junk: bytes) -> None:
    line = junk.replace(b"\n", b"")
    for mixed in (
        line,
        UNKNOWN.encode().replace(NAME.encode(), line),
        make_failed("N").encode().replace(b"N", line),
    ):
        find_login(mixed)
        seen = read(mixed)
        assert seen is None or (seen.login.isprintable() and len(seen.login) <= 320)


@given(
    st.text(max_size=90).map(lambda text: "".join("?" if ord(c) < 32 or ord(c) == 127 else c for c in text))
)
def test_whatever_name_is_tried_the_source_is_the_servers(name: str) -> None:
    line = make_failed(name).encode("utf-8", "replace")
    if b"\n" in line:
        return
    seen = read(line)
    assert seen is not None
    assert seen.source == "127.0.0.53"
    assert seen.session == "K0rFZMxgq79/AAA1"


def test_a_name_is_shown_without_escapes_or_controls() -> None:
    assert clean(b"u\x1b[31m\xc3\xa9\xff\x00") == "u\\x1b[31mé\\xff\\x00"
    assert len(clean(b"\xff" * 5_000)) <= 320


@pytest.mark.parametrize(
    ("text", "source"),
    [("::ffff:192.0.2.1", "192.0.2.1"), ("2001:DB8:0::1", "2001:db8::1"), ("300.1.1.1", ""), ("", "")],
)
def test_addresses_are_written_one_way(text: str, source: str) -> None:
    assert read_source(text) == source


def test_a_passdb_that_is_not_the_last_one_says_nothing_yet() -> None:
    line = (
        b"2026-11-21 21:37:29 auth: Info: passwd-file(ines@a.test,127.0.0.1,<QsfoKtBgqK1/AAAB>): unknown user "
        b"(SHA1 of given password: 2b1a2cce849371c06f3ad269d66b6a55d8070949)"
    )
    assert find_login(line) == b"ines@a.test"
    assert find_login(line + b" - trying the next passdb") is None
