"""Whose accounts the source of a used decoy opened or tried: all of them, and nobody else's."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.tripwires.replay import REPLAYED, Replay, make_replay
from tests.tripwires.samples import COLUMNS, NOW, SPOT, Sample

from chaffinch.tripwires.formats.table import choose_format
from chaffinch.tripwires.match import Bait, Hit
from chaffinch.tripwires.scan import Tally
from chaffinch.tripwires.search import LogSearch
from chaffinch.tripwires.signin import SignIn
from chaffinch.tripwires.victims import Use, VictimFinder, find_victims

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
THIEF, OFFICE = "203.0.113.7", "192.0.2.1"
ATTEMPT = SignIn(AT, "ines@a.test", THIEF, "imap", False, "failed", None, "", False, SPOT)


def find(login: str) -> Sequence[Bait]:
    kinds = {"phantom@a.test": "phantom", "echo@a.test": "echo"}
    return [Bait("1", kinds[login], lambda _login, _mark: None)] if login in kinds else ()  # type: ignore[arg-type]


def name_victims(*sign_ins: SignIn, uses: Sequence[Use] = (Use(THIEF, AT),)) -> list[tuple[str, str]]:
    return [(victim.login, victim.reach) for victim in find_victims(sign_ins, uses, find=find)]


def test_the_same_source_within_a_day_and_nobody_else() -> None:
    day = timedelta(days=1)
    assert name_victims(
        replace(ATTEMPT, login="Ines@A.test "),
        replace(ATTEMPT, login="before@a.test", at=AT - day),
        replace(ATTEMPT, login="after@a.test", at=AT + day),
        replace(ATTEMPT, login="untimed@a.test", at=None),
        replace(ATTEMPT, login="long-before@a.test", at=AT - day - timedelta(seconds=1)),
        replace(ATTEMPT, login="long-after@a.test", at=AT + day + timedelta(seconds=1)),
        replace(ATTEMPT, login="elsewhere@a.test", source=OFFICE),
        replace(ATTEMPT, login=""),
    ) == [
        ("after@a.test", "tried"),
        ("before@a.test", "tried"),
        ("ines@a.test", "tried"),
        ("untimed@a.test", "tried"),
    ]


def test_what_was_opened_is_not_told_as_tried_and_nothing_is_counted() -> None:
    sign_ins = [ATTEMPT, replace(ATTEMPT, success=True, failure=""), ATTEMPT]
    (victim,) = find_victims(sign_ins, [Use(THIEF, AT)], find=find)
    assert (victim.reach, victim.first, victim.last) == ("opened", AT, AT)
    counted = [name for name in victim.__slots__ if type(getattr(victim, name)) in (int, float)]
    assert counted == []


def test_decoys_are_nobodys_accounts_and_an_echos_owner_counts_once_it_opened() -> None:
    assert name_victims(replace(ATTEMPT, login="phantom@a.test", success=True)) == []
    assert name_victims(replace(ATTEMPT, login="echo@a.test")) == []
    assert name_victims(replace(ATTEMPT, login="echo@a.test", success=True)) == [("echo@a.test", "opened")]


def test_names_that_the_server_does_not_know_are_guesses() -> None:
    unknown = replace(ATTEMPT, login="root@a.test", failure="unknown-user")
    sums_up = replace(ATTEMPT, login="root@a.test", sums_up=True)
    assert name_victims(unknown, sums_up, ATTEMPT) == [("ines@a.test", "tried")]


def test_a_use_without_source_or_time() -> None:
    assert name_victims(replace(ATTEMPT, source=""), uses=[Use("", AT)]) == []
    assert (
        name_victims(replace(ATTEMPT, at=NOW - timedelta(days=400)), uses=[Use(THIEF, None), Use(THIEF, AT)])
        != []
    )


def test_a_source_that_tries_the_dictionary_is_bounded_and_hides_no_opened_account() -> None:
    finder = VictimFinder([Use(THIEF, AT)], find=find, most=50)
    for number in range(500):
        finder.take(replace(ATTEMPT, login=f"guess{number}@a.test"))
    finder.take(replace(ATTEMPT, success=True, failure=""))
    found = finder.list_victims()
    assert len(found) == 51
    assert ("ines@a.test", "opened") in [(victim.login, victim.reach) for victim in found]
    assert finder.left_out == 450


def search(replay: Replay, folder: Path) -> LogSearch:
    sample = replay.sample
    log = folder / "a.log"
    log.write_text("\n".join(replay.lines) + "\n", encoding="utf-8")
    made = LogSearch(
        find=replay.find,
        place_time=lambda local: local.replace(tzinfo=UTC),
        clock=lambda: NOW,
        open_format=lambda: choose_format(sample.name, columns=sample.columns, attempts=sample.attempts),
    )
    assert [found for found in made.scan(str(log), tally=Tally()) if isinstance(found, Hit)]
    return made


@pytest.mark.parametrize("sample", REPLAYED, ids=lambda sample: sample.title)
@pytest.mark.parametrize("sources", [1, 3])
def test_they_are_found_in_replayed_logs_of_every_format(
    sample: Sample, sources: int, tmp_path: Path
) -> None:
    for seed in range(4):
        replay = make_replay(random.Random(seed), sources=sources, sample=sample)
        victims, left_out = search(replay, tmp_path).find_victims([str(tmp_path / "a.log")])
        told = {(victim.source, victim.login, victim.reach) for victim in victims if victim.join == "address"}
        assert told == replay.victims
        assert left_out == 0


def test_nothing_is_read_again_where_no_decoy_was_used(tmp_path: Path) -> None:
    made = LogSearch(
        find=find,
        place_time=lambda local: local.replace(tzinfo=UTC),
        clock=lambda: NOW,
        open_format=lambda: choose_format("csv", columns=COLUMNS),
    )
    assert made.find_victims([str(tmp_path / "no such file")]) == ((), 0)
