"""What a forger changes, third set: written after the second had been looked at."""

from __future__ import annotations

import random
import re

from benchmarks.taints import exports_tuned
from benchmarks.taints.mutations import TUNED, Altered, Mutation, _draw, keep_body
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_UNITS = {
    "euros": "dollars",
    "€": "$",
    "km": "m",
    "heures": "jours",
    "h": "j",
    "hours": "days",
    "minutes": "hours",
    "%": "€",
}


def change_year(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<![\w/.:=-])(?:19|20)\d\d(?![\w/.:-])"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(raw, match.start(), match.end(), str(int(match[0]) - chance.choice([1, 3, 10])))


def change_hour(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(
        re.compile(r"(?<![\d:/T.])([01]?\d)(?=(?: ?h\b| ?h ?\d\d\b|:\d\d ?[ap]?m?\b))(?!:\d\d:)"), raw, chance
    )
    if drawn is None:
        return None
    match = drawn[1]
    return Altered(keep_body(raw, match.start(), match.end(), str(int(match[0]) + 3)).raw, "text")


def change_unit(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<=\d)\s?(euros|€|km|heures|hours|minutes|%)(?![\w%])"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(raw, match.start(1), match.end(1), _UNITS[match[1]])


def change_quoted(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?m)(?<=^> )([A-Za-zà-ÿ]{4,}) (?=[a-zà-ÿ]{3,} [a-zà-ÿ])"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "Genève ") if drawn else None


def remove_paragraph(raw: bytes, chance: random.Random) -> Altered | None:
    paragraph = re.compile(r"(?<=\n\n)[^>\n-][^\n]{30,400}(?:\n[^>\n][^\n]*){0,5}\n\n(?=[A-ZÀÉ][^\n]{20})")
    blocks = list(paragraph.finditer(parse_message(raw).text))
    if not blocks:
        return None
    match = chance.choice(blocks)
    return Altered(keep_body(raw, match.start(), match.end(), "").raw, "text")


def add_name(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<=[a-zà-ÿ]) (?:avec|et|and|with) (?=[a-zà-ÿ])"), raw, chance)
    return keep_body(raw, drawn[1].end(), drawn[1].end(), "Dominic Prewitt et ") if drawn else None


def change_half(raw: bytes, chance: random.Random) -> Altered | None:
    """A word changed in its middle: the kind of change that looks like damage."""
    drawn = _draw(re.compile(r"(?<= )([a-z]{3,5})([aeiou])([a-z]{2,5})(?= [a-z])"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(raw, match.start(), match.end(), match[1] + ("o" if match[2] != "o" else "a") + match[3])


def exchange_people(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    if not message.to or "@" not in message.to[0].address or message.to[0].address == message.sender.address:
        return None
    return Altered(
        rebuild(raw, replace={"from": message.to[0].address, "to": message.sender.address}), "from"
    )


def change_and_export(raw: bytes, chance: random.Random) -> Altered | None:
    """A change of the first set, then an export of the first set over it."""
    kind = chance.choice(["change_number", "negate", "affirm", "rename", "insert_sentence"])
    altered = TUNED[kind](raw, chance)
    if altered is None:
        return None
    name = chance.choice(
        [
            "requote",
            "to_page",
            "reencode",
            "to_mbox",
            "to_takeout",
            "add_footer",
            "add_banner",
            "to_flowed",
            "lose_signs",
            "quote_whole",
        ]
    )
    done = exports_tuned.EXPORTS[name](altered.raw, chance)
    return Altered(done, "text") if isinstance(done, bytes) else None


THIRD: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        change_year, change_hour, change_unit, change_quoted, remove_paragraph, add_name, change_half,
        exchange_people, change_and_export,
    )
}  # fmt: skip
