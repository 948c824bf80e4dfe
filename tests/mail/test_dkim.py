"""DKIM's four parts, told apart; dkimpy, an independent program, signs and is held against ours."""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dkim.canonicalization import Relaxed, Simple  # type: ignore[import-untyped,unused-ignore]
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mail.letters import compose
from tests.mail.signing import (
    DOMAIN,
    SELECTOR,
    ask_peer,
    make_archive,
    make_key,
    sign,
    write_pem,
    write_record,
)

from chaffinch.mail.canonical import Form, canonicalise_body, canonicalise_header, hash_body, to_wire
from chaffinch.mail.dkim import CheckedSignature, check_body_hash, check_signatures, write_signed
from chaffinch.mail.headers import split_head
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.signature import read_signature

FORMS: tuple[Form, ...] = ("relaxed", "simple")
BODY = "Bonjour  Jean,\r\n\tà demain.  \r\n\r\n-- \r\nCamille\r\n\r\n\r\n"
MESSAGE = compose(BODY, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding="8bit")


def check(raw: bytes, keys: KeyArchive, *, as_of: datetime | None = None) -> CheckedSignature:
    head = split_head(raw)
    (checked,) = check_signatures(raw, head, keys=keys, as_of=as_of)
    return checked


@pytest.mark.parametrize("bits", [512, 768, 1024, 2048, 4096])
def test_keys_of_every_length_verify_and_the_length_is_told(bits: int) -> None:
    found = check(sign(MESSAGE, bits=bits), make_archive(write_record(make_key(bits))))
    assert (found.header, found.body, found.key_bits, found.holds) == ("valid", "match", bits, True)


@pytest.mark.parametrize("algorithm", ["rsa-sha1", "rsa-sha256"])
@pytest.mark.parametrize(
    "canonical", ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"]
)
@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
def test_what_the_peer_signs_is_valid_here(canonical: str, algorithm: str, newline: bytes) -> None:
    signed = sign(MESSAGE, canonical=canonical, algorithm=algorithm).replace(b"\r\n", newline)
    found = check(signed, make_archive(write_record(make_key(1024))))
    assert (found.header, found.body) == ("valid", "match")


def sign_ed25519(message: bytes, key: Ed25519PrivateKey) -> bytes:
    head = split_head(message)
    digest = hash_body(message, form="relaxed", start=head.body_at).value
    field = (
        f"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d={DOMAIN}; s={SELECTOR};\r\n h=from:subject; bh={digest}; b="
    ).encode()
    content = write_signed(read_signature(field + b"\r\n"), head.by_key)
    return field + base64.b64encode(key.sign(hashlib.sha256(content).digest())) + b"\r\n" + message


def test_ed25519_is_checked() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    keys = make_archive(write_record(key))
    signed = sign_ed25519(MESSAGE, key)
    assert check(signed, keys).holds
    assert check(signed.replace(b"Subject: Budget", b"Subject: Budgets"), keys).header == "invalid"


def test_a_changed_body_leaves_the_head_valid_and_names_the_hash_of_the_original() -> None:
    """What nobody else reports (dkim_verifier #420): the original can still be shown by our own copy."""
    leaked = sign(MESSAGE).replace(b"demain", b"samedi")
    found = check(leaked, make_archive(write_record(make_key(1024))))
    assert (found.header, found.body) == ("valid", "mismatch")
    signature = found.signature
    assert check_body_hash(BODY.encode(), form=signature.body_form, body_hash=signature.body_hash) == "match"
    assert (
        check_body_hash(BODY.encode() + b"x", form=signature.body_form, body_hash=signature.body_hash)
        == "mismatch"
    )


def test_a_changed_head_leaves_the_body_matching() -> None:
    found = check(
        sign(MESSAGE).replace(b"Subject: Budget", b"Subject: Budgets"),
        make_archive(write_record(make_key(1024))),
    )
    assert (found.header, found.body) == ("invalid", "match")


def test_what_was_added_behind_a_signed_length_is_told() -> None:
    signed = sign(MESSAGE, length=True)
    keys = make_archive(write_record(make_key(1024)))
    assert check(signed, keys).body == "match"
    assert check(signed + b"More.\r\n", keys).body == "cut"
    longer = signed.replace(b"l=", b"l=9")
    assert check(longer, keys).body == "mismatch"


