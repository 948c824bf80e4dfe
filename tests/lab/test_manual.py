"""The manual page says what the range is."""

from __future__ import annotations

import re
from pathlib import Path

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.range import Range

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "reference" / "range.md"


def test_the_manual_lists_every_host_and_account(practice_range: Range) -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (?:`([^`]+)`)?", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, _ in rows if "." in name and "@" not in name} == set(
        practice_range.directory.hosts
    )
    assert {(name, password) for name, password in rows if "@" in name} == {
        (account.address, account.password) for account in ACCOUNTS
    }
