"""Zone files, from registries' dumps and written by hand; dnspython reads them beside us."""

from __future__ import annotations

from pathlib import Path

import dns.name
import dns.rdatatype
import dns.zone
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.names.feeds.lists.lists_read import faults, names, places, read, read_text

from chaffinch.names.feeds.lists import ListFeed
from chaffinch.names.feeds.lists.piece import Piece, Wish
from chaffinch.names.feeds.lists.zone import DNSSEC, begin_zone, parse_zone

DUMP = """org.	900	in	soa	a0.org.afilias-nst.info. hostmaster.donuts.email. 1 7200 900 1209600 3600
org.	172800	in	ns	a0.org.afilias-nst.info.
en-marche.org.	3600	in	ns	ns1.a.net.
en-marche.org.	3600	in	ns	ns2.a.net.
en-marche.org.	3600	in	ds	1 13 2 aa
en-marche.org.	3600	in	rrsig	ds 8 2 3600 20261201000000 20261101000000 1 org. aa=
0vk2.org.	900	in	nsec3	1 1 0 - 0vk3 ns ds rrsig
free.org.	3600	in	ns	ns1.free.org.
ns1.free.org.	3600	in	a	192.0.2.1
"""
MASTER = r"""$ORIGIN example.
$TTL 1h
@ IN SOA ns.example. hostmaster (
        2026112101 ; serial; with ( in it
        3600 600
        1209600 300 )
        IN NS ns
en-marche NS ns1.a.net.
    3600 IN NS ns2.a.net.
free IN 1h30m A 192.0.2.1 ; a comment
     AAAA 2001:db8::1
text TXT "a ; b" "c \" d"
esc\097ped CNAME free
dot\.ted A 192.0.2.2
$ORIGIN sub
www A 192.0.2.3
abs.other. A 192.0.2.4
only DS 1 13 2 aa
"""


def test_a_dump_gives_each_delegation_once_without_the_apex(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, DUMP)
    assert chunk.checkpoint["format"] == "zone"
    assert chunk.names == (b"en-marche.org", b"free.org", b"ns1.free.org")
    assert chunk.places == (3, 8, 9)
    assert chunk.checkpoint["left_out"] == {"dnssec": 3}


def test_a_file_written_by_hand_is_read_as_rfc_1035_says(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, MASTER)
    assert chunk.checkpoint["format"] == "zone"
    assert chunk.names == (
        b"en-marche.example",
        b"free.example",
        b"text.example",
        b"escaped.example",
        b"www.sub.example",
        b"abs.other",
    )
    assert chunk.places == (8, 10, 12, 13, 16, 17)
    assert chunk.checkpoint["left_out"] == {"dnssec": 1, "no-host-name": 1}
    assert not chunk.faults


def test_both_ways_to_read_give_the_same_of_a_dump() -> None:
    lines = DUMP.encode().split(b"\n", 2)[2]
    state = dict(begin_zone(b"", Wish())) | {"apex": "org"}
    fast, after = parse_zone(Piece(lines, 1), state)
    slow, after_slow = parse_zone(Piece(lines + b"; to the slow way\n", 1), state)
    assert (fast.names, fast.places, fast.left_out) == (slow.names, slow.places, slow.left_out)
    assert after == after_slow


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("$INCLUDE /etc/passwd", "include-refused"),
        ("$GENERATE 1-9 host$ A 10.0.0.$", "unknown-directive"),
        ("some words of a letter", "bad-record"),
        ("alone", "bad-record"),
        ("relative NS ns.example.", "no-origin"),
        ("    NS ns.example.", "no-owner"),
        ("open.example. TXT ( a", "cut-short"),
    ],
)
def test_a_line_that_is_no_record_is_a_fault_and_the_rest_is_read(
    tmp_path: Path, line: str, code: str
) -> None:
    chunk = read_text(
        tmp_path, f"{line}\na.example. NS ns.example.\nb.example. NS ns.example.\n", format="zone"
    )
    assert chunk.names[-2:] == (b"a.example", b"b.example")
    assert faults(chunk) == [(code, "1")]


def test_relative_names_take_the_origin_that_the_caller_gives(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, "@ NS ns.net.\na NS ns.net.\n", format="zone", origin="example.")
    assert chunk.names == (b"example", b"a.example")


