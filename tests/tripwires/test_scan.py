"""A whole log: which decoys were used, each attempt once, and what could not be read."""

from __future__ import annotations

import gzip
import hashlib
import lzma
from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tests.tripwires.lines import AUTH_24, FAILED, FAILED_24, LOGIN, MISMATCH, NAME, NOW, OTHERS, UNKNOWN, T

from chaffinch.ground.streams import read_blocks
from chaffinch.tripwires.match import Bait, Hit, Kind
from chaffinch.tripwires.passwords import recognise
from chaffinch.tripwires.scan import LogScanner, Tally
from chaffinch.tripwires.signin import PasswordMark, Unreadable

COLLEAGUE = "ines.kerbrat@mouvement-aurore.test"


def bait(number: str, kind: Kind, password: str) -> Bait:
    def judge(login: str, mark: PasswordMark) -> bool | None:
        return recognise(mark, login=login, password=password, nonces=["n"])

    return Bait(number, kind, judge)


BAITS = {
    NAME: [bait("p-1", "phantom", "x")],
    "trap@mouvement-aurore.test": [bait("t-1", "trap", "open")],
    COLLEAGUE: [bait("e-1", "echo", "old-one"), bait("e-2", "echo", "old-two")],
}


def find(login: str) -> Sequence[Bait]:
    return BAITS.get(login.lower(), ())


def scanner(tally: Tally | None = None, *, find: Callable[[str], Sequence[Bait]] = find) -> LogScanner:
    return LogScanner(
        "dovecot.log",
        find=find,
        place_time=lambda local: local.replace(tzinfo=UTC),
        clock=lambda: NOW,
        tally=tally or Tally(),
    )


def scan(*lines: str) -> list[Hit | Unreadable]:
    return list(scanner().scan("\n".join(lines).encode()))


def name_hits(*lines: str) -> list[tuple[str, str]]:
    return [(hit.number, hit.severity) for hit in scan(*lines) if isinstance(hit, Hit) and not hit.repeats]


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest()  # noqa: S324


def echo_try(password: str) -> str:
    return f"{T}auth: Info: passwd-file({COLLEAGUE},203.0.113.9,<s{password}>): Password mismatch (SHA1 of given password: {sha1(password)})"


def test_severity_says_what_was_used() -> None:
    opened = LOGIN.replace(NAME, "Trap@mouvement-aurore.test")
    assert name_hits(UNKNOWN) == [("p-1", "password")]
    assert name_hits(MISMATCH) == [("p-1", "address")]
    assert name_hits(FAILED) == [("p-1", "address")]
    assert name_hits(opened) == [("t-1", "opened")]


def test_nobody_else_rings() -> None:
    other = "maud.delacroix@mouvement-aurore.test"
    assert (
        name_hits(*OTHERS, *(line.replace(NAME, other) for line in (LOGIN, FAILED, UNKNOWN, AUTH_24))) == []
    )


def test_an_echo_rings_by_its_own_false_password_only() -> None:
    assert name_hits(LOGIN.replace(NAME, COLLEAGUE), FAILED.replace(NAME, COLLEAGUE)) == []
    assert name_hits(echo_try("a colleague's slip")) == []
    assert name_hits(echo_try("old-two")) == [("e-2", "password")]


def test_the_line_that_sums_up_a_connection_rings_only_where_nothing_rang_before() -> None:
    assert len(name_hits(UNKNOWN, FAILED)) == 1
    assert len(name_hits(FAILED)) == 1
    assert len(name_hits(UNKNOWN, FAILED.replace("K0rFZMxgq79", "another"))) == 2
    assert len(name_hits(AUTH_24, AUTH_24, FAILED_24)) == 2


def test_what_cannot_be_read_is_counted_with_its_place() -> None:
    tally = Tally()
    lines = [
        *OTHERS,
        LOGIN[:70],  # cut in its name
        LOGIN[:110],  # cut behind it
        UNKNOWN.replace("127.0.0.53", "mallory"),
        '{"command": "report", "login',
        LOGIN + "x" * 5_000,
        "y" * 20_000,
        LOGIN.replace(NAME, "\udcff"),
    ]
    block = "\n".join(lines).encode("utf-8", "surrogateescape")
    found = [one for one in scanner(tally).scan(block) if isinstance(one, Unreadable)]
    first = len(OTHERS) + 1
    assert [(one.spot.line, one.code) for one in found] == [
        (first, "not-a-sign-in-line"),
        (first + 1, "not-a-sign-in-line"),
        (first + 2, "not-a-sign-in-line"),
        (first + 3, "not-json"),
        (first + 4, "too-long"),
        (first + 5, "too-long"),
    ]
    assert tally.unreadable == len(found)
    assert tally.lines == len(lines)
    assert block[found[0].spot.offset :].startswith(LOGIN[:70].encode())
    assert found[0].spot.sha256 == hashlib.sha256(LOGIN[:70].encode()).hexdigest()


@given(st.lists(st.sampled_from([LOGIN, FAILED, UNKNOWN, AUTH_24, *OTHERS, LOGIN[:70]])), st.data())
def test_blocks_may_end_after_any_line(lines: list[str], data: st.DataObject) -> None:
    whole = list(scanner().scan("\n".join(lines).encode()))
    cut, tally = data.draw(st.integers(0, len(lines))), Tally()
    piecewise, reader = [], scanner(tally)
    for part in (lines[:cut], lines[cut:]):
        if part:
            piecewise += list(reader.scan(("\n".join(part) + "\n").encode()))
    assert piecewise == (whole if lines else [])


@given(st.binary(max_size=2_000))
def test_no_block_breaks_it(block: bytes) -> None:
    tally = Tally()
    list(scanner(tally).scan(block))
    assert tally.lines == block.removesuffix(b"\n").count(b"\n") + 1


def test_each_name_is_asked_for_once_until_decoys_are_added() -> None:
    asked: list[str] = []

    def count(login: str) -> Sequence[Bait]:
        asked.append(login)
        return ()

    reader = scanner(find=count)
    for _ in range(2):
        list(reader.scan(f"{LOGIN}\n{FAILED}\n".encode()))
    assert asked == [NAME]
    reader.forget()
    list(reader.scan(LOGIN.encode()))
    assert asked == [NAME, NAME]


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [
        ("", bytes),
        (".gz", gzip.compress),
        (".xz", lzma.compress),
        (".zst", zstandard.ZstdCompressor().compress),
    ],
)
def test_packed_logs_are_read_as_they_are(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / f"dovecot.log{suffix}"
    path.write_bytes(pack(f"{OTHERS[1]}\r\n{UNKNOWN}\r\n".encode()))
    reader = scanner()
    hits = [hit for block in read_blocks(path) for hit in reader.scan(block) if isinstance(hit, Hit)]
    assert [(hit.number, hit.severity, hit.sign_in.spot.line) for hit in hits] == [("p-1", "password", 2)]
