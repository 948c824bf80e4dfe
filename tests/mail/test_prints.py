"""The print of a message: what `leaks` is promised, the same for the same bytes, bounded."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mail.letters import compose, compose_parts
from tests.mail.signing import make_archive, make_key, sign, write_record
from tests.mail.test_message import read_archive

from chaffinch.ground.isolate import run_isolated
from chaffinch.leaks.prints import AttachmentPrint, MailPrint, SignaturePrint
from chaffinch.mail.inspection import inspect_message
from chaffinch.mail.prints import print_mail, read_keys

KEYS = make_archive(write_record(make_key(1024)))


def build(values: dict[str, Any]) -> MailPrint:
    """Build what `leaks` takes of the values, as the desk and the command line do."""
    whole = dict(values)
    whole["attachments"] = tuple(AttachmentPrint(**one) for one in whole["attachments"])
    whole["signatures"] = tuple(
        SignaturePrint(**{**one, "headers": tuple(one["headers"])}) for one in whole["signatures"]
    )
    whole["headers"] = tuple((name, value) for name, value in whole["headers"])
    for name in ("to", "cc", "references", "received", "faults"):
        whole[name] = tuple(whole[name])
    return MailPrint(**whole)


def test_a_print_has_exactly_the_fields_that_leaks_take() -> None:
    values = print_mail(
        sign(
            compose_parts(
                ("Content-Type: text/plain", "Oui."), ("Content-Type: application/pdf; name=a.pdf", "x")
            )
        ),
        KEYS,
    )
    assert list(values) == [field.name for field in fields(MailPrint)]
    assert list(values["attachments"][0]) == [field.name for field in fields(AttachmentPrint)]
    assert list(values["signatures"][0]) == [field.name for field in fields(SignaturePrint)]
    assert json.loads(json.dumps(values)) == values
    printed = build(values)
    assert printed.signatures[0].header == "valid"
    assert printed.signatures[0].key_source == "test 2020-01-01/2099-12-31"


def test_the_hash_that_a_signature_names_is_found_at_our_copy() -> None:
    ours = compose("Dix euros.\r\n")
    leaked = print_mail(sign(ours).replace(b"Dix", b"Six"), KEYS)["signatures"][0]
    assert (leaked["header"], leaked["body"]) == ("valid", "mismatch")
    assert leaked["body_hash"] in print_mail(ours)["body_hashes"].values()


def test_keys_travel_into_a_sandbox_as_lines() -> None:
    keys = read_keys("\n".join(KEYS.write_lines()).encode())
    assert print_mail(sign(compose()), keys)["signatures"][0]["header"] == "valid"
    assert print_mail(sign(compose()), read_keys(b""))["signatures"][0]["header"] == "no-key"


def test_a_large_attachment_fits_into_a_sandbox() -> None:
    part = (
        "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64",
        base64.encodebytes(b"chaffinch" * 2_800_000).decode(),
    )
    values = run_isolated(
        "chaffinch.mail.prints:print_mail", compose_parts(("Content-Type: text/plain", "Oui."), part)
    )
    assert values["attachments"][0]["size"] == 9 * 2_800_000


def test_the_same_bytes_give_the_same_print() -> None:
    raw = sign(compose())
    assert json.dumps(print_mail(raw, KEYS)) == json.dumps(print_mail(raw, KEYS))


def test_what_is_endless_is_cut_and_told() -> None:
    head = "".join(f"X-{number}: {'y' * 3_000}\r\n" for number in range(400))
    raw = head.encode() + compose("mot " * 1_500_000, To=", ".join(f"a{n}@b.test" for n in range(3_000)))
    values = print_mail(raw)
    assert len(values["text"]) == 4_000_000
    assert len(values["headers"]) == 300
    assert len(values["to"]) == 1_000
    assert max(len(value) for _, value in values["headers"]) == 2_000
    assert {"cut", "many-headers"} <= set(values["faults"])


@given(st.binary(max_size=2_000))
def test_no_bytes_raise(untrusted: bytes) -> None:
    build(print_mail(untrusted, KEYS))
    inspect_message(untrusted, KEYS)


@pytest.mark.parametrize(
    "shard",
    [" ", "(", "<", '"', ",", ";", "=?a?q?", "a: ", "re:", "\t(a)", "@", "; a=", "from by ", "=?utf-8?q?=?="],
)
def test_fields_that_were_made_to_be_slow_are_not(shard: str) -> None:
    value = shard * (90_000 // len(shard))
    names = (
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "References",
        "Received",
        "Content-Type",
        "Content-Disposition",
        "DKIM-Signature",
    )
    begun = time.process_time()
    print_mail("".join(f"{name}: {value}x\r\n" for name in names).encode() + b"\r\nx", KEYS)
    assert time.process_time() - begun < 60


@pytest.mark.corpus
def test_hostile_messages_have_a_print(corpus: Path) -> None:
    for _, raw in read_archive(corpus / "hostile" / "mail" / "mime_tests.tar.xz"):
        json.dumps(print_mail(raw, KEYS), ensure_ascii=False).encode("utf-8")


@pytest.mark.corpus
def test_genuine_mails_of_the_corpus_have_a_print(corpus: Path) -> None:
    read = 0
    for _, raw in read_archive(corpus / "mail" / "spamassassin_easy_ham_1.tar.xz"):
        values = print_mail(raw)
        read += bool(values["message_id"] and values["text"] and values["date"] and values["habits"])
    assert read >= 2_480
