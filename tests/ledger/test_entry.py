"""Entries are written and read strictly: what comes back is what went in, and a bad line is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.house import make_entry

from chaffinch.ground.streams import CutLine
from chaffinch.ledger.entry import KINDS, Entry, check_entry, read_entries, read_entry, write_entry
from chaffinch.ledger.errors import LedgerError, NotApprovedError

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(str.strip)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kind = draw(st.sampled_from(KINDS))
    return Entry(
        id=draw(
            st.text(
                st.characters(min_codepoint=33, max_codepoint=0x1FFFF, codec="utf-8"), min_size=1, max_size=40
            )
        ),
        kind=kind,  # type: ignore[arg-type]
        planted_at=datetime.fromtimestamp(draw(st.integers(0, 4_000_000_000)), UTC),
        planted_in=draw(TEXT),
        sha256=draw(st.binary(min_size=32, max_size=32)).hex(),
        approval=draw(TEXT),
        salt=draw(st.binary(min_size=32, max_size=32)),
        text_sha256=draw(st.sampled_from(["", "a" * 64])),
        signature=tuple(draw(st.lists(st.integers(0, 2**64 - 1), max_size=8))),
        text_ref=draw(st.text(st.characters(codec="utf-8"), max_size=20)),
        size=draw(st.integers(1, 2**40)) if kind == "archive-root" else 0,
    )


@given(entry=entries())
def test_an_entry_comes_back_the_same(entry: Entry) -> None:
    line = write_entry(entry)
    assert line.count(b"\n") == 1
    assert read_entry(line) == entry


def test_the_line_has_the_keys_that_are_promised() -> None:
    assert list(json.loads(write_entry(make_entry("a")))) == [
        "id", "kind", "planted_at", "planted_in", "sha256", "text_sha256", "signature", "salt", "text_ref", "approval",
    ]  # fmt: skip


GOOD = json.loads(write_entry(make_entry("a")))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": ""}, "id"), ({"id": "a b"}, "id"), ({"id": 7}, "id"), ({"id": "a\u001b[2J"}, "id"), ({"id": "x" * 201}, "id"),
        ({"kind": "rumour"}, "kind"), ({"kind": ["trap"]}, "kind"),
        ({"planted_at": "2027-03-01"}, "planted_at"), ({"planted_at": 7}, "planted_at"),
        ({"planted_at": "2027-3-1T8:30:00Z"}, "planted_at"), ({"planted_at": "2027-02-30T08:30:00Z"}, "planted_at"),
        ({"planted_at": "2027-03-01T08:30:00+00:00"}, "planted_at"),
        ({"planted_in": "x" * 1_001}, "planted_in"), ({"planted_in": "\ud800"}, "planted_in"),
        ({"sha256": "A" * 64}, "sha256"), ({"sha256": "a" * 63}, "sha256"), ({"sha256": None}, "sha256"),
        ({"text_sha256": "x"}, "text_sha256"), ({"text_sha256": None}, "text_sha256"),
        ({"signature": [-1]}, "signature"), ({"signature": [2**64]}, "signature"), ({"signature": [True]}, "signature"),
        ({"signature": [1.5]}, "signature"), ({"signature": "12"}, "signature"), ({"signature": [1] * 513}, "signature"),
        ({"salt": "00"}, "salt"), ({"salt": "A" * 64}, "salt"), ({"salt": None}, "salt"),
        ({"text_ref": 1}, "text_ref"), ({"text_ref": "x" * 201}, "text_ref"),
        ({"approval": ""}, "not-approved"), ({"approval": "  "}, "not-approved"), ({"approval": 1}, "approval"),
        ({"size": 3}, "size"), ({"size": True}, "size"), ({"kind": "archive-root"}, "size"), ({"size": "3"}, "size"),
        ({"more": 1}, "unknown-key"),
    ],
)  # fmt: skip
def test_a_value_that_is_wrong_is_named(change: dict[str, object], code: str) -> None:
    reading = read_entries([write_entry(make_entry("b")), json.dumps({**GOOD, **change}).encode()])
    assert [(fault.line, fault.code) for fault in reading.faults] == [(2, code)]
    assert [entry.id for entry in reading.entries] == ["b"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "not-json"), (b"\xff\xfe", "not-json"), (b"[" * 100_000, "not-json"), (b"[]", "missing-key"), (b"7", "missing-key"),
        (b'{"id": "a"}', "missing-key"), (b'{"id": "a", "id": "b"}', "not-json"), (CutLine(b"{}"), "too-long"),
        (write_entry(make_entry("a"))[:-20], "not-json"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_entry_is_named(line: bytes, code: str) -> None:
    assert [fault.code for fault in read_entries([b"", line]).faults] == [code]


def test_an_entry_that_names_no_approval_is_refused() -> None:
    values = {key: value for key, value in GOOD.items() if key != "approval"}
    with pytest.raises(NotApprovedError) as refused:
        read_entry(json.dumps(values).encode())
    assert refused.value.exit_code == 3


def test_a_moment_without_a_zone_or_with_more_than_seconds_is_refused() -> None:
    for moment in (datetime(2027, 3, 1), datetime(2027, 3, 1, microsecond=5, tzinfo=timezone.utc)):  # noqa: DTZ001, UP017
        with pytest.raises(LedgerError):
            check_entry(replace(make_entry("a"), planted_at=moment))
