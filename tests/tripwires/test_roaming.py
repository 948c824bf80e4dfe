"""He moves about, and is followed as far as that can be: the share of his victims, and who is told by mistake."""

from __future__ import annotations

import random
from datetime import UTC
from pathlib import Path

import pytest
from tests.tripwires.roaming import COLUMNS, WAYS, Roaming, make_roaming
from tests.tripwires.samples import NOW

from chaffinch.tripwires.formats.table import choose_format
from chaffinch.tripwires.scan import Tally
from chaffinch.tripwires.search import LogSearch
from chaffinch.tripwires.victims import Victim

FOLLOWED = tuple(way for way in WAYS if way != "many networks")
"""From many networks without a tool of his own, nothing joins his attempts."""


def find_told(roaming: Roaming, folder: Path) -> tuple[Victim, ...]:
    log = folder / "sso.csv"
    log.write_text("\n".join(roaming.lines) + "\n")
    search = LogSearch(
        find=roaming.find,
        place_time=lambda local: local.replace(tzinfo=UTC),
        clock=lambda: NOW,
        open_format=lambda: choose_format("csv", columns=COLUMNS),
    )
    assert list(search.scan(str(log), tally=Tally()))
    return search.find_victims([str(log)])[0]


@pytest.mark.parametrize("way", FOLLOWED)
def test_at_least_95_of_100_victims_are_told_and_few_others(way: str, tmp_path: Path) -> None:
    there = found = told = mistaken = 0
    for seed in range(12):
        roaming = make_roaming(random.Random(seed), way)
        victims = find_told(roaming, tmp_path)
        logins = {victim.login for victim in victims}
        there += len(roaming.victims)
        found += len(roaming.victims & logins)
        sure = {victim.login for victim in victims if not victim.doubt}
        told += len(sure)
        mistaken += len(sure - roaming.victims)
    assert found / there >= 0.95
    assert mistaken / told <= 0.1


def test_colleagues_behind_his_very_address_are_told_as_being_at_home_there(tmp_path: Path) -> None:
    roaming = make_roaming(random.Random(3), "nat")
    victims = find_told(roaming, tmp_path)
    others = [victim for victim in victims if victim.login not in roaming.victims]
    assert others
    assert all(victim.doubt == "at-home" and victim.join == "address" for victim in others)


def test_each_says_by_what_it_was_joined(tmp_path: Path) -> None:
    joins = {
        way: {victim.join for victim in find_told(make_roaming(random.Random(1), way), tmp_path)}
        for way in WAYS
    }
    assert joins["one address"] == {"address"}
    assert "block" in joins["a block"]
    assert "line" in joins["privacy addresses"]
    assert "tool" in joins["many networks, one tool"]
    assert "tool" not in joins["many networks"]
