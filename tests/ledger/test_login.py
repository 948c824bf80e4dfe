"""A log-in is hashed so that a stranger can make the same hash with two tools, and an altered copy still meets a mark."""

from __future__ import annotations

import subprocess

import pytest

from chaffinch.ledger.login import print_login, write_login

ADDRESS, PASSWORD = "Lea.Martin@Aurore.test", "Brume d'été-27"


def sum_up(*lines: str) -> str:
    """Hash lines as the README says."""
    pipe = 'printf "%s\\n" "$@" | sha256sum'
    done = subprocess.run(["sh", "-c", pipe, "sh", *lines], capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


def test_two_tools_of_every_system_make_the_same_hashes() -> None:
    prints = print_login(ADDRESS, PASSWORD)
    assert prints.sha256 == sum_up("lea.martin@aurore.test", PASSWORD)
    assert prints.text_sha256 == sum_up("lea.martin@aurore.test")
    assert write_login(ADDRESS, PASSWORD).decode() == f"lea.martin@aurore.test\n{PASSWORD}\n"


@pytest.mark.parametrize(
    ("address", "password", "shared"),
    [
        ("lea.martin@aurore.test", "another", 2),
        ("lea.martin@elsewhere.test", PASSWORD, 2),
        ("l.martin@aurore.test", PASSWORD, 1),
        ("l.martin@aurore.test", "another", 0),
    ],
)
def test_what_was_altered_in_a_copy_still_meets_what_was_not(
    address: str, password: str, shared: int
) -> None:
    ours, theirs = print_login(ADDRESS, PASSWORD), print_login(address, password)
    assert len(set(ours.signature) & set(theirs.signature)) == shared
    assert all(0 <= mark < 2**64 for mark in ours.signature)
