"""The life of a case."""

from __future__ import annotations

import itertools

import pytest

from chaffinch.desk.states import (
    BLOCKED,
    FOLLOWING,
    STATES,
    WAITING,
    State,
    WrongStateError,
    check_transition,
    follow_capture,
)


def test_a_case_goes_from_new_to_gone() -> None:
    way: tuple[State, ...] = ("new", "captured", "confirmed", "reported", "gone")
    for present, wanted in itertools.pairwise(way):
        check_transition(present, wanted)


def test_every_other_step_is_refused_and_the_possible_ones_are_named() -> None:
    for present, wanted in itertools.product(STATES, STATES):
        if wanted in FOLLOWING[present]:
            check_transition(present, wanted)
            continue
        with pytest.raises(WrongStateError) as caught:
            check_transition(present, wanted)
        assert all(state in caught.value.todo for state in FOLLOWING[present])


def test_nothing_that_still_waits_is_blocked() -> None:
    assert not WAITING & BLOCKED


def test_every_state_can_be_left() -> None:
    assert all(FOLLOWING[state] for state in STATES)


@pytest.mark.parametrize(
    ("present", "verdict", "following"),
    [
        ("new", "copy", "captured"),
        ("new", "undecided", "captured"),
        ("new", "gone", "gone"),
        ("captured", "gone", "gone"),
        ("confirmed", "harmless", "confirmed"),
        ("confirmed", "gone", "gone"),
        ("reported", "gone", "gone"),
        ("gone", "copy", "captured"),
        ("gone", "undecided", "gone"),
        ("dismissed", "gone", "dismissed"),
        ("dismissed", "copy", "dismissed"),
    ],
)
def test_a_look_moves_a_case_on_but_never_undoes_a_decision(
    present: State, verdict: str, following: State
) -> None:
    assert follow_capture(present, verdict) == following
    assert following == present or following in FOLLOWING[present]
