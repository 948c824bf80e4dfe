"""What a forger changes, eighteenth set: a bound, one more, whose order, what for, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
    BEFORE_WORD,
    BEHIND_WORD,
    Altered,
    Mutation,
    choose_words,
    is_french,
    keep_body,
    pick_table,
    replace_file,
)
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_COUNT = re.compile(r"(?<=[a-zà-ÿ,] )(?=(?:[2-9]|[1-9]\d{1,4}) [a-zà-ÿ]{3,})")
_BOUNDS = ("plus de ", "moins de ", "à peine ", "pas moins de ")
_ENGLISH_BOUNDS = ("more than ", "fewer than ", "barely ", "no fewer than ")
_ONE = re.compile(r"(?<=[a-zà-ÿ,] )(?:une|un|an|a)(?= [a-zà-ÿ]{4,})")
_ANOTHER = {"un": "un autre", "une": "une autre", "a": "another", "an": "another"}
_FEW = {
    "tous les": "peu de", "toutes les": "peu de", "chaque": "aucun", "plusieurs": "deux", "beaucoup de": "trop peu de",
    "la plupart": "une poignée", "quelques": "des dizaines de", "tout le monde": "presque personne", "assez": "trop",
    "un peu": "beaucoup", "trop": "assez", "beaucoup": "peu",
    "all the": "few of the", "all of": "none of", "every": "hardly any", "each": "no", "many": "few", "several": "two",
    "most of": "hardly any of", "most": "few", "some of": "none of", "a lot of": "hardly any", "a few": "dozens of",
    "few": "many", "everyone": "hardly anyone", "everybody": "hardly anybody", "everything": "nothing", "much": "little",
    "enough": "too much", "a bit": "a great deal", "plenty of": "hardly any", "lots of": "hardly any", "both": "neither",
}  # fmt: skip
_PURPOSE = re.compile(
    r"(?:[\w’'-]+ ){4}[a-zà-ÿ’'-]{3,}"
    r"(?<!looking)(?<!except)(?<!waiting)(?<!willing)(?<!search)(?<!account)(?<!watch)"
    r"((?:,? afin de| afin que|,? pour| in order to| so as to| for) [^.!?\n>:;,()]{6,80})(?=[.!?](?:\s|$))"
)
_START = re.compile(
    r"(?<=[a-zà-ÿ]{3}[.!?] )(?=[A-ZÀÉ][a-zà-ÿ]+ [a-zà-ÿ]{2,})|(?<=\n\n)(?=[A-ZÀÉ][a-zà-ÿ]+ [a-zà-ÿ]+ [a-zà-ÿ])"
)
_ORDERS = ("À la demande du cabinet : ", "Sur ordre de la direction : ", "Comme l'ambassade l'a exigé : ")
_ENGLISH_ORDERS = ("On the minister's orders: ", "As the embassy demanded: ", "At the board's request: ")
_WROTE = re.compile(r"(?m)(?:(?<=wrote)|(?<=writes)|(?<=écrit)|(?<=écrivait))(?= ?:[ \t]*\r?$)")
_WHISPERS = (" sous le sceau du secret", " à titre strictement privé", " sans copie à personne")
_ENGLISH_WHISPERS = (" in strict confidence", " to me alone", " behind their backs")
_TAGS = ("(copie personnelle)", "(hors audit)", "(ne pas archiver)")
_ENGLISH_TAGS = ("(destroy after reading)", "(off the record)", "(do not archive)")
_ROW = re.compile(rb"(?m)^[^\r\n;,\t]*[A-Za-z][^\r\n;,\t]*(?=[;,\t]-?\d)")
_REMARKS = (b" (cash)", b" (hors bilan)", b" (offshore)", b" (sans facture)")


_FOOT = re.compile(r"(?m)^(?:[>| ]*(?:[_=*-] ?){12,}|-- ?$|[^\n]*(?i:unsubscri|mailing list|désabonne))")
_NOT_BEHIND = {
    "about", "than", "my", "his", "her", "their", "our", "your", "at", "the", "not", "by", "de", "des", "à", "au", "ses",
    "environ", "near", "around", "version", "page", "send", "have", "still", "over", "as",
}  # fmt: skip
"""Words behind which a change would be no sentence any more."""


def _draw_own(
    pattern: re.Pattern[str], raw: bytes, chance: random.Random
) -> tuple[str, re.Match[str]] | None:
    """Return the text of a message and a place in it that its author wrote: nothing of what a list or a host set below."""
    said = parse_message(raw).text
    foot = _FOOT.search(said)
    found = [
        match
        for match in pattern.finditer(said, 0, foot.start() if foot else len(said))
        if not _NOT_BEHIND.intersection(said[: match.start()].lower().split()[-1:])
    ]
    return (said, chance.choice(found)) if found else None


def _slip_in(
    place: re.Pattern[str],
    french: tuple[str, ...],
    english: tuple[str, ...],
    raw: bytes,
    chance: random.Random,
) -> Altered | None:
    """Return the message with some words more at one of these places."""
    drawn = _draw_own(place, raw, chance)
    if drawn is None:
        return None
    at = drawn[1].start()
    return keep_body(raw, at, at, choose_words(drawn[0], french, english, chance))


def bound_figure(raw: bytes, chance: random.Random) -> Altered | None:
    """A figure that is only a bound: 38 boxes as more than 38 boxes."""
    return _slip_in(_COUNT, _BOUNDS, _ENGLISH_BOUNDS, raw, chance)


def make_another(raw: bytes, chance: random.Random) -> Altered | None:
    """One more of what there was one of: a meeting as another meeting."""
    drawn = _draw_own(_ONE, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), _ANOTHER[drawn[1][0]]) if drawn else None


def thin_quantity(raw: bytes, chance: random.Random) -> Altered | None:
    """How many, or how much of it, where it stands in a word: most as few, some as none."""
    some = "|".join(sorted(map(re.escape, _FEW), key=len, reverse=True))
    drawn = _draw_own(re.compile(f"{BEFORE_WORD}(?:{some}){BEHIND_WORD}"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), _FEW[drawn[1][0]]) if drawn else None


def cut_purpose(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence that ends before it said what for, or for whom."""
    drawn = _draw_own(_PURPOSE, raw, chance)
    return keep_body(raw, drawn[1].start(1), drawn[1].end(1), "") if drawn else None


