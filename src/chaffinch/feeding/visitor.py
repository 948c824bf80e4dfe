"""As whom a persona opens a page: what our browser can truly be, never a browser that it is not.

The browser is a Chromium, which its headers, its TLS and a hundred habits tell: it plays Chrome on Windows or Android, and
Edge on Windows. Nobody else is invented (`decoys.habits`), since a claim that does not fit is what a phisher's filter looks
for; a persona of an earlier release who would use another browser is played by a Chrome.
"""

from __future__ import annotations

from random import Random
from typing import Literal

from chaffinch.decoys.habits import Habits
from chaffinch.feeding.order import Rhythm
from chaffinch.pages.profile import Profile

_ZONES = {
    "fr_FR": "Europe/Paris", "en_GB": "Europe/London", "en_US": "America/New_York", "de_DE": "Europe/Berlin",
    "es_ES": "Europe/Madrid", "it_IT": "Europe/Rome", "pl_PL": "Europe/Warsaw",
}  # fmt: skip
_CHROME_OF_THE_WINDOW = 140
"""Pixels of a desktop's screen that the browser's own bars and the task bar take."""
_LOOK_MEDIAN, _LOOK_SPREAD, _LOOK_MOST = 6.0, 0.5, 18.0


def make_visitor(habits: Habits, *, locale: str) -> Profile:
    """Return the profile of a persona."""
    width, height = habits.screen
    phone = habits.device == "phone"
    system: Literal["android", "windows"] = "android" if phone else "windows"
    return Profile(
        "persona",
        locale=locale.replace("_", "-"),
        timezone=_ZONES[locale],
        width=width,
        height=height if phone else height - _CHROME_OF_THE_WINDOW,
        screen_height=height,
        system=system,
        brand="edge" if habits.browser == "edge" and not phone else "chrome",
    )


def make_rhythm(habits: Habits, *, rng: Random, hurry: float = 1.0) -> Rhythm:
    """Return how a persona types this once.

    Args:
        habits: the persona's.
        rng: where chance comes from.
        hurry: so many times as fast, on the practice range.
    """
    typing = habits.typing
    look = min(_LOOK_MOST, _LOOK_MEDIAN * rng.lognormvariate(0.0, _LOOK_SPREAD))
    return Rhythm(
        median=typing.median_ms / 1000 / hurry,
        spread=typing.spread,
        slips=typing.error_rate,
        look=look / hurry,
        seed=rng.getrandbits(48),
    )
