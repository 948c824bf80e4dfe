"""What a forger changes, sixth set: small and to the point, by a hand that had not read the model."""

from __future__ import annotations

import random
import re
from itertools import groupby, pairwise

from benchmarks.taints.mutations import Altered, Mutation, _draw, keep_body, replace_word
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_LINE = "Kovac keeps the second set of books, ask him before Friday."
_FILES = ("accord-cadre", "virements-Chypre", "liste-noire", "side-letter")
_PEOPLE = ("r.ostermann@fonds.test", "cabinet@ministere.test", "kovac@holding.test")
_HARDER = {
    "peut-être": "certainement", "probablement": "sûrement", "pourrait": "va", "pourrions": "allons", "devrait": "va",
    "environ": "au moins", "quelques": "tous les", "souvent": "toujours", "presque": "entièrement", "propose": "exige",
    "perhaps": "certainly", "maybe": "surely", "probably": "certainly", "might": "will", "may": "must", "could": "will",
    "should": "will", "some": "all", "most": "all", "often": "always", "almost": "entirely",
    "suggest": "demand", "think": "know", "seems": "proves",
}  # fmt: skip
_OTHER_TIME = {
    "demain": "hier", "aujourd'hui": "avant-hier", "prochain": "dernier", "prochaine": "dernière", "bientôt": "depuis peu",
    "ce matin": "la veille", "cette semaine": "la semaine dernière", "tomorrow": "yesterday", "today": "last month",
    "yesterday": "today", "next": "last", "last": "next", "this week": "last week", "tonight": "last night",
    "soon": "already", "already": "soon", "later": "earlier",
}  # fmt: skip
_RESTRICTION = re.compile(
    r",? (?:sauf|excepté|à condition|pourvu|tant que|si|except|unless|provided|as long as|only if|if)\b"
    r"(?:[^.,;:!?>\n]|\n(?!\s*\n)){6,90}(?=[.,;!?])"
)
_AMOUNT = re.compile(
    r"(?<=[$£€])\d[\d,]*(?:\.\d\d)?(?![\d%])"
    r"|(?<![\w.,:/-])\d[\d \xa0\u202f]*(?:,\d\d)?(?=[ \xa0\u202f]?(?:€|EUR\b|euros?\b|dollars?\b|pounds?\b))"
)
_BEFORE, _BEHIND = r"(?<![\w'-])", r"(?![\w'-])"


def set_line(raw: bytes, chance: random.Random) -> Altered | None:
    """The same sentence in every mail, in a line of its own right below one of the author's."""
    drawn = _draw(re.compile(r"(?m)^(?!>)[^\n]{20,}[.!?][ \r]*$"), raw, chance)
    return keep_body(raw, drawn[1].end(), drawn[1].end(), f"\n{_LINE}") if drawn else None


def rename_file(raw: bytes, chance: random.Random) -> Altered | None:
    """Another name for a file whose content stays."""
    named = [one.name for one in parse_message(raw).attachments if "." in one.name and one.name.isascii()]
    if not named:
        return None
    old = chance.choice(named)
    new = f"{chance.choice(_FILES)}.{old.rpartition('.')[2]}"
    done = rebuild(raw)
    changed = done.replace(f'filename="{old}"'.encode(), f'filename="{new}"'.encode(), 1)
    return Altered(changed, f"attachment:{new}") if changed != done else None


def add_recipient(raw: bytes, chance: random.Random) -> Altered | None:
    """One more person among those it was written to, the others as they were."""
    message = parse_message(raw)
    if not message.to or "@" not in message.to[0].address:
        return None
    people = " ".join(message.head.read("to").split())
    new = chance.choice(_PEOPLE)
    return Altered(rebuild(raw, replace={"to": f"{people}, {new}"}), "to", "", new)


def delete_restriction(raw: bytes, chance: random.Random) -> Altered | None:
    """A promise without its condition."""
    drawn = _draw(_RESTRICTION, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


def double_amounts(raw: bytes, chance: random.Random) -> Altered | None:
    """Every sum of money twice as high, so that they agree with each other."""
    said = parse_message(raw).text
    found = [match for match in _AMOUNT.finditer(said) if re.search("[1-9]", match[0])]
    if not found:
        return None
    if len(found) == 1:
        return keep_body(raw, found[0].start(), found[0].end(), _double(found[0][0]))
    return Altered(rebuild(raw, text=_AMOUNT.sub(lambda match: _double(match[0]), said)), "text")


def _double(amount: str) -> str:
    """Return twice a sum, with the same marks of thousands and cents."""
    whole, point, cents = re.fullmatch(r"(.*?)(?:([.,])(\d\d))?", amount, re.DOTALL).groups()  # type: ignore[union-attr]
    marks = re.findall(r"\D", whole.rstrip())
    blank = whole[len(whole.rstrip()) :]
    twice = 2 * int(re.sub(r"\D", "", f"{whole}{cents or ''}"))
    units, rest = divmod(twice, 100) if cents else (twice, 0)
    shown = f"{units:,}".replace(",", marks[0]) if marks else str(units)
    return f"{shown}{point}{rest:02d}" if cents else f"{shown}{blank}"


def exchange_answers(raw: bytes, chance: random.Random) -> Altered | None:
    """Two answers that change places below the questions that are quoted."""
    lines = parse_message(raw).text.split("\n")
    blocks = [
        (quoted, "\n".join(some))
        for quoted, some in groupby(lines, key=lambda line: line.lstrip().startswith(">"))
    ]
    answers = [
        place
        for place, (quoted, said) in enumerate(blocks)
        if not quoted and 0 < place < len(blocks) - 1 and len(said.split()) > 1
    ]
    pairs = [(one, two) for one, two in pairwise(answers) if blocks[one][1].split() != blocks[two][1].split()]
    if not pairs:
        return None
    one, two = chance.choice(pairs)
    blocks[one], blocks[two] = blocks[two], blocks[one]
    return Altered(rebuild(raw, text="\n".join(said for _, said in blocks)), "text")


def harden(raw: bytes, chance: random.Random) -> Altered | None:
    """What was supposed, suggested or true of some, as certain, demanded or true of all."""
    return replace_word(_HARDER, raw, chance, before=_BEFORE, behind=_BEHIND)


def move_in_time(raw: bytes, chance: random.Random) -> Altered | None:
    """What was to come as past, or the other way round."""
    return replace_word(_OTHER_TIME, raw, chance, before=_BEFORE, behind=_BEHIND)


SIXTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        set_line, rename_file, add_recipient, delete_restriction, double_amounts, exchange_answers, harden, move_in_time,
    )
}  # fmt: skip
