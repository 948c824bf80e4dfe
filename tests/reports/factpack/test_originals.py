"""Full originals: for one named reader each, on a release of their own, with what DKIM says of them."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace

import pytest
from tests.mail.letters import compose
from tests.mail.signing import DOMAIN, SELECTOR, make_key, sign, write_record
from tests.reports.factpack.house import PRESS_KEY, TWO, make_facts, prove_original

from chaffinch.ledger.custodian import SealError
from chaffinch.ledger.verify import check
from chaffinch.mail.keys import KeyRecord
from chaffinch.reports.factpack.errors import PackRefusedError
from chaffinch.reports.factpack.originals import Original, build_originals, seal_originals
from chaffinch.reports.factpack.pack import sign_pack
from chaffinch.reports.factpack.verify import Broken, check_pack, read_zip

FACTS = make_facts()
MAIL = sign(compose("Le budget est de 5 000 euros.\r\n"))
LEAKED = MAIL.replace(b"5 000", b"50 000")
RECORD = KeyRecord(DOMAIN, SELECTOR, write_record(make_key(1024)), "2026-01-01", "2027-01-01", "ours", "PEM")
BOTH = (Original("box.mbox!/17", "ours", MAIL, TWO), Original("box.mbox!/17", "published", LEAKED, TWO))


def test_a_reader_opens_it_and_checks_both_mails_by_the_server_s_key() -> None:
    age = importlib.import_module("pyrage")
    reader, stranger = age.x25519.Identity.generate(), age.x25519.Identity.generate()
    files = build_originals(FACTS, BOTH, keys=[RECORD])
    sealed = seal_originals(files, FACTS, key=PRESS_KEY, recipient=str(reader.to_public()))
    assert MAIL not in sealed
    with pytest.raises(age.DecryptError):
        age.decrypt(sealed, [stranger])
    found = check_pack(read_zip(age.decrypt(sealed, [reader])), published=PRESS_KEY.note_key.text)
    assert found["kind"] == "originals"
    ours, published = found["mails"]
    assert (ours["dkim"][0]["header"], ours["dkim"][0]["body"]) == ("valid", "match")
    assert (published["dkim"][0]["header"], published["dkim"][0]["body"]) == ("valid", "mismatch")


def test_the_same_originals_give_the_same_files_and_no_private_half() -> None:
    files = build_originals(FACTS, BOTH, keys=[RECORD])
    assert files == build_originals(FACTS, BOTH, keys=[RECORD])
    assert files["originals/001.ours.eml"] == MAIL
    assert json.loads(files["keys.jsonl"])["private"] == ""
    assert "not redacted" in files["README.txt"].decode()
    assert "Rien n’y est masqué" in files["LISEZMOI.txt"].decode()


def test_nothing_is_handed_over_that_two_people_have_not_released_for_this() -> None:
    with pytest.raises(PackRefusedError) as refused:
        build_originals(FACTS, [replace(BOTH[0], released_by=("ines",))])
    assert refused.value.code == "readers"
    with pytest.raises(PackRefusedError):
        build_originals(FACTS, [])


def test_a_reader_without_a_key_gets_nothing() -> None:
    with pytest.raises(SealError):
        seal_originals(build_originals(FACTS, BOTH), FACTS, key=PRESS_KEY, recipient="ines@aurore.test")
    with pytest.raises(PackRefusedError):
        draft = replace(FACTS, state="draft")
        seal_originals(build_originals(draft, BOTH), draft, key=PRESS_KEY, recipient="age1x")


def test_an_original_is_shown_to_be_older_than_the_dump() -> None:
    shown = [replace(BOTH[0], proof=prove_original(MAIL)), BOTH[1]]
    files = build_originals(FACTS, shown, keys=[RECORD])
    told = json.loads(files["facts.json"])["proofs"]
    assert [one["original"] for one in told] == ["originals/001.ours.eml"]
    assert check_pack(sign_pack(files, FACTS, key=PRESS_KEY, kind="originals"), check_proof=check)["proofs"]
    for wrong in (prove_original(LEAKED), b"{}"):
        with pytest.raises(PackRefusedError) as refused:
            build_originals(FACTS, [replace(BOTH[0], proof=wrong)])
        assert refused.value.code == "proof"


def test_a_proof_of_another_original_is_told() -> None:
    files = build_originals(FACTS, [replace(BOTH[0], proof=prove_original(MAIL)), BOTH[1]], keys=[RECORD])
    changed = {
        **files,
        "facts.json": files["facts.json"].replace(
            b'"original": "originals/001.ours', b'"original": "originals/002.published'
        ),
    }
    with pytest.raises(Broken) as told:
        check_pack(sign_pack(changed, FACTS, key=PRESS_KEY, kind="originals"), check_proof=check)
    assert told.value.code == "proof-other"
