"""A persona is played by a browser that it can truly be, and says so everywhere in the same words."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from chaffinch.decoys.habits import draw_habits
from chaffinch.feeding.visitor import make_visitor

PEOPLE = [draw_habits(Random(seed), age=20 + seed % 45) for seed in range(400)]


def test_nobody_is_invented_whom_a_chromium_cannot_play() -> None:
    drawn = {(one.platform, one.browser) for one in PEOPLE}
    assert drawn == {("windows", "chrome"), ("windows", "edge"), ("android", "chrome")}


def test_the_browser_says_of_itself_what_the_persona_uses() -> None:
    for habits in PEOPLE:
        visitor = make_visitor(habits, locale="fr_FR")
        agent, hints = visitor.make_user_agent("131"), visitor.make_hints("131")
        brands = {one["brand"] for one in hints["brands"]}
        assert ("Edg/131" in agent) == ("Microsoft Edge" in brands) == (habits.browser == "edge")
        assert ("Google Chrome" in brands) == (habits.browser == "chrome")
        assert ("Android" in agent) == hints["mobile"] == visitor.mobile == (habits.device == "phone")
        assert (visitor.width, visitor.screen_height) == habits.screen


def test_a_persona_of_an_earlier_release_is_played_by_a_chrome() -> None:
    earlier = replace(PEOPLE[0], device="phone", platform="ios", browser="safari")
    visitor = make_visitor(earlier, locale="en_GB")
    assert (visitor.brand, visitor.system) == ("chrome", "android")
