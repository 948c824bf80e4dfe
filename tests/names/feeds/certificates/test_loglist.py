"""Lists of logs as browsers' makers publish them."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.names.feeds.certificates.issuing import NOW
from tests.names.feeds.certificates.served_log import _RSA, ServedLog

from chaffinch.names.feeds.certificates import Log, LogListError, choose_logs, read_log_list

PLAIN = ServedLog("rfc6962", [], host="plain.test").describe()["operators"][0]
TILED = ServedLog("static", [], key=_RSA, host="tiled.test").describe()["operators"][0]


def read(*operators: dict[str, Any]) -> tuple[Log, ...]:
    return read_log_list(json.dumps({"version": "82.7", "operators": operators}).encode())


def vary(**fields: Any) -> dict[str, Any]:
    operator: dict[str, Any] = copy.deepcopy(PLAIN)
    operator["logs"][0].update(fields)
    return operator


def test_both_kinds_are_read() -> None:
    plain, tiled = read(PLAIN, TILED)
    assert (plain.kind, plain.address, plain.operator, plain.state) == (
        "rfc6962", "http://plain.test/", "Test", "usable",
    )  # fmt: skip
    assert (tiled.kind, tiled.address, tiled.origin) == ("static", "http://tiled.test/", "submit.test/2026h2")
    assert (plain.begins, plain.ends) == (datetime(2026, 7, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_an_address_without_scheme_or_slash_is_completed() -> None:
    (log,) = read(vary(url="ct.example.net/log"))
    assert log.address == "https://ct.example.net/log/"


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({}, True),
        ({"state": {"qualified": {}}}, True),
        ({"state": {"readonly": {}}}, False),
        ({"state": {"retired": {}}}, False),
        ({"state": {"rejected": {}}}, False),
        ({"state": {"pending": {}}}, False),
        ({"temporal_interval": None}, True),
        ({"temporal_interval": {"start_inclusive": "2026-01-01T00:00:00Z", "end_exclusive": "2026-07-01T00:00:00Z"}}, False),
        ({"temporal_interval": {"start_inclusive": "2027-01-01T00:00:00Z", "end_exclusive": "2027-07-01T00:00:00Z"}}, True),
        ({"temporal_interval": {"start_inclusive": "2028-01-01T00:00:00Z", "end_exclusive": "2028-07-01T00:00:00Z"}}, False),
    ],
)  # fmt: skip
def test_logs_that_take_certificates_made_now_are_chosen(fields: dict[str, Any], chosen: bool) -> None:
    assert bool(choose_logs(read(vary(**fields)), now=NOW)) == chosen


def test_the_span_of_what_is_issued_now_is_an_argument() -> None:
    interval = {"start_inclusive": "2027-02-01T00:00:00Z", "end_exclusive": "2027-07-01T00:00:00Z"}
    logs = read(vary(temporal_interval=interval))
    assert not choose_logs(logs, now=NOW, longest_validity=timedelta(days=47))


def test_logs_are_chosen_by_address_in_any_state() -> None:
    logs = read(vary(state={"readonly": {}}), TILED)
    assert [log.kind for log in choose_logs(logs, now=NOW, addresses=["http://plain.test"])] == ["rfc6962"]
    with pytest.raises(LogListError):
        choose_logs(logs, now=NOW, addresses=["http://unknown.test/"])


@pytest.mark.parametrize(
    "fields",
    [{"log_id": "AAAA"}, {"key": "AAAA"}, {"key": "%"}, {"url": "ftp://x/"}, {"temporal_interval": {"end_exclusive": "soon"}}],
)  # fmt: skip
def test_a_log_that_is_not_what_it_says_refuses_the_list(fields: dict[str, Any]) -> None:
    with pytest.raises(LogListError):
        read(vary(**fields))


def test_a_log_whose_signatures_cannot_be_checked_is_passed_over() -> None:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    log_id = base64.b64encode(hashlib.sha256(encoded).digest()).decode()
    assert read(vary(key=base64.b64encode(encoded).decode(), log_id=log_id)) == ()


def test_a_log_that_is_named_twice_refuses_the_list() -> None:
    with pytest.raises(LogListError):
        read(PLAIN, PLAIN)


@given(st.binary(max_size=60) | st.sampled_from([b"[]", b'{"operators": [1]}', b'{"operators": [{"name": 1, "logs": [{}]}]}', b"[" * 9000]))  # fmt: skip
def test_any_bytes_are_a_list_or_the_named_error(content: bytes) -> None:
    try:
        assert read_log_list(content) == ()
    except LogListError as error:
        assert error.why
