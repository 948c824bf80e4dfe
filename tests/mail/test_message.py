"""Any bytes are read as a message, and read as people's programs read them."""

from __future__ import annotations

import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mail.agreement import is_message, read_ours, read_stdlib
from tests.mail.letters import compose, compose_parts

from chaffinch.mail.message import parse_message


def test_an_ordinary_message_is_read() -> None:
    message = parse_message(
        compose("Bonjour Jean,\r\n\r\nÀ demain.\r\n", Content_Type="text/plain; charset=utf-8")
    )
    assert message.sender.name == "Camille Roy"
    assert message.sender.address == "camille.roy@mouvement-aurore.test"
    assert [one.address for one in message.to] == ["jean.petit@mouvement-aurore.test"]
    assert message.date and message.date.isoformat() == "2027-03-02T09:30:00+01:00"
    assert message.message_id == "<1a2b@mouvement-aurore.test>"
    assert message.text == "Bonjour Jean,\n\nÀ demain.\n"
    assert message.faults == ()


def test_plain_text_and_page_are_kept_apart() -> None:
    message = parse_message(
        compose_parts(
            ("Content-Type: text/plain", "Onze euros"),
            ("Content-Type: text/html", "<p>Douze euros</p>"),
            kind="alternative",
        )
    )
    assert message.text.strip() == "Onze euros"
    assert message.html_text == "Douze euros"


def test_a_page_alone_is_the_text() -> None:
    message = parse_message(compose("<p>Douze<br>euros</p>", Content_Type="text/html"))
    assert (message.text, message.html_text) == ("Douze\neuros", "")


def test_a_footer_behind_a_page_is_seen_with_it() -> None:
    footer = ("Content-Type: text/plain", "Liste de diffusion")
    message = parse_message(compose_parts(("Content-Type: text/html", "<p>Bonjour</p>"), footer))
    assert message.text.split() == ["Bonjour", "Liste", "de", "diffusion"]
    assert message.html_text == ""


def test_files_are_named_and_hashed() -> None:
    message = parse_message(
        compose_parts(
            ("Content-Type: text/plain", "Voir."),
            (
                "Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n"
                "Content-Disposition: attachment;\r\n filename*0*=utf-8''D%C3%A9pens;\r\n filename*1=es.pdf",
                "aGVsbG8=",
            ),
            ('Content-Type: application/octet-stream; name="=?utf-8?q?=C3=A9t=C3=A9?=.txt"', "x"),
        )
    )
    first, second = message.attachments
    assert (first.name, first.content) == ("Dépenses.pdf", b"hello")
    assert first.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert second.name == "été.txt"


def test_a_message_inside_and_winmail_are_named_as_such() -> None:
    inner = "Subject: dedans\r\n\r\nsecret\r\n"
    message = parse_message(
        compose_parts(
            ("Content-Type: text/plain", "Voir."),
            ("Content-Type: message/rfc822", inner),
            ("Content-Type: application/octet-stream; name=winmail.dat", "x"),
        )
    )
    assert [one.content_type for one in message.attachments] == ["message/rfc822", "application/ms-tnef"]
    assert message.attachments[0].content.startswith(b"Subject: dedans")
    assert "secret" not in message.text
    assert "tnef" in message.faults


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("Subject", "=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café"),
        ("Subject", "=?utf-8?b?Y2Fmw6k?=", "café"),
        ("Subject", "=?iso-8859-1?q?caf=E9 au lait?= noir", "café au lait noir"),
        ("Subject", "=?x-none?q?caf=E9?=", "café"),
        ("Subject", "café", "café"),
        ("Subject", "a\r\n b", "a b"),
        ("Subject", "=?utf-8?q?broken", "=?utf-8?q?broken"),
        ("Subject", "=?iso-8859-1?q?Fr\udcf6sche?=", "Frösche"),
    ],
)
def test_subjects_are_decoded_whatever_was_done_to_them(field: str, value: str, read: str) -> None:
    assert parse_message(compose(**{field: value})).subject == read


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "no-header"),
        (b"nothing of a head\r\n\r\nx", "no-header"),
        (b"From a@b Mon Jan 1 00:00:00 2001\nSubject: x\n\ny", "envelope"),
        (b"Subject: x\nno field\nFrom: a@b.test\n\ny", "bad-header"),
        (b"Subject: x", "no-body"),
        (compose(Date="yesterday"), "bad-date"),
        (compose(Date="Tue, 2 Mar 2027 09:30:00"), "no-zone"),
        (compose(Date=""), "no-date"),
        (compose(From="Camille"), "no-sender"),
        (compose(**{"from": "b@c.test"}), "two-from"),
        (compose(From="a@b.test, c@d.test"), "many-senders"),
        (compose(Message_ID="1a2b@c.test"), "bad-message-id"),
        (compose(b"caf\xe9", Content_Type="text/plain; charset=utf-8"), "bad-charset"),
        (compose("x", Content_Type="text/plain; charset=x-none"), "unknown-charset"),
        (compose("a\0b"), "nul"),
        (compose("x", Content_Type="multipart/mixed; boundary=none"), "no-boundary"),
        (compose('<p style="display:none">geheim</p>', Content_Type="text/html"), "hidden-text"),
    ],
)
def test_what_is_wrong_has_a_code(raw: bytes, code: str) -> None:
    assert code in parse_message(raw).faults


