"""What a forger changes, eighth set: small and to the point, by a hand that had not read the model."""

from __future__ import annotations

import random
import re
from base64 import encodebytes

from benchmarks.taints.mutations import Altered, Mutation, _draw, keep_body, pick_table, replace_word
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_CONTRARY = {
    "possible": "impossible", "possibles": "impossibles", "légal": "illégal", "légale": "illégale", "connu": "inconnu",
    "utile": "inutile", "utiles": "inutiles", "certain": "incertain", "complet": "incomplet", "complète": "incomplète",
    "correct": "incorrect", "correcte": "incorrecte", "capable": "incapable", "prévu": "imprévu", "prévue": "imprévue",
    "officiel": "officieux", "content": "mécontent", "contente": "mécontente", "suffisant": "insuffisant",
    "nécessaire": "superflu", "lisible": "illisible", "visible": "invisible", "attendu": "inattendu",
    "likely": "unlikely", "known": "unknown", "able": "unable", "legal": "illegal", "fair": "unfair", "clear": "unclear",
    "complete": "incomplete", "usual": "unusual", "happy": "unhappy", "important": "unimportant", "related": "unrelated",
    "available": "unavailable", "necessary": "unnecessary", "useful": "useless", "reasonable": "unreasonable",
    "sure": "unsure", "official": "unofficial", "expected": "unexpected", "reliable": "unreliable", "easy": "uneasy",
    "careful": "careless", "appear": "disappear", "trust": "mistrust", "paid": "unpaid",
}  # fmt: skip
_OTHER_WAY = {
    "until": "since", "since": "until", "during": "outside", "toward": "away from", "towards": "away from",
    "into": "out of", "onto": "off", "inside": "outside", "under": "over", "over": "under", "because of": "in spite of",
    "near": "far from", "against": "for", "below": "above", "above": "below", "depuis": "jusqu'à", "jusqu'à": "depuis",
    "jusqu'au": "à partir du", "dès": "après", "pour": "contre", "contre": "pour", "chez": "sans", "grâce à": "malgré",
    "d'ici": "à partir de", "selon": "contre", "sur": "sous", "pendant": "hors", "vers": "loin de",
}  # fmt: skip
_AUXILIARY = re.compile(
    r"(?<![\w'-])(?:have|has|had|will|would|was|were|are|is|ai|as|avons|avez|ont|avait|sera|est|sommes)(?= [a-zà-ÿ]{3})"
)
_FRENCH = {"ai", "as", "avons", "avez", "ont", "avait", "sera", "est", "sommes"}
_ADVERBS = ("secrètement", "illégalement", "discrètement", "frauduleusement")
_ENGLISH_ADVERBS = ("secretly", "illegally", "quietly", "fraudulently")
_FIGURE = re.compile(r"(?<![\w.:,/@%=&?#+-])[1-9]\d{1,8}(?![\w:/@%=&?-]|[.,]\d)")
_CLAUSE = re.compile(r",(?=[ \n])(?:[^.,;:!?>()\n]|\n(?!\s*\n|[>|-])){10,80},(?=[ \n][a-zà-ÿ])", re.MULTILINE)
_QUOTED = re.compile(r"(?m)(?<=\n)> ?(?=[A-Za-zÀ-ÿ\"][^\n>]{15,}[^\n>:]$)")
_TABLE_FIGURE = re.compile(rb"(?<![\w.,])[1-9]\d{1,6}(?![\w.])")
_BEFORE, _BEHIND = r"(?<![\w'@/.-])", r"(?![\w'@/-]|\.\w)"


def transpose_digits(raw: bytes, chance: random.Random) -> Altered | None:
    """Two neighbouring digits of a figure that change places: 214 as 241."""
    said = parse_message(raw).text
    places = [
        (match, at)
        for match in _FIGURE.finditer(said)
        for at in range(len(match[0]) - 1)
        if match[0][at] != match[0][at + 1] and (at or match[0][1] != "0")
    ]
    if not places:
        return None
    match, at = chance.choice(places)
    figure = match[0]
    return keep_body(
        raw, match.start(), match.end(), figure[:at] + figure[at + 1] + figure[at] + figure[at + 2 :]
    )


