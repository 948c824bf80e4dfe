"""What a forger changes, second set: other ways to change a message, written apart from the model and only reported."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import _SENTENCES, Altered, Mutation, _draw, keep_body
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_SPELLED = ("deux", "trois", "quatre", "cinq", "two", "three", "four", "five", "dix", "ten")
_DAYS = (
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
)
_MONTHS = ("janvier", "mars", "avril", "juin", "octobre", "January", "March", "June", "October", "November")
_OPPOSITE = {
    "avant": "après", "après": "avant", "avec": "sans", "sans": "avec", "oui": "non",
    "before": "after", "after": "before", "with": "without", "more": "less", "all": "none",
    "always": "rarely", "can": "cannot", "plus": "moins", "premier": "dernier", "first": "last",
    "up": "down", "new": "old", "good": "bad", "right": "wrong", "matin": "soir",
    "peut": "doit", "bien": "mal", "agree": "refuse", "accord": "désaccord", "please": "never",
    "merci": "honte",
}  # fmt: skip


def _one_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


def _swap(words: tuple[str, ...], raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(_one_of(words), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(
        raw, match.start(), match.end(), chance.choice([word for word in words if word != match[0]])
    )


def change_spelled_number(raw: bytes, chance: random.Random) -> Altered | None:
    return _swap(_SPELLED, raw, chance)


def change_day(raw: bytes, chance: random.Random) -> Altered | None:
    return _swap(_DAYS, raw, chance)


def change_month(raw: bytes, chance: random.Random) -> Altered | None:
    return _swap(_MONTHS, raw, chance)


def turn_around(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(_one_of(tuple(_OPPOSITE)), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(raw, match.start(), match.end(), _OPPOSITE[match[0]])


def change_amount(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"\d[\d  ]*(?:[.,]\d+)?\s?(?:€|%|\$|EUR|euros|dollars)"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    return keep_body(
        raw,
        match.start(),
        match.end(),
        re.sub(r"\d", lambda _: str(chance.randint(1, 9)), match[0], count=1).replace(
            match[0][0], str((int(match[0][0]) + 3) % 9 + 1), 1
        ),
    )


def drop_word(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<=[a-zà-ÿ] )[a-zà-ÿ]{4,} (?=[a-zà-ÿ])"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


def swap_words(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"(?<= )([a-zà-ÿ]{4,}) ([a-zà-ÿ]{4,})(?= )"), raw, chance)
    if drawn is None or drawn[1][1] == drawn[1][2]:
        return None
    match = drawn[1]
    altered = keep_body(raw, match.start(), match.end(), f"{match[2]} {match[1]}")
    return Altered(altered.raw, "text")


def append_sentence(raw: bytes, chance: random.Random) -> Altered | None:
    said = parse_message(raw).text
    return keep_body(raw, len(said), len(said), f"\n\nPS : {chance.choice(_SENTENCES)}\n")


def prepend_sentence(raw: bytes, chance: random.Random) -> Altered | None:
    return keep_body(raw, 0, 0, f"{chance.choice(_SENTENCES)}\n\n")


def change_link(raw: bytes, chance: random.Random) -> Altered | None:
    drawn = _draw(re.compile(r"https?://[\w.-]+"), raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    altered = keep_body(raw, match.start(), match.end(), "https://compte-offshore.test")
    return Altered(altered.raw, "text")


def change_subject(raw: bytes, chance: random.Random) -> Altered | None:
    subject = parse_message(raw).subject
    words = subject.split()
    if len(words) < 3 or not subject.isascii():
        return None
    words[chance.randrange(1, len(words))] = chance.choice(["Panama", "cash", "urgent", "secret"])
    return Altered(rebuild(raw, replace={"subject": " ".join(words)}), "subject")


def change_sender(raw: bytes, chance: random.Random) -> Altered | None:
    return Altered(
        rebuild(raw, replace={"from": f"Dominic Lefort <d.lefort{chance.randint(1, 9)}@aurore.test>"}), "from"
    )


def add_copy(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    if not message.cc:
        return None
    people = ", ".join(one.address for one in message.cc)
    return Altered(rebuild(raw, replace={"cc": f"{people}, lobby@cabinet.test"}), "cc")


def drop_copy(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    if len(message.to) + len(message.cc) < 2:
        return None
    if message.cc:
        return Altered(rebuild(raw, drop=("cc",)), "cc")
    return Altered(rebuild(raw, replace={"to": message.to[0].address}), "to")


def add_file(raw: bytes, chance: random.Random) -> Altered | None:
    message = parse_message(raw)
    if not message.attachments:
        return None
    done = rebuild(raw)
    mark = b"\r\n--=_next--"
    part = (
        b"\r\n--=_next\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
        b'filename="virement.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8gd29ybGQ=\r\n'
    )
    place = done.rfind(mark)
    return Altered(done[:place] + part + done[place:], "attachment:virement.pdf") if place > 0 else None


def shift_hours(raw: bytes, chance: random.Random) -> Altered | None:
    from datetime import timedelta
    from email.utils import format_datetime

    message = parse_message(raw)
    if not message.date or message.date.utcoffset() is None:
        return None
    return Altered(
        rebuild(
            raw,
            replace={"date": format_datetime(message.date + timedelta(hours=chance.choice([-9, -3, 2, 5])))},
        ),
        "date",
    )


HELD: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        change_spelled_number, change_day, change_month, turn_around, change_amount, drop_word, swap_words, append_sentence,
        prepend_sentence, change_link, change_subject, change_sender, add_copy, drop_copy, add_file, shift_hours,
    )
}  # fmt: skip
