"""The messages of a mailbox are found at the same places, whatever stands in them and however it is cut."""

from __future__ import annotations

import hashlib
import io
import mailbox
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.leaks.reading.dumps import box_messages
from tests.mail.letters import compose

from chaffinch.leaks.reading import mbox
from chaffinch.leaks.reading.mbox import BoxedMessage, find_messages, split_messages

LINE = b"From - Tue Mar 02 08:30:00 2027\n"


def split(content: bytes, *, most: int = 1_000_000) -> list[BoxedMessage]:
    return [one for one in split_messages(io.BytesIO(content), most=most) if one]


@given(bodies=st.lists(st.binary(max_size=400), min_size=1, max_size=8), block=st.integers(3_000, 9_000))
def test_messages_come_out_as_they_went_in(bodies: list[bytes], block: int) -> None:
    messages = [
        b"From: a@b.test\nSubject: x\n\n"
        + body.replace(b"\nFrom ", b"\n>From ").removeprefix(b"From ")
        + b"\n"
        for body in bodies
    ]
    content = b"".join(LINE + message + b"\n" for message in messages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mbox, "BLOCK", block)
        found = split(content)
    assert [one.content for one in found] == messages
    assert [one.number for one in found] == list(range(1, len(messages) + 1))
    assert [one.sha256 for one in found] == [hashlib.sha256(message).hexdigest() for message in messages]
    assert [content[one.offset :][: len(LINE)] for one in found] == [LINE] * len(messages)


def test_they_are_those_that_the_standard_library_finds(tmp_path: Path) -> None:
    path = tmp_path / "box.mbox"
    box = mailbox.mbox(path)
    for number in range(50):
        box.add(compose(f"Lettre {number}\n\nFrom here on it goes.\n" * (number + 1), newline="\n"))
    box.close()
    box = mailbox.mbox(path)
    expected = [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118 - a mailbox gives its messages itself
    box.close()
    assert [one.content for one in split(path.read_bytes())] == expected


@pytest.mark.parametrize(
    "line",
    [
        b"From - Tue Mar 02 08:30:00 2027\n",
        b"From jean@x.test  Tue Mar  2 08:30:00 2027\r\n",
        b"From 1790000000000000000@xxx Tue Mar 02 08:30:00 +0000 2027\n",
        b"From MAILER-DAEMON Tue, 02 Mar 2027 08:30:00 +0100\n",
        b"From ???@??? Tue Mar 02 08:30:00 2027\n",
        b"From jean\n",
    ],
)
def test_each_programs_line_begins_a_message(line: bytes) -> None:
    first = LINE + b"Subject: 1\n\nun\n\n"
    assert list(find_messages(io.BytesIO(first + line + b"Subject: 2\n\ndeux\n"))) == [0, len(first)]


@pytest.mark.parametrize(
    "text",
    [
        b"From here on, Subject: nothing\n",
        b"From Tuesday we go\nTo: morrow\n",
        b"From now on we meet Tue at 10:30 here\nwhich is new\n",
        b" From jean Tue Mar  2 08:30:00 2027\nSubject: indented\n",
        b">From jean Tue Mar  2 08:30:00 2027\nSubject: marked\n",
    ],
)
def test_a_sentence_that_begins_with_from_begins_none(text: bytes) -> None:
    assert len(split(LINE + b"Subject: 1\n\nun\n" + text)) == 1


def test_a_message_that_is_too_long_is_hashed_and_not_held() -> None:
    long = b"Subject: long\n\n" + b"x" * 5_000_000 + b"\n"
    found = split(box_messages(b"Subject: a\n\na\n", long, b"Subject: b\n\nb\n"), most=1_000_000)
    assert [(one.content is None, one.size) for one in found] == [(False, 14), (True, len(long)), (False, 14)]
    assert found[1].sha256 == hashlib.sha256(long).hexdigest()


def test_what_stands_before_the_first_message_is_number_nought() -> None:
    assert [one.number for one in split(b"hidden\n\n" + LINE + b"Subject: 1\n\nun\n")] == [0, 1]
    assert [one.number for one in split(b"\n\n" + LINE + b"Subject: 1\n\nun\n")] == [1]


@given(content=st.binary(max_size=2_000) | st.text("From \n:a>2", max_size=500).map(str.encode))
def test_no_bytes_are_lost_in_what_is_no_mailbox(content: bytes) -> None:
    pieces = [piece for _, _, piece in mbox.scan_box(io.BytesIO(content))]
    assert b"".join(pieces) == content
