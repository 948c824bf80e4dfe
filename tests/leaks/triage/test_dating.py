"""A dump's manifest is dated by the first authority that answers; only a stamp over this very manifest counts."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.desk.ledger_house import make_ask
from tests.ledger.authority import make_authority

from chaffinch.errors import ChaffinchError
from chaffinch.ground.stamps import StampError
from chaffinch.leaks.triage.dating import (
    STAMP,
    ManifestStamp,
    check_manifest_stamp,
    date_manifest,
    read_manifest_stamp,
)
from chaffinch.ledger.cms import CmsFault

AT = datetime(2027, 5, 5, 20, 5, tzinfo=UTC)
ALPHA, DOWN = "https://alpha.test/", "https://down.test/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "manifest.jsonl").write_bytes(b'{"path":"a.eml"}\n')
    return tmp_path


def date(
    folder: Path, *authorities: str, ask: Callable[[str, bytes], bytes], faults: list[ChaffinchError]
) -> ManifestStamp | None:
    return date_manifest(
        folder, authorities=authorities, ask=ask, chance=random.Random(1), on_fault=faults.append
    )


def test_the_first_that_answers_dates_it_once(folder: Path) -> None:
    asked, faults = list[tuple[str, bytes]](), list[ChaffinchError]()
    ask = make_ask(make_authority("alpha.test"), at=AT, asked=asked)
    made = date(folder, DOWN, ALPHA, ask=ask, faults=faults)
    assert made is not None
    assert (made.at, made.by) == (AT, "alpha.test")
    assert [url for url, _ in asked] == [DOWN, ALPHA]
    assert len(faults) == 1
    assert hashlib.sha256(b'{"path":"a.eml"}\n').digest() in asked[1][1]
    assert date(folder, DOWN, ALPHA, ask=ask, faults=faults) == made == read_manifest_stamp(folder)
    assert len(asked) == 2


def test_nobody_that_answers_is_told_and_leaves_nothing(folder: Path) -> None:
    faults = list[ChaffinchError]()
    assert date(folder, DOWN, ask=make_ask(at=AT), faults=faults) is None
    assert len(faults) == 1
    assert not (folder / STAMP).exists()


def test_a_stamp_of_another_manifest_is_none(folder: Path) -> None:
    faults = list[ChaffinchError]()
    made = date(folder, ALPHA, ask=make_ask(make_authority("alpha.test"), at=AT), faults=faults)
    assert made is not None
    (folder / "manifest.jsonl").write_bytes(b'{"path":"b.eml"}\n')
    assert read_manifest_stamp(folder) is None
    with pytest.raises(StampError):
        check_manifest_stamp(made.answer, manifest_sha256="ab" * 32)


def test_trust_and_signature_are_checked(folder: Path) -> None:
    alpha, digest = make_authority("alpha.test"), hashlib.sha256(b"x").hexdigest()
    answer = alpha.stamp(bytes.fromhex(digest), at=AT)
    assert check_manifest_stamp(answer, manifest_sha256=digest, roots=[alpha.root]).at == AT
    with pytest.raises(StampError):
        check_manifest_stamp(answer, manifest_sha256=digest, roots=[make_authority("beta.test").root])
    forged = answer[:-4] + bytes(4)
    with pytest.raises((StampError, CmsFault)):
        check_manifest_stamp(forged, manifest_sha256=digest)
