"""How somebody works: browser, screen, hours, and the way the keys are hit."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import exp

from chaffinch.decoys.chance import Weighted

#: Of the browsers that a Chromium can truly play, in the proportion that people at work in Europe and the United States use
#: them, rounded from what public web statistics agree on. Safari and Firefox, a third of all, are left out: a Chromium that
#: says it is one of them is found out by the first script that looks.
_DEVICES = Weighted.of(
    {
        ("desktop", "windows", "chrome"): 58.0,
        ("desktop", "windows", "edge"): 26.0,
        ("phone", "android", "chrome"): 16.0,
    }
)
_SCREENS = {
    "windows": Weighted.of({(1920, 1080): 52.0, (1536, 864): 20.0, (1366, 768): 12.0, (2560, 1440): 10.0, (1600, 900): 6.0}),
    "android": Weighted.of({(360, 800): 40.0, (412, 915): 35.0, (393, 873): 25.0}),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typing:
    """A log-normal delay between keys, and slips that are mended (Dhakal et al. 2018, 136 million keystrokes)."""

    median_ms: float
    """Half of the delays are shorter."""
    spread: float
    """Standard deviation of the delay's natural logarithm."""
    error_rate: float
    """Slips for each key."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What a browser that plays this person must look like."""

    device: str
    """desktop or phone."""
    platform: str
    browser: str
    screen: tuple[int, int]
    """Width and height in CSS pixels."""
    typing: Typing
    hours: tuple[int, int]
    """When the working day begins and ends, in minutes after midnight, local time."""


def draw_habits(chance: random.Random, *, age: int) -> Habits:
    """Return the habits of somebody of that age: older people type more slowly, phones are slower than keyboards."""
    device, platform, browser = _DEVICES.draw(chance)
    median = 165.0 * exp(chance.gauss(0.0, 0.28)) * (1 + max(0, age - 35) * 0.008)
    if device == "phone":
        median *= 1.35
    begins = round(chance.gauss(9 * 60, 40) / 5) * 5
    length = round(chance.gauss(8.6 * 60, 45) / 5) * 5
    return Habits(
        device=device,
        platform=platform,
        browser=browser,
        screen=_SCREENS[platform].draw(chance),
        typing=Typing(
            median_ms=round(min(max(median, 70.0), 600.0), 1),
            spread=round(min(max(chance.gauss(0.45, 0.08), 0.2), 0.8), 3),
            error_rate=round(min(chance.lognormvariate(-3.9, 0.6), 0.12), 4),
        ),
        hours=(min(max(begins, 6 * 60), 11 * 60), min(max(begins + length, 14 * 60), 21 * 60)),
    )
