"""Formats told by a look; told wrongly, no line is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.names.feeds.lists.lists_read import faults, read_text

from chaffinch.names.feeds.lists import ListFormatError, find_format


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", "plain"),
        ("\n\n# nothing\n", "plain"),
        ("a.example\nb.example\n", "plain"),
        ("https://a.example/?x=1,2\nhttps://b.example/\n", "plain"),
        ("a[.]example\nhxxp://b[.]example/x\n", "plain"),
        ("münchen.example\n例え.jp\n", "plain"),
        ("192.0.2.1\n[2001:db8::1]\n", "plain"),
        ("two words\nof nothing known\n", "plain"),
        ("1,a.example\n2,b.example\n", "csv"),
        ("domain;date\na.example;2026\n", "csv"),
        ("a.example\t2026\nb.example\t2027\n", "tsv"),
        ("a.example.\t60\tin\tns\tns.b.\na.example.\t60\tIN\tDS\t1\n", "zone"),
        ("$ORIGIN example.\na NS b\n", "zone"),
        ("; a comment\n@ 1D IN SOA ns a (\n 1\n 2\n 3 )\n", "zone"),
        ("$TTL 60\n@ SOA a b 1 2 3 4 5\na.example CNAME .\n*.a.example CNAME .\n", "rpz"),
        ("0.0.0.0 a.example\n::1 b.example # c\n", "hosts"),
        ("! Title\n||a.example^\n@@||b.example^\n", "adblock"),
        ("[Adblock Plus]\na.example\n", "adblock"),
        ("address=/a.example/\nserver=/b.example/\n", "dnsmasq"),
        ('server:\nlocal-zone: "a.example" static\nlocal-zone: "b.example" static\n', "unbound"),
        ('{"Event": {}}', "misp"),
        ('{"response": []}', "misp"),
        (' {"type": "bundle", "objects": []}', "stix"),
        ('{"description": "x", "list": ["a"]}', "misp-warninglist"),
    ],
)
def test_a_format_is_told_by_its_first_lines(head: str, expected: str) -> None:
    assert find_format(head.encode()) == expected


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ('{"a": 1}', "not known"),
        ("[", "not known"),
        ('{"5a1b0000-0000-4000-8000-000000000001": {"timestamp": "1"}}', "manifest"),
    ],
)
def test_json_that_is_no_list_is_an_error(head: str, message: str) -> None:
    with pytest.raises(ListFormatError, match=message) as caught:
        find_format(head.encode())
    assert caught.value.todo


@pytest.mark.parametrize("form", ["plain", "csv", "tsv", "hosts", "adblock", "dnsmasq", "unbound"])
def test_a_plain_list_that_is_taken_for_something_else_loses_nothing(tmp_path: Path, form: str) -> None:
    content = "a.example\nhttps://b.example/x\nc.example\n"
    chunk = read_text(tmp_path, content, format=form)
    assert chunk.names == tuple(content.encode().split())


def test_a_plain_list_that_is_taken_for_a_zone_is_a_fault_a_line(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, "a.example\nb.example\n", format="zone")
    assert faults(chunk)[:2] == [("bad-record", "1"), ("bad-record", "2")]


def test_lines_of_another_kind_in_between_are_not_lost(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, "0.0.0.0 a.example\n" * 8 + "c.example\nwhat is this\n")
    assert (chunk.names, faults(chunk)) == ((b"a.example",) * 8 + (b"c.example",), [("bad-rule", "10")])
