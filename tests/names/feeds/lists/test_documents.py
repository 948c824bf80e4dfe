"""MISP events, warning lists and STIX bundles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.names.feeds.lists.lists_read import faults, names, read, read_killed, read_text

from chaffinch.names.feeds.lists import ListFeed, ListFormatError

EVENT: dict[str, Any] = {
    "Event": {
        "uuid": "5a1b0000-0000-4000-8000-000000000001",
        "info": "Phishing against a campaign",
        "Attribute": [
            {"type": "domain", "category": "Network activity", "to_ids": True, "value": "en-marche.example"},
            {"type": "md5", "value": "d41d8cd98f00b204e9800998ecf8427e"},
            {"type": "domain|ip", "to_ids": False, "value": "a.example|192.0.2.1"},
            {"type": "hostname", "value": "old.example", "deleted": True},
        ],
        "Object": [
            {
                "name": "url",
                "Attribute": [
                    {"type": "url", "value": "https://b.example/x"},
                    {"type": "text", "value": "x"},
                ],
            }
        ],
    }
}
BUNDLE: dict[str, Any] = {
    "type": "bundle",
    "id": "bundle--1",
    "objects": [
        {"type": "indicator", "pattern_type": "stix", "pattern": "[domain-name:value = 'en-marche.example']"},
        {
            "type": "indicator",
            "pattern": "[url:value = 'https://a.example/it\\'s'] OR [domain-name:value IN ('b.example', 'c.example')]",
        },
        {"type": "indicator", "pattern": "[domain-name:value != 'not.example' AND file:name = 'd.exe']"},
        {"type": "indicator", "pattern": "[file:name = 'domain-name:value = \\'no.example\\'']"},
        {"type": "indicator", "pattern": "[domain-name:value = 'revoked.example']", "revoked": True},
        {"type": "indicator", "pattern_type": "yara", "pattern": "rule x {}"},
        {"type": "domain-name", "value": "d.example"},
        {"type": "identity", "name": "Somebody"},
    ],
}
WARNINGS: dict[str, Any] = {
    "name": "Some list",
    "type": "hostname",
    "version": 1,
    "list": ["a.example", ".b.example"],
}


def test_an_event_gives_its_addresses_and_those_of_its_objects(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, json.dumps(EVENT))
    assert chunk.checkpoint["format"] == "misp"
    assert chunk.names == (b"en-marche.example", b"a.example", b"https://b.example/x")
    assert chunk.places == (1, 3, 5)
    assert chunk.checkpoint["left_out"] == {"deleted": 1, "other-type": 2}
    assert (chunk.entries, chunk.position) == (6, 6)


@pytest.mark.parametrize(
    "document",
    [
        {"response": [EVENT]},
        [EVENT],
        EVENT["Event"],
        {"response": {"Attribute": EVENT["Event"]["Attribute"]}},
    ],
    ids=["search", "list", "bare", "attributes"],
)
def test_events_come_as_the_server_answers_them(tmp_path: Path, document: Any) -> None:
    assert read_text(tmp_path, json.dumps(document)).names[:2] == (b"en-marche.example", b"a.example")


def test_a_bundle_gives_what_its_indicators_compare_with(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, json.dumps(BUNDLE))
    assert chunk.checkpoint["format"] == "stix"
    assert chunk.names == (
        b"en-marche.example",
        b"https://a.example/it's",
        b"b.example",
        b"c.example",
        b"d.example",
    )
    assert chunk.places == (1, 2, 2, 2, 7)
    assert chunk.checkpoint["left_out"] == {"other-pattern": 3, "other-type": 1, "revoked": 1}


def test_a_warning_list_gives_its_entries_unless_they_are_expressions(tmp_path: Path) -> None:
    chunk = read_text(tmp_path, json.dumps(WARNINGS, indent=2))
    assert (chunk.checkpoint["format"], chunk.names) == ("misp-warninglist", (b"a.example", b"b.example"))
    chunk = read_text(tmp_path, json.dumps(WARNINGS | {"type": "regex"}))
    assert (chunk.names, chunk.checkpoint["left_out"]) == ((), {"regex": 2})


@pytest.mark.parametrize("form", ["misp", "stix", "misp-warninglist"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "bad-json"),
        ("[" * 100_000, "bad-json"),
        ('{"a":' * 100_000, "bad-json"),
        ("9" * 10_000, "bad-json"),
        (b"\xff\xfe\0", "bad-json"),
        ("[]," * 2_100_000, "too-large"),
        ("7", "wrong-shape"),
        ('{"Event": 7, "objects": 7, "list": 7}', "wrong-shape"),
        ('{"Event": {"Attribute": 7}, "objects": [7], "list": {}}', "wrong-shape"),
    ],
)
def test_a_hostile_document_is_a_fault(tmp_path: Path, form: str, content: str | bytes, code: str) -> None:
    chunk = read_text(tmp_path, content, format=form)
    assert chunk.names == ()
    assert chunk.faults[0].code == code


@pytest.mark.parametrize(
    "value", [7, None, ["a.example"], {}, "a\0.example", "", "\ud800.example", "x" * 9_000]
)
def test_a_value_that_is_no_address_is_a_fault_and_the_rest_is_read(tmp_path: Path, value: object) -> None:
    event = {
        "Event": {
            "info": "",
            "Attribute": [{"type": "url", "value": value}, {"type": "url", "value": "a.example"}],
        }
    }
    chunk = read_text(tmp_path, json.dumps(event))
    assert (chunk.names, faults(chunk)) == ((b"a.example",), [("bad-value", "1")])


def test_a_document_of_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chaffinch.names.feeds.lists.document.MOST_DOCUMENT_BYTES", 100)
    assert faults(read_text(tmp_path, json.dumps(EVENT)))[0][0] == "too-large"


def test_json_of_no_known_kind_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ListFormatError, match="not known") as caught:
        read_text(tmp_path, '{"domains": ["a.example"]}')
    assert caught.value.todo


def test_a_large_document_comes_in_chunks_and_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "list"
    expected = [f"n{number}.example" for number in range(25_000)]
    path.write_text(json.dumps(WARNINGS | {"list": expected}))
    whole = read(ListFeed(path))
    assert [len(chunk.names) for chunk in whole] == [10_000, 10_000, 5_000]
    assert [name.decode() for name in names(list(read_killed(ListFeed(path), after=1)))] == expected
    (again,) = read(ListFeed(path), whole[-1].checkpoint)
    assert (again.names, again.entries, again.position) == ((), 0, 25_000)


def test_a_document_that_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(json.dumps(WARNINGS))
    (first,) = read(ListFeed(path))
    path.write_text(json.dumps(WARNINGS | {"list": ["a.example", "b.example", "c.example"]}))
    (second,) = read(ListFeed(path), first.checkpoint)
    assert second.names == (b"a.example", b"b.example", b"c.example")