def test_an_expired_signature_is_still_evidence() -> None:
    field = b"DKIM-Signature: v=1; a=rsa-sha256; d=a.test; s=s; h=from; t=1000000000; x=1000000001; bh=AA==; b=AA==\r\n"
    signature = read_signature(field)
    assert signature.faults == ()
    assert signature.expires_at == datetime.fromtimestamp(1_000_000_001, UTC)
    found = check(field + MESSAGE, make_archive(), as_of=datetime(2027, 3, 2, tzinfo=UTC))
    assert (found.header, found.notes) == ("no-key", ("expired",))


def test_the_right_one_of_several_keys_is_found_and_its_source_is_told() -> None:
    keys = make_archive(write_record(make_key(512)), write_record(make_key(1024)), "v=DKIM1; p=")
    found = check(sign(MESSAGE), keys, as_of=datetime(2027, 3, 2, tzinfo=UTC))
    assert found.header == "valid"
    assert found.key and found.key.where == "test 2020-01-01/2099-12-31"
    assert "key-elsewhen" not in found.notes


def test_a_key_that_was_not_seen_on_that_day_is_told() -> None:
    unsigned_day = sign_ed25519(MESSAGE, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    keys = make_archive(write_record(Ed25519PrivateKey.from_private_bytes(bytes(32))), last="2027-02-01")
    found = check(unsigned_day, keys, as_of=datetime(2027, 3, 2, tzinfo=UTC))
    assert found.header == "valid"
    assert "key-elsewhen" in found.notes


def test_a_published_private_half_is_told_only_if_it_fits() -> None:
    record = write_record(make_key(1024))
    right = make_archive(record, private=write_pem(make_key(1024)).decode())
    wrong = make_archive(record, private=write_pem(make_key(2048)).decode())
    assert "key-published" in check(sign(MESSAGE), right).notes
    assert "key-published" not in check(sign(MESSAGE), wrong).notes


def test_mbox_quoting_is_undone_to_find_the_hash() -> None:
    signed = sign(compose("Bonjour\r\nFrom Paris with love\r\n"))
    found = check(
        signed.replace(b"\r\nFrom Paris", b"\r\n>From Paris"), make_archive(write_record(make_key(1024)))
    )
    assert (found.body, found.notes) == ("match", ("unquoted",))


@pytest.mark.parametrize(
    ("tags", "state"),
    [
        ("v=1; a=rsa-sha256; d=a.test; s=s; h=from; bh=AA==; b=AA==", "no-key"),
        ("v=1; a=rsa-sha512; d=a.test; s=s; h=from; bh=AA==; b=AA==", "unsupported"),
        ("v=2; a=rsa-sha256; d=a.test; s=s; h=from; bh=AA==; b=AA==", "malformed"),
        ("v=1; a=rsa-sha256; d=a.test; s=s; h=to; bh=AA==; b=AA==", "malformed"),
        ("v=1; a=rsa-sha256; d=a.test; s=s; h=from; bh=AA==; b=A", "malformed"),
        ("v=1; a=rsa-sha256; d=a.test; s=s; h=from; bh=AA==", "malformed"),
        ("v=1; a=rsa-sha256; d=a.test; d=b.test; s=s; h=from; bh=AA==; b=AA==", "malformed"),
        ("v=1; a=rsa-sha256; d=a.test; i=@b.test; s=s; h=from; bh=AA==; b=AA==", "malformed"),
        ("v=1; a=rsa-sha256; d=a.test; s=s; c=odd/simple; h=from; bh=AA==; b=AA==", "malformed"),
        ("v=1; a=rsa-sha256; d=a.test; s=s; l=-1; h=from; bh=AA==; b=AA==", "malformed"),
        ("v=1; a=rsa-sha256; d=../..; s=s; h=from; bh=AA==; b=AA==", "malformed"),
        ("", "malformed"),
        ("b=;;;=;" * 50, "malformed"),
    ],
)
def test_odd_signatures_have_a_state(tags: str, state: str) -> None:
    assert check(f"DKIM-Signature: {tags}\r\n".encode() + MESSAGE, make_archive()).header == state


@pytest.mark.parametrize(
    "record",
    [
        "",
        "p=",
        "v=DKIM2; p=AA==",
        "k=rsa; p=!!",
        "k=dsa; p=AA==",
        "s=tlsrpt; p=AA==",
        "k=ed25519; p=AA==",
        "p=MAA=",
        "h=sha1; p=AA==",
    ],
)
def test_odd_keys_are_no_keys(record: str) -> None:
    assert check(sign(MESSAGE), make_archive(record)).header == "no-key"


def test_a_key_for_other_hashes_and_an_exact_one_are_not_used() -> None:
    assert check(sign(MESSAGE), make_archive(write_record(make_key(1024), "h=sha1; "))).header == "no-key"
    below = sign(MESSAGE).replace(b"i=@", b"i=@www.")
    assert check(below, make_archive(write_record(make_key(1024), "t=s; "))).header == "no-key"


@given(st.binary(max_size=300))
def test_no_signature_raises(untrusted: bytes) -> None:
    raw = b"DKIM-Signature: " + untrusted.replace(b"\n", b"") + b"\r\nFrom: a@b.test\r\n\r\nx"
    head = split_head(raw)
    check_signatures(raw, head, keys=make_archive(write_record(make_key(1024))))


_LINES = st.lists(
    st.sampled_from([b" ", b"\t", b"\r\n", b"a", b"  ", b"\r", b"x \r\n", b"\r\n\r\n"]), max_size=40
).map(b"".join)


@given(_LINES)
@settings(max_examples=500)
def test_bodies_are_canonical_as_the_peer_makes_them(body: bytes) -> None:
    wire = to_wire(body + b"\r\n")  # without a last line end the peer keeps blanks that the RFC ignores
    assert b"".join(canonicalise_body(body + b"\r\n", "relaxed")) == Relaxed.canonicalize_body(wire)
    assert b"".join(canonicalise_body(body + b"\r\n", "simple")) == Simple.canonicalize_body(wire)


@given(_LINES, st.integers(1, 9))
def test_bodies_are_the_same_in_blocks_of_any_size(body: bytes, size: int) -> None:
    whole = [b"".join(canonicalise_body(body, form)) for form in FORMS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chaffinch.mail.canonical._BLOCK", size)
        assert [b"".join(canonicalise_body(body, form)) for form in FORMS] == whole


@given(
    st.sampled_from([b"Subject", b"SUBJECT ", b"x"]),
    st.lists(st.sampled_from([b" ", b"\t", b"\r\n ", b"a", b":"])).map(b"".join),
)
def test_fields_are_canonical_as_the_peer_makes_them(name: bytes, value: bytes) -> None:
    (theirs,) = Relaxed.canonicalize_headers([(name, value + b"\r\n")])
    assert canonicalise_header(name + b":" + value + b"\r\n", "relaxed") == theirs[0] + b":" + theirs[1]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_ours_and_the_peer_agree_on_messages_changed_by_chance(data: st.DataObject) -> None:
    signed = bytearray(sign(MESSAGE))
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(signed) - 1))
        signed[place] = data.draw(st.sampled_from(b"aZ0 \t;=:,."))
    raw = bytes(signed)
    record = write_record(make_key(1024))
    head = split_head(raw)
    ours = any(one.holds for one in check_signatures(raw, head, keys=make_archive(record)))
    if ask_peer(raw, record):
        assert ours


