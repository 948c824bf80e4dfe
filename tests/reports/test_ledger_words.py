"""Every code of the ledger's checks has its sentence."""

from __future__ import annotations

from typing import get_args

from tests.ledger.vectors_index import INDEX

from chaffinch.ledger.checking import StampState
from chaffinch.ledger.stamping import Dating
from chaffinch.reports.ledger_words import DATINGS, FAULTS, STATES, say_ledger


def test_every_code_is_said() -> None:
    assert set(FAULTS) == {entry["all"] for entry in INDEX} - {"holds"}
    assert set(STATES) == set(get_args(StampState))
    assert set(DATINGS) == set(get_args(Dating))
    for code in (*FAULTS, *STATES, *DATINGS, "not-proved", "not-pinned"):
        assert say_ledger(code).endswith(".")
    assert say_ledger("another") == "another"
