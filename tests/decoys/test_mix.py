"""The mix of a run keeps the guardrail and says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.decoys import choose_mix
from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.mix import count_daily_echoes

small = st.integers(0, 60)


@given(
    total=st.integers(1, 300),
    traps=small,
    colleagues=small,
    limit=st.none() | st.integers(0, 40),
    read=st.booleans(),
    hashed=st.booleans(),
    days=st.integers(1, 4),
    sent=small,
)
def test_the_parts_make_the_whole_and_no_account_comes_near_its_lockout(
    *,
    total: int,
    traps: int,
    colleagues: int,
    limit: int | None,
    read: bool,
    hashed: bool,
    days: int,
    sent: int,
) -> None:
    mix = choose_mix(
        total,
        traps=traps,
        traps_watched=traps,
        colleagues=colleagues,
        lockout_limit=limit,
        failed_logins_read=read,
        echoes_recognised=hashed,
        days=days,
        echoes_sent_today=sent,
    )
    assert mix.phantoms + mix.traps + mix.echoes == total
    assert min(mix.phantoms, mix.traps, mix.echoes) >= 0
    assert mix.traps <= traps
    assert mix.watched == ((total if hashed else total - mix.echoes) if read else mix.traps)
    if mix.echoes:
        assert limit is not None
        assert colleagues
        assert mix.echoes <= colleagues * count_daily_echoes(limit) * days


@given(st.integers(0, 1000))
def test_a_day_of_echoes_stays_below_half_of_the_lockout_limit(limit: int) -> None:
    assert count_daily_echoes(limit) < limit / 2 or count_daily_echoes(limit) == 0


def test_the_reasons_are_codes_with_figures() -> None:
    mix = choose_mix(
        57,
        traps=20,
        traps_watched=20,
        colleagues=5,
        lockout_limit=10,
        failed_logins_read=False,
        echoes_recognised=False,
    )
    assert (mix.traps, mix.echoes, mix.phantoms, mix.watched) == (20, 11, 26, 20)
    codes = {reason.code: dict(reason.figures) for reason in mix.reasons}
    assert codes["all-traps-used"] == {"used": 20, "ready": 20}
    assert codes["echoes-capped"]["daily"] == 4
    assert codes["too-few-watched"] == {"watched": 20, "wanted": 27}


def test_echoes_that_nothing_tells_from_the_colleague_are_not_counted_on() -> None:
    mix = choose_mix(
        57,
        traps=20,
        traps_watched=20,
        colleagues=5,
        lockout_limit=10,
        failed_logins_read=True,
        echoes_recognised=False,
    )
    assert (mix.echoes, mix.watched) == (11, 46)
    codes = {reason.code for reason in mix.reasons}
    assert "echoes-unrecognised" in codes
    assert "failed-logins-read" not in codes


@pytest.mark.parametrize("limit", [None, 0, 1, 2])
def test_without_a_known_or_bearable_lockout_nobody_is_an_echo(limit: int | None) -> None:
    assert not choose_mix(
        50,
        traps=0,
        traps_watched=0,
        colleagues=9,
        lockout_limit=limit,
        failed_logins_read=True,
        echoes_recognised=True,
    ).echoes


def test_nonsense_is_refused() -> None:
    with pytest.raises(OrderError):
        choose_mix(
            0,
            traps=0,
            traps_watched=0,
            colleagues=0,
            lockout_limit=None,
            failed_logins_read=True,
            echoes_recognised=True,
        )


@pytest.mark.parametrize(("watched", "ringing"), [(0, 0), (20, 7), (33, 20), (99, 20)])
def test_traps_are_counted_on_only_where_a_log_is_read(watched: int, ringing: int) -> None:
    mix = choose_mix(
        20, traps=33, traps_watched=watched, colleagues=0, lockout_limit=None, failed_logins_read=False,
        echoes_recognised=False,
    )  # fmt: skip
    assert (mix.traps, mix.watched) == (20, ringing)
    assert ("traps-unwatched" in {reason.code for reason in mix.reasons}) == (ringing < 20)
