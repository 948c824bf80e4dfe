"""Addresses that attackers really used are found."""

from __future__ import annotations

import pytest
from tests.names.matrix.judged import judge_case
from tests.names.matrix.real_cases import REAL_CASES, RealCase

FEWEST = 60


@pytest.mark.parametrize("case", REAL_CASES, ids=lambda case: case.address)
def test_an_address_of_a_published_campaign_is_found(case: RealCase) -> None:
    assert judge_case(case), f"{case.address} imitates {case.brand}, {case.source}"


def test_there_are_sixty_of_them_each_once_and_each_with_its_source() -> None:
    assert len({case.address for case in REAL_CASES}) == len(REAL_CASES) >= FEWEST
    assert all(case.source.startswith(("as published", "as listed", "of the pattern")) for case in REAL_CASES)