def test_a_megabyte_of_blanks_takes_no_time() -> None:
    begun = time.process_time()
    list(canonicalise_body(b" " * 2_000_000 + b"x" + b"\r\n" * 500_000, "relaxed"))
    assert time.process_time() - begun < 60  # the pattern that others use takes days


@pytest.mark.corpus
def test_samples_verify_as_the_peer_verifies_them(corpus: Path) -> None:
    with tarfile.open(corpus / "hostile" / "mail" / "mime_tests.tar.xz") as archive:
        files = {
            member.name.rpartition("/")[2]: stream.read()
            for member in archive
            if "/dkim/" in member.name and member.isfile() and (stream := archive.extractfile(member))
        }
    gmail = "k=rsa; p=" + "".join(files["gmail.pub"].decode().split("-----")[2].split())
    rsa = (  # RFC 8463, A.2
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/b"
        "yYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
    )
    lines = [
        {"domain": "gmail.com", "selector": "20120113", "record": gmail},
        {"domain": "football.example.com", "selector": "test", "record": rsa},
        {
            "domain": "football.example.com",
            "selector": "brisbane",
            "record": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        },
    ]
    keys = KeyArchive.from_lines(json.dumps(line) for line in lines)
    states = {}
    for name, raw in files.items():
        if name.endswith(".msg"):
            head = split_head(raw)
            checked = check_signatures(raw, head, keys=keys)
            states[name] = [one.holds for one in checked]
            for index, one in enumerate(checked):
                if one.signature.algorithm != "ed25519-sha256":  # the peer needs PyNaCl for that
                    assert one.holds == ask_peer(raw, rsa if name.startswith("rfc") else gmail, index=index)
    assert states == {
        "gmail.msg": [True],
        "related.msg": [True],
        "multipart-no-end-boundary.msg": [True],
        "rfc8463-example.msg": [True, True],
    }
