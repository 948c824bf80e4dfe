"""What is asked of a time-stamping authority is what OpenSSL asks, and only the answer to it is taken."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.ground.timestamp_authority import Authority

from chaffinch.ground.stamps import StampError, make_stamp_request, verify_stamp

DIGEST = hashlib.sha256(b"a root").digest()
pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the openssl command is not installed"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512"])
def test_openssl_reads_what_is_asked(name: str, tmp_path: Path) -> None:
    digest = hashlib.new(name, b"x").digest()
    (tmp_path / "query").write_bytes(make_stamp_request(digest, chance=random.Random(1)))
    said = subprocess.run(
        ["openssl", "ts", "-query", "-in", "query", "-text"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert f"Hash Algorithm: {name}" in said
    assert "Certificate required: yes" in said
    assert f"Nonce: 0x01{random.Random(1).randbytes(8).hex().upper()}" in said


def test_the_answer_to_another_request_is_refused(authority: Authority) -> None:
    asked = make_stamp_request(DIGEST, chance=random.Random(1))
    answer = authority.answer(asked)
    stamp = verify_stamp(answer, digests=[DIGEST], roots=[authority.root], request=asked)
    assert stamp.trusted
    with pytest.raises(StampError) as refused:
        verify_stamp(answer, digests=[DIGEST], request=make_stamp_request(DIGEST, chance=random.Random(2)))
    assert refused.value.code == "nonce"


def test_a_stamp_over_another_digest_is_refused(authority: Authority) -> None:
    answer = authority.answer(make_stamp_request(DIGEST, chance=random.Random(1)))
    with pytest.raises(StampError) as refused:
        verify_stamp(answer, digests=[bytes(32)])
    assert refused.value.code == "imprint"


def test_an_answer_with_the_whole_chain_is_read_in_whatever_order(tmp_path: Path) -> None:
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        authority = Authority(folder, chain=True)
        answer = authority.answer(make_stamp_request(DIGEST, chance=random.Random(1)))
        assert verify_stamp(answer, digests=[DIGEST], roots=[authority.root]).trusted


@pytest.mark.parametrize("place", range(0, 60, 3))
def test_a_cut_or_changed_answer_is_named(authority: Authority, place: int) -> None:
    answer = authority.answer(make_stamp_request(DIGEST, chance=random.Random(1)))
    changed = answer[:place] + bytes([answer[place] ^ 0x55]) + answer[place + 1 :]
    for wrong in (answer[:place], changed):
        with pytest.raises(StampError):
            verify_stamp(wrong, digests=[DIGEST], roots=[authority.root])
