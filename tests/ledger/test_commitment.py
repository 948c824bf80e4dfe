"""A commitment hides its item, fits it alone, and padding is never an item."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.house import make_entry

from chaffinch.ground.merkle import climb_path, hash_leaf, prove_inclusion
from chaffinch.ledger.commitment import (
    commit_entry,
    commit_item,
    count_batch,
    derive_salt,
    encode_item,
    make_archive_root,
    make_item,
    make_padding,
    mix_batch,
)
from chaffinch.ledger.errors import LedgerError

SALT = bytes(range(32))
VALUES = st.recursive(
    st.text(st.characters(codec="utf-8"), max_size=8) | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_the_spelling_is_that_of_the_standard() -> None:
    # RFC 8785, 3.2.3: sorted by UTF-16 code units, so the emoji comes before the Hebrew letter with dagesh.
    keys = {
        "\u20ac": "Euro",
        "\r": "CR",
        "\ufb33": "Dalet",
        "1": "One",
        "\U0001f600": "Smiley",
        "\u0080": "Control",
        "\u00f6": "o",
    }
    assert [
        json.loads(f'"{one}"')
        for one in ("\\r", "1", "\\u0080", "\\u00f6", "\\u20ac", "\\ud83d\\ude00", "\\ufb33")
    ] == list(json.loads(encode_item(keys)))
    # RFC 8785, 3.2.2.2: how a text is spelled.
    assert (
        encode_item({"a": '\u20ac$\u000f\nA\'B"\\\\"/\x7f'})
        == '{"a":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"}'.encode()
    )


@given(item=st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=4), VALUES, max_size=4))
def test_what_is_spelled_is_read_back_and_spelled_the_same(item: dict[str, Any]) -> None:
    once = encode_item(item)
    assert json.loads(once) == item
    assert encode_item(json.loads(once)) == once


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), None, True, 2**53, -(2**53), "\ud800", {"\udc00": 1}, {1: 2}, b"x", (1,), [[None]]],
)
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(LedgerError):
        commit_item({"a": value}, salt=SALT)


def test_a_commitment_is_the_documented_hmac() -> None:
    item = {"kind": "original", "sha256": "00"}
    content = b'chaffinch ledger item v1\n{"kind":"original","sha256":"00"}'
    assert commit_item(item, salt=SALT) == hmac.new(SALT, content, hashlib.sha256).digest()


@pytest.mark.parametrize("length", [0, 31, 33, 64, 65])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    # HMAC pads short keys with zeros and hashes long ones: two lengths would give one commitment.
    with pytest.raises(LedgerError):
        commit_item({"kind": "a"}, salt=bytes(length))


def test_every_committed_field_changes_the_commitment_and_the_others_do_not() -> None:
    entry = make_entry("a", text="words")
    committed = commit_entry(entry)
    for change in (
        {"id": "b"}, {"kind": "mail"}, {"planted_at": entry.planted_at.replace(second=1)}, {"planted_in": "elsewhere"},
        {"sha256": "0" * 64}, {"text_sha256": "0" * 64}, {"approval": "another"}, {"salt": bytes(32)},
    ):  # fmt: skip
        assert commit_entry(replace(entry, **change)) != committed
    assert commit_entry(replace(entry, signature=(), text_ref="")) == committed


def test_where_it_was_planted_is_not_in_the_item() -> None:
    entry = make_entry("a")
    spelled = encode_item(make_item(entry)).decode()
    assert entry.planted_in not in spelled
    assert entry.approval not in spelled
    salts = {derive_salt(entry.salt, name) for name in ("item", "planted_in", "approval")}
    assert len(salts) == 3
    assert entry.salt not in salts


@given(items=st.integers(0, 9_000), seed=st.integers())
def test_a_batch_shows_a_power_of_two_and_nothing_else(items: int, seed: int) -> None:
    count = count_batch(items)
    assert count >= max(4_096, items)
    assert count.bit_count() == 1
    assert count == 4_096 or count < 2 * items


def test_commitments_stand_at_places_of_chance_among_padding() -> None:
    commitments = [commit_entry(make_entry(str(number))) for number in range(50)]
    leaves, places = mix_batch(commitments, seed=SALT, first=8_192, chance=random.Random(1))
    assert [leaves[place] for place in places] == commitments
    assert places != sorted(places)
    padding = set(range(4_096)) - set(places)
    assert all(leaves[place] == make_padding(SALT, 8_192 + place) for place in padding)
    assert len(set(leaves)) == 4_096
    others = mix_batch(commitments, seed=SALT, first=8_192, chance=random.Random(2))[1]
    assert others != places


def test_an_archive_root_proves_each_original() -> None:
    items = [{"kind": "original", "sha256": hashlib.sha256(bytes([one])).hexdigest()} for one in range(9)]
    salts = [derive_salt(SALT, str(one)) for one in range(9)]
    commitments = [commit_item(item, salt=salt) for item, salt in zip(items, salts, strict=True)]
    root, leaves, places = make_archive_root(commitments, seed=SALT, chance=random.Random(1))
    hashes = [hash_leaf(leaf) for leaf in leaves]
    for commitment, place in zip(commitments, places, strict=True):
        path = prove_inclusion(hashes, place)
        assert climb_path(hash_leaf(commitment), path, index=place, size=len(leaves)) == root
