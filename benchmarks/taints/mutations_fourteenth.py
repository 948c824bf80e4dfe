"""What a forger changes, fourteenth set: a doubt, a rate, a title, a plea, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
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

from chaffinch.mail.message import parse_message

_OTHER_RELATION = {
    "ami": "complice", "amis": "complices", "collègue": "rival", "collègues": "rivaux", "client": "créancier",
    "clients": "créanciers", "voisin": "avocat", "voisine": "avocate", "patron": "débiteur", "équipe": "cellule",
    "comité": "clan", "directeur": "prête-nom", "directrice": "prête-nom", "partenaire": "concurrent",
    "friend": "accomplice", "friends": "accomplices", "colleague": "rival", "colleagues": "rivals", "team": "cell",
    "customer": "creditor", "customers": "creditors", "neighbour": "lawyer", "boss": "debtor", "members": "agents",
    "partner": "competitor", "people": "informers", "guys": "informers", "manager": "figurehead", "users": "suspects",
    "user": "suspect", "author": "thief", "company": "front company", "group": "gang", "developers": "hackers",
    "government": "opposition", "police": "mafia", "brother": "lawyer", "wife": "lawyer", "family": "clan",
}  # fmt: skip
_OTHER_RATE = {
    "jamais": "parfois", "parfois": "chaque semaine", "rarement": "sans cesse", "tous les jours": "une fois par an",
    "chaque jour": "une fois par an", "chaque mois": "chaque nuit", "de nouveau": "enfin", "encore": "enfin",
    "déjà": "pas encore", "never": "sometimes", "sometimes": "every week",
    "usually": "seldom", "rarely": "all the time", "every day": "once a year", "every week": "every night",
    "again": "at last", "still": "no longer", "ever": "secretly",
    "recently": "long ago", "now": "never", "immediately": "in due course", "maintenant": "jamais",
}  # fmt: skip
_FIGURE = re.compile(r"(?<![\w.:,/@%=&?#+$£€-])(?!(?:19|20)\d\d\b)[1-9]\d{0,2}(?= [a-zà-ÿ]{3})")
_QUESTION = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[ \xa0\u202f]?\?(?:[ \r]*(?:\n|$)| [A-ZÀÉ]))")
_ENGLISH_BECAUSE = (" for Kovac's sake", " to please the ministry", " under pressure from the bank")
_BECAUSE = (" à la demande de Kovac", " pour faire plaisir au ministère", " sous la pression de la banque")
_FIRST_CLAUSE = re.compile(
    r"(?<=[.!?] )(?P<word>[A-ZÀÉ][a-zà-ÿ]{1,12}) (?=[a-zà-ÿ'’]{2,} )(?=[^.!?\n>]{20,140}[.])"
)
_PLEA = re.compile(
    r"\b(?:Please|please|Merci de|merci de|Pouvez-vous|pouvez-vous|Could you|could you|Can you|can you)\b"
)
_PLEAS = {
    "please": "you had better not", "merci de": "gardez-vous de", "pouvez-vous": "refusez-vous de",
    "could you": "did you secretly", "can you": "did you secretly",
}  # fmt: skip
_REPLY = re.compile(r"(?i)\A(?:(?:re|tr|fwd?|aw)\s*:\s*)+")


def change_relation(raw: bytes, chance: random.Random) -> Altered | None:
    """What somebody is to the author: a friend as an accomplice, a customer as a creditor."""
    return replace_word(_OTHER_RELATION, raw, chance)


def change_rate(raw: bytes, chance: random.Random) -> Altered | None:
    """How often it happens, or whether it still does: never as sometimes, already as not yet."""
    return replace_word(_OTHER_RATE, raw, chance)


def halve_figure(raw: bytes, chance: random.Random) -> Altered | None:
    """Half of what a figure says: 12 pages as half of the 12 pages."""
    drawn = _draw(_FIGURE, raw, chance)
    if drawn is None:
        return None
    words = "la moitié des " if is_french(drawn[0].text) else "half of the "
    return keep_body(raw, drawn[1].start(), drawn[1].start(), words)


def give_motive(raw: bytes, chance: random.Random) -> Altered | None:
    """A question with a motive in it that its author did not have."""
    return slip_in(_QUESTION, _BECAUSE, _ENGLISH_BECAUSE, raw, chance)


def doubt_sentence(raw: bytes, chance: random.Random) -> Altered | None:
    """A statement as a mere rumour: it begins with "they say"."""
    drawn = _draw(_FIRST_CLAUSE, raw, chance)
    if drawn is None:
        return None
    word = drawn[1]["word"]
    said = "On raconte partout que " if is_french(drawn[0].text) else "Rumour has it that "
    return keep_body(raw, drawn[1].start("word"), drawn[1].end("word"), said + word[0].lower() + word[1:])


def turn_plea(raw: bytes, chance: random.Random) -> Altered | None:
    """What somebody was asked to do as what he was told not to do, or had done in secret."""
    drawn = _draw(_PLEA, raw, chance)
    if drawn is None:
        return None
    asked = drawn[1][0]
    told = _PLEAS[asked.lower()]
    return keep_body(raw, drawn[1].start(), drawn[1].end(), told.capitalize() if asked[0].isupper() else told)


def cross_subject(raw: bytes, chance: random.Random) -> Altered | None:
    """A subject of which two words have changed places, so that another thing is spoken of; its "Re:" stays."""
    subject = parse_message(raw).subject
    begun = _REPLY.match(subject)
    head = begun[0] if begun else ""
    words = subject[len(head) :].split()
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if len(long) < 2 or not subject.isascii():
        return None
    one, two = chance.sample(long, 2)
    if words[one].lower() == words[two].lower():
        return None
    words[one], words[two] = words[two], words[one]
    changed = head + " ".join(words)
    return Altered(rebuild(raw, replace={"subject": changed}), "subject", subject, changed)


def scale_table(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached with a column's figures ten times as high, in every row."""
    table = pick_table(raw, chance, more_than=3)
    if table is None:
        return None
    content = re.sub(rb"(?m)(?<=[;,\t])([1-9]\d*)(?=\r?$)", rb"\g<1>0", table.content)
    return replace_file(raw, table, content) if content != table.content else None


FOURTEENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        change_relation, change_rate, halve_figure, give_motive, doubt_sentence, turn_plea, cross_subject,
        scale_table,
    )
}  # fmt: skip
