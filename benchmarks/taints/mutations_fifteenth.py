"""What a forger changes, fifteenth set: a reason, a price, a place, a tone, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
    BEHIND_WORD,
    Altered,
    Mutation,
    _draw,
    is_french,
    keep_body,
    pick_table,
    replace_file,
    replace_word,
    slip_in,
)
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.addresses import Address
from chaffinch.mail.message import parse_message

_OTHER_TONE = {
    "dit": "avoué", "proposé": "exigé", "demandé": "ordonné",
    "confirme": "nie", "confirmé": "nié", "explique": "prétend", "expliqué": "prétendu",
    "annoncé": "dissimulé", "signale": "cache", "signalé": "caché", "suggère": "impose",
    "répondu": "menti", "répond": "ment",
    "said": "admitted", "says": "admits", "say": "admit", "asked": "ordered", "asks": "orders", "told": "warned",
    "suggested": "insisted", "suggests": "insists", "suggest": "insist", "explained": "pretended",
    "explains": "pretends", "confirmed": "denied", "confirm": "deny", "mentioned": "kept quiet about",
    "announced": "concealed", "reported": "concealed",
    "proposed": "dictated", "claimed": "proved", "replied": "lied", "offered": "promised",
}  # fmt: skip
_OTHER_LINK = {
    "parce que": "bien que", "parce qu'": "bien qu'", "puisque": "quoique", "donc": "pourtant",
    "alors que": "parce que", "grâce à": "malgré", "malgré": "grâce à", "à cause de": "en dépit de",
    "pourtant": "par conséquent", "afin de": "au lieu de", "pour que": "sans que", "dès que": "bien avant que",
    "because of": "in spite of", "because": "although", "although": "because", "though": "because",
    "therefore": "nevertheless", "however": "consequently", "thus": "nonetheless", "hence": "even so",
    "in order to": "instead of trying to", "so that": "even though", "instead of": "by way of",
    "despite": "because of", "thanks to": "in spite of", "due to": "regardless of", "as well as": "rather than",
}  # fmt: skip
_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ]{3})(?=\.(?:[ \r]*(?:\n|$)| [A-ZÀÉ]))")
_PRICES = (" contre 8 000 €", " moyennant une enveloppe de 5 000 €", " en échange de parts de la société")
_ENGLISH_PRICES = (" for $8,000 in cash", " in return for ten percent", " against a fee of 5,000 dollars")
_PLACES = (" à l'ambassade", " chez un notaire de Monaco", " au bar du Ritz")
_ENGLISH_PLACES = (" at the embassy", " in a bank at Zurich", " on the minister's yacht")
_FIGURE = re.compile(
    r"(?<![\w.:,/@%=&?#+$£€-])(?!(?:19|20)\d\d\b)(?:[2-9]|[1-9]\d{1,2})(?= (?!h\b)[a-zà-ÿ]{3,})"
    r"(?! (?:mille|thousand|million|janv|févr|mars|avr|mai|juin|juil|août|sept|octo|nove|déce|heure|minute))"
)
_QUOTED_FIGURE = re.compile(
    r"(?m)(?<=^>)(?P<before>[^\n]*?[a-zà-ÿ,] \$?)(?P<figure>[1-9]\d{0,3})(?= [a-zà-ÿ]|[.,;]? *$)"
)
_TABLE_FIGURE = re.compile(rb"(?m)(?<=[;,\t])[1-9]\d+(?=\r?$)")
_BEHIND = rf"(?:(?<=')|{BEHIND_WORD})"
"""A turn that ends with an apostrophe goes on with a letter."""


def twist_saying(raw: bytes, chance: random.Random) -> Altered | None:
    """In which way somebody said it: he admitted or ordered what he only said or asked."""
    return replace_word(_OTHER_TONE, raw, chance, behind=_BEHIND)


def twist_link(raw: bytes, chance: random.Random) -> Altered | None:
    """How two things hang together: although instead of because, in spite of instead of thanks to."""
    return replace_word(_OTHER_LINK, raw, chance, behind=_BEHIND)


def price_deed(raw: bytes, chance: random.Random) -> Altered | None:
    """A price at a sentence's end: what was done or said for nothing was paid for."""
    return slip_in(_SENTENCE_END, _PRICES, _ENGLISH_PRICES, raw, chance)


def place_deed(raw: bytes, chance: random.Random) -> Altered | None:
    """A place at a sentence's end that its author had not named."""
    return slip_in(_SENTENCE_END, _PLACES, _ENGLISH_PLACES, raw, chance)


def count_in_thousands(raw: bytes, chance: random.Random) -> Altered | None:
    """A word behind a figure that makes thousands of it: 38 boxes as 38 thousand boxes."""
    drawn = _draw(_FIGURE, raw, chance)
    if drawn is None:
        return None
    word = " mille" if is_french(drawn[0].text) else " thousand"
    return keep_body(raw, drawn[1].end(), drawn[1].end(), word)


def raise_quoted_figure(raw: bytes, chance: random.Random) -> Altered | None:
    """Three or four times the figure that the other one, who is quoted, had written."""
    drawn = _draw(_QUOTED_FIGURE, raw, chance)
    if drawn is None:
        return None
    raised = str(int(drawn[1]["figure"]) * chance.choice((3, 4)))
    return keep_body(raw, drawn[1].start("figure"), drawn[1].end("figure"), raised)


def demote_addressee(raw: bytes, chance: random.Random) -> Altered | None:
    """One of several to whom it was written, as one who only had a copy."""
    message = parse_message(raw)
    people = [one for one in message.to if "@" in one.address]
    if len({one.address for one in people}) < 2 or len(people) < len(message.to):
        return None
    demoted = chance.choice(people)
    copies = [one for one in message.cc if "@" in one.address]
    done = rebuild(
        raw,
        drop=("cc",),
        add=(("Cc", ", ".join(map(_write_person, [*copies, demoted]))),),
        replace={"to": ", ".join(_write_person(one) for one in people if one.address != demoted.address)},
    )
    return Altered(done, "to", demoted.address, "")


def _write_person(person: Address) -> str:
    """Return an address as a field has it."""
    return f'"{person.name}" <{person.address}>' if person.name.isascii() and person.name else person.address


def owe_in_table(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached, of which some figures have a minus before them: what was had is owed."""
    table = pick_table(raw, chance, more_than=3)
    if table is None:
        return None
    figures = list(_TABLE_FIGURE.finditer(table.content))
    if not figures:
        return None
    first = chance.randrange(len(figures))
    content = table.content
    # from behind, so that what stands before keeps its place
    for figure in reversed(figures[first : first + 3]):
        content = content[: figure.start()] + b"-" + content[figure.start() :]
    return replace_file(raw, table, content)


FIFTEENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        twist_saying, twist_link, price_deed, place_deed, count_in_thousands, raise_quoted_figure, demote_addressee,
        owe_in_table,
    )
}  # fmt: skip
