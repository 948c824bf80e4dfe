"""What a forger changes, tenth set: a figure, a span, a turn, a no, a voice, by a hand that had not read the model."""

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
    replace_word,
)
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_FIGURE = re.compile(r"(?<![\w.:,/@%=&?#+$£€-])(?!(?:19|20)\d\d\b)[1-9]\d{2,4}(?![\w:/@%=&?+-]|[.,]\d)")
_OTHER_SPAN = {
    "minutes": "hours", "hours": "days", "days": "weeks", "week": "month", "weeks": "months",
    "month": "week", "months": "years", "year": "month", "years": "months", "overnight": "within the hour",
    "seconds": "minutes", "heure": "journée", "heures": "jours", "jours": "mois", "semaine": "journée",
    "semaines": "jours", "mois": "semaines", "années": "semaines", "ans": "mois", "quinzaine": "semaine",
    "trimestre": "mois", "quarter": "month", "fortnight": "week",
}  # fmt: skip
_OTHER_TURN = {
    "first": "second", "second": "first", "third": "second", "once": "twice", "twice": "once",
    "both": "neither", "half": "a third", "another": "no other", "several": "two", "few": "many", "many": "few",
    "premier": "deuxième", "première": "deuxième", "deuxième": "troisième", "troisième": "deuxième",
    "dernière": "seule", "dernier": "seul", "une fois": "deux fois", "deux fois": "une seule fois", "plusieurs": "deux",
    "la moitié": "un tiers", "quelques": "beaucoup de", "beaucoup de": "peu de", "chaque": "une seule",
}  # fmt: skip
_QUOTED_VERB = re.compile(
    r"(?m)^> ?(?!>)[^\n]*? (?P<verb>is|are|was|were|will|can|could|should|would|has|est|sont|sera|peut|doit|était)"
    r"(?= [a-zà-ÿ])(?! (?:not|never|pas|plus|jamais)\b)"
)
_FRENCH_VERBS = {"est", "sont", "sera", "peut", "doit", "était"}
_SENTENCE = re.compile(
    r"(?<=[a-zà-ÿ]{2}[.!?] )"
    r"(?P<first>The|This|That|It|We|They|There|If|Le|La|Les|Il|Elle|Nous|On|Ce|Cette|Un|Une)(?= [a-zà-ÿ]{2})"
)
_ACCORDING = ("D'après {}, ", "Selon {}, ", "Comme le dit {}, ")
_ACCORDING_IN_ENGLISH = ("According to {}, ", "As {} puts it, ", "{} says that ")
_SECOND_DEED = re.compile(
    r"(?<=[a-zà-ÿ]{3}),? (?:et|puis|and|then) (?!d['’]en avertir)(?=[a-zà-ÿ'’]+ [a-zà-ÿ])"
    r"(?:[^.,;:!?>\n]|\n(?!\s*\n|[>|-])){12,90}(?=[.!])"
)


def shorten_figure(raw: bytes, chance: random.Random) -> Altered | None:
    """A figure without its first digit: 1450 as 450."""
    drawn = _draw(_FIGURE, raw, chance)
    left = drawn[1][0][1:].lstrip("0") if drawn else ""
    return keep_body(raw, drawn[1].start(), drawn[1].end(), left) if drawn and left else None


def stretch_time(raw: bytes, chance: random.Random) -> Altered | None:
    """Another span of time, where it stands in letters: so many weeks as so many months."""
    return replace_word(_OTHER_SPAN, raw, chance)


def recount(raw: bytes, chance: random.Random) -> Altered | None:
    """Another turn or another share, where it stands in letters: once as twice."""
    return replace_word(_OTHER_TURN, raw, chance)


def deny_in_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """A no within the words of the other one, which are quoted."""
    drawn = _draw(_QUOTED_VERB, raw, chance)
    if drawn is None:
        return None
    word = " pas" if drawn[1]["verb"] in _FRENCH_VERBS else " not"
    return keep_body(raw, drawn[1].end(), drawn[1].end(), word)


def ascribe_sentence(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence of the author's as another one's, who got the message or sent it."""
    message = parse_message(raw)
    people = [one.name or one.address.partition("@")[0] for one in (*message.to, *message.cc, message.sender)]
    names = [re.sub(r"[\"'(].*", "", one).strip().split(" ")[0] for one in people]
    known = [one.title() for one in names if one.isalpha() and len(one) > 2]
    drawn = _draw(_SENTENCE, raw, chance)
    if drawn is None or not known:
        return None
    words = choose_words(message.text, _ACCORDING, _ACCORDING_IN_ENGLISH, chance).format(chance.choice(known))
    return keep_body(raw, drawn[1].start(), drawn[1].end(), words + drawn[1]["first"].lower())


def promote_copy(raw: bytes, chance: random.Random) -> Altered | None:
    """Who only had a copy, as the one to whom it was written."""
    message = parse_message(raw)
    copies = [one for one in message.cc if "@" in one.address]
    if not copies or not message.to:
        return None
    raised = chance.choice(copies)
    written = (
        f'"{raised.name}" <{raised.address}>' if raised.name.isascii() and raised.name else raised.address
    )
    left = [one.address for one in message.cc if one is not raised]
    done = rebuild(
        raw,
        drop=() if left else ("cc",),
        replace={"to": written, **({"cc": ", ".join(left)} if left else {})},
    )
    return Altered(done, "to", message.to[0].address, raised.address)


def drop_row(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached without one of its rows."""
    table = pick_table(raw, chance, more_than=3)
    if table is None:
        return None
    rows = table.content.splitlines(keepends=True)
    at = chance.randrange(1, len(rows) - 1)
    if not re.search(rb"\w", rows[at]):
        return None
    content = b"".join([*rows[:at], *rows[at + 1 :]])
    return replace_file(raw, table, content)


def cut_second_deed(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence that ends before its "and": what else was to be done is gone."""
    drawn = _draw(_SECOND_DEED, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


TENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        shorten_figure, stretch_time, recount, deny_in_quotation, ascribe_sentence, promote_copy, drop_row,
        cut_second_deed,
    )
}  # fmt: skip
