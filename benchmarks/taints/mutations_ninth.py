"""What a forger changes, ninth set: one figure, one day, one name or one line, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
    Altered,
    Mutation,
    _draw,
    choose_words,
    keep_body,
    pick_table,
    replace_file,
)
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_FIGURE = re.compile(r"(?<![\w.:,/@%=&?#+$£€-])[1-9]\d{1,3}(?![\w:/@%=&?+-]|[.,]\d)")
_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|January|February|March|April|"
    "May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_DAY = re.compile(
    rf"(?<![\d:/.-])([1-9]|[12]\d)(?=(?:st|nd|rd|th)? (?:{_MONTHS})\b)|(?<=\bMay )\d\d?(?!\d|:)"
)
_DENIED = {
    "don't": "do", "doesn't": "does", "didn't": "did", "can't": "can", "cannot": "can", "won't": "will",
    "isn't": "is", "aren't": "are", "wasn't": "was", "weren't": "were", "haven't": "have", "hasn't": "has",
    "couldn't": "could", "wouldn't": "would", "shouldn't": "should", "hadn't": "had",
}  # fmt: skip
_DENIED_IN_FRENCH = re.compile(r"\b(?:ne |n['’])([a-zà-ÿ']{1,14}) (?:pas|plus|jamais|rien)(?= |[.,;])")
_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[.!](?:[ \r]*\n| [A-ZÀÉÇ]))")
_ASKED = (", comme {} l'a demandé", ", {} est au courant", ", et {} couvre le reste")
_ASKED_IN_ENGLISH = (", as {} had asked for", ", {} knows about it", ", and {} covers the rest")
_RESERVE = re.compile(
    r",? (?:mais|cependant|toutefois|parce que|car|alors que|bien que|but|however|although|though|because|whereas)\b"
    r"(?:[^.,;:!?>\n]|\n(?!\s*\n|[>|-])){8,110}(?=[.;!?])"
)
_QUOTED_LINE = re.compile(
    r"(?m)(?<=\n)> ?(?!\w+ ?:)(?=[^\n]* [^\n]* [^\n]* )[A-Za-zÀ-ÿ][^\n>]{18,}\n(?=> ?[A-Za-zÀ-ÿ])"
)


def lengthen_figure(raw: bytes, chance: random.Random) -> Altered | None:
    """One digit more in front of a figure: 38 as 138."""
    drawn = _draw(_FIGURE, raw, chance)
    if drawn is None:
        return None
    figure = drawn[1][0]
    return keep_body(raw, drawn[1].start(), drawn[1].end(), f"{chance.randint(1, 4)}{figure}")


def move_day(raw: bytes, chance: random.Random) -> Altered | None:
    """Another day of the same month within the text."""
    drawn = _draw(_DAY, raw, chance)
    if drawn is None:
        return None
    day = int(drawn[1][0])
    other = chance.choice([one for one in range(1, 29) if abs(one - day) > 1])
    return keep_body(raw, drawn[1].start(), drawn[1].end(), str(other))


def affirm_short_form(raw: bytes, chance: random.Random) -> Altered | None:
    """A denial as its contrary where English has one word for it, and French its two around the verb."""
    said = parse_message(raw).text
    words = re.compile(rf"\b(?:{'|'.join(_DENIED)})(?= [a-z])")
    places = [(one.start(), one.end(), _DENIED[one[0]]) for one in words.finditer(said)]
    places += [(one.start(), one.end(), one[1]) for one in _DENIED_IN_FRENCH.finditer(said)]
    if not places:
        return None
    start, end, new = chance.choice(places)
    return keep_body(raw, start, end, new)


def implicate_reader(raw: bytes, chance: random.Random) -> Altered | None:
    """A few words at a sentence's end by which somebody who got the message, or sent it, is in it."""
    message = parse_message(raw)
    people = [one.name or one.address.partition("@")[0] for one in (*message.to, *message.cc, message.sender)]
    names = [re.sub(r"[\"'(].*", "", one).strip().split(" ")[0] for one in people]
    known = [one.title() for one in names if one.isalpha() and len(one) > 2]
    drawn = _draw(_SENTENCE_END, raw, chance)
    if drawn is None or not known:
        return None
    words = choose_words(message.text, _ASKED, _ASKED_IN_ENGLISH, chance).format(chance.choice(known))
    return keep_body(raw, drawn[1].start(), drawn[1].end(), words)


def drop_addressee(raw: bytes, chance: random.Random) -> Altered | None:
    """One of several to whom it was written, gone: he never got it."""
    message = parse_message(raw)
    field = next((header for header in message.headers if header.key == "to"), None)
    if field is None or len(message.to) < 2:
        return None
    written = re.sub(r"\s+", " ", field.raw.decode("utf-8", "surrogateescape").partition(":")[2]).strip()
    people = re.split(r", (?=[^\"<>,]*<[^<>]+>|\"[^\"]*\" ?<[^<>]+>|[^\s,<>\"]+@)", written)
    if len(people) != len(message.to):
        return None
    gone = chance.randrange(len(people))
    left = ", ".join(one for at, one in enumerate(people) if at != gone)
    return Altered(rebuild(raw, replace={"to": left}), "to", message.to[gone].address, "")


def enter_in_table(raw: bytes, chance: random.Random) -> Altered | None:
    """A row more in a table that is attached, in the way of its others."""
    table = pick_table(raw, chance, more_than=2)
    if table is None:
        return None
    rows = table.content.splitlines(keepends=True)
    at = chance.randrange(1, len(rows) - 1)
    row = re.sub(rb"\d(?=\D*\Z)", b"%d" % chance.randint(0, 9), re.sub(rb"\d{2,}", _raise_figure, rows[at]))
    if row == rows[at]:
        return None
    content = b"".join([*rows[:at], row, *rows[at:]])
    return replace_file(raw, table, content)


def _raise_figure(match: re.Match[bytes]) -> bytes:
    return b"%d" % (int(match[0]) * 3 + 1)


def cut_reserve(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence that ends before its "but" or its "because"."""
    drawn = _draw(_RESERVE, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


def thin_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """A quotation without one of its lines, so that the other has not said it."""
    drawn = _draw(_QUOTED_LINE, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


NINTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        lengthen_figure, move_day, affirm_short_form, implicate_reader, drop_addressee, enter_in_table, cut_reserve,
        thin_quotation,
    )
}  # fmt: skip
