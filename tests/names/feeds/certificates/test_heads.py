"""Tree heads: what is signed, by whom, and what is not believed."""

from __future__ import annotations

import base64
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.names.feeds.certificates.issuing import NOW, make_entries
from tests.names.feeds.certificates.served_log import _EC, _RSA, KINDS, Kind, ServedLog

from chaffinch.names.feeds.certificates import Log, LogAnswerError
from chaffinch.names.feeds.certificates.heads import TreeHead, read_checkpoint_note, read_tree_head


def ask(served: ServedLog) -> bytes:
    return served.answer("/checkpoint" if served.kind == "static" else "/ct/v1/get-sth", {}).body


def read(body: bytes, *, log: Log) -> TreeHead:
    return (read_checkpoint_note if log.kind == "static" else read_tree_head)(body, log=log)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", [_EC, _RSA], ids=["ecdsa", "rsa"])
def test_a_signed_head_is_read(kind: Kind, key: object) -> None:
    served = ServedLog(kind, list(make_entries(5)), key=key)  # type: ignore[arg-type]
    head = read(ask(served), log=served.log)
    assert (head.size, head.made_at) == (5, NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_another_logs_signature_is_refused(kind: Kind) -> None:
    served, other = ServedLog(kind, []), ServedLog(kind, [], key=_RSA)
    with pytest.raises(LogAnswerError) as caught:
        read(ask(served), log=other.log)
    assert caught.value.fault.code == "bad-signature"


@pytest.mark.parametrize(
    ("field", "value"),
    [("tree_size", 6), ("timestamp", 1), ("sha256_root_hash", base64.b64encode(bytes(32)).decode())],
)
def test_whatever_is_changed_is_no_longer_signed(field: str, value: object) -> None:
    served = ServedLog("rfc6962", list(make_entries(5)))
    body = json.loads(ask(served))
    body[field] = value
    with pytest.raises(LogAnswerError) as caught:
        read(json.dumps(body).encode(), log=served.log)
    assert caught.value.fault.code == "bad-signature"


@pytest.mark.parametrize("size", [-1, 1.0, "5", None, True, 1 << 60])
def test_a_size_that_is_none_is_refused(size: object) -> None:
    served = ServedLog("rfc6962", list(make_entries(5)))
    body = {**json.loads(ask(served)), "tree_size": size}
    with pytest.raises(LogAnswerError) as caught:
        read(json.dumps(body).encode(), log=served.log)
    assert caught.value.fault.code == "bad-answer"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"submit.test/2026h2\n5", b"submit.test/2026h1\n5", "bad-answer"),
        (b"\n5\n", b"\n6\n", "bad-signature"),
        (b"\n5\n", b"\n05\n", "bad-answer"),
        (b"\n5\n", b"\n-5\n", "bad-answer"),
        ("\n— submit".encode(), "\n— summit".encode(), "bad-signature"),
        ("\n— submit".encode(), b"\n- submit", "bad-signature"),
    ],
)
def test_a_checkpoint_is_taken_to_the_letter(old: bytes, new: bytes, code: str) -> None:
    served = ServedLog("static", list(make_entries(5)))
    body = ask(served)
    assert old in body
    with pytest.raises(LogAnswerError) as caught:
        read(body.replace(old, new), log=served.log)
    assert caught.value.fault.code == code


@given(content=st.binary(max_size=80), place=st.integers(0, 200))
def test_any_bytes_are_a_head_or_the_named_error(content: bytes, place: int) -> None:
    for kind in KINDS:
        served = ServedLog(kind, [])
        body = ask(served)
        with contextlib.suppress(LogAnswerError):
            read(body[:place] + content + body[place + len(content) :], log=served.log)
        with contextlib.suppress(LogAnswerError):
            read(content, log=served.log)
