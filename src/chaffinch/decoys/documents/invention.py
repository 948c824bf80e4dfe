"""What stands in a mundane document: who, when, where, how many, for how much; all invented, none of it about anybody."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from chaffinch.decoys.documents.errors import FieldError
from chaffinch.decoys.documents.lines import Row, Value

DocumentKind = Literal["minutes", "invoice", "rooms", "packing", "travel", "budget"]
KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
LANGUAGES = ("fr", "en")
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip


def load_example(kind: str, language: str, *, given: frozenset[str] = frozenset()) -> str:
    """Return one of our own plain texts (see `blocks`).

    Args:
        kind: minutes, invoice, rooms, packing, travel, budget.
        language: fr, en.
        given: `login`, `link`: lines that speak of either are left out where it is not given.

    Raises:
        FieldError: there is none.
    """
    if kind not in (*KINDS, "event", "card") or language not in LANGUAGES:
        raise FieldError(
            f"There is no example {kind!r} in {language!r}.",
            todo=f"Take one of {', '.join(KINDS)}, in {' or '.join(LANGUAGES)}; or give a template of yours.",
        )
    text = (
        files("chaffinch.decoys.documents").joinpath("examples", f"{kind}.{language}.txt").read_text("utf-8")
    )
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("?"):
            name, _, rest = line[1:].partition(" ")
            if name not in given:
                continue
            lines.append(rest)
        else:
            lines.append(line)
    return "\n".join(lines)


def invent_fields(
    kind: str, *, language: str, people: Sequence[str], at: datetime, chance: random.Random
) -> dict[str, Value | Sequence[Row]]:
    """Return a value for every placeholder that the examples use.

    Args:
        kind: of document; says which table it has.
        language: fr, en.
        people: three names or more.
        at: when it is written.
        chance: draws everything.

    Raises:
        FieldError: there are fewer than three names, or no words for this language.
    """
    if len(people) < 3 or language not in LANGUAGES:
        raise FieldError(
            "A document needs three names, and a language that has words.", todo="Take fr or en."
        )
    words = _load_words()[language]
    later = at + timedelta(days=chance.randrange(5, 24))
    name, name2, name3 = chance.sample([*people], 3)
    fields: dict[str, Value | Sequence[Row]] = {
        "name": name, "name2": name2, "name3": name3, "date": say_day(at, language), "next_date": say_day(later, language),
        "room": chance.choice(words["rooms"]), "place": chance.choice(words["places"]), "count": chance.randrange(6, 41),
        "time": f"{chance.randrange(9, 18)}{' h ' if language == 'fr' else ':'}{chance.choice(('00', '15', '30', '45'))}",
        "reference": f"{chance.choice(words['series'])}-{at:%y}-{chance.randrange(100, 9_900):04d}",
        "organisation": "",
    }  # fmt: skip
    fields |= _invent_table(kind, words, [name, name2, name3], later=later, language=language, chance=chance)
    return fields


def say_day(moment: datetime, language: str) -> str:
    """Write a date as people do in a letter: 1er mars 2026, 1 March 2026."""
    number = "1er" if moment.day == 1 and language == "fr" else str(moment.day)
    return f"{number} {_MONTHS[language][moment.month - 1]} {moment.year}"


def _invent_table(
    kind: str,
    words: dict[str, list[str]],
    people: list[str],
    *,
    later: datetime,
    language: str,
    chance: random.Random,
) -> dict[str, Value | Sequence[Row]]:
    some = {
        name: chance.sample(words[name], chance.randrange(4, min(9, len(words[name])))) for name in _TABLES
    }
    if kind == "minutes":
        rows = [
            {"what": one, "who": chance.choice(people), "when": say_day(later, language)}
            for one in some["actions"]
        ]
        return {"actions": rows}
    if kind == "rooms":
        rooms = chance.sample(words["rooms"], len(some["uses"]))
        return {"rooms": [
            {"room": room, "use": use, "seats": chance.randrange(4, 60), "who": chance.choice(people)}
            for room, use in zip(rooms, some["uses"], strict=True)
        ]}  # fmt: skip
    if kind == "packing":
        return {"things": [
            {"thing": one, "count": chance.randrange(1, 13), "where": chance.choice(words["stores"])}
            for one in some["things"]
        ]}  # fmt: skip
    if kind == "travel":
        return {"legs": _invent_legs(words, later, language, chance)}
    if kind == "invoice":
        items = [
            (one, chance.randrange(1, 25), chance.randrange(150, 4_800, 5) / 100) for one in some["things"]
        ]
        lines: list[Row] = [
            {"label": label, "count": count, "price": price, "amount": round(count * price, 2)}
            for label, count, price in items
        ]
        return {"items": lines, "total": round(sum(count * price for _, count, price in items), 2)}
    planned = [(one, chance.randrange(8, 160) * 10) for one in some["posts"]]
    spent = [round(amount * chance.uniform(0.35, 1.15)) for _, amount in planned]
    return {
        "lines": [
            {"label": label, "planned": amount, "spent": paid} for (label, amount), paid in zip(planned, spent, strict=True)
        ],
        "total_planned": sum(amount for _, amount in planned),
        "total_spent": sum(spent),
    }  # fmt: skip


_TABLES = ("actions", "uses", "things", "posts")


def _invent_legs(
    words: dict[str, list[str]], day: datetime, language: str, chance: random.Random
) -> list[Row]:
    stops = chance.sample(words["places"], 3)
    back = day + timedelta(days=chance.randrange(1, 3))
    return [
        {"day": say_day(when, language), "from": begin, "to": end, "means": chance.choice(words["means"]),
         "at": f"{chance.randrange(6, 21)}:{chance.randrange(0, 60, 3):02d}"}
        for when, begin, end in ((day, stops[0], stops[1]), (day, stops[1], stops[2]), (back, stops[2], stops[0]))
    ]  # fmt: skip


@cache
def _load_words() -> dict[str, dict[str, list[str]]]:
    text = files("chaffinch.decoys.documents").joinpath("examples", "words.toml").read_text("utf-8")
    return tomllib.loads(text)
