"""What a forger changes, thirteenth set: a means, a rank, a mind, a closing, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
    Altered,
    Mutation,
    _draw,
    keep_body,
    pick_table,
    replace_file,
    replace_word,
)
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_OTHER_MEANS = {
    "virement": "chèque", "chèque": "liquide", "facture": "note de frais", "courrier": "coursier",
    "téléphone": "messagerie privée", "train": "avion", "mairie": "préfecture", "invoice": "loan", "cheque": "cash",
    "email": "courier", "e-mail": "courier", "phone": "private line", "server": "private laptop", "bus": "taxi",
    "office": "hotel", "bureau": "hôtel", "budget": "fonds de réserve", "receipt": "IOU", "list": "blacklist",
    "document": "brouillon", "file": "draft", "patch": "backdoor", "code": "password",
}  # fmt: skip
_ORDINALS = {
    "premier": "dernier", "première": "dernière", "dernier": "premier", "dernière": "première", "deuxième": "quatrième",
    "troisième": "cinquième", "1er": "3", "first": "last", "last": "first", "second": "fourth", "third": "sixth",
    "next": "previous", "prochain": "précédent", "prochaine": "précédente",
}  # fmt: skip
_SURE = {
    "sait": "ignore", "savez": "ignorez", "sais": "ignore", "pense": "doute", "crois": "doute", "trouve": "nie",
    "think": "doubt", "know": "doubt", "believe": "doubt", "knows": "doubts", "thinks": "doubts", "guess": "deny",
    "hope": "fear", "hopes": "fears", "espère": "crains", "souhaite": "refuse", "wants": "refuses", "want": "refuse",
    "found": "lost", "find": "lose", "voulez": "refusez", "veut": "refuse", "veux": "refuse", "agree": "quarrel",
}  # fmt: skip
_CLAUSE_QUOTED = re.compile(
    r"(?m)^(?:> ?)+[A-Za-zÀ-ÿ][^\n>]{8,}?(?P<clause>, [a-zà-ÿ][^\n>,;:.!?]{6,})(?=[.!?](?:[ \t]|$))"
)
_CONJOINED = re.compile(r"(?<=[a-zà-ÿ]{2} )(?:et|and|ou|or)(?= (?!d')[a-zà-ÿ]{3})")
_THANKS = re.compile(
    r"(?m)^(?:Cordialement|Bien à vous|Bien cordialement|Merci(?: d'avance)?|Bonne journée|Amicalement|À bientôt|À demain"
    r"|À tout à l'heure|Cheers|Thanks|Regards|Best(?: regards)?|Kind regards|Best wishes|Sincerely|Later|Enjoy)"
    r"(?=[,.!]?[ \t]*$)"
)
_CLOSED_COLDLY = ("Sans suite de ma part", "Sous toutes réserves", "Pour la dernière fois")
_CLOSED_COLDLY_IN_ENGLISH = ("Without prejudice", "For the last time", "Consider yourself warned")
_ENGLISH_CLOSE = re.compile(r"\b(?:Cheers|Thanks|Regards|Best|Kind|Sincerely|Later|Enjoy)\b")


def change_means(raw: bytes, chance: random.Random) -> Altered | None:
    """Another way, place or paper: a transfer as a cheque, an office as a hotel."""
    return replace_word(_OTHER_MEANS, raw, chance)


def change_rank(raw: bytes, chance: random.Random) -> Altered | None:
    """Another place in a row: the first as the last, the next as the one before."""
    return replace_word(_ORDINALS, raw, chance)


def turn_mind(raw: bytes, chance: random.Random) -> Altered | None:
    """What somebody knew, hoped or wanted as what he doubted, feared or refused."""
    return replace_word(_SURE, raw, chance)


def cut_in_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """A sentence of the other one's, who is quoted, without its last clause."""
    drawn = _draw(_CLAUSE_QUOTED, raw, chance)
    return keep_body(raw, drawn[1].start("clause"), drawn[1].end("clause"), "") if drawn else None


def exchange_copies(raw: bytes, chance: random.Random) -> Altered | None:
    """Those to whom it was written as those who had a copy, and the other way round."""
    message = parse_message(raw)
    if not message.cc or not all("@" in one.address for one in (*message.to, *message.cc)):
        return None
    to, cc = (", ".join(one.address for one in some) for some in (message.to, message.cc))
    if not to or to == cc:
        return None
    return Altered(
        rebuild(raw, replace={"to": cc, "cc": to}), "to", message.to[0].address, message.cc[0].address
    )


def sever_pair(raw: bytes, chance: random.Random) -> Altered | None:
    """Two things of which only one is so: "without" between them instead of "and"."""
    drawn = _draw(_CONJOINED, raw, chance)
    if drawn is None:
        return None
    word = "sans" if drawn[1][0] in {"et", "ou"} else "without"
    return keep_body(raw, drawn[1].start(), drawn[1].end(), word)


def close_coldly(raw: bytes, chance: random.Random) -> Altered | None:
    """A threat where the author closed with a kind word."""
    drawn = _draw(_THANKS, raw, chance)
    if drawn is None:
        return None
    english = _ENGLISH_CLOSE.search(drawn[1][0])
    word = chance.choice(_CLOSED_COLDLY_IN_ENGLISH if english else _CLOSED_COLDLY)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), word)


def cut_file(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached without what stands in its second half."""
    table = pick_table(raw, chance, more_than=5)
    if table is None:
        return None
    rows = table.content.split(b"\n")
    return replace_file(raw, table, b"\n".join(rows[: len(rows) // 2]))


THIRTEENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        change_means, change_rank, turn_mind, cut_in_quotation, exchange_copies, sever_pair, close_coldly, cut_file,
    )
}  # fmt: skip
