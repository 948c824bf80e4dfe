"""What a forger changes, twentieth set: a body, a paper, a manner, a room, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
    Altered,
    Mutation,
    keep_body,
    pick_table,
    replace_file,
    replace_word,
    slip_in,
)

from chaffinch.mail.message import parse_message

_BODIES = {
    "team": "ministry", "company": "embassy", "bank": "ministry", "customer": "minister", "customers": "ministers",
    "university": "ministry", "government": "cartel", "department": "embassy", "police": "army", "court": "police",
    "équipe": "ambassade", "société": "fondation", "banque": "mairie", "client": "ministre", "clients": "ministres",
    "université": "préfecture", "entreprise": "ambassade", "mairie": "préfecture", "tribunal": "ministère",
    "users": "officers", "developers": "contractors", "group": "party", "groupe": "parti", "list": "cell",
}  # fmt: skip
_PAPERS = {
    "report": "invoice", "contract": "warning", "invoice": "receipt", "letter": "cheque", "file": "dossier",
    "document": "passport", "article": "complaint", "message": "threat", "patch": "leak", "list": "receipt",
    "rapport": "chèque", "contrat": "brouillon", "facture": "quittance", "lettre": "plainte", "fichier": "chèque",
    "courrier": "contrat", "dossier": "passeport", "compte-rendu": "contrat", "devis": "reçu", "budget": "pot-de-vin",
}  # fmt: skip
_MANNERS = {
    "carefully": "secretly", "quickly": "quietly", "easily": "illegally", "directly": "covertly",
    "properly": "unlawfully", "correctly": "wrongly", "simply": "secretly", "clearly": "falsely", "really": "hardly",
    "rapidement": "discrètement", "directement": "secrètement", "facilement": "illégalement",
    "simplement": "secrètement", "clairement": "faussement", "correctement": "frauduleusement",
    "vraiment": "à peine", "actually": "supposedly", "automatically": "manually", "automatiquement": "manuellement",
}  # fmt: skip
_ROOMS = {
    "office": "hotel", "home": "prison", "house": "embassy", "school": "barracks", "building": "cellar",
    "room": "car", "desk": "safe", "bureau": "café", "maison": "caserne", "salle": "cave", "école": "caserne",
    "site": "dépôt", "server": "laptop", "serveur": "portable", "machine": "phone", "system": "safe",
}  # fmt: skip
_MEETING = re.compile(
    r"(?<![\w'’-])(?:meeting|call|lunch|dinner|conference|talk|discussion|réunion|appel|déjeuner|dîner|entretien|échange"
    r"|point|visite|visit|work|project|projet|travail)(?= [a-zà-ÿ]{2,}|[.,](?:\s|$))"
)
_SEATED = (" avec le préfet", " chez le ministre", " devant témoins")
_ENGLISH_SEATED = (" with the governor", " at the minister's", " before witnesses")
_PRICED = re.compile(
    r"(?<![\w'’-])(?:order|licence|license|offer|service|product|software|book|tool|package|commande|offre|prestation"
    r"|produit|logiciel|livre|achat|marché|purchase|update|version|contrat|contract|devis)(?= [a-zà-ÿ]{2,}|[.,](?:\s|$))"
)
_PRICES = (" (48 000 euros)", " (payé d'avance)", " (hors marché)")
_ENGLISH_PRICES = (" (48,000 dollars)", " (paid in advance)", " (off the books)")
_QUOTED = re.compile(r"(?m)^>[> ]*[^\n>][^\n]*")
_QUOTABLE = _BODIES | _PAPERS | _MANNERS | _ROOMS
_QUOTED_WORD = re.compile(
    rf"(?<![\w'’@/.-])(?:{'|'.join(sorted(_QUOTABLE, key=len, reverse=True))})(?![\w'’@/-]|\.\w)"
)


def turn_body(raw: bytes, chance: random.Random) -> Altered | None:
    """Another body of people: the team as the ministry."""
    return replace_word(_BODIES, raw, chance)


def turn_paper(raw: bytes, chance: random.Random) -> Altered | None:
    """Another paper: the report as an invoice."""
    return replace_word(_PAPERS, raw, chance)


def turn_manner(raw: bytes, chance: random.Random) -> Altered | None:
    """In what manner it was done: carefully as secretly."""
    return replace_word(_MANNERS, raw, chance)


def turn_room(raw: bytes, chance: random.Random) -> Altered | None:
    """Where it was: the office as the hotel."""
    return replace_word(_ROOMS, raw, chance)


def seat_witness(raw: bytes, chance: random.Random) -> Altered | None:
    """Somebody of rank at a meeting, or at a work, whom the author did not name."""
    return slip_in(_MEETING, _SEATED, _ENGLISH_SEATED, raw, chance)


def price_in_brackets(raw: bytes, chance: random.Random) -> Altered | None:
    """What something cost, in brackets behind it."""
    return slip_in(_PRICED, _PRICES, _ENGLISH_PRICES, raw, chance)


def turn_quoted_noun(raw: bytes, chance: random.Random) -> Altered | None:
    """In what the other one wrote, who is quoted: another body, paper, manner or room."""
    said = parse_message(raw).text
    found = [
        match
        for line in _QUOTED.finditer(said)
        for match in _QUOTED_WORD.finditer(said, line.start(), line.end())
    ]
    if not found:
        return None
    drawn = chance.choice(found)
    return keep_body(raw, drawn.start(), drawn.end(), _QUOTABLE[drawn[0]])


def cut_rows(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached, the last rows of which are gone."""
    table = pick_table(raw, chance, more_than=3)
    if not table:
        return None
    rows = table.content.splitlines(keepends=True)
    return replace_file(raw, table, b"".join(rows[: -chance.randint(1, len(rows) // 2)]))


TWENTIETH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        turn_body, turn_paper, turn_manner, turn_room, seat_witness, price_in_brackets, turn_quoted_noun, cut_rows,
    )
}  # fmt: skip
