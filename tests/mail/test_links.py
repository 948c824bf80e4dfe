"""The links of a message, whoever wrote it."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.mail.links import MOST_LINKS, extract_links, unwrap_link


def compose(body: str, *, kind: str = "text/plain", charset: str = "utf-8") -> bytes:
    head = f"From: a@example.test\r\nSubject: x\r\nContent-Type: {kind}; charset={charset}\r\n\r\n"
    return head.encode() + body.encode(charset)


def test_a_link_written_out_in_the_text_is_found() -> None:
    found = extract_links(compose("Voyez https://portail.mouvement.aurore.test/session?t=42."))
    assert found == {
        "is_message": True,
        "links": ["https://portail.mouvement.aurore.test/session?t=42"],
        "cut": False,
    }


def test_the_address_behind_a_link_counts_and_so_does_the_one_shown() -> None:
    html = '<a href="https://evil.test/x">https://portail.mouvement-aurore.test/</a>'
    assert extract_links(compose(html, kind="text/html"))["links"] == [
        "https://evil.test/x",
        "https://portail.mouvement-aurore.test/",
    ]


def test_forms_and_refreshes_lead_somewhere_and_pictures_do_not() -> None:
    html = (
        '<form action="https://a.test/post"></form><meta http-equiv=refresh content="0;url=https://b.test/">'
        '<img src="https://pixel.test/1.gif"><link href="https://fonts.test/x.css">'
    )
    assert extract_links(compose(html, kind="text/html"))["links"] == [
        "https://a.test/post",
        "https://b.test/",
    ]


def test_a_forwarded_message_is_read_too() -> None:
    inner = compose("https://inner.test/")
    outer = b"Subject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n" + inner
    assert extract_links(outer)["links"] == ["https://inner.test/"]


def test_quoted_printable_and_base64_are_decoded() -> None:
    encoded = (
        b"Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"https://exam=\r\nple.test/a=3Db\r\n"
    )
    assert extract_links(encoded)["links"] == ["https://example.test/a=b"]


@pytest.mark.parametrize(
    ("wrapped", "inner"),
    [
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.test%2F&data=x",
            "https://evil.test/",
        ),
        ("https://www.google.com/url?q=https://evil.test/a", "https://evil.test/a"),
        ("https://www.google.com/search?q=hello", "https://www.google.com/search?q=hello"),
        ("https://notgoogle.test/?q=https://evil.test/", "https://notgoogle.test/?q=https://evil.test/"),
    ],
)
def test_a_wrapper_is_taken_off(wrapped: str, inner: str) -> None:
    assert unwrap_link(wrapped) == inner


def test_a_message_with_too_many_links_is_cut_and_says_so() -> None:
    found = extract_links(compose(" ".join(f"https://h{n}.test/" for n in range(MOST_LINKS + 5))))
    assert len(found["links"]) == MOST_LINKS
    assert found["cut"]


def test_a_file_that_is_no_message_is_told() -> None:
    assert extract_links(b"\x89PNG\r\n\x1a\n\x00\x00") == {"is_message": False, "links": [], "cut": False}


def test_nesting_without_end_raises_nothing() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)
    )
    assert extract_links(deep + b"\r\nx")["is_message"]
    inside = b"Content-Type: message/rfc822\r\n\r\n" * 3_000
    assert extract_links(inside + b"\r\nhttps://a.test/")["is_message"]


@given(st.binary(max_size=4_000))
def test_no_bytes_raise(untrusted: bytes) -> None:
    extract_links(untrusted)


@given(st.text(max_size=400), st.sampled_from(["utf-8", "latin-1", "x-unknown", "utf-7", "\x00"]))
def test_no_charset_raises(text: str, charset: str) -> None:
    head = f"Subject: x\r\nContent-Type: text/html; charset={charset}\r\n\r\n".encode("utf-8", "replace")
    extract_links(head + text.encode("utf-8", "replace"))


@pytest.mark.corpus
def test_malformed_messages_give_links_or_nothing(corpus: Path) -> None:
    read = 0
    with tarfile.open(corpus / "hostile" / "mail" / "mime_tests.tar.xz") as archive:
        for member in archive:
            if member.isfile() and (stream := archive.extractfile(member)):
                extract_links(stream.read())
                read += 1
    assert read >= 500
