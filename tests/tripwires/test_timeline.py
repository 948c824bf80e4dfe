"""What was done after a log-in is read from the log, and everything is drawn in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.acts import Act, read_acts
from chaffinch.tripwires.timeline import LANES, Event, draw_events, order_events

NOW = datetime(2026, 11, 21, 22, tzinfo=UTC)
#: As Dovecot 2.3.19 and 2.4.1 wrote them here; the lines of mail_log after its documentation.
LEFT_23 = b"2026-11-21 21:37:29 imap(ines@a.test)<22035><QsfoKtBgqK1/AAAB>: Info: Disconnected: Logged out in=120 out=438 deleted=1 expunged=0 trashed=0 hdr_count=4 hdr_bytes=900 body_count=3 body_bytes=5120"
LEFT_24 = b"2026-11-21 21:47:41 imap(ines@a.test)<2602><7B9FT9Bgnp9/AAAB>: Info: Disconnected: User kicked in=0 out=486 deleted=0 expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=0 body_bytes=0"
DELETED = b"Nov 21 21:37:20 mail dovecot: imap(ines@a.test)<22035><QsfoKtBgqK1/AAAB>: delete: box=INBOX, uid=23, msgid=<x@y>, size=1843"
COPIED = b"2026-11-21 21:37:21 imap(ines@a.test)<22035><QsfoKtBgqK1/AAAB>: Info: copy from INBOX: box=Archives/2026, uid=24, msgid=<x@y>, size=9"
POP3 = b"2026-11-21 21:37:29 pop3(ines@a.test)<22035><P1>: Info: Disconnected: Logged out top=1/700, retr=2/9000, del=0/2, size=9700"


def read(
    *lines: bytes, sessions: Sequence[str] = ("QsfoKtBgqK1/AAAB", "7B9FT9Bgnp9/AAAB", "P1")
) -> list[Act]:
    return list(
        read_acts(b"\n".join(lines), sessions=sessions, place_time=lambda at: at.replace(tzinfo=UTC), now=NOW)
    )


def test_how_much_was_read_in_a_session() -> None:
    (left,) = read(LEFT_23)
    assert (left.deed, left.letters, left.heads, left.octets, left.login) == (
        "left",
        3,
        4,
        5120,
        "ines@a.test",
    )
    assert left.at == datetime(2026, 11, 21, 21, 37, 29, tzinfo=UTC)
    (kicked,) = read(LEFT_24)
    assert (kicked.deed, kicked.letters, kicked.session) == ("left", 0, "7B9FT9Bgnp9/AAAB")
    (popped,) = read(POP3)
    assert (popped.letters, popped.heads, popped.octets) == (2, 1, 9000)


def test_what_was_moved() -> None:
    deleted, copied = read(DELETED, COPIED)
    assert (deleted.deed, deleted.mailbox, deleted.at) == (
        "deleted",
        "INBOX",
        datetime(2026, 11, 21, 21, 37, 20, tzinfo=UTC),
    )
    assert (copied.deed, copied.mailbox) == ("copied", "Archives/2026")
    assert deleted.key != copied.key


def test_only_the_sessions_that_are_asked_for() -> None:
    assert read(LEFT_23, sessions=()) == []
    assert read(LEFT_23, sessions=("other",)) == []


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"2026-11-21 21:37:29 imap(a)<1><QsfoKtBgqK1/AAAB>: Info: Disconnected: in=0",
        b"2026-11-21 21:37:29 imap(a)<1><QsfoKtBgqK1/AAAB>: Info: moved: box=INBOX",
        b"imap(a)<1><QsfoKtBgqK1/AAAB>: Info: delete: box=INBOX",
        b"2026-11-21 21:37:29 imap-login: Info: Login: user=<imap(a)<1><QsfoKtBgqK1/AAAB>: delete: box=x>, method=PLAIN",
    ],
)
def test_lines_that_say_nothing_of_it(line: bytes) -> None:
    assert read(line) == []


def test_a_mailbox_of_the_intruders_making_is_shown_harmless() -> None:
    (act,) = read(DELETED.replace(b"INBOX", b"\x1b[2J" + b"x" * 500))
    assert act.mailbox.startswith("\\x1b[2J")
    assert len(act.mailbox) <= 100


events = st.lists(
    st.builds(
        Event,
        st.integers(0, 10_000_000).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        st.sampled_from(LANES),
        st.sampled_from(["one", "other"]),
    ),
    max_size=40,
)


@given(events)
def test_nothing_is_lost_and_the_picture_keeps_the_order(made: list[Event]) -> None:
    ordered = order_events(made)
    assert sum(event.times for event in ordered) == len(made)
    picture = draw_events(ordered)
    assert [dot.event for dot in picture.dots] == list(ordered)
    places = [dot.x for dot in picture.dots]
    assert places == sorted(places)
    assert all(120 <= x <= 1_000 for x in places)
    assert {lane for lane, _ in picture.lanes} == {event.lane for event in made}
    assert len(picture.stretches) >= bool(made)


def test_a_pause_begins_a_new_stretch_and_is_drawn_short() -> None:
    moments = [0, 60, 120, 3 * 86_400, 3 * 86_400 + 60]
    picture = draw_events(
        order_events(Event(NOW + timedelta(seconds=at), "tried", str(at)) for at in moments)
    )
    assert [stretch.since for stretch in picture.stretches] == [NOW, NOW + timedelta(days=3)]
    first, second, third, fourth, fifth = (dot.x for dot in picture.dots)
    assert (second - first) > (fourth - third) / 20
    assert fifth > fourth


def test_the_same_a_dozen_times_is_one_dot() -> None:
    (event,) = order_events(
        Event(NOW + timedelta(seconds=9 * at), "tried", "use", source="x") for at in range(12)
    )
    assert (event.times, event.until) == (12, NOW + timedelta(seconds=99))
