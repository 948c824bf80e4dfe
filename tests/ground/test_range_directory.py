"""A practice range maps reserved names only, and only while it proves that it runs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.range_directory import (
    RangeDirectory,
    RangeFileError,
    RangeNameError,
    answer_proof,
    check_proof,
    is_range_name,
)

SECRET = "ab" * 16


def test_it_reads_what_it_wrote_and_nobody_else_can(tmp_path: Path) -> None:
    directory = RangeDirectory(
        {"portail.test": {"http": 8001, "https": 8002}}, 9000, SECRET, ("A" * 43 + "=",)
    )
    path = tmp_path / "range.json"
    directory.write(path)
    assert RangeDirectory.read(path) == directory
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "host", ["example.com", "test", "portail.test.com", "Portail.test", "a.test.", "", "127.0.0.1"]
)
def test_only_reserved_names_may_be_mapped(host: str) -> None:
    assert not is_range_name(host)
    with pytest.raises(RangeNameError) as refusal:
        RangeDirectory({host: {"http": 80}}, 9000, SECRET)
    assert refusal.value.exit_code == 3


@pytest.mark.parametrize("port", [0, 65536, -1, "80", True, None])
def test_only_ports_are_ports(port: object) -> None:
    with pytest.raises(RangeFileError):
        RangeDirectory({"a.test": {"http": port}}, 9000, SECRET)  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"hosts": 1}', '{"hosts": {"a.test": 1}}', "\x00", "[" * 5000]
)
def test_a_malformed_file_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "range.json"
    path.write_text(content)
    with pytest.raises(RangeFileError):
        RangeDirectory.read(path)


def test_the_running_range_proves_itself(tmp_path: Path) -> None:
    with LoopbackSite(tmp_path, hosts=("a.test",)) as site:
        assert check_proof(site.directory)
        stranger = RangeDirectory(site.directory.hosts, site.directory.control_port, SECRET)
        assert not check_proof(stranger)
    assert not check_proof(site.directory, seconds=0.5)


def test_the_answer_depends_on_secret_and_nonce() -> None:
    assert len({answer_proof(SECRET, "1"), answer_proof(SECRET, "2"), answer_proof("cd" * 16, "1")}) == 3
