from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.desk.jobs.retry import FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS, choose_delay, decide_retry
from chaffinch.errors import ChaffinchError, RefusedError, UsageError


@given(attempts=st.integers(1, 10_000), seed=st.integers())
def test_a_delay_is_between_half_its_ceiling_and_its_ceiling(attempts: int, seed: int) -> None:
    ceiling = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** min(attempts - 1, 20))
    delay = choose_delay(attempts, random=Random(seed)).total_seconds()
    assert ceiling / 2 <= delay <= ceiling


@given(attempts=st.integers(1, 8), seeds=st.tuples(st.integers(), st.integers()))
def test_no_delay_is_longer_than_the_next_one(attempts: int, seeds: tuple[int, int]) -> None:
    earlier = choose_delay(attempts, random=Random(seeds[0]))
    later = choose_delay(attempts + 1, random=Random(seeds[1]))
    assert earlier <= later


def test_jobs_that_failed_together_come_back_apart() -> None:
    random = Random(7)
    assert len({choose_delay(3, random=random) for _ in range(50)}) == 50


@given(attempts=st.integers(1, 20), most=st.integers(1, 20))
def test_a_job_is_tried_exactly_as_often_as_its_kind_allows(attempts: int, most: int) -> None:
    delay = decide_retry(ValueError("x"), attempts=attempts, max_attempts=most, random=Random(0))
    assert (delay is None) == (attempts >= most)


@pytest.mark.parametrize("error", [UsageError("wrong"), RefusedError("refused")])
def test_what_will_fail_again_is_not_tried_again(error: ChaffinchError) -> None:
    assert decide_retry(error, attempts=1, max_attempts=9, random=Random(0)) is None


def test_an_error_that_may_pass_is_tried_again_within_ten_seconds() -> None:
    delay = decide_retry(ChaffinchError("no answer"), attempts=1, max_attempts=9, random=Random(0))
    assert delay is not None
    assert timedelta(0) < delay <= timedelta(seconds=10)
