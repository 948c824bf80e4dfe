"""The verifier's own DKIM says what the mail room says, of mails that an independent program signed."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.mail.letters import compose
from tests.mail.signing import make_archive, make_key, sign, write_record

from chaffinch.mail.dkim import check_signatures
from chaffinch.mail.headers import split_head
from chaffinch.mail.keys import KeyArchive
from chaffinch.reports.factpack.verify_mail import canonical_body, check_mail, read_der

BODY = "Bonjour  Jean,\r\n\tà demain.  \r\n\r\n-- \r\nCamille\r\n\r\n\r\n"
MAIL = compose(BODY, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="8bit")
KEYS = make_archive(write_record(make_key(1024)))


def ask_ours(mail: bytes, keys: KeyArchive) -> list[tuple[str, str]]:
    return [(one["header"], one["body"]) for one in check_mail(mail, [asdict(key) for key in keys])]


def ask_mail_room(mail: bytes, keys: KeyArchive) -> list[tuple[str, str]]:
    """Return what it says; what it calls malformed is none that holds, which is all that the verifier says."""
    checked = check_signatures(mail, split_head(mail), keys=keys)
    return [("invalid" if one.header == "malformed" else one.header, one.body) for one in checked]


@pytest.mark.parametrize(
    "canonical", ["relaxed/relaxed", "simple/simple", "relaxed/simple", "simple/relaxed"]
)
@pytest.mark.parametrize("algorithm", ["rsa-sha256", "rsa-sha1"])
def test_a_signed_mail_holds(canonical: str, algorithm: str) -> None:
    signed = sign(MAIL, canonical=canonical, algorithm=algorithm)
    assert ask_ours(signed, KEYS) == ask_mail_room(signed, KEYS) == [("valid", "match")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((b"demain", b"jeudi"), [("valid", "mismatch")]),
        ((b"Subject: ", b"Subject: x"), [("invalid", "match")]),
        ((b"\r\n", b"\n"), [("valid", "match")]),
        ((b"d=mouvement-aurore.test", b"d=elsewhere.test"), [("no-key", "match")]),
        ((b"a=rsa-sha256", b"a=rsa-sha512"), [("unsupported", "unsupported")]),
    ],
)
def test_a_changed_mail_is_told(change: tuple[bytes, bytes], said: list[tuple[str, str]]) -> None:
    assert ask_ours(sign(MAIL).replace(*change), KEYS) == said


def test_a_body_of_which_only_the_beginning_was_signed_is_cut() -> None:
    signed = sign(MAIL, length=True) + b"More.\r\n"
    assert ask_ours(signed, KEYS) == ask_mail_room(signed, KEYS) == [("valid", "cut")]


def test_short_keys_are_checked_too() -> None:
    keys = make_archive(write_record(make_key(512)))
    assert ask_ours(sign(MAIL, bits=512), keys) == [("valid", "match")]


def test_another_key_of_the_same_name_does_not_verify() -> None:
    assert ask_ours(sign(MAIL), make_archive(write_record(make_key(2048)))) == [("invalid", "match")]
    ed25519 = make_archive(write_record(Ed25519PrivateKey.from_private_bytes(bytes(32))))
    assert ask_ours(sign(MAIL), ed25519) == [("no-key", "match")]
    assert ask_ours(sign(MAIL), make_archive("v=DKIM1; p=AAAA")) == [("invalid", "match")]


def test_a_mail_without_a_signature_has_none() -> None:
    assert check_mail(MAIL, []) == []
    assert check_mail(b"", []) == []


@settings(max_examples=60)
@given(st.data())
def test_they_agree_on_whatever_is_done_to_a_mail(data: st.DataObject) -> None:
    signed = bytearray(sign(MAIL))
    place = data.draw(st.integers(len(signed) - len(MAIL), len(signed) - 1))
    piece = data.draw(st.sampled_from([b" ", b"\t", b"x", b"", b"\r\n", b"  \r\n"]))
    signed[place : place + data.draw(st.integers(0, 2))] = piece
    assume(signed.count(b"\r\n") == signed.count(b"\n") == signed.count(b"\r"))
    assume(is_well_formed(bytes(signed).partition(b"\r\n\r\n")[0]))
    assert ask_ours(bytes(signed), KEYS) == ask_mail_room(bytes(signed), KEYS)


def is_well_formed(head: bytes) -> bool:
    """Return whether each line of a head is a field's (RFC 5322): of broken ones the mail room guesses, the verifier does not."""
    lines = head.split(b"\r\n")
    return all(re.match(rb"[!-9;-~]+:|[ \t]+[^ \t\r\n]", line) and b"\n" not in line for line in lines)


@given(st.binary(max_size=200))
def test_whatever_stands_as_a_key_or_a_mail_is_answered(content: bytes) -> None:
    assert isinstance(check_mail(content, []), list)
    try:
        parts = read_der(content)
    except IndexError:
        return
    assert all(isinstance(part, bytes) for _, part in parts)


def test_a_body_of_line_ends_takes_no_longer_than_any_other() -> None:
    assert canonical_body(b"\r\n" * 2_000_000, "relaxed") == b""
    assert canonical_body(b"\r\n" * 2_000_000, "simple") == b"\r\n"
