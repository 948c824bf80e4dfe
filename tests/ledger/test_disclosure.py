"""A disclosure proves its item to a stranger, shows nothing of the others, and stays small."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.authority import TestAuthority, make_authority
from tests.ledger.house import DAY, KEY, NEXT_KEY, ORIGIN, grow_log, make_entry, make_log, stamp_log

from chaffinch.ground.merkle import hash_leaf, prove_inclusion
from chaffinch.ledger.checking import check_disclosure
from chaffinch.ledger.commitment import commit_item, derive_salt, encode_item, make_archive_root
from chaffinch.ledger.disclosure import Original, disclose
from chaffinch.ledger.entry import write_entry
from chaffinch.ledger.errors import LedgerError, ProofFault
from chaffinch.ledger.log import Log
from chaffinch.ledger.note import sign_note
from chaffinch.ledger.rotation import rotate_key
from chaffinch.ledger.verify import check

ALPHA, BETA = make_authority("alpha.test", kind="ec"), make_authority("beta.test", kind="ec")
ROOTS = [ALPHA.root, BETA.root]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    """Three checkpoints, seven entries, stamped by two authorities."""
    log = make_log(tmp_path_factory.mktemp("ledger") / "ledger", "a", "b", "c")
    grow_log(log, "d", "e", seed=2)
    grow_log(log, "f", "g", seed=3)
    stamp_log(log, ALPHA, BETA)
    return log


@pytest.mark.parametrize("name", list("abcdefg"))
def test_every_entry_is_proved_and_dated(log: Log, name: str) -> None:
    proved = check_disclosure(disclose(log, name), pinned=KEY.note_key, roots=ROOTS)
    assert proved.values["item"]["id"] == name
    assert (proved.dating, proved.since, proved.pinned) == ("dated", DAY, True)
    assert [stamp.state for stamp in proved.stamps] == ["trusted", "trusted"]
    assert proved.checkpoint.most == 20_000


def test_no_other_entry_is_to_be_seen_in_it(log: Log) -> None:
    shown = disclose(log, "a").decode()
    for other in log.entries.values():
        assert other.salt.hex() not in shown
        assert base64.b64encode(other.salt).decode() not in shown
        assert other.planted_in not in shown
        if other.id != "a":
            assert other.sha256 not in shown
            leaf = base64.b64encode(derive_salt(other.salt, "item")).decode()
            assert leaf not in shown


def test_where_it_was_planted_is_shown_when_it_is_asked_for(log: Log) -> None:
    proved = check_disclosure(disclose(log, "a", opened=["planted_in"]))
    assert proved.values["opened"]["planted_in"]["value"] == "imap://piege.aurore.test/INBOX"
    assert "approval" not in proved.values["opened"]
    with pytest.raises(LedgerError):
        disclose(log, "a", opened=["text_ref"])


def test_what_is_not_covered_is_not_proved(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a")
    log.add([make_entry("b")])
    for name, code in (("b", "waiting"), ("z", "unknown")):
        with pytest.raises(LedgerError) as refused:
            disclose(log, name)
        assert refused.value.code == code


def test_a_lost_salt_cannot_be_made_up_and_a_changed_entry_is_noticed(tmp_path: Path) -> None:
    make_log(tmp_path, "a", "b")
    lines = tmp_path / "entries.jsonl"
    lines.write_bytes(write_entry(replace(make_entry("a"), planted_in="elsewhere")))
    for name, code in (("b", "lost-salt"), ("a", "changed-entry")):
        with pytest.raises(LedgerError) as refused:
            disclose(Log(tmp_path), name)
        assert refused.value.code == code


def test_the_log_has_only_grown_since_a_checkpoint_that_somebody_has(log: Log) -> None:
    for old in log.checkpoints:
        proved = check_disclosure(disclose(log, "g", since=old.note), published=old.note)
        assert proved.earlier == old.checkpoint
    with pytest.raises(LedgerError):
        disclose(log, "a", since=log.checkpoints[1].note)


def test_a_forked_log_is_found_out(log: Log, tmp_path: Path) -> None:
    fork = make_log(tmp_path, "a", "b", "c", seed=9)
    grow_log(fork, "x", seed=10)
    for published in (log.checkpoints[0].note, log.checkpoints[1].note):
        with pytest.raises(ProofFault) as refused:
            check_disclosure(disclose(fork, "x", since=fork.checkpoints[0].note), published=published)
        assert (refused.value.code, "forked" in refused.value.why) == ("growth", True)
    with pytest.raises(ProofFault) as refused:
        check_disclosure(disclose(fork, "x", since=log.checkpoints[0].note))
    assert "forked" in refused.value.why


def test_a_checkpoint_that_nothing_leads_to_settles_nothing(log: Log) -> None:
    with pytest.raises(ProofFault) as refused:
        check_disclosure(disclose(log, "a"), published=log.checkpoints[2].note)
    assert "ask for a file that starts at yours" in refused.value.why
    other = replace(log.checkpoints[2].checkpoint, most=30_000)
    with pytest.raises(ProofFault) as refused:
        check_disclosure(disclose(log, "a"), published=sign_note(other.text, keys=(KEY,)))
    assert "greatest number" in refused.value.why


def test_a_replaced_key_still_vouches(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a")
    rotate_key(log, old=KEY, new=NEXT_KEY, approval="m", at=DAY, chance=random.Random(1))
    grow_log(log, "b", keys=(NEXT_KEY,))
    for name in ("a", "b"):
        for pinned in (KEY.note_key, NEXT_KEY.note_key):
            assert check_disclosure(disclose(log, name), pinned=pinned).pinned
    stranger = make_log(tmp_path / "x", "a").keys[0]
    assert stranger == KEY.note_key
    values = json.loads(disclose(log, "b"))
    for rotations in (
        [],
        [values["rotations"][0].replace("\n4096\n", "\n8192\n")],
        values["rotations"] * 2,
        ["x"],
    ):
        with pytest.raises(ProofFault) as refused:
            check_disclosure(encode_item({**values, "rotations": rotations}), pinned=KEY.note_key)
        assert refused.value.code in ("rotation", "key")


@pytest.mark.parametrize(
    ("stamps", "dating"),
    [([], "undated"), ([ALPHA], "one-timestamp-only"), ([ALPHA, BETA], "dated")],
)
def test_how_well_it_is_dated_is_said(tmp_path: Path, stamps: list[TestAuthority], dating: str) -> None:
    log = make_log(tmp_path, "a")
    stamp_log(log, *stamps)
    proved = check_disclosure(disclose(log, "a"))
    assert proved.dating == dating
    assert {stamp.state for stamp in proved.stamps} <= {"signed"}


def test_two_answers_of_one_authority_are_one(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a")
    stamp_log(log, ALPHA)
    log.checkpoints[0].keep_stamp(
        "other-name", ALPHA.stamp(log.checkpoints[0].checkpoint.root, at=DAY, serial=9)
    )
    assert check_disclosure(disclose(log, "a")).dating == "one-timestamp-only"


@pytest.mark.parametrize(
    ("authority", "state", "counts"),
    [
        (make_authority("late.test", kind="ec", begins=DAY.replace(year=2028)), "expired-then", False),
        (
            make_authority("early.test", kind="ec", ends=DAY.replace(year=2026, month=6)),
            "expired-then",
            False,
        ),
        (make_authority("code.test", kind="ec", use="code"), "certificate", False),
        (make_authority("brief.test", kind="ec", ends=DAY.replace(month=4)), "trusted", True),
        (make_authority("stranger.test", kind="ec"), "untrusted", False),
    ],
    ids=lambda one: one.name if isinstance(one, TestAuthority) else str(one),
)
def test_what_an_authority_s_certificate_was_worth_then_is_said(
    tmp_path: Path, authority: TestAuthority, state: str, counts: bool
) -> None:
    log = make_log(tmp_path, "a")
    stamp_log(log, authority)
    roots = [ALPHA.root if state == "untrusted" else authority.root]
    (stamp,) = check_disclosure(disclose(log, "a"), roots=roots).stamps
    assert (stamp.state, stamp.counts) == (state, counts)


@pytest.mark.parametrize(
    ("later", "reason", "state"),
    [
        (True, x509.ReasonFlags.superseded, "revoked-later"), (True, x509.ReasonFlags.cessation_of_operation, "revoked-later"),
        (False, x509.ReasonFlags.superseded, "revoked"), (True, x509.ReasonFlags.key_compromise, "revoked"),
        (True, None, "revoked"),
    ],
)  # fmt: skip
def test_a_revoked_authority_counts_only_if_it_stopped_for_a_harmless_reason(
    log: Log, later: bool, reason: x509.ReasonFlags | None, state: str
) -> None:
    revoked = ALPHA.revoke(at=DAY.replace(year=2028 if later else 2026), reason=reason)
    proved = check_disclosure(disclose(log, "a"), roots=ROOTS, revocations=[revoked])
    assert [stamp.state for stamp in proved.stamps] == [state, "trusted"]
    assert proved.dating == ("dated" if state == "revoked-later" else "one-timestamp-only")


def test_a_revocation_by_a_stranger_is_none(log: Log) -> None:
    impostor = replace(ALPHA, root_key=BETA.root_key).revoke(at=DAY, reason=None)
    (first, _) = check_disclosure(disclose(log, "a"), roots=ROOTS, revocations=[impostor]).stamps
    assert first.state == "trusted"


def make_archive(log: Log, *, originals: int) -> tuple[bytes, Original]:
    """Commit to an archive's root; return the disclosure of one original, and the original."""
    items = [
        {"kind": "original", "sha256": hashlib.sha256(b"%d" % one).hexdigest()} for one in range(originals)
    ]
    salts = [derive_salt(bytes(32), str(one)) for one in range(originals)]
    commitments = [commit_item(item, salt=salt) for item, salt in zip(items, salts, strict=True)]
    root, leaves, places = make_archive_root(commitments, seed=bytes(32), chance=random.Random(1))
    name = "archive-2027-03-01"
    log.add([make_entry(name, kind="archive-root", size=len(leaves), sha256=root.hex())])
    log.make_checkpoint((KEY,), chance=random.Random(2))
    path = prove_inclusion([hash_leaf(leaf) for leaf in leaves], places[7])
    original = Original(items[7], salts[7], places[7], path)
    return disclose(log, name, original=original), original


