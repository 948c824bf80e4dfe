"""Dates, addresses, parameters and charsets, as they are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.mail.addresses import read_addresses
from chaffinch.mail.charsets import decode_text, find_charset
from chaffinch.mail.dates import read_date
from chaffinch.mail.encoded_words import decode_words
from chaffinch.mail.parameters import read_file_name, read_parameters


@pytest.mark.parametrize(
    ("raw", "read", "fault"),
    [
        ("Thu, 22 Aug 2002 18:26:25 +0700", "2002-08-22T18:26:25+07:00", ""),
        ("22 Aug 02 18:26 EST", "2002-08-22T18:26:00-05:00", ""),
        ("Thu, 22 Aug 2002 18:26:25 +0700 (ICT)", "2002-08-22T18:26:25+07:00", ""),
        ("Thu,22 Aug 2002 18:26:25 GMT", "2002-08-22T18:26:25+00:00", ""),
        ("Thu, 22 Aug 2002 18:26:25 -0000", "2002-08-22T18:26:25+00:00", "no-zone"),
        ("Thu, 22 Aug 2002 18:26:25", "2002-08-22T18:26:25+00:00", "no-zone"),
        ("Thu Aug 22 18:26:25 2002", "2002-08-22T18:26:25+00:00", "no-zone"),
        ("Thu Aug 22 18:26:25 CEST 2002", "2002-08-22T18:26:25+02:00", "odd-date"),
        ("2002-08-22T18:26:25Z", "2002-08-22T18:26:25+00:00", "odd-date"),
        ("lun., 1 janv. 2017 10:00 +0100", "2017-01-01T10:00:00+01:00", ""),
        ("Tuesday, August 22, 2017 3:04 PM", "2017-08-22T15:04:00+00:00", "no-zone"),
        ("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59+00:00", ""),
        ("1 Jan 70 00:00:00 +0000", "1970-01-01T00:00:00+00:00", ""),
        ("1 Jan 103 00:00:00 +0000", "2003-01-01T00:00:00+00:00", ""),
        ("31 Feb 2001 10:00:00 +0000", "", "bad-date"),
        ("Fri, 07 Apr 1995 9:34:12 -9999", "", "bad-date"),
        ("yesterday", "", "bad-date"),
        ("", "", "bad-date"),
    ],
)
def test_dates_of_thirty_years_are_read(raw: str, read: str, fault: str) -> None:
    moment, found = read_date(raw)
    assert (moment.isoformat() if moment else "", found) == (read, fault)


@given(st.text(max_size=120))
def test_no_date_raises(raw: str) -> None:
    read_date(raw)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("a@b.test", [("", "a@b.test")]),
        ("Jean <A@B.test>", [("Jean", "a@b.test")]),
        ('"Roy, Camille" <c@b.test>, d@b.test', [("Roy, Camille", "c@b.test"), ("", "d@b.test")]),
        ("=?utf-8?q?L=C3=A9a,_B?= <l@b.test>", [("Léa, B", "l@b.test")]),
        ("a@b.test (Camille (Roy))", [("Camille (Roy)", "a@b.test")]),
        ("team: a@b.test, c@b.test;", [("", "a@b.test"), ("", "c@b.test")]),
        ("undisclosed-recipients:;", []),
        ("Camille Roy", [("Camille Roy", "")]),
        ("root", [("", "root")]),
        ("<@a,@b:c@d.test>", [("", "c@d.test")]),
        ("a@b.test <c@d.test>", [("a@b.test", "c@d.test")]),
        ("'a@b.test' <a@b.test>", [("a@b.test", "a@b.test")]),
        ("<mailto:a@b.test>", [("", "a@b.test")]),
        ("", []),
    ],
)
def test_addresses_are_read_as_they_are_written(raw: str, read: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in read_addresses(raw)] == read


@given(st.text(alphabet='ab@<>(),;:" \\.=?', max_size=80))
def test_no_addresses_raise(raw: str) -> None:
    read_addresses(raw)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ("attachment; filename=a b.pdf", "a b.pdf"),
        (r'attachment; filename="a\"b.pdf"', 'a"b.pdf'),
        ("attachment; filename*=iso-8859-1'fr'%E9t%E9.pdf", "été.pdf"),
        ("attachment; filename*1*=%A9.pdf; filename*0*=utf-8''%C3", "é.pdf"),
        ('attachment; filename="=?utf-8?b?w6kucGRm?="', "é.pdf"),
        ('attachment; filename="../../etc/passwd"', "../../etc/passwd"),
        ('attachment; filename="a\tb\x01c"', "a b c"),
        ('attachment; filename="open', "open"),
        ("attachment", ""),
    ],
)
def test_names_of_files_are_read(raw: str, name: str) -> None:
    assert read_file_name(read_parameters(raw), {}) == name


@pytest.mark.parametrize(
    ("content", "charset", "text", "faults"),
    [
        (b"caf\xc3\xa9", "utf-8", "café", ()),
        (b"caf\xe9", "iso-8859-1", "café", ()),
        (b"\x80 5", "iso-8859-1", "€ 5", ()),
        (b"caf\xc3\xa9", "", "café", ("bad-charset",)),
        (b"caf\xe9", "", "café", ("bad-charset",)),
        (b"caf\xc3\xa9", "us-ascii", "café", ("bad-charset",)),
        (b"caf\xe9", "utf-8", "caf\ufffd", ("bad-charset",)),
        (b"caf\xe9", "x-none", "café", ("unknown-charset",)),
        (b"\xef\xbb\xbfa", "", "a", ()),
        (b"\xff\xfea\0", "", "a", ()),
        (b'\x1b$B$"\x1b(B', "iso-2022-jp", "あ", ()),
        (b"+2AA-", "utf-7", "\ufffd", ("surrogate",)),
        (b"a\r\nb\rc", "", "a\nb\nc", ()),
        (b"", "utf-8", "", ()),
    ],
)
def test_charsets_are_guessed_in_the_documented_order(
    content: bytes, charset: str, text: str, faults: tuple[str, ...]
) -> None:
    assert decode_text(content, charset) == (text, faults)


@pytest.mark.parametrize(
    "name", ["unicode_escape", "idna", "hex", "rot13", "zlib", "undefined", "punycode", "a" * 500, "\0"]
)
def test_codecs_that_are_no_charsets_are_not_used(name: str) -> None:
    assert find_charset(name) == ""


@given(
    st.binary(max_size=200),
    st.sampled_from(["utf-7", "utf-16", "gb18030", "iso-2022-kr", "hz", "big5", "cp037", "", "x"]),
)
def test_every_text_can_be_stored(content: bytes, charset: str) -> None:
    text, _ = decode_text(content, charset)
    text.encode("utf-8")
    assert "\0" not in text


@given(st.text(alphabet="=?utf-8bqQB_AzÃ+/ \n", max_size=100))
def test_no_encoded_words_raise(raw: str) -> None:
    decode_words(raw).encode("utf-8", "surrogatepass")