def test_names_and_lines_are_right_across_pieces_and_both_ways(tmp_path: Path) -> None:
    path = tmp_path / "zone"
    lines = ["example.\t900\tin\tsoa\tns.example. a.example. 1 2 3 4 5"]
    for number in range(20_000):
        lines += [f"n{number}.example.\t900\tin\tns\tns{one}.net." for one in (1, 2)]
        if number % 5_000 == 4_999:
            lines += ["$ORIGIN example.", f"m{number} TXT (", "  a", "  b )", "  A 192.0.2.1"]
    path.write_text("\n".join(lines) + "\n")
    chunks = read(ListFeed(path))
    assert not faults(chunks)
    assert len(names(chunks)) == 20_004
    for name, place in zip(names(chunks), places(chunks), strict=True):
        assert lines[place - 1].split()[0].split(".")[0] == name.decode().removesuffix(".example")


LABEL = st.sampled_from(["a", "b", "xn--a-ecp", "en-marche", "*", "a_b", r"\101", r"q\-", "IN", "300", "NS"])
TTL, CLASS = st.sampled_from(["", "300", "1h"]), st.sampled_from(["", "IN"])
SPACE = st.sampled_from([" ", "\t", "  \t"])
CONTENT = st.sampled_from(
    [
        "A 192.0.2.1",
        "AAAA 2001:db8::1",
        "NS ns.net.",
        "MX 10 m",
        "CNAME c",
        'TXT "a ; ( b" c',
        "TXT ( a ; x )\n b\n )",
    ]
)


@st.composite
def write_record(draw: st.DrawFn) -> str:
    owner = draw(st.one_of(LABEL, LABEL.map(lambda label: f"{label}.example."), st.just("@"), st.just("")))
    owner = ".".join([owner, "sub"]) if owner and owner[-1] not in ".@" and draw(st.booleans()) else owner
    words = [owner, *draw(st.permutations([draw(TTL), draw(CLASS)])), draw(CONTENT)]
    space = draw(SPACE)
    return (
        (space if not owner else "")
        + space.join(word for word in words if word)
        + draw(st.sampled_from(["", " ; c"]))
    )


@settings(max_examples=300, deadline=None)
@given(
    records=st.lists(
        st.one_of(write_record(), st.sampled_from(["$ORIGIN deep.example.", "$TTL 5", "", "; c"]))
    )
)
def test_owners_are_those_that_dnspython_reads(records: list[str]) -> None:
    text = "\n".join(["$ORIGIN example.", "$TTL 60", "@ SOA ns a 1 2 3 4 5", *records]) + "\n"
    parsed, _ = parse_zone(Piece(text.encode(), 1, is_last=True), begin_zone(b"", Wish()))
    try:
        zone = dns.zone.from_text(text, origin="example.", relativize=False, check_origin=False)
    except (dns.exception.DNSException, ValueError):
        return
    expected = set()
    for name, node in zone.nodes.items():
        kinds = {dns.rdatatype.to_text(one.rdtype).encode() for one in node.rdatasets} - DNSSEC
        if kinds and name != dns.name.from_text("example."):
            expected.add(b".".join(name.labels[:-1]).lower())
    assert {name.lower() for name in parsed.names} == expected
    assert not parsed.faults


DUMPED = st.builds(
    "{}.example.\t{}\t{}\t{}\tx".format,
    st.sampled_from(["a", "b", "ns.b", "*.c", "*", "hash"]),
    st.sampled_from(["60", "172800"]),
    st.sampled_from(["in", "IN"]),
    st.sampled_from(["ns", "NS", "a", "AAAA", "mx", "txt", "ds", "RRSIG", "nsec3", "cname", "hinfo"]),
)


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(st.one_of(DUMPED, st.just("example.\t60\tin\tns\tx")), min_size=1), cut=st.integers(0, 30)
)
def test_a_dump_is_read_the_same_fast_and_slowly_in_one_piece_or_two(lines: list[str], cut: int) -> None:
    state = dict(begin_zone(b"", Wish())) | {"apex": "example"}
    slow, after = parse_zone(Piece("\n".join([*lines, "; slow"]).encode(), 1, is_last=True), state)
    found, line = [], 1
    for some in (lines[:cut], lines[cut:]):
        if some:
            parsed, state_after = parse_zone(Piece(("\n".join(some) + "\n").encode(), line), state)
            found += list(zip(parsed.names, parsed.places, strict=True))
            state, line = dict(state_after), line + len(some)
    assert found == list(zip(slow.names, slow.places, strict=True))
    assert state == after