def act_on_orders(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence that begins with who is said to have ordered what it tells of."""
    return _slip_in(_START, _ORDERS, _ENGLISH_ORDERS, raw, chance)


def whisper_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """What the other one, who is quoted, wrote to all as what he wrote in secret."""
    return _slip_in(_WROTE, _WHISPERS, _ENGLISH_WHISPERS, raw, chance)


def tag_subject(raw: bytes, chance: random.Random) -> Altered | None:
    """A subject with a remark behind it that its author did not make."""
    message = parse_message(raw)
    if not message.subject.strip() or not message.subject.isascii():
        return None
    tags = _TAGS if is_french(message.text) else _ENGLISH_TAGS
    tag = chance.choice(tags)
    return Altered(rebuild(raw, replace={"subject": f"{message.subject} {tag}"}), "subject", "", tag)


def relabel_row(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached, one row of which says more of its sum: that it was in cash, or in nobody's books."""
    table = pick_table(raw, chance)
    if table is None:
        return None
    rows = list(_ROW.finditer(table.content))
    if not rows:
        return None
    at = chance.choice(rows).end()
    return replace_file(raw, table, table.content[:at] + chance.choice(_REMARKS) + table.content[at:])


EIGHTEENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        bound_figure, make_another, thin_quantity, cut_purpose, act_on_orders, whisper_quotation, tag_subject,
        relabel_row,
    )
}  # fmt: skip