def test_an_original_of_the_archive_is_proved(tmp_path: Path) -> None:
    file, original = make_archive(make_log(tmp_path), originals=20)
    proved = check_disclosure(file)
    assert proved.values["original"]["item"] == original.item
    values = json.loads(file)
    for change in (
        {"index": values["original"]["index"] ^ 1}, {"item": {"kind": "original", "sha256": "0" * 64}}, {"salt": "A" * 43 + "="},
        {"item": {**values["original"]["item"], "kind": "document"}}, {"path": ""},
    ):  # fmt: skip
        with pytest.raises(ProofFault) as refused:
            check_disclosure(encode_item({**values, "original": {**values["original"], **change}}))
        assert refused.value.code == "original"


def measure_proof(file: bytes) -> int:
    """Return the bytes of a file without its key and time-stamps, which are the same for a checkpoint's every item."""
    values = json.loads(file)
    return len(encode_item({**values, "stamps": [], "key": ""}))


def test_a_proof_is_two_kilobytes_at_most(tmp_path: Path) -> None:
    log = make_log(tmp_path, *(f"doc-{one:04}" for one in range(100)))
    stamp_log(log, ALPHA, BETA)
    ordinary = disclose(log, "doc-0042", opened=["planted_in", "approval"])
    assert measure_proof(ordinary) <= 2_048
    assert measure_proof(make_archive(make_log(tmp_path / "2"), originals=70_000)[0]) <= 2_048


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_single_changed_byte_of_what_counts_goes_unnoticed(data: st.DataObject, log: Log) -> None:
    file = disclose(log, data.draw(st.sampled_from("abcdefg")))
    place = data.draw(st.integers(0, len(file) - 1))
    changed = file[:place] + bytes([file[place] ^ data.draw(st.integers(1, 255))]) + file[place + 1 :]
    try:
        proved = check_disclosure(changed, pinned=KEY.note_key, roots=ROOTS)
    except ProofFault:
        return
    # What an authority is called in the file is nobody's word; and a certificate's own bytes may be changed where they
    # are not signed over by the stamp, which then counts for nothing.
    before, after = json.loads(file), proved.values
    assert before["item"] == after["item"]
    assert proved.dating != "dated" or [one["token"] for one in before["stamps"]] == [
        one["token"] for one in after["stamps"]
    ]


def test_both_of_our_checkers_read_the_same_in_it(log: Log) -> None:
    file = disclose(log, "a", opened=["planted_in"], since=log.checkpoints[0].note)
    assert check(file)["root"] == check_disclosure(file).checkpoint.root
    assert json.loads(file)["note"].startswith(ORIGIN)
