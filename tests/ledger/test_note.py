"""Notes are signed and read as c2sp.org/signed-note says; a checkpoint has one spelling."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.house import KEY, NEXT_KEY, ORIGIN

from chaffinch.ledger.errors import LedgerError, ProofFault
from chaffinch.ledger.note import (
    Checkpoint,
    NoteKey,
    Rotation,
    check_origin,
    list_signers,
    read_checkpoint,
    read_key,
    sign_note,
    verify_note,
    verify_rotation,
)

POINT = Checkpoint(ORIGIN, 4_096, bytes(range(32)), 20_000)
#: The example of golang.org/x/mod/sumdb/note, which the C2SP format was taken from.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_the_example_of_the_format_s_authors_holds() -> None:
    packed = base64.b64decode(GO_KEY.split("+", 2)[2])
    key = NoteKey("PeterNeumann", packed[1:])
    assert key.text == GO_KEY
    note = f"{GO_TEXT}\n— {'PeterNeumann'.lower()} {GO_SIGNATURE}\n"
    # Our names are lower-case; the key's id is over the name as it is written, so the signature is looked up by it.
    assert list_signers(note) == [key.id]


def test_a_checkpoint_is_the_documented_text() -> None:
    assert (
        POINT.text
        == f"aurore.test/ledger\n4096\n{base64.b64encode(POINT.root).decode()}\nat most 20000 items\n"
    )
    note = sign_note(POINT.text, keys=(KEY,))
    assert note.startswith(POINT.text + "\n— aurore.test/ledger ")
    assert read_checkpoint(note) == POINT
    assert verify_note(note, keys=(KEY.note_key,)) == POINT.text


@given(
    size=st.integers(1, 10**15 - 1), most=st.integers(1, 10**9 - 1), root=st.binary(min_size=32, max_size=32)
)
def test_every_checkpoint_comes_back_the_same(size: int, most: int, root: bytes) -> None:
    point = Checkpoint(ORIGIN, size, root, most)
    assert read_checkpoint(sign_note(point.text, keys=(KEY, NEXT_KEY))) == point


def test_two_keys_sign_and_each_is_asked_for() -> None:
    note = sign_note(POINT.text, keys=(KEY, NEXT_KEY))
    verify_note(note, keys=(KEY.note_key, NEXT_KEY.note_key))
    with pytest.raises(ProofFault) as refused:
        verify_note(sign_note(POINT.text, keys=(KEY,)), keys=(KEY.note_key, NEXT_KEY.note_key))
    assert refused.value.code == "signature"


@pytest.mark.parametrize("place", [0, 20, 40, 90, 100, 150, 200])
def test_a_changed_note_does_not_hold(place: int) -> None:
    note = sign_note(POINT.text, keys=(KEY,))
    changed = note[:place] + ("A" if note[place] != "A" else "B") + note[place + 1 :]
    with pytest.raises(ProofFault):
        verify_note(changed, keys=(KEY.note_key,))


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "a", POINT.text, POINT.text.replace("4096", "04096") + "\n— a b=\n", POINT.text.replace("4096", "4_096") + "\n— a AA==\n",
        POINT.text.replace("4096", "0") + "\n— a AA==\n", POINT.text.replace("4096", "٤٠٩٦") + "\n— a AA==\n",
        POINT.text.replace("at most", "at least") + "\n— a AA==\n", POINT.text + "more\n\n— a AA==\n",
        POINT.text.replace("Hh8=", "Hh9=") + "\n— a AA==\n", "x" * 20_000,
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ProofFault) as refused:
        read_checkpoint(text)
    assert refused.value.code == "note"


def test_a_key_is_read_as_it_is_published() -> None:
    assert read_key(f" {KEY.note_key.text}\n") == KEY.note_key
    name, number, packed = KEY.note_key.text.split("+", 2)
    for wrong in ("", "x", f"{name}+00000000+{packed}", f"{name}+{number}+AAAA", f"other+{number}+{packed}"):
        with pytest.raises(ProofFault):
            read_key(wrong)


def test_a_private_key_is_not_shown() -> None:
    assert "private" not in repr(KEY)


def test_a_rotation_needs_both_keys_and_one_log() -> None:
    rotation = Rotation(KEY.note_key, NEXT_KEY.note_key, 4_096)
    note = sign_note(rotation.text, keys=(KEY, NEXT_KEY))
    assert verify_rotation(note) == rotation
    for wrong in (
        sign_note(rotation.text, keys=(KEY,)),
        sign_note(rotation.text, keys=(NEXT_KEY,)),
        note.replace("\n4096\n", "\n8192\n"),
        sign_note(Rotation(KEY.note_key, KEY.note_key, 1).text, keys=(KEY, KEY)),
        sign_note(rotation.text.replace("4096", "04096"), keys=(KEY, NEXT_KEY)),
        sign_note(POINT.text, keys=(KEY, NEXT_KEY)),
        "",
    ):
        with pytest.raises(ProofFault) as refused:
            verify_rotation(wrong)
        assert refused.value.code == "rotation"


@pytest.mark.parametrize("origin", ["", "a", "A.test", "a b", "a+b", "-a", "a/", "x" * 61, "é.test"])
def test_a_name_that_notes_cannot_bear_is_refused(origin: str) -> None:
    with pytest.raises(LedgerError):
        check_origin(origin)
