"""What a forger changes, seventeenth set: an hour, a month, a doer, a count, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
    Altered,
    Mutation,
    _draw,
    keep_body,
    replace_file,
    replace_word,
    slip_in,
)
from benchmarks.taints.rebuilding import _write_file, rebuild

from chaffinch.mail.body import Attachment
from chaffinch.mail.message import parse_message

_OTHER_MONTH = {
    "janvier": "mars", "février": "avril", "mars": "mai", "avril": "juin", "mai": "juillet", "juin": "avril",
    "juillet": "mai", "août": "octobre", "septembre": "novembre", "octobre": "août", "novembre": "septembre",
    "décembre": "octobre", "January": "March", "February": "April", "March": "June", "April": "February", "June": "August",
    "July": "May", "August": "October", "September": "November", "October": "August", "November": "September",
    "December": "October", "lundi": "jeudi", "mardi": "vendredi", "mercredi": "samedi", "jeudi": "mardi",
    "vendredi": "lundi", "samedi": "mercredi", "dimanche": "jeudi", "Monday": "Thursday", "Tuesday": "Friday",
    "Wednesday": "Saturday", "Thursday": "Tuesday", "Friday": "Monday", "Saturday": "Wednesday", "Sunday": "Thursday",
    "aujourd’hui": "hier", "demain": "hier", "hier": "demain", "today": "yesterday", "tomorrow": "yesterday",
    "yesterday": "tomorrow",
}  # fmt: skip
_OTHER_DOER = {
    "je": "il", "nous": "ils", "vous": "nous", "il": "je", "elle": "je", "ils": "nous", "elles": "nous",
    "I": "they", "we": "they", "you": "we", "he": "I", "she": "I", "they": "we", "someone": "I", "nobody": "everybody",
    "everyone": "no one", "personne": "chacun", "quelqu’un": "nous",
}  # fmt: skip
_OTHER_COUNT = {
    "two": "twelve", "three": "thirty", "four": "fourteen", "five": "fifteen", "six": "sixty", "seven": "seventeen",
    "eight": "eighty", "ten": "two", "twelve": "two", "deux": "douze", "trois": "treize", "quatre": "quarante",
    "cinq": "quinze", "sept": "dix-sept", "huit": "dix-huit", "dix": "deux", "douze": "deux", "quinze": "cinq",
    "vingt": "quatre-vingts", "dozen": "hundred", "hundred": "thousand", "thousand": "hundred", "million": "billion",
    "billion": "million", "half": "all", "moitié": "totalité", "couple": "dozen",
    "several": "no", "plusieurs": "aucunes", "another": "no", "une autre": "aucune",
    "un autre": "aucun",
}  # fmt: skip
_HOUR = re.compile(r"(?<![\w:.,/+-])(?P<hour>[01]?\d|2[0-3])(?P<minutes> ?h ?(?:[0-5]\d)?|:[0-5]\d)(?![\w:])")
_COMPANY = re.compile(
    r"(?<=[a-zà-ÿ]) (?:with|avec|by|par|for|pour|from|de) (?:[A-ZÀÉ][a-zà-ÿ]+ ?){1,3}(?<! )(?= [a-z]|[.,;])"
)
_QUOTED_END = re.compile(r"(?m)^> ?[^>\n]*[a-zà-ÿ]{4}(?=[.!]? *$)")
_ASIDES = (" (entre nous)", " (à ne pas répéter)", " (c’est arrangé avec le juge)")
_ENGLISH_ASIDES = (" (off the record)", " (do not pass this on)", " (the judge is in on it)")
_FILES = ("versement Tallinn.txt", "liste des contacts.txt", "wire transfer.txt")
_ROW = re.compile(rb"(?m)^[^;,\t\r\n]*[A-Za-z][^;,\t\r\n]*(?=[;,\t])")


def turn_hour(raw: bytes, chance: random.Random) -> Altered | None:
    """Another hour on the clock: 14:30 as 17:30, 9h as 6h."""
    drawn = _draw(_HOUR, raw, chance)
    if drawn is None:
        return None
    old, minutes = drawn[1]["hour"], drawn[1]["minutes"]
    new = (int(old) + chance.choice((2, 3, 5, 19, 21))) % 24
    return keep_body(raw, drawn[1].start(), drawn[1].end(), str(new).zfill(len(old)) + minutes)


def turn_month(raw: bytes, chance: random.Random) -> Altered | None:
    """Another month or day of the week, where it stands by its name: in March as in June."""
    return replace_word(_OTHER_MONTH, raw, chance)


def turn_doer(raw: bytes, chance: random.Random) -> Altered | None:
    """Who did it, by one small word: I as they, nous as ils."""
    return replace_word(_OTHER_DOER, raw, chance)


def turn_count(raw: bytes, chance: random.Random) -> Altered | None:
    """Another number, where it stands in letters: two as twelve, trois as treize."""
    return replace_word(_OTHER_COUNT, raw, chance)


def cut_company(raw: bytes, chance: random.Random) -> Altered | None:
    """With, by or for whom it was, gone: the sentence holds without the name."""
    drawn = _draw(_COMPANY, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


def whisper_in_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """An aside in parentheses at the end of a line of the other one, who is quoted."""
    return slip_in(_QUOTED_END, _ASIDES, _ENGLISH_ASIDES, raw, chance)


def slip_in_file(raw: bytes, chance: random.Random) -> Altered | None:
    """One more file among those that are attached."""
    done, end = rebuild(raw), b"--=_next--\r\n"
    if not parse_message(raw).attachments or not done.endswith(end):
        return None
    name = chance.choice(_FILES)
    file = Attachment(name, "text/plain", f"{name}: {chance.randint(10, 900)} 000 EUR, Tallinn.\n".encode())
    part = b"--=_next\n" + _write_file(file) + b"\n"
    return Altered(
        done.removesuffix(end) + part.replace(b"\n", b"\r\n") + end, f"attachment:{name}", "", name
    )


def relabel_row(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached with another name before one of its sums: the figures stay."""
    tables = [one for one in parse_message(raw).attachments if one.content_type == "text/csv" and one.name]
    if not tables:
        return None
    table = chance.choice(tables)
    found = list(_ROW.finditer(table.content))
    if not found:
        return None
    row = chance.choice(found)
    new = chance.choice((b"frais de M. Orlov", b"caisse noire", b"consulting Tallinn"))
    return replace_file(raw, table, table.content[: row.start()] + new + table.content[row.end() :])


SEVENTEENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        turn_hour, turn_month, turn_doer, turn_count, cut_company, whisper_in_quotation, slip_in_file, relabel_row,
    )
}  # fmt: skip
