"""Names out of certificates: those of a full parser, and nothing but a named error on anything else."""

from __future__ import annotations

import contextlib
import struct
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given
from hypothesis import strategies as st
from tests.names.feeds.certificates.issuing import issue, make_entries, make_entry

from chaffinch.names.feeds.certificates.der import DerError, find_names, find_names_to_be_signed
from chaffinch.names.feeds.certificates.entries import EntryError, cut_tile, read_leaf


def encode(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def wrap(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def build(*, names: bytes | None = None, subject: bytes = b"") -> bytes:
    """Return a certificate with this content of its alternative names and its subject."""
    extension = b"" if names is None else wrap(0x30, b"\x06\x03\x55\x1d\x11" + wrap(4, wrap(0x30, names)))
    content = (
        b"\xa0\x03\x02\x01\x02\x02\x01\x01" + wrap(0x30, b"") * 3 + wrap(0x30, subject) + wrap(0x30, b"")
    )
    content += b"" if names is None else wrap(0xA3, wrap(0x30, extension))
    return wrap(0x30, wrap(0x30, content) + wrap(0x30, b"") + wrap(3, b"\0"))


def common_name(value: bytes, tag: int = 0x0C) -> bytes:
    return wrap(0x31, wrap(0x30, b"\x06\x03\x55\x04\x03" + wrap(tag, value)))


def test_alternative_names_are_read_in_order_lower_case_and_once() -> None:
    certificate = issue(
        ["B.example.net", "*.a.net", "b.example.net", "xn--n-marche-b8g.fr"],
        common_name="elsewhere.net",
        others=[x509.IPAddress(ip_address("192.0.2.1")), x509.RFC822Name("a@b.net")],
    )
    names = (b"b.example.net", b"*.a.net", b"xn--n-marche-b8g.fr")
    assert find_names(encode(certificate)) == names
    assert find_names_to_be_signed(certificate.tbs_certificate_bytes) == names


def test_the_common_name_stands_in_only_where_there_is_no_other() -> None:
    assert find_names(encode(issue([], common_name="Old.example.net"))) == (b"old.example.net",)
    assert find_names(encode(issue([], common_name="Some Person"))) == ()
    assert find_names(encode(issue([]))) == ()


@pytest.mark.parametrize(
    ("value", "tag", "names"),
    [
        ("dé.net".encode(), 0x0C, ("dé.net".encode(),)),
        ("a.net".encode("utf-16-be"), 0x1E, (b"a.net",)),
        (b"a.net", 0x13, (b"a.net",)),
        (b"\xff.net", 0x0C, ()),
        (b"a.net\0", 0x0C, ()),
        (b"a.net", 0x02, ()),
        (b"who@a.net", 0x0C, ()),
        (b"1.0, none.", 0x0C, ()),
    ],
)
def test_common_names_in_every_kind_of_text(value: bytes, tag: int, names: tuple[bytes, ...]) -> None:
    assert find_names(build(subject=common_name(value, tag))) == names


def test_a_name_in_unicode_is_kept_as_it_is() -> None:
    assert find_names(build(names=wrap(0x82, "é.fr".encode()))) == ("é.fr".encode(),)


@pytest.mark.parametrize(
    "name",
    [b"", b"a.net\n", b"a\0.net", b"a b.net", b"x" * 1001],
    ids=["empty", "line", "nul", "blank", "long"],
)
def test_a_name_that_no_host_can_have_is_refused(name: bytes) -> None:
    with pytest.raises(DerError):
        find_names(build(names=wrap(0x82, name)))


def test_too_many_names_and_extensions_are_refused() -> None:
    assert (
        len(find_names(build(names=b"".join(wrap(0x82, b"%d.net" % number) for number in range(9_999)))))
        == 9_999
    )
    with pytest.raises(DerError):
        find_names(build(names=wrap(0x82, b"a.net") * 10_001))


def test_lengths_that_are_not_strict_are_refused() -> None:
    good = build(names=wrap(0x82, b"a.net"))
    assert find_names(good) == (b"a.net",)
    for bad in (
        good + b"\0",
        good[:-1],
        b"\x30\x80" + good[2:] + b"\0\0",
        b"\x30\x82\x00" + good[1:2] + good[2:],
        b"\x30\x85\0\0\0\0" + good[1:],
        b"\x30\xff" + good[2:],
        b"",
        b"\x30",
        good.replace(b"\x82\x05a.net", b"\x82\x06a.net"),
        good.replace(b"\x82\x05a.net", b"\x82\x04a.net"),
        good.replace(b"\x82\x05a.net", b"\x8f\x05a.net"),
    ):
        with pytest.raises(DerError):
            find_names(bad)


_CERTIFICATE = encode(issue(["a.net", "b.net"], common_name="a.net"))


@given(st.binary(max_size=200))
@example(b"\x30\x84\xff\xff\xff\xff")
def test_any_bytes_give_names_or_the_named_error(content: bytes) -> None:
    for read in (find_names, find_names_to_be_signed):
        with contextlib.suppress(DerError):
            read(content)
    with contextlib.suppress(EntryError):
        read_leaf(content)
    with contextlib.suppress(EntryError):
        list(cut_tile(content))


@given(data=st.data())
def test_a_spoilt_certificate_gives_names_or_the_named_error(data: st.DataObject) -> None:
    spoilt = bytearray(_CERTIFICATE)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DerError):
        for name in find_names(bytes(spoilt)):
            assert name
            assert b"\n" not in name


@given(st.lists(st.from_regex(r"[a-z0-9]{1,20}(\.[a-z]{2,8}){1,3}", fullmatch=True), max_size=30))
def test_names_are_those_of_a_full_parser(names: list[str]) -> None:
    certificate = issue(names)
    theirs: list[str] = []
    if names:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        theirs = extension.value.get_values_for_type(x509.DNSName)
    assert list(find_names(encode(certificate))) == [name.encode() for name in dict.fromkeys(theirs)]


def test_both_kinds_of_entry_are_read_from_leaves_and_tiles() -> None:
    made = make_entries(8)
    assert list(cut_tile(b"".join(one.tile_leaf for one in made))) == [one.leaf for one in made]
    for one in made:
        assert read_leaf(one.leaf).names == one.names


@given(cut=st.integers(1, 600))
def test_a_tile_that_is_cut_short_is_refused(cut: int) -> None:
    tile = b"".join(one.tile_leaf for one in make_entries(3))
    with pytest.raises(EntryError):
        whole = [one.leaf for one in make_entries(3)]
        if list(cut_tile(tile[:-cut])) in (whole[:1], whole[:2]):
            raise EntryError  # cut between two entries: the number of entries tells


def test_other_versions_and_kinds_are_no_entries() -> None:
    leaf = make_entry(_CERTIFICATE, names=(), timestamp=1).leaf
    assert read_leaf(leaf).timestamp == 1
    for wrong in (
        b"\1" + leaf[1:],
        b"\0\1" + leaf[2:],
        leaf[:10] + struct.pack(">H", 2) + leaf[12:],
        leaf + b"\0",
    ):
        with pytest.raises(EntryError):
            read_leaf(wrong)
