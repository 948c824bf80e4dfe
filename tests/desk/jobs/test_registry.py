from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.registry import find_kind, job_kind, list_kinds
from chaffinch.errors import UsageError


def do_nothing(payload: Mapping[str, Any], context: JobContext) -> None:
    """Stand for any work."""


def test_a_lane_lists_its_own_kinds_by_name() -> None:
    job_kind("b", lane="capture")(do_nothing)
    job_kind("a", lane="capture")(do_nothing)
    job_kind("c")(do_nothing)
    assert [kind.name for kind in list_kinds("capture")] == ["a", "b"]
    assert [kind.name for kind in list_kinds("quick")] == ["c"]


def test_a_misspelt_kind_is_named_with_those_that_exist() -> None:
    job_kind("capture_case")(do_nothing)
    with pytest.raises(UsageError) as caught:
        find_kind("capture_caes")
    assert "capture_case" in caught.value.why


def test_a_name_is_given_once() -> None:
    job_kind("a")(do_nothing)
    with pytest.raises(UsageError):
        job_kind("a")(do_nothing)


@pytest.mark.parametrize(
    "rules",
    [
        {"lease_seconds": 0.5},
        {"lease_seconds": 601},
        {"pace_seconds": -1},
        {"pace_seconds": 3_601},
        {"max_attempts": 0},
    ],
)
def test_a_rule_out_of_its_bounds_is_refused(rules: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        job_kind("a", **rules)
