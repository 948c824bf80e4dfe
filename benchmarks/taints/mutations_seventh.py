"""What a forger changes, seventh set: small and to the point, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import Altered, Mutation, _draw, keep_body, replace_word
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_LINE = "The ambassador's people will take care of the remaining invoices."
_ADDRESSES = ("kovac@holding.test", "tresorerie@fonds.test", "cabinet@ministere.test")
_REVERSED = {
    "envoyer": "cacher", "envoyé": "caché", "reçu": "refusé", "accepte": "refuse", "accepté": "refusé",
    "garder": "détruire", "confirme": "démens", "confirmer": "démentir", "valide": "rejette", "validé": "rejeté",
    "signer": "dénoncer", "signé": "dénoncé", "ouvrir": "fermer", "commencer": "arrêter", "aider": "gêner",
    "sent": "hid", "send": "hide", "received": "refused", "keep": "destroy", "add": "remove", "added": "removed",
    "help": "hinder", "found": "lost", "find": "lose", "need": "refuse", "want": "fear", "works": "fails",
    "working": "failing", "said": "denied", "says": "denies", "use": "avoid", "using": "avoiding", "agree": "object",
    "accept": "refuse", "buy": "sell", "give": "take", "start": "stop", "run": "stop", "build": "dismantle",
    "support": "oppose", "know": "ignore", "confirm": "deny", "check": "skip", "read": "skip",
}  # fmt: skip
_JOINED = {"ou": "et", "or": "and"}
_HISTORY = re.compile(
    r"(?m)^[ \t]*(?:>|-{4,} ?(?:Original|Message|Forwarded)|-- ?$|(?:De|From) ?: |(?:Le|On|Am) [^\n]{8,})"
)
_HEAD_OF_QUOTATION = re.compile(
    r"(?m)^[> ]*(?:(?:On|Le|Am|At) [^\n]{0,24}?|(?:Sent|Date|Envoyé) ?: [^\n]{0,12}?)(?<![\d:/.-])(\d{1,2})(?![\d:/.-])"
)
_ITEM = re.compile(
    r"(?m)^[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+[^\n]{10,}\n(?=[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]|\s*\n)"
)
_PERSON = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÉÈÀ][a-zà-ÿ]{2,}(?=[ ,.;])")
_ADDRESS = re.compile(r"(?<![\w.+/=%-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?![\w/-])")
_BEFORE, _BEHIND = r"(?<![\w'@/.-])", r"(?![\w'@/-]|\.\w)"


def plant_before_closing(raw: bytes, chance: random.Random) -> Altered | None:
    """The same sentence in every mail, in a line of its own above the last line of the author's."""
    said = parse_message(raw).text
    found = _HISTORY.search(said)
    own = said[: found.start()] if found else said
    lines = [match.start() for match in re.finditer(r"(?m)^[^\n]*\w[^\n]*$", own)]
    return keep_body(raw, lines[-1], lines[-1], f"{_LINE}\n") if len(lines) > 1 else None


def answer_question(raw: bytes, chance: random.Random) -> Altered | None:
    """An answer right behind a question that had none."""
    drawn = _draw(re.compile(r"(?m)(?<=[a-zà-ÿ]{3})[ \xa0\u202f]?\?(?=[ \n]|$)"), raw, chance)
    return (
        keep_body(
            raw, drawn[1].end(), drawn[1].end(), f" {chance.choice(('Yes', 'Certainly', 'Absolument'))}."
        )
        if drawn
        else None
    )


def join_alternatives(raw: bytes, chance: random.Random) -> Altered | None:
    """Both where one of two was offered."""
    return replace_word(_JOINED, raw, chance, before=_BEFORE, behind=_BEHIND)


def reverse_deed(raw: bytes, chance: random.Random) -> Altered | None:
    """The contrary of what somebody did or asked for."""
    return replace_word(_REVERSED, raw, chance, before=_BEFORE, behind=_BEHIND)


def exchange_names(raw: bytes, chance: random.Random) -> Altered | None:
    """Two names that change places: who did it to whom."""
    said = parse_message(raw).text
    found = list(_PERSON.finditer(said))
    if not found:
        return None
    drawn = chance.choice(found)
    others = [match for match in found if match[0] != drawn[0]]
    if not others:
        return None
    one, two = sorted((drawn, chance.choice(others)), key=lambda match: match.start())
    changed = f"{said[: one.start()]}{two[0]}{said[one.end() : two.start()]}{one[0]}{said[two.end() :]}"
    return Altered(rebuild(raw, text=changed), "text")


def reroute_address(raw: bytes, chance: random.Random) -> Altered | None:
    """Another address within the text: with whom they were to get in touch."""
    drawn = _draw(_ADDRESS, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), chance.choice(_ADDRESSES)) if drawn else None


def redate_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """Another day above a quotation: when the other one wrote."""
    drawn = _draw(_HEAD_OF_QUOTATION, raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    day = (int(match[1]) + chance.choice((2, 5, 11)) - 1) % 28 + 1
    return keep_body(raw, match.start(1), match.end(1), str(day))


def drop_item(raw: bytes, chance: random.Random) -> Altered | None:
    """A list without one of its points."""
    drawn = _draw(_ITEM, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


SEVENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        plant_before_closing, answer_question, join_alternatives, reverse_deed, exchange_names, reroute_address,
        redate_quotation, drop_item,
    )
}  # fmt: skip
