"""Whether a host's own word says that it would ring."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chaffinch.tripwires.mailhost.state import DoorState, HostState, judge_state, read_state, write_state

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
SOUND = HostState(
    at=NOW - timedelta(seconds=40),
    doors={"imaps": DoorState(seen=NOW - timedelta(seconds=45), since=None)},
    free_bytes=10**10,
    least_free_bytes=10**9,
    certificate_until=NOW + timedelta(days=3),
)


def failing(fault: str, seconds: float) -> HostState:
    door = DoorState(seen=NOW - timedelta(hours=1), since=NOW - timedelta(seconds=seconds), fault=fault)  # type: ignore[arg-type]
    return replace(SOUND, doors={**SOUND.doors, "submission": door})


def test_a_host_that_was_just_told_of_rings() -> None:
    assert judge_state(SOUND, NOW) == ()


def test_silence_is_a_loss() -> None:
    assert judge_state(None, NOW) == ("no-state",)
    assert judge_state(replace(SOUND, at=NOW - timedelta(seconds=189)), NOW) == ()
    assert judge_state(replace(SOUND, at=NOW - timedelta(seconds=191)), NOW) == ("not-running",)


@pytest.mark.parametrize("fault", ["unreachable", "wrong-certificate", "no-answer", "no-report"])
def test_a_door_that_fails_for_a_minute_is_a_loss_and_a_restart_is_none(fault: str) -> None:
    assert judge_state(failing(fault, 30), NOW) == ()
    assert judge_state(failing(fault, 61), NOW) == (fault,)


def test_a_full_disk_and_an_old_certificate_are_told() -> None:
    worn = replace(SOUND, free_bytes=10**8, certificate_until=NOW)
    assert judge_state(worn, NOW) == ("disk", "certificate-ended")


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    for state in (SOUND, failing("no-report", 5), HostState(at=NOW)):
        (tmp_path / "state.json").write_bytes(write_state(state))
        assert read_state(tmp_path / "state.json") == state


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"at": 3}',
        '{"at": "x", "doors": []}',
        json.dumps({"at": "2026", "doors": {"x": 1}}),
    ],
)
def test_a_damaged_state_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "state.json").write_text(content)
    assert read_state(tmp_path / "state.json") is None
    assert read_state(tmp_path / "missing") is None
