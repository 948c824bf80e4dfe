"""The range listens on loopback only."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from chaffinch.errors import RefusedError
from chaffinch.lab.loopback import open_listener
from chaffinch.lab.range import DIRECTORY_FILE, Range

ELSEWHERE = [
    "0.0.0.0",  # noqa: S104 -- it must be refused
    "",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "127.0.0.2",
    "localhost",
    "192.168.1.20",
    "0",
    "127.1",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        open_listener(address)
    assert refusal.value.exit_code == 3
    assert refusal.value.todo


@pytest.mark.parametrize("address", ELSEWHERE[:4])
def test_a_range_on_another_address_does_not_start_and_leaves_nothing(address: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError), Range(tmp_path, address=address):
        pytest.fail("it started")
    assert not (tmp_path / DIRECTORY_FILE).exists()


def test_every_port_of_a_running_range_is_on_loopback(practice_range: Range) -> None:
    ports = {port for ports in practice_range.directory.hosts.values() for port in ports.values()}
    ports |= {practice_range.directory.control_port, practice_range.smtp_port}
    assert len(ports) == 4
    listening = {
        int(line.split()[1].split(":")[1], 16): line.split()[1].split(":")[0]
        for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    }
    assert {listening[port] for port in ports} == {"0100007F"}
    assert not ports & _list_ports_of_ipv6()


def _list_ports_of_ipv6() -> set[int]:
    if not socket.has_ipv6 or not Path("/proc/self/net/tcp6").exists():
        return set()
    lines = Path("/proc/self/net/tcp6").read_text().splitlines()[1:]
    return {int(line.split()[1].split(":")[1], 16) for line in lines if line.split()[3] == "0A"}
