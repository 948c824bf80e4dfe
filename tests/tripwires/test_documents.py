"""JSON records that do not stand a line each: every one is found, wherever blocks end, in bounded memory."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tripwires.samples import NAME, NOW, google, graph

from chaffinch.tripwires.documents import LONGEST, split_records
from chaffinch.tripwires.formats.table import choose_format
from chaffinch.tripwires.match import Bait, Hit
from chaffinch.tripwires.scan import LogScanner, Tally
from chaffinch.tripwires.signin import Unreadable

RECORDS = [json.loads(google(f"guess{number}@mouvement-aurore.test", "login_failure")) for number in range(7)]
ANSWER = {"kind": "admin#reports#activities", "etag": '"{["', "items": RECORDS, "nextPageToken": 'A:{"x"'}
GRAPH = {"@odata.context": "https://graph.example/$metadata", "value": RECORDS, "@odata.nextLink": "x"}


def cut(text: bytes, *, size: int) -> Iterator[bytes]:
    return (text[start : start + size] for start in range(0, len(text), size))


def read(text: bytes, *, size: int = 1 << 18) -> list[object]:
    return [json.loads(record.text) for record in split_records(cut(text, size=size)) if record.whole]


FORMS = {
    "answer": json.dumps(ANSWER),
    "indented answer": json.dumps(ANSWER, indent=2),
    "indented by nothing": json.dumps(ANSWER, indent=0),
    "Graph": json.dumps(GRAPH, indent="\t"),
    "list": json.dumps(RECORDS),
    "indented list": json.dumps(RECORDS, indent=4),
    "list, one a line": "[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n",
    "lines": "\n".join(map(json.dumps, RECORDS)),
    "lines of Windows": "\r\n".join(map(json.dumps, RECORDS)) + "\r\n",
    "one after another": "".join(map(json.dumps, RECORDS)),
    "two a line": "\n".join(
        json.dumps(RECORDS[at]) + ",\t"[at % 2] + json.dumps(RECORDS[at + 1]) for at in (0, 2, 4)
    )
    + json.dumps(RECORDS[6]),
    "answer, one a line": '{"items": [\n' + ",\n".join(map(json.dumps, RECORDS)) + "]}\n",
    "answers, one a line": "\n".join(json.dumps({"items": [record]}) for record in RECORDS),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [1, 100, 1 << 18])
def test_every_form_gives_the_same_records(form: str, size: int) -> None:
    found = read(FORMS[form].encode(), size=size)
    assert [one for one in found if isinstance(one, dict) and "events" in one] == RECORDS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_powershell_writes_is_read(encoding: str) -> None:
    assert read(FORMS["indented list"].encode(encoding), size=3) == RECORDS


def test_each_record_is_named_by_its_line_and_byte() -> None:
    text = ('{"value": [\n\n  ' + graph("é@a.test", 0) + ",\n" + graph("b", 0) + "]}").encode()
    for record in split_records([text]):
        assert text[record.offset :].startswith(record.text)
        assert record.line == text[: record.offset].count(b"\n") + 1
    assert len(list(split_records([text]))) == 2


def test_lines_are_named_by_line_and_byte_whatever_stands_between() -> None:
    lines = [graph(f"é{number}@a.test", 0) for number in range(9)]
    lines[3:3] = ["", "  \r", json.dumps(ANSWER), "junk", '{"cut": ']
    text = ("\n".join(lines) + "\n").encode()
    found = [
        record for size in (1, 1 << 18) for record in split_records(cut(text, size=size)) if record.whole
    ]
    assert found[: len(found) // 2] == found[len(found) // 2 :]
    for record in found:
        assert text[record.offset :].startswith(record.text)
        assert record.line == text[: record.offset].count(b"\n") + 1
    # The cut line takes its neighbour with it, since that may be what stands under its key.
    assert sum(b"userPrincipalName" in record.text for record in found) == 2 * 8


def test_what_is_broken_costs_no_more_than_its_neighbour() -> None:
    lines = [json.dumps(record) for record in RECORDS]
    for end in (1, 40, len(lines[2]) // 2, len(lines[2]) - 1):
        text = "\n".join([*lines[:2], lines[2][:end], *lines[3:]]).encode()
        found = [json.loads(record.text) for record in split_records([text]) if record.whole]
        assert [record for record in RECORDS if record in found] in (
            RECORDS[:2] + RECORDS[3:],
            RECORDS[:2] + RECORDS[4:],
        )
        assert any(not record.whole for record in split_records([text])) or RECORDS[3] in found


def test_a_record_without_end_is_let_go_of() -> None:
    endless = b'{"a": "' + b"x" * (3 * LONGEST) + b'"}\n'
    good = json.dumps(RECORDS[0], indent=1).encode()
    found = list(split_records(cut(endless + good, size=1 << 16)))
    assert not found[0].whole
    assert json.loads(found[-1].text) == RECORDS[0]
    assert all(len(record.text) <= 2 * LONGEST for record in found)


def test_a_long_answer_is_read_in_bounded_memory() -> None:
    rng = random.Random(3)
    one = json.dumps(RECORDS[0]).encode()

    def write() -> Iterator[bytes]:
        yield b'{"kind": "x", "items": ['
        for _ in range(20_000):
            yield one + b"," + b" " * rng.randrange(3)
        yield b"{}]}"

    tracemalloc.start()
    try:
        assert sum(record.whole for record in split_records(write())) == 20_001
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "junk", [b'{"a":' * 100_000, b"[" * 500_000, b'{"' * 20_000, b"{" * 20_000, b'{"a":{"items":[' * 9_999]
)
def test_nesting_without_end_comes_to_an_end(junk: bytes) -> None:
    assert all(not record.whole for record in split_records([junk]))


@given(st.binary(max_size=600), st.integers(1, 50))
@settings(deadline=None)
def test_no_bytes_break_it(junk: bytes, size: int) -> None:
    text = junk + json.dumps(ANSWER).encode() + junk
    at = -1
    for record in split_records(cut(text, size=size)):
        assert record.offset > at
        at = record.offset


def test_a_scanner_finds_the_decoy_in_an_answer() -> None:
    items = [*RECORDS, json.loads(google(NAME, "login_success"))]
    text = json.dumps({"items": items}, indent=1).encode() + b'\n{"kind": '
    tally = Tally()
    scanner = LogScanner(
        "a.json",
        find=lambda login: [Bait("p-1", "phantom", lambda _login, _mark: None)] if login == NAME else (),
        place_time=lambda local: local.replace(tzinfo=UTC),
        clock=lambda: NOW,
        tally=tally,
        form=choose_format("google"),
    )
    hit, broken = scanner.scan_records(split_records([text]))
    assert isinstance(hit, Hit)
    assert (hit.severity, hit.sign_in.spot.file) == ("opened", "a.json")
    assert isinstance(broken, Unreadable)
    assert (broken.code, broken.spot.line) == ("not-json", text.count(b"\n") + 1)
    assert (tally.attempts, tally.unreadable) == (len(items) + 1, 1)
