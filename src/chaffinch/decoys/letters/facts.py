"""What a thread is about: days, times, amounts, things. They stay the same from its first letter to its last."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from chaffinch.decoys.letters.grammar import Grammar

WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip
_NEAR = {"fr": ("aujourd'hui", "demain", "hier"), "en": ("today", "tomorrow", "yesterday")}
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Facts:
    """What fills the slots of one thread; days are kept as dates, since *tomorrow* is a matter of when one writes."""

    days: Mapping[str, date]
    texts: Mapping[str, str]
    begins: int
    """Minute of the day at which what it is about begins: the text `time`, as a number."""

    @property
    def meeting(self) -> datetime:
        """Day and time of what it is about, without a zone."""
        return datetime.combine(self.days["day"], time(*divmod(self.begins, 60)))

    def render(self, language: str, at: datetime) -> dict[str, str]:
        """Return slot → text as somebody says it who writes at that time."""
        said = {name: say_day(day, language, today=at.date()) for name, day in self.days.items()}
        if language == "en":
            for name in tuple(said):
                bare = said[name]
                said[name.replace("day", "on")] = bare if bare in _NEAR["en"] else f"on {bare}"
        return {**self.texts, **said}


def draw_facts(grammar: Grammar, topic: str, chance: random.Random, *, at: datetime) -> Facts:
    """Return the facts of a thread that begins then."""
    days = {
        "day0": find_workday(at.date(), -chance.randint(1, 6)),
        "day": find_workday(at.date(), chance.randint(2, 15)),
    }
    days["day2"] = find_workday(days["day"], chance.randint(1, 8))
    language = grammar.language
    lists = {**grammar.lists["common"], **grammar.lists[topic]}
    low, high = lists.get("amount", (20, 900))
    begins = chance.randint(34, 47) * 15
    texts = {
        "time": _say_time(language, begins),
        "time2": _say_time(language, chance.randint(54, 72) * 15),
        "time3": _say_time(
            language, chance.choice((7, 8, 9, 16, 17, 18)) * 60 + chance.choice((0, 10, 15, 30, 45))
        ),
        "time4": _say_time(language, chance.randint(47, 53) * 15),
        "amount": _say_money(language, chance.uniform(low, high), chance),
        "price": _say_money(language, chance.choice((2, 4, 8, 15)) * chance.uniform(1, 3), chance),
        "ref": f"{chance.choice('ABDFNR')}{chance.choice(('-', ' ', ''))}{at.year % 100}{chance.randint(11, 9899):05}",
        "minutes2": str(chance.randint(1, 9) * 5),
        "count": str(chance.randint(3, 40)),
    }
    for name, values in lists.items():
        if name not in ("amount", "greeting", "signoff"):
            texts[name] = _draw(values, chance)
    # Some of a list hold a number of the thread themselves.
    texts = {name: text.replace("{count}", texts["count"]) for name, text in texts.items()}
    return Facts(days, texts, begins)


def _draw(values: Sequence[Any], chance: random.Random) -> str:
    """Return one of some texts, or a number of a range (low, high, step)."""
    if isinstance(values[0], int):
        low, high, step = (*values, 1)[:3]
        return str(chance.randrange(low, high + 1, step))
    return str(chance.choice(values))


def find_workday(day: date, steps: int) -> date:
    """Return the day so many weekdays later, or earlier."""
    while steps:
        day += timedelta(days=1 if steps > 0 else -1)
        if day.weekday() <= _FRIDAY:
            steps += -1 if steps > 0 else 1
    return day


def say_day(day: date, language: str, *, today: date) -> str:
    """Say a day: today, tomorrow, or the weekday with its date."""
    near = {0: 0, 1: 1, -1: 2}.get((day - today).days)
    if near is not None:
        return _NEAR[language][near]
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return weekday if 1 < (day - today).days < 5 else f"{weekday} {number} {month}"


def _say_time(language: str, minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    if language == "fr":
        return f"{hour} h {minute:02}" if minute else f"{hour} h"
    half = "am" if hour < 12 else "pm"
    return f"{(hour - 1) % 12 + 1}{f'.{minute:02}' if minute else ''}{half}"


def _say_money(language: str, amount: float, chance: random.Random) -> str:
    if amount > 50 and chance.random() < 0.5:
        amount = float(round(amount))
    whole, cents = divmod(round(amount * 100), 100)
    if language == "fr":
        return f"{whole:,}".replace(",", "\N{NARROW NO-BREAK SPACE}" if chance.random() < 0.3 else " ") + (
            f",{cents:02} €" if cents else " €"
        )
    return f"£{whole:,}" + (f".{cents:02}" if cents else "")
