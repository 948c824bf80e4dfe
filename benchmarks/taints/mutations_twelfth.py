"""What a forger changes, twelfth set: a duty, a colour, a round sum, a side, by a hand that had not read the model."""

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

from chaffinch.mail.addresses import Address
from chaffinch.mail.message import parse_message

_LESS_OF_A_DUTY = {
    "doit": "peut", "doivent": "peuvent", "dois": "peux", "devez": "pouvez", "devons": "pouvons", "devra": "pourra",
    "devront": "pourront", "obligatoire": "facultatif", "indispensable": "accessoire", "seulement": "aussi",
    "uniquement": "également", "must": "need not", "has to": "may", "have to": "may", "had to": "chose to",
    "need to": "may", "needs to": "may", "required": "optional", "mandatory": "optional", "only": "also",
}  # fmt: skip
_HIDDEN = re.compile(
    r"(?<=[a-zà-ÿ'’] )(?P<noun>réunion|facture|commande|livraison|version|note|liste|offre)(?= [a-zà-ÿ]{2}|[,.;])"
    r"|(?<=[a-zà-ÿ'’] )(?P<his>dossier|devis|rendez-vous|projet|compte|contrat|accord|document|courrier)"
    r"(?= [a-zà-ÿ]{2}|[,.;])"
    r"|(?<=\b(?:the|our|his|her|any) )(?P<thing>meeting|report|list|file|project|version|message|invoice|order|account"
    r"|offer|letter|payment|company|copy|code|system|data|user|server|problem)(?= [a-z]{2}|[,.;])"
)
_FIGURE = re.compile(r"(?<![\w.:,/@%=&?#+$£€-])(?!(?:19|20)\d\d\b)[1-9]\d{1,4}(?![\w:/@%=&?+-]|[.,]\d)")
_PARENTHESIS = re.compile(
    r"(?<=[a-zà-ÿ\d,.]{2}) \((?=[^()\n]* )[A-Za-zà-ÿ'’](?:[^()\n]|\n(?!\s*\n|[>|-])){8,140}\)(?=[ ,.;:!?\n])"
)
_QUOTED_LINE = re.compile(r"(?m)^(?P<mark>> ?)(?!>)(?=[^\n]* [^\n]* )[A-Za-zÀ-ÿ][^\n>]{14,}[.!?]\n")
_ADDED = (
    "N'en gardez aucune trace.",
    "Mon associé s'en est déjà occupé à Vaduz.",
    "Je vous règle le tout en espèces.",
)
_ADDED_IN_ENGLISH = (
    "Keep no copy of this.", "My partner in Vaduz has seen to it.", "I shall settle all of it in banknotes.",
)  # fmt: skip
_GREETING = re.compile(
    r"(?m)^(?:Bonjour|Bonsoir|Cher|Chère|Salut|Merci|Hello|Hi|Hey|Dear|Thanks|Thank you|Good morning),? "
    r"(?P<name>[A-ZÉÈÀ][a-zà-ÿ]+)(?=[ \xa0\u202f]?[,!:.]|[ \t]*$)"
)
_STRANGERS = ("Olivier", "Hélène", "Rodolphe", "Margaret", "Howard")


def relax_duty(raw: bytes, chance: random.Random) -> Altered | None:
    """What somebody had to do as what he was free to do, or what was so for one alone as so for others, too."""
    some = "|".join(sorted(map(re.escape, _LESS_OF_A_DUTY), key=len, reverse=True))
    drawn = _draw(re.compile(rf"(?<![\w'’@/.-])(?:{some})(?![\w'’@/-]|\.\w)"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), _LESS_OF_A_DUTY[drawn[1][0]]) if drawn else None


def colour_noun(raw: bytes, chance: random.Random) -> Altered | None:
    """One adjective that makes a thing of every day a shady one."""
    drawn = _draw(_HIDDEN, raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    if match["thing"]:
        return keep_body(raw, match.start(), match.start(), chance.choice(("secret ", "forged ", "hidden ")))
    words = (" clandestin", " truqué") if match["his"] else (" clandestine", " truquée")
    return keep_body(raw, match.end(), match.end(), chance.choice(words))


def round_figure(raw: bytes, chance: random.Random) -> Altered | None:
    """A figure as the next round one above it: 147 as 200."""
    drawn = _draw(_FIGURE, raw, chance)
    if drawn is None:
        return None
    figure = drawn[1][0]
    step = int(10 ** (len(figure) - 1))
    return keep_body(raw, drawn[1].start(), drawn[1].end(), str((int(figure) // step + 1) * step))


def cut_parenthesis(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence without what it said in parentheses."""
    drawn = _draw(_PARENTHESIS, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


def exchange_ends(raw: bytes, chance: random.Random) -> Altered | None:
    """A letter the other way round: it is from the one to whom it was, and to him from whom it was."""
    message = parse_message(raw)
    if len(message.to) != 1 or not all("@" in one.address for one in (*message.to, message.sender)):
        return None
    if message.to[0].address == message.sender.address:
        return None
    turned = {"from": _write_person(message.to[0]), "to": _write_person(message.sender)}
    return Altered(rebuild(raw, replace=turned), "from", message.sender.address, message.to[0].address)


def _write_person(person: Address) -> str:
    """Return an address as a field has it."""
    return (
        f'"{person.name}" <{person.address}>'
        if re.fullmatch(r"[\w .-]+", person.name, re.ASCII)
        else person.address
    )


def plant_in_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """A line more among those of the other one, which are quoted: he said it, not the author."""
    drawn = _draw(_QUOTED_LINE, raw, chance)
    if drawn is None:
        return None
    said = drawn[0].text
    line = choose_words(said, _ADDED, _ADDED_IN_ENGLISH, chance)
    return keep_body(raw, drawn[1].end(), drawn[1].end(), f"{drawn[1]['mark']}{line}\n")


def exchange_rows(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached, in which two neighbouring rows have each other's sum."""
    table = pick_table(raw, chance, sign=b";", more_than=3)
    if table is None:
        return None
    rows = table.content.split(b"\n")
    at = chance.randrange(len(rows) - 1)
    one, two = (row.rpartition(b";") for row in rows[at : at + 2])
    if not one[1] or not two[1] or one[2].strip() == two[2].strip():
        return None
    rows[at : at + 2] = [one[0] + b";" + two[2], two[0] + b";" + one[2]]
    return replace_file(raw, table, b"\n".join(rows))


def greet_another(raw: bytes, chance: random.Random) -> Altered | None:
    """Another name behind a greeting or a word of thanks: it was said to somebody else."""
    drawn = _draw(_GREETING, raw, chance)
    if drawn is None:
        return None
    others = [name for name in _STRANGERS if name != drawn[1]["name"]]
    return keep_body(raw, drawn[1].start("name"), drawn[1].end("name"), chance.choice(others))


TWELFTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        relax_duty, colour_noun, round_figure, cut_parenthesis, exchange_ends, plant_in_quotation, exchange_rows,
        greet_another,
    )
}  # fmt: skip
