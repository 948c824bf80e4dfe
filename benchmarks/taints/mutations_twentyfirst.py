"""What a forger changes, twenty-first set: a body, a call, a feeling, a cause, by a hand that had not read the model."""

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
from benchmarks.taints.mutations_eighteenth import _draw_own
from benchmarks.taints.mutations_nineteenth import _QUOTED, _replace_own, _slip_behind

from chaffinch.mail.message import parse_message

_BODIES = {
    "board": "embassy", "committee": "militia", "company": "cartel", "team": "party", "government": "mafia",
    "court": "lobby",
    "university": "ministry", "school": "prison", "bank": "foundation", "press": "police",
    "department": "agency", "council": "syndicate", "community": "opposition", "industry": "regulator",
    "agency": "embassy", "ministry": "embassy", "office": "cell", "companies": "ministries", "users": "voters",
    "customers": "voters", "conseil": "cabinet noir", "comité": "parti", "équipe": "milice",
    "mairie": "préfecture", "école": "caserne", "banque": "fondation", "presse": "police", "entreprise": "ambassade",
    "société": "mafia",
    "ministère": "parti", "syndicat": "lobby", "tribunal": "ministère", "parti": "lobby", "clients": "électeurs",
    "adhérents": "électeurs", "commune": "région",
}  # fmt: skip
_CALL = re.compile(
    r"(?<![\w.@/#=-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]\d{2,4}){1,4}(?![\w@/=-]|[.]\d)"
)
_CALLED = re.compile(r"(?i)(?:\bt[eé]l|phone|\bfax|\bcall|mobile|portable|appele|joindre|\bcell|voice|\+\d)")
_DIGITS_OF_CALL = 9
"""Digits of a number to call, at least."""
_FEELINGS = {
    "glad": "sorry", "sorry": "glad", "happy": "furious", "pleased": "appalled", "surprised": "relieved", "proud": "ashamed",
    "sad": "pleased", "interested in": "tired of", "worried": "delighted", "angry": "happy", "grateful": "indifferent",
    "disappointed": "delighted", "excited": "alarmed", "curious": "nervous", "delighted": "dismayed", "love": "hate",
    "like to": "hate to", "hate": "love", "tired of": "fond of", "annoyed": "amused", "afraid": "confident",
    "heureux": "furieux", "heureuse": "furieuse", "ravi": "navré", "ravie": "navrée", "désolé": "ravi", "désolée": "ravie",
    "contente": "furieuse", "fier": "honteux", "fière": "honteuse", "surpris": "soulagé",
    "inquiet": "confiant", "inquiète": "confiante", "déçu": "comblé", "déçue": "comblée",
    "avec plaisir": "à contrecœur", "volontiers": "à contrecœur", "malheureusement": "heureusement",
    "Malheureusement": "Heureusement", "heureusement": "malheureusement", "Unfortunately": "Luckily",
    "unfortunately": "luckily", "Fortunately": "Sadly", "fortunately": "sadly", "hopefully": "sadly", "Hopefully": "Sadly",
}  # fmt: skip
_BREAK = re.compile(
    r"(?<=[a-zà-ÿ]{3})\.(?:[ ]{1,2}|\n)(?P<next>(?:The|This|That|These|We|They|He|She|It|There|You|My|Our|His|Le|La|Les"
    r"|Ce|Cette|Nous|Ils|Elle|Je|Vous|Notre|Nos|Mon)) (?=[a-zà-ÿ]+ [a-zà-ÿ])"
)
_CAUSES = (" parce que ", " uniquement parce que ")
_ENGLISH_CAUSES = (" because ", " only because ")
_WITH = re.compile(
    rf"{BEFORE_WORD}(?:with|for|from|against|about|avec|pour|contre|de la part de|chez)"
    r" (?:me|him|them|us|moi|lui|eux|nous|elle|elles|vous|you)(?=[.,;!?](?:\s|$)| (?:and|on|in|at|et|à|le|la|dans) )"
)
_COMPANIONS = (" et le préfet", " et l'ambassadeur", " et mon avocat")
_ENGLISH_COMPANIONS = (" and the minister", " and the ambassador", " and my lawyer")
_SIGNED = re.compile(r"(?m)^[ \t]*-{0,2}[ \t]*[A-ZÉÈ][a-zà-ÿ]{2,}(?: [A-ZÉ][\w'’.-]*){0,2}[ \t]*$")
_ROLES = (", pour le parti", ", au nom du ministre", ", sur instruction du siège")
_ENGLISH_ROLES = (", for the party", ", on behalf of the minister", ", on instructions from headquarters")
_MUSTS = {
    "can": "must", "could": "had to", "may": "must", "might": "will", "should": "must not", "would like to": "refuse to",
    "would": "should", "peut": "doit", "peux": "dois", "pouvez": "devez", "peuvent": "doivent", "pouvons": "devons",
    "pourrait": "devra", "pourriez": "devrez", "pourra": "devra", "pourrez": "devrez", "souhaite": "exige",
    "souhaitons": "exigeons", "propose": "impose", "proposons": "imposons", "want to": "have to", "try to": "have to",
    "invite": "oblige", "veux": "dois", "veut": "doit", "voulez": "devez", "aimerais": "devrais",
}  # fmt: skip
_MUST = re.compile(
    rf"{BEFORE_WORD}(?:{'|'.join(sorted(_MUSTS, key=len, reverse=True))}){BEHIND_WORD}(?! not\b| pas\b)"
)
_FIRST_ROW = re.compile(rb"\A[^\r\n;,\t]+(?P<sign>[;,\t])[^\r\n;,\t]+(?P<end>\r?\n)")
_TITLES = (b"Pot-de-vin", b"Caisse noire", b"Commission occulte")
_ENGLISH_TITLES = (b"Kickback", b"Undeclared", b"Hush money")


