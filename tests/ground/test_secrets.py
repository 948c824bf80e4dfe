"""Encryption at rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.ground.secrets import UnreadableSecretError, decrypt, encrypt, keyed_hash

KEY, OTHER = b"k" * 32, b"o" * 32


@given(st.binary(max_size=500))
def test_what_is_encrypted_comes_back_and_is_not_seen(plain: bytes) -> None:
    sealed = encrypt(plain, key=KEY, purpose="mail")
    assert decrypt(sealed, key=KEY, purpose="mail") == plain
    assert len(plain) < 4 or plain not in sealed


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert encrypt(b"x", key=KEY, purpose="mail") != encrypt(b"x", key=KEY, purpose="mail")


@pytest.mark.parametrize(("key", "purpose"), [(OTHER, "mail"), (KEY, "person")])
def test_another_key_or_purpose_reads_nothing(key: bytes, purpose: str) -> None:
    with pytest.raises(UnreadableSecretError):
        decrypt(encrypt(b"text", key=KEY, purpose="mail"), key=key, purpose=purpose)


@given(st.binary(max_size=60))
def test_what_was_never_sealed_is_refused(untrusted: bytes) -> None:
    with pytest.raises(UnreadableSecretError):
        decrypt(untrusted, key=KEY, purpose="mail")


def test_one_changed_bit_is_noticed() -> None:
    sealed = bytearray(encrypt(b"text", key=KEY, purpose="mail"))
    sealed[-1] ^= 1
    with pytest.raises(UnreadableSecretError, match="cannot be read"):
        decrypt(bytes(sealed), key=KEY, purpose="mail")


def test_a_keyed_hash_depends_on_key_and_purpose() -> None:
    hashes = {keyed_hash("a", key=key, purpose=purpose) for key in (KEY, OTHER) for purpose in ("x", "y")}
    assert len(hashes) == 4
