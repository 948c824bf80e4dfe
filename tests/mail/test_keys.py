"""The local archive of keys: kept as they are seen, never looked up."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chaffinch.mail.keys import KeyArchive, KeyArchiveError, KeyRecord, list_wanted
from chaffinch.mail.signature import read_signature

SIGNATURE = read_signature(b"DKIM-Signature: v=1; a=rsa-sha256; d=A.test; s=S1; h=from; bh=AA==; b=AA==\r\n")
MARCH = datetime(2027, 3, 2, 8, tzinfo=UTC)
MAY = datetime(2027, 5, 2, 8, tzinfo=UTC)


def test_answers_of_the_caller_are_kept_and_widen_the_time_seen() -> None:
    archive = KeyArchive()
    assert archive.add(SIGNATURE, [b"v=DKIM1; ", b"p=AAAA"], seen_at=MAY, source="dns")
    archive.add(SIGNATURE, [b"v=DKIM1; p=AAAA"], seen_at=MARCH, source="dns")
    archive.add(SIGNATURE, [b"v=DKIM1; p=BBBB"], seen_at=MAY, source="dns")
    assert archive.add(SIGNATURE, [b"no key"], seen_at=MAY, source="dns") is None
    first, second = archive.find("a.test", "s1")
    assert (first.record, first.first_seen[:10], first.last_seen[:10]) == (
        "v=DKIM1; p=AAAA",
        "2027-03-02",
        "2027-05-02",
    )
    assert second.record == "v=DKIM1; p=BBBB"


def test_what_was_not_seen_today_is_wanted_once() -> None:
    archive = KeyArchive()
    assert list_wanted([SIGNATURE, SIGNATURE], archive, on=date(2027, 3, 2)) == [("a.test", "s1")]
    archive.add(SIGNATURE, [b"p=AAAA"], seen_at=MARCH, source="dns")
    assert list_wanted([SIGNATURE], archive, on=date(2027, 3, 2)) == []
    assert list_wanted([SIGNATURE], archive, on=date(2027, 3, 3)) == [("a.test", "s1")]


def test_an_archive_is_written_and_read_again(tmp_path: Path) -> None:
    archive = KeyArchive()
    archive.add(SIGNATURE, [b"p=AAAA"], seen_at=MARCH, source="dns")
    file = tmp_path / "keys.jsonl"
    file.write_text("\n".join(archive.write_lines()) + "\n\n")
    assert list(KeyArchive.read(file)) == list(archive)


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"domain": "a.test"}',
        '{"domain": 1, "selector": "s", "record": "p="}',
        '{"domain": "a.test", "selector": "s", "record": "p=", "first_seen": "yesterday"}',
    ],
)
def test_a_wrong_line_is_named(line: str) -> None:
    good = json.dumps({"domain": "a.test", "selector": "s", "record": "p="})
    with pytest.raises(KeyArchiveError, match="line 3"):
        KeyArchive.from_lines([good, "", line])


def test_a_missing_file_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(KeyArchiveError):
        KeyArchive.read(tmp_path / "none")


@pytest.mark.parametrize(
    ("first", "last", "covers"),
    [("2027-01-01", "2027-12-31", True), ("2027-04-01", "2027-12-31", False), ("", "2027-12-31", None)],
)
def test_whether_a_key_was_seen_on_a_day(first: str, last: str, covers: bool | None) -> None:
    assert KeyRecord("a.test", "s", "p=", first, last).covers(MARCH) is covers