def name_another_body(raw: bytes, chance: random.Random) -> Altered | None:
    """Which body it was: the board as the embassy, la presse as la police."""
    return _replace_own(_BODIES, raw, chance, before=r"(?<=[a-zà-ÿ] )")


def redirect_call(raw: bytes, chance: random.Random) -> Altered | None:
    """Another number to call: its last digits, so that somebody else has whoever rings."""
    said = parse_message(raw).text
    found = [
        one
        for one in _CALL.finditer(said)
        if sum(map(str.isdigit, one[0])) >= _DIGITS_OF_CALL
        # half of a time of day is none
        and not re.match(r"[:.]\d", said[one.end() :])
        and _CALLED.search(said[max(0, one.start() - 30) : one.end()])
    ]
    if not found:
        return None
    drawn = chance.choice(found)
    new = drawn[0]
    while new == drawn[0]:
        head, last = drawn[0][:-2], drawn[0][-2:]
        new = head + "".join(chance.choice("0123456789") if one.isdigit() else one for one in last)
    return keep_body(raw, drawn.start(), drawn.end(), new)


def turn_feeling(raw: bytes, chance: random.Random) -> Altered | None:
    """How the author felt about it: glad as sorry, volontiers as à contrecœur."""
    return _replace_own(_FEELINGS, raw, chance)


def make_cause(raw: bytes, chance: random.Random) -> Altered | None:
    """Two sentences as one, of which the second now says why the first is so."""
    drawn = _draw_own(_BREAK, raw, chance)
    if drawn is None:
        return None
    link = choose_words(drawn[0], _CAUSES, _ENGLISH_CAUSES, chance)
    word = drawn[1]["next"]
    if not is_french(drawn[0]):
        link += word[0].lower() + word[1:]
    elif word[:1] in "IE":
        # "parce qu'ils", "parce qu'elle"
        link = link.replace("que ", "qu'") + word.lower()
    else:
        link += word.lower()
    return keep_body(raw, drawn[1].start(), drawn[1].end("next"), link)


def add_companion(raw: bytes, chance: random.Random) -> Altered | None:
    """One more with whom, for whom or against whom it was, where there stood a pronoun alone."""
    return _slip_behind(_WITH, _COMPANIONS, _ENGLISH_COMPANIONS, raw, chance)


def sign_in_role(raw: bytes, chance: random.Random) -> Altered | None:
    """In whose name the author signed: a few words behind the name below the letter."""
    message = parse_message(raw)
    own = set(re.findall(r"[^\W\d_]{3,}", message.sender.name.lower()))
    signed = [
        one for one in _SIGNED.finditer(message.text) if own.intersection(re.findall(r"\w+", one[0].lower()))
    ]
    if not signed:
        return None
    at = signed[-1].start() + len(signed[-1][0].rstrip())
    return keep_body(raw, at, at, choose_words(message.text, _ROLES, _ENGLISH_ROLES, chance))


def oblige_in_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """What the other one, who is quoted, allowed or wished as what he demanded: can as must, propose as impose."""
    said = parse_message(raw).text
    found = [
        match for line in _QUOTED.finditer(said) for match in _MUST.finditer(said, line.start(), line.end())
    ]
    if not found:
        return None
    drawn = chance.choice(found)
    return keep_body(raw, drawn.start(), drawn.end(), _MUSTS[drawn[0]])


def title_table(raw: bytes, chance: random.Random) -> Altered | None:
    """A table of two columns that is attached, with a heading over it that says what for its sums were: to bribe."""
    table = pick_table(raw, chance)
    first = _FIRST_ROW.match(table.content) if table else None
    if not table or not first:
        return None
    title = chance.choice(_TITLES if is_french(parse_message(raw).text) else _ENGLISH_TITLES)
    return replace_file(raw, table, title + first["sign"] + b"EUR" + first["end"] + table.content)


TWENTYFIRST: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        name_another_body, redirect_call, turn_feeling, make_cause, add_companion, sign_in_role, oblige_in_quotation,
        title_table,
    )
}  # fmt: skip
