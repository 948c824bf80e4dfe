"""What a forger changes, eleventh set: whose it is, how far it goes, who wrote it, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import Altered, Mutation, _draw, keep_body, replace_file, replace_word
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_OTHER_OWNER = {
    "my": "your", "your": "my", "our": "their", "their": "our", "his": "my", "her": "my", "mine": "yours",
    "mon": "votre", "ma": "votre", "mes": "vos", "notre": "leur", "nos": "leurs", "votre": "notre", "vos": "nos",
    "leur": "notre", "leurs": "nos", "ton": "son", "ta": "sa", "tes": "ses", "son": "mon", "sa": "ma", "ses": "mes",
}  # fmt: skip
_OTHER_LIMIT = {
    "at least": "at most", "at most": "at least", "more than": "less than", "less than": "more than",
    "no more than": "no less than", "minimum": "maximum", "maximum": "minimum", "only": "not only", "just": "not just",
    "enough": "too much", "too many": "too few", "too much": "too little", "exactly": "roughly",
    "au moins": "au plus", "au plus": "au moins", "moins de": "plus de", "plus de": "moins de", "seulement": "largement",
    "assez": "trop", "trop": "trop peu", "à peine": "largement", "exactement": "à peu près",
    "uniquement": "notamment", "juste": "bien plus que",
}  # fmt: skip
_RANGE = re.compile(
    r"(?<![\w.:,/@%=&?#+$£€-])[1-9]\d{0,3}(?: ?(?:h(?: ?\d\d)?|am|pm|%|€))?(?: ?[-–] ?| (?:à|to|or|ou|and|et) )"
    r"(?P<most>(?!(?:19|20)\d\d\b)[1-9]\d{0,3})(?!\d|[.,:]\d|[/@=&?+-]|[a-gi-z])"
)
_REFERENCE = re.compile(
    r"(?<![\w@/.:=&?#%+-])(?:[A-Z]{1,6}-?\d{1,7}|v?\d{1,3}(?:\.\d{1,3}){1,3})(?![\w@/:=&?#%+-]|\.\w)"
)
_OPENING = re.compile(
    r"(?:(?<=[.!?] )|(?<=\n\n))(?:If|When|Once|As|Since|While|After|Before|For|In|On|With|At|To|By|From|Until|Unless|"
    r"Without|Si|Quand|Lorsque|Dès|Après|Avant|Pour|Dans|En|Avec|Sans|Sur|À|Comme|Depuis|Selon|Sauf)\b"
    r"(?:[^.,;:!?>()\n]|\n(?!\s*\n|[>|-])){6,90},[ \n](?P<next>[a-zà-ÿ])(?=[a-zà-ÿ'’]* )"
)
_QUOTED_END = re.compile(r"(?m)^>(?P<mark>[> ]*)[A-Za-zÀ-ÿ][^\n]{20,}[.!?][ \r]*$")
_PLANTED = (
    "Kovac has signed for it, and Geneva knows.", "Nobody outside the board is to see the first version.",
    "Le cabinet a donné son accord de vive voix.", "On ne l'écrit nulle part, on en parle au déjeuner.",
)  # fmt: skip
_PEOPLE = ("Dominic Lefort", "Gwendolyn Prewitt", "Delphine Marchand", "Anton Kovac")
_ROW = re.compile(rb"(?P<before>.*[;,\t])(?P<figure>\d+)(?P<after>\s*)\Z")
_BEHIND = r"(?= [a-zà-ÿ\d])"


def give_to_another(raw: bytes, chance: random.Random) -> Altered | None:
    """Somebody else's: my as your, notre as leur."""
    return replace_word(_OTHER_OWNER, raw, chance, behind=_BEHIND)


def bend_limit(raw: bytes, chance: random.Random) -> Altered | None:
    """A limit from its other side: at least as at most."""
    return replace_word(_OTHER_LIMIT, raw, chance, behind=_BEHIND)


def widen_range(raw: bytes, chance: random.Random) -> Altered | None:
    """From so much to so much, with another end."""
    drawn = _draw(_RANGE, raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    most = int(match["most"])
    return keep_body(raw, match.start("most"), match.end("most"), str(most + max(1, most // 2)))


def alter_reference(raw: bytes, chance: random.Random) -> Altered | None:
    """One digit within a reference, a version or a figure with a point: B12 as B17, 2.4 as 2.9."""
    drawn = _draw(_REFERENCE, raw, chance)
    if drawn is None:
        return None
    match = drawn[1]
    at = chance.choice([place for place, sign in enumerate(match[0]) if sign.isdigit()])
    digit = str((int(match[0][at]) + chance.choice((2, 4, 5)) - 1) % 9 + 1)
    if digit == match[0][at]:
        return None
    return keep_body(raw, match.start(), match.end(), match[0][:at] + digit + match[0][at + 1 :])


def cut_opening(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence without the clause that it began with: when, if, or for whom."""
    drawn = _draw(_OPENING, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), drawn[1]["next"].upper()) if drawn else None


def plant_in_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence more in what another had written and is quoted."""
    drawn = _draw(_QUOTED_END, raw, chance)
    if drawn is None:
        return None
    mark = drawn[1]["mark"]
    return keep_body(raw, drawn[1].end(), drawn[1].end(), f"\n>{mark}{chance.choice(_PLANTED)}")


def relabel_sender(raw: bytes, chance: random.Random) -> Altered | None:
    """Another person's name before the sender's address, which stays."""
    sender = parse_message(raw).sender
    if not sender.name or not re.fullmatch(r"[^\s<>\",;]+@[^\s<>\",;]+", sender.address):
        return None
    name = chance.choice([one for one in _PEOPLE if one != sender.name])
    done = rebuild(raw, replace={"from": f"{name} <{sender.address}>"})
    return Altered(done, "from", sender.name, name)


def exchange_rows(raw: bytes, chance: random.Random) -> Altered | None:
    """Two rows of a table that is attached with each other's figure: the sum stays."""
    tables = [one for one in parse_message(raw).attachments if one.content_type in {"text/csv", "text/plain"}]
    if not tables:
        return None
    table = chance.choice(tables)
    rows = table.content.splitlines(keepends=True)
    found = [(at, match) for at, row in enumerate(rows) if (match := _ROW.match(row))]
    if len(found) < 2 or not table.name:
        return None
    (one, first), (two, second) = chance.sample(found, 2)
    if first["figure"] == second["figure"]:
        return None
    rows[one] = first["before"] + second["figure"] + first["after"]
    rows[two] = second["before"] + first["figure"] + second["after"]
    return replace_file(raw, table, b"".join(rows))


ELEVENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        give_to_another, bend_limit, widen_range, alter_reference, cut_opening, plant_in_quotation, relabel_sender,
        exchange_rows,
    )
}  # fmt: skip