def oppose_quality(raw: bytes, chance: random.Random) -> Altered | None:
    """A quality as its contrary, by a syllable more or less: possible as impossible."""
    return replace_word(_CONTRARY, raw, chance, before=_BEFORE, behind=_BEHIND)


def turn_way(raw: bytes, chance: random.Random) -> Altered | None:
    """A small word that says until when, where to, or for whom, as its contrary."""
    return replace_word(_OTHER_WAY, raw, chance, before=_BEFORE, behind=_BEHIND)


def darken(raw: bytes, chance: random.Random) -> Altered | None:
    """One adverb that makes a deed a crime."""
    drawn = _draw(_AUXILIARY, raw, chance)
    if drawn is None:
        return None
    adverb = chance.choice(_ADVERBS if drawn[1][0] in _FRENCH else _ENGLISH_ADVERBS)
    return keep_body(raw, drawn[1].end(), drawn[1].end(), f" {adverb}")


def cut_aside(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence without the clause between its commas."""
    drawn = _draw(_CLAUSE, raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), "") if drawn else None


def claim_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """What another had written, said by the author as well: a quoted line behind one of his own sentences."""
    drawn = _draw(_QUOTED, raw, chance)
    if drawn is None:
        return None
    message, match = drawn
    end = message.text.find("\n", match.end())
    line = message.text[match.end() : end if end >= 0 else len(message.text)].strip()
    own = re.search(r"(?m)^[^>\n-][^\n]{20,}[.!?][ \r]*$", message.text)
    if own is None:
        return None
    done = keep_body(raw, own.end(), own.end(), f" {line}")
    return Altered(done.raw, "text", "", line)


def misdirect(raw: bytes, chance: random.Random) -> Altered | None:
    """One recipient's name over another mailbox: a letter changed before the sign, or the firm after it."""
    message = parse_message(raw)
    people = [one for one in message.to if one.address.count("@") == 1 and one.address.isascii()]
    if not people:
        return None
    one = chance.choice(people)
    box, _, firm = one.address.partition("@")
    other = chance.choice(
        (f"{box}@{chance.choice(('conseil', 'holding', 'presse'))}-{firm}", f"p.{box}@{firm}")
    )
    field = next(header for header in message.headers if header.key == "to")
    written = re.sub(r"\s+", " ", field.raw.decode("utf-8", "surrogateescape").partition(":")[2]).strip()
    changed = re.sub(rf"(?i)(?<![\w.+-]){re.escape(one.address)}(?![\w-])", other, written, count=1)
    return (
        Altered(rebuild(raw, replace={"to": changed}), "to", one.address, other)
        if changed != written
        else None
    )


def falsify_table(raw: bytes, chance: random.Random) -> Altered | None:
    """One figure in a table that is attached; its name and its length stay."""
    table = pick_table(raw, chance)
    if table is None:
        return None
    found = list(_TABLE_FIGURE.finditer(table.content))
    if not found:
        return None
    match = chance.choice(found)
    other = str(int(match[0]) % 9 + 1).encode() + match[0][1:]
    if other == match[0]:
        other = (b"9" if match[0][:1] != b"9" else b"4") + match[0][1:]
    content = table.content[: match.start()] + other + table.content[match.end() :]
    old, new = (encodebytes(one).replace(b"\n", b"\r\n") for one in (table.content, content))
    done = rebuild(raw)
    changed = done.replace(old, new, 1)
    return Altered(changed, f"attachment:{table.name}") if changed != done else None


EIGHTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        transpose_digits, oppose_quality, turn_way, darken, cut_aside, claim_quotation, misdirect, falsify_table,
    )
}  # fmt: skip
