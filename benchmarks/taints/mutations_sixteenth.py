"""What a forger changes, sixteenth set: a reason, a matter, a measure, an assent, by a hand that had not read the model."""

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
    slip_in,
)
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_OTHER_REASON = {
    "because": "although", "since": "although", "so that": "lest", "therefore": "nevertheless", "although": "because",
    "unless": "even if", "while": "although", "then": "instead", "as well": "in secret", "instead of": "on top of",
    "parce que": "bien que", "car": "mais", "donc": "pourtant", "puisque": "quoique", "afin de": "au lieu de",
    "mais": "donc", "but": "so", "alors": "pourtant", "ainsi": "malgré cela", "comme prévu": "contre toute attente",
    "à cause": "en dépit", "faute": "en plus",
}  # fmt: skip
_OTHER_MATTER = {
    "réunion": "perquisition", "problème": "fraude", "erreur": "falsification", "question": "menace",
    "rapport": "dossier compromettant", "projet": "complot", "compte rendu": "faux compte rendu", "travaux": "détournements",
    "contrat": "pot-de-vin", "commande": "livraison clandestine", "subvention": "commission occulte", "visite": "descente",
    "proposition": "rançon", "version": "contrefaçon", "meeting": "raid", "problem": "fraud", "error": "forgery",
    "mistake": "cover-up", "idea": "scheme", "project": "plot", "report": "smear", "bug": "sabotage", "work": "dirty work",
    "offer": "bribe", "contract": "kickback", "order": "smuggled order", "change": "cover-up",
    "message": "warning", "system": "racket", "program": "trojan", "link": "trap", "story": "hoax", "test": "attack",
}  # fmt: skip
_OTHER_MEASURE = {
    "grand": "petit", "grande": "petite", "petit": "grand", "petite": "grande", "meilleur": "pire", "meilleure": "pire",
    "même": "seul", "facile": "difficile", "difficile": "facile", "rapide": "lent", "cher": "gratuit", "vide": "plein",
    "ouvert": "fermé", "ouverte": "fermée", "haut": "bas", "court": "long", "longue": "courte", "tôt": "tard",
    "tard": "tôt", "big": "small", "small": "big", "large": "tiny", "better": "worse", "best": "worst", "worse": "better",
    "long": "short", "short": "long", "high": "low", "low": "high", "early": "late", "late": "early", "hard": "easy",
    "simple": "hopeless", "same": "opposite", "different": "identical", "fast": "slow", "free": "costly", "open": "closed",
    "real": "fake", "true": "false", "cheap": "ruinous", "strong": "weak", "great": "dreadful",
}  # fmt: skip
_CLOSE = re.compile(r"(?<=[a-zà-ÿ]{4})(?=\.(?:[ \r]*\n|[ \r]*$| [A-ZÀÉ]))")
_DAYS = (" dès le 11 février", " le 23 au soir", " le soir du 6 mai", " à la date du 30 juin")
_ENGLISH_DAYS = (" as early as February 11", " on the night of the 23rd", " on May 6", " by the 30th of June")
_SERIES = re.compile(r"(?<=[a-zà-ÿ]{3}), (?=[a-zà-ÿ’' -]{3,40} (?:et|and) [a-zà-ÿ]{3})")
_THINGS = ("les enveloppes, ", "les deux passeports, ", "l'argent de Tallinn, ")
_ENGLISH_THINGS = ("the envelopes, ", "the two passports, ", "the Tallinn money, ")
_BLOCK_END = re.compile(r"(?m)^>[^\n]*[A-Za-zÀ-ÿ]{3}[^\n]*\n(?!>)")
_ASSENTS = ("Entendu, je m'en occupe sans laisser de trace.", "D'accord sur tout, comme la dernière fois.")
_ENGLISH_ASSENTS = (
    "Understood, I will see to it off the books.",
    "Agreed on every point, same as last time.",
)
_OTHERS = ("p.kovac@negoce-kovac.test", "redaction@la-depeche.test", "d.orlov@baltic-trust.test")
_CELL = re.compile(rb"(?m)(?<=[;,\t])[1-9][\d.]*(?=[;,\t\r\n])")


def turn_reason(raw: bytes, chance: random.Random) -> Altered | None:
    """Why it was so as what it was so in spite of: because as although, so as but."""
    return replace_word(_OTHER_REASON, raw, chance)


def blacken_matter(raw: bytes, chance: random.Random) -> Altered | None:
    """A matter of every day as one for a court: a meeting as a raid, an offer as a bribe."""
    return replace_word(_OTHER_MATTER, raw, chance)


def turn_measure(raw: bytes, chance: random.Random) -> Altered | None:
    """How large, how good or how true something was, as its contrary by another word: better as worse."""
    return replace_word(_OTHER_MEASURE, raw, chance)


def date_sentence(raw: bytes, chance: random.Random) -> Altered | None:
    """A day at the end of a sentence that named none there."""
    return slip_in(_CLOSE, _DAYS, _ENGLISH_DAYS, raw, chance)


def slip_into_series(raw: bytes, chance: random.Random) -> Altered | None:
    """One more thing among those that a sentence lists."""
    return slip_in(_SERIES, _THINGS, _ENGLISH_THINGS, raw, chance)


def assent_to_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """A line of the author's below what is quoted, in which he agrees to it."""
    drawn = _draw(_BLOCK_END, raw, chance)
    if drawn is None:
        return None
    at = drawn[1].end()
    return keep_body(raw, at, at, choose_words(drawn[0].text, _ASSENTS, _ENGLISH_ASSENTS, chance) + "\n")


def replace_copy(raw: bytes, chance: random.Random) -> Altered | None:
    """Somebody else in the place of one who had a copy; they are as many as before."""
    message = parse_message(raw)
    if not message.cc or not all(one.address.isascii() for one in message.cc):
        return None
    people = [one.address for one in message.cc]
    at = chance.randrange(len(people))
    old, people[at] = people[at], chance.choice(_OTHERS)
    return Altered(rebuild(raw, replace={"cc": ", ".join(people)}), "cc", old, people[at])


def turn_sign(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached with a minus before one of its figures: what was earned as what was lost."""
    table = pick_table(raw, chance)
    if table is None:
        return None
    found = list(_CELL.finditer(table.content))
    if not found:
        return None
    at = chance.choice(found).start()
    return replace_file(raw, table, table.content[:at] + b"-" + table.content[at:])


SIXTEENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        turn_reason, blacken_matter, turn_measure, date_sentence, slip_into_series, assent_to_quotation, replace_copy,
        turn_sign,
    )
}  # fmt: skip
