"""The lock-out over HTTP: it believes Dovecot and nobody else."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from chaffinch.lab.post_office.lockout import FAILURES, LockOut
from chaffinch.lab.post_office.policy import PolicyServer


@pytest.fixture
def policy() -> Iterator[PolicyServer]:
    """A running policy server whose time stands still."""
    with PolicyServer(LockOut(), clock=lambda: 0.0) as running:
        yield running


def ask(policy: PolicyServer, command: str, body: bytes, *, key: str | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", policy.port, timeout=10)
    connection.request(
        "POST", f"/?command={command}", body, {"X-Range-Key": policy.key if key is None else key}
    )
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def ask_for(policy: PolicyServer, command: str, **request: object) -> object:
    status, body = ask(policy, command, json.dumps(request).encode())
    assert status == 200
    answer = json.loads(body)
    assert answer["msg"] == ""
    return answer["status"]


def test_it_refuses_the_sixth_and_forgives_after_a_success(policy: PolicyServer) -> None:
    assert [ask_for(policy, "allow", login="a@b.test") for _ in range(FAILURES + 1)] == [0] * FAILURES + [-1]
    assert ask_for(policy, "report", login="a@b.test", success=False) == 0
    assert ask_for(policy, "allow", login="A@b.test") == -1
    assert ask_for(policy, "report", login="a@b.test", success=True) == 0
    assert ask_for(policy, "allow", login="a@b.test") == 0


def test_nobody_without_the_key_unlocks_an_account(policy: PolicyServer) -> None:
    for _ in range(FAILURES):
        ask_for(policy, "allow", login="a@b.test")
    forged = json.dumps({"login": "a@b.test", "success": True}).encode()
    assert ask(policy, "report", forged, key="")[0] == 403
    assert ask(policy, "report", forged, key="é")[0] == 403
    assert ask_for(policy, "allow", login="a@b.test") == -1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 10_000, b" " * 20_000])
def test_what_is_no_request_is_refused_and_the_server_lives(policy: PolicyServer, body: bytes) -> None:
    assert ask(policy, "allow", body)[0] == 400
    assert ask_for(policy, "allow", login="a@b.test") == 0
