"""The manual page says what the range is."""

from __future__ import annotations

import re
from pathlib import Path

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.post_office.lockout import FAILURES, LOCKED_SECONDS
from chaffinch.lab.range import Range
from chaffinch.lab.sorting.desk import FILTERS

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "reference" / "range.md"


def test_the_manual_lists_every_host_and_account(practice_range: Range) -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (?:`([^`]+)`)?", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, _ in rows if "." in name and "@" not in name} == set(
        practice_range.directory.hosts
    )
    assert {(name, password) for name, password in rows if "@" in name} == {
        (account.address, account.password) for account in ACCOUNTS
    }


def test_the_manual_lists_every_filter_of_the_sorting_desk_and_what_it_is_for() -> None:
    rows = re.findall(r"^\| ([a-z ]+) \| ([^|]+) \| \d\.\d", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(one.name, one.against) for one in FILTERS]


def test_the_manual_states_the_lock_out_as_it_is() -> None:
    text = " ".join(MANUAL.read_text(encoding="utf-8").split())
    assert FAILURES == 5
    assert LOCKED_SECONDS == 15 * 60
    assert "after five failed log-ins in a row an account refuses everybody for fifteen minutes" in text