def test_a_text_under_a_lost_boundary_is_still_read() -> None:
    assert "Bonjour" in parse_message(compose(Content_Type="multipart/mixed; boundary=none")).text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_change_nothing_that_is_compared(newline: str) -> None:
    part = newline.join(
        [
            "--x1",
            "Content-Type: text/csv; name=a.csv",
            "Content-Disposition: attachment",
            "",
            "1;2",
            "3;4",
            "--x1--",
            "",
        ]
    )
    message = parse_message(compose(part, newline=newline, Content_Type="multipart/mixed; boundary=x1"))
    assert message.attachments[0].content.rstrip(b"\n") == b"1;2\n3;4"


@given(st.binary(max_size=3_000))
def test_no_bytes_raise(untrusted: bytes) -> None:
    parse_message(untrusted)


@given(
    st.lists(
        st.sampled_from(
            [
                b"From: ", b"Content-Type: multipart/mixed; boundary=", b"--a", b"\r\n", b"\n", b"a", b"=?utf-7?q?+2AA-?=", b"\0",
                b"Content-Transfer-Encoding: base64", b"Content-Type: message/rfc822", b"Content-Type: text/html; charset=utf-7",
                b"<p>&#xD800;", b"Date: 31 Feb 99999 25:00:00 -9999", b"\xff", b">", b"<a@b>", b" ", b"%00", b";name*0*=x''%ff",
            ]
        ),
        max_size=60,
    )
)  # fmt: skip
@settings(max_examples=300)
def test_no_shards_of_messages_raise(shards: list[bytes]) -> None:
    message = parse_message(b"".join(shards))
    (message.text + message.subject + message.html_text).encode("utf-8")


def test_nesting_without_end_is_cut() -> None:
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)
    )
    message = parse_message(raw + b"\r\nx")
    assert {"many-parts", "bad-structure"} & set(message.faults)


_MARKS, _NOT_ASCII = re.compile(r"[\s>]"), re.compile(r"[^\x21-\x7e]")


def read_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile() and (stream := archive.extractfile(member)):
                yield member.name, stream.read()


@pytest.mark.corpus
def test_hostile_messages_are_read_without_an_exception(corpus: Path) -> None:
    read = [parse_message(raw) for _, raw in read_archive(corpus / "hostile" / "mail" / "mime_tests.tar.xz")]
    assert len(read) >= 500
    for message in read:
        (message.text + message.html_text + message.subject).encode("utf-8")


@pytest.mark.corpus
def test_genuine_mails_are_read_as_the_standard_library_reads_them(corpus: Path) -> None:
    """Texts aside that are declared flowed, or in a charset that they are not in: there the standard library is wrong."""
    differ: Counter[str] = Counter()
    for _, raw in read_archive(corpus / "mail" / "spamassassin_easy_ham_1.tar.xz"):
        if not is_message(raw):
            continue
        message = parse_message(raw)
        theirs, ours = read_stdlib(raw), read_ours(message)
        if b"flowed" in raw.lower():  # lines are joined, quotation marks written anew; no letter may differ
            theirs["text"], ours["text"] = (_MARKS.sub("", one["text"]) for one in (theirs, ours))
        if not raw.isascii() or "bad-charset" in message.faults:
            theirs["text"], ours["text"] = (_NOT_ASCII.sub("", one["text"]) for one in (theirs, ours))
        if not message.subject.isascii():
            theirs["subject"] = ours["subject"]
        differ.update(name for name in theirs if theirs[name] != ours[name])
    assert dict(differ) == {"message_id": 1, "files": 2}  # an X.400 id with blanks; parts of bounces
