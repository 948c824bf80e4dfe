"""Days are covered only where a log or a journal shows that all mail of them is known."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.leaks.archive.house import KEY, ask, begin, write_letter, write_mbox

from chaffinch.leaks.archive.coverage import covers_day, find_spans, join_spans
from chaffinch.leaks.archive.covering import cover_mailbox, read_journal, read_log_file
from chaffinch.leaks.archive.delivery import find_message_ids, read_day
from chaffinch.leaks.archive.writer import ArchiveWriter

TODAY = date(2026, 3, 20)
LISE = "lise.corbel@aurore.test"
POSTFIX = """\
{day}T08:12:01.112+01:00 mx postfix/cleanup[811]: 4C2F1: message-id=<{number}.a@journal.example>
{day}T08:12:01.412+01:00 mx postfix/lmtp[812]: 4C2F1: to=<lise.corbel@aurore.test>, relay=mx, status=sent (250 2.0.0)
"""


def write_log(path: Path, days: list[date]) -> Path:
    lines = "".join(POSTFIX.format(day=day, number=number) for number, day in enumerate(days))
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def list_days(first: int, last: int) -> list[date]:
    return [date(2026, 3, day) for day in range(first, last + 1)]


def test_a_log_covers_the_days_between_its_ends(tmp_path: Path) -> None:
    archive = begin(tmp_path / "archive")
    reading = read_log_file(write_log(tmp_path / "mail.log.gz", list_days(2, 9)), mailbox=LISE, today=TODAY)
    assert reading.names_mailbox
    with ArchiveWriter(archive, key=KEY) as writer:
        assert cover_mailbox(writer, LISE, reading) == ((date(2026, 3, 3), date(2026, 3, 8)),)
    reference = ask(archive)
    covered = [day.day for day in list_days(1, 12) if reference.covers(LISE.upper(), day)]
    assert covered == [3, 4, 5, 6, 7, 8]
    assert not reference.covers("karim.haddad@aurore.test", date(2026, 3, 5))
    assert reference.is_delivered("<3.a@journal.example>")
    assert not reference.is_delivered("<99.a@journal.example>")
    assert not reference.is_delivered("")


def test_the_next_log_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    archive = begin(tmp_path / "archive")
    for name, days in (("one.log", list_days(2, 9)), ("two.log", list_days(8, 15))):
        reading = read_log_file(write_log(tmp_path / name, days), mailbox=LISE, today=TODAY)
        with ArchiveWriter(archive, key=KEY) as writer:
            spans = cover_mailbox(writer, LISE, reading)
    assert spans == ((date(2026, 3, 3), date(2026, 3, 14)),)
    assert all(ask(archive).covers(LISE, day) for day in list_days(3, 14))


def test_a_day_without_a_line_is_a_gap() -> None:
    days = [date(2026, 3, day) for day in (1, 2, 3, 5, 6, 7)]
    assert find_spans(days) == (
        (date(2026, 3, 2), date(2026, 3, 3)),
        (date(2026, 3, 5), date(2026, 3, 6)),
    )


@given(days=some.sets(some.dates(date(2026, 1, 1), date(2026, 3, 1))))
def test_nothing_is_covered_that_the_log_does_not_speak_of(days: set[date]) -> None:
    spans = find_spans(days)
    for offset in range(-2, 62):
        day = date(2026, 1, 1) + timedelta(days=offset)
        inside = bool(days) and min(days) < day < max(days)
        assert covers_day(spans, day) == (day in days and inside)
    assert join_spans(spans) == spans


def test_a_journal_covers_by_the_days_on_which_our_server_received(tmp_path: Path) -> None:
    letters = [
        write_letter(
            day,
            headers=[("Received", f"from x by mx.aurore.test; Tue, {day} Mar 2026 10:00:00 +0000")],
            sent_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
        for day in range(2, 8)
    ]
    reading = read_journal(write_mbox(tmp_path / "journal.mbox", letters), mailbox=LISE)
    assert reading.names_mailbox
    assert find_spans(reading.days) == ((date(2026, 3, 3), date(2026, 3, 6)),)
    assert "<4.aurore@mail.aurore.test>" in reading.message_ids


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2026-03-04T10:00:00+01:00 mx dovecot: lmtp(lise)", date(2026, 3, 4)),
        ("2026-03-04 10:00:00 1abc-0002-XX <= a@b id=x@y.example", date(2026, 3, 4)),
        ("Mar  4 10:00:00 mx postfix/cleanup[1]: A1: message-id=<a@b>", date(2026, 3, 4)),
        ("Dec 31 10:00:00 mx postfix/cleanup[1]: A1: message-id=<a@b>", date(2025, 12, 31)),
        ("<22>Mar  4 10:00:00 mx postfix/cleanup[1]: A1: message-id=<a@b>", date(2026, 3, 4)),
        ('"3/4/2026 10:00:00 AM","DELIVER","<a@b.example>"', date(2026, 3, 4)),
        ("2026-13-40T10:00:00 nonsense", None),
        ("Feb 30 10:00:00 mx x", None),
        ("#Fields: date-time,client-ip", None),
        ("", None),
    ],
)
def test_the_day_of_a_line(line: str, day: date | None) -> None:
    assert read_day(line, today=TODAY) == day


@pytest.mark.parametrize(
    ("line", "table", "found"),
    [
        ("mx postfix/cleanup[1]: A1: message-id=<a@b.example>", False, ["<a@b.example>"]),
        ("lmtp(lise)<1><x>: msgid=<a@b.example>: saved mail to INBOX", False, ["<a@b.example>"]),
        ("1abc-0002-XX <= s@t.example H=mx P=esmtps S=1 id=a@b.example", False, ["<a@b.example>"]),
        ("postfix/lmtp: to=<lise.corbel@aurore.test>, status=sent", False, []),
        ('2026-03-04,DELIVER,"<a@b.example>",lise.corbel@aurore.test', True, ["<a@b.example>"]),
    ],
)
def test_the_message_ids_of_a_line(line: str, table: bool, found: list[str]) -> None:
    assert find_message_ids(line, is_table=table) == found


def test_lines_of_noise_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"\0\xff\xfe\n" + b"x" * 50_000 + b"\n" + b"Mar \n")
    reading = read_log_file(tmp_path / "log", mailbox=LISE, today=TODAY)
    assert (reading.days, reading.lines, reading.names_mailbox) == (set(), 3, False)
