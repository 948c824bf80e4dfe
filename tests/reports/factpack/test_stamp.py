"""Who else dated the list of the dump's files stands in the pack, and is checked like everything in it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ledger.authority import make_authority
from tests.reports.factpack.house import PRESS_KEY, make_facts

from chaffinch.leaks.triage.dating import ManifestStamp
from chaffinch.reports.factpack.checking import verify_pack
from chaffinch.reports.factpack.errors import PackFault
from chaffinch.reports.factpack.facts import PackFacts
from chaffinch.reports.factpack.pack import build_pack, sign_pack
from chaffinch.reports.factpack.verify import pack_zip

AT = datetime(2027, 5, 5, 20, 6, tzinfo=UTC)


def make_stamped(digest: str = "", *, told: datetime = AT) -> PackFacts:
    facts = make_facts()
    answer = make_authority("alpha.test").stamp(bytes.fromhex(digest or facts.dump.manifest_sha256), at=AT)
    stamp = ManifestStamp(answer, told, "alpha.test")
    return replace(facts, dump=replace(facts.dump, stamp=stamp))


def write(facts: PackFacts, place: Path) -> Path:
    place.write_bytes(pack_zip(sign_pack(build_pack(facts), facts, key=PRESS_KEY)))
    return place


def test_it_is_said_and_checked(tmp_path: Path) -> None:
    facts = make_stamped()
    files = build_pack(facts)
    assert json.loads(files["facts.json"])["dump"]["stamped_by"] == "alpha.test"
    assert "5 May 2027, 20:06" in files["facts.html"].decode()
    assert "-in manifest.tsr -digest 5555" in files["README.txt"].decode()
    place = write(facts, tmp_path / "pack.zip")
    found = verify_pack(place, roots=[make_authority("alpha.test").root, make_authority("beta.test").root])
    assert found.stamp is not None
    assert (found.stamp.at, found.stamp.by) == (AT, "alpha.test")
    for name in ("verify.py", "ledger_verify.py"):
        (tmp_path / name).write_bytes(files[name])
    command = [sys.executable, "-I", "-S", "verify.py", "pack.zip"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "'alpha.test' saw it 2027-05-05T20:06:00Z; only its signature was NOT CHECKED." in said


@pytest.mark.parametrize(("digest", "told"), [("ab" * 32, AT), ("", datetime(2027, 5, 5, 20, 5, tzinfo=UTC))])
def test_a_stamp_of_another_list_or_moment_does_not_hold(digest: str, told: datetime, tmp_path: Path) -> None:
    facts = make_stamped(digest, told=told)
    with pytest.raises(PackFault) as fault:
        verify_pack(write(facts, tmp_path / "pack.zip"))
    assert (fault.value.code, fault.value.where) == ("stamp", "manifest.tsr")


def test_an_authority_that_the_checker_does_not_trust_is_told(tmp_path: Path) -> None:
    place = write(replace(make_stamped(), examples=(), proofs=(), ledger=None), tmp_path / "pack.zip")
    assert verify_pack(place).stamp is not None
    with pytest.raises(PackFault, match="stamp"):
        verify_pack(place, roots=[make_authority("gamma.test").root])
