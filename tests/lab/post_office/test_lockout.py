"""The rule of the lock-out, alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.lab.post_office.lockout import FAILURES, LOCKED_SECONDS, LockOut


def test_five_tries_are_let_in_and_the_sixth_is_not_until_the_time_is_over() -> None:
    rule = LockOut()
    assert [rule.admit("a", now=0) for _ in range(FAILURES + 1)] == [True] * FAILURES + [False]
    assert not rule.admit("a", now=LOCKED_SECONDS - 1)
    assert rule.admit("b", now=1)
    assert [rule.admit("a", now=LOCKED_SECONDS) for _ in range(FAILURES + 1)] == [True] * FAILURES + [False]


def test_a_log_in_that_works_forgives_what_came_before() -> None:
    rule = LockOut()
    for _ in range(FAILURES - 1):
        rule.admit("a", now=0)
    rule.forgive("A")
    assert [rule.admit("a", now=0) for _ in range(FAILURES + 1)] == [True] * FAILURES + [False]


@given(st.lists(st.tuples(st.sampled_from("abA"), st.floats(0, 5_000)), max_size=80))
def test_no_account_is_let_in_more_often_than_stated_within_the_locked_time(
    tries: list[tuple[str, float]],
) -> None:
    rule, admitted = LockOut(), {"a": [0.0] * 0, "b": [0.0] * 0}
    for address, now in sorted(tries, key=lambda one: one[1]):
        if rule.admit(address, now=now):
            admitted[address.lower()].append(now)
    for times in admitted.values():
        for first, later in zip(times, times[2 * FAILURES - 1 :], strict=False):
            assert later - first >= LOCKED_SECONDS
