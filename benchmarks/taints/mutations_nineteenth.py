"""What a forger changes, nineteenth set: a city, a state, an exception, a voice, by a hand that had not read the model."""

from __future__ import annotations

import random
import re

from benchmarks.taints.mutations import (
    BEFORE_WORD,
    BEHIND_WORD,
    Altered,
    Mutation,
    choose_words,
    keep_body,
    pick_table,
    replace_file,
)
from benchmarks.taints.mutations_eighteenth import _draw_own
from benchmarks.taints.rebuilding import rebuild

from chaffinch.mail.message import parse_message

_CITIES = {
    "Paris": "Moscou", "Lyon": "Genève", "Marseille": "Tripoli", "Bruxelles": "Pékin", "Londres": "Dubaï",
    "Genève": "Zurich", "Berlin": "Moscow", "London": "Dubai", "Geneva": "Panama", "Washington": "Moscow",
    "Dublin": "Nicosia", "Brussels": "Beijing", "Europe": "Asia", "Boston": "Havana", "Chicago": "Caracas",
    "California": "Florida", "Canada": "Cuba", "France": "Russie", "Germany": "Russia", "England": "Belarus",
    "America": "China", "Ireland": "Cyprus", "India": "Pakistan", "Japan": "Korea", "Australia": "Iran",
    "Seattle": "Tehran", "Texas": "Nevada", "Lille": "Monaco", "Nantes": "Luxembourg", "Bordeaux": "Andorre",
    "Toulouse": "Beyrouth", "Strasbourg": "Vaduz", "Madrid": "Caracas", "Rome": "Tirana", "Vienna": "Minsk",
    "Italy": "Libya", "Spain": "Venezuela", "Sweden": "Syria", "UK": "UAE", "USA": "USSR",
}  # fmt: skip
_STATES = {
    "public": "secret", "private": "public", "publique": "secrète", "privé": "public", "draft": "final", "final": "draft",
    "signed": "unsigned", "signé": "annulé", "signée": "annulée", "ready": "late", "late": "early", "prêt": "perdu",
    "prêts": "perdus", "alive": "dead", "dead": "alive", "empty": "full", "full": "empty", "vide": "plein",
    "plein": "vide", "broken": "intact", "fixed": "broken", "missing": "destroyed", "lost": "sold", "perdu": "vendu",
    "current": "former", "former": "current", "ouvert": "fermé", "ouverte": "fermée",
    "fermé": "ouvert", "validé": "rejeté", "validée": "rejetée", "confirmed": "cancelled", "confirmé": "annulé",
    "available": "sold", "disponible": "vendu", "disponibles": "vendus", "unknown": "well-known", "local": "foreign",
    "original": "forged", "complete": "partial", "complet": "partiel", "complète": "partielle", "temporary": "permanent",
    "provisoire": "définitif", "définitif": "provisoire", "définitive": "provisoire", "stable": "unstable",
}  # fmt: skip
_ALL = re.compile(
    r"(?<![\w'’-])(?:[Ee]veryone|[Ee]verybody|[Aa]ll of (?:us|you|them)|[Tt]out le monde|[Vv]ous tous|[Nn]ous tous"
    r"|[Tt]oute l['’]équipe|[Ll]['’]équipe|[Tt]he team|[Nn]obody|[Pp]ersonne|[Nn]o one|[Cc]hacun"
    r"|[Ee]ach of (?:us|you|them)|[Cc]ollègues|[Cc]olleagues)(?= (?!else)[a-zà-ÿ]{2,}|[.!?](?:\s|$))"
)
_EXCEPTIONS = (" sauf le commissaire aux comptes", " hormis Delphine", " sauf la presse")
_ENGLISH_EXCEPTIONS = (" except the auditors", " but Gwendolyn", " except the press")
_END = re.compile(
    r"(?m)^(?![>|]|.{0,40} wrote|.*(?:confidential|confidentiel|destinataire|recipient))"
    r".*[a-zà-ÿ]{3,} [a-zà-ÿ]{4,}(?=[.](?:\s|$))"
)
_AGAINS = (" une fois de plus", " comme en 2019", " pour la troisième fois")
_ENGLISH_AGAINS = (" once more", " just as in 2019", " for the third time")
_QUOTED = re.compile(r"(?m)^>[> ]*[^\n>][^\n]*")
_VOICES = {
    "I": "you", "we": "they", "We": "They", "my": "your", "our": "their", "you": "we", "your": "my", "You": "We",
    "me": "them", "us": "them", "je": "il", "Je": "Il", "nous": "ils", "Nous": "Ils", "mon": "votre", "notre": "leur",
    "ma": "votre", "vos": "mes", "votre": "mon", "nos": "leurs", "mes": "vos", "they": "we", "They": "We",
}  # fmt: skip
_VOICE = re.compile(
    rf"(?<![\w'’@/.-])(?:{'|'.join(sorted(_VOICES, key=len, reverse=True))})(?![\w'’@/-]|\.\w)"
)
_ROW = re.compile(rb"(?m)^[^\r\n;,\t]+[;,\t]-?\d[^\r\n]*\r?\n")
_PATHS = (" par WhatsApp", " de vive voix", " par courrier anonyme")
_ENGLISH_PATHS = (" over Signal", " by word of mouth", " in an unsigned letter")
_TOLD = re.compile(
    r"(?<![\w'’-])(?:told (?:me|us|you|him|her|them)|asked (?:me|us|you|him|her|them)|let (?:me|us|you) know"
    r"|tell (?:me|us|you|him|her|them)|inform (?:me|us|you|them)|[Aa]sk (?:me|him|her|them)|contact (?:me|us|him|her|them)"
    r"|announced|answered|replied|reported|mentioned|m['’]a (?:dit|écrit|répondu|confirmé)|nous (?:a dit|a écrit|a répondu)"
    r"|a (?:annoncé|répondu|confirmé|signalé)|ont (?:annoncé|répondu|confirmé|signalé)|me (?:dire|répondre|confirmer)"
    r"|nous (?:dire|répondre|confirmer|écrire)|vous (?:écrire|répondre|confirmer|informer|envoyer))"
    r"(?= [a-zà-ÿ]|[.,!?](?:\s|$))"
)


def _replace_own(
    words: dict[str, str], raw: bytes, chance: random.Random, *, before: str = BEFORE_WORD
) -> Altered | None:
    """Return the message with one of these words, where its author wrote it, as its counterpart."""
    some = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    drawn = _draw_own(re.compile(f"{before}(?:{some}){BEHIND_WORD}"), raw, chance)
    return keep_body(raw, drawn[1].start(), drawn[1].end(), words[drawn[1][0]]) if drawn else None


def _slip_behind(
    place: re.Pattern[str],
    french: tuple[str, ...],
    english: tuple[str, ...],
    raw: bytes,
    chance: random.Random,
) -> Altered | None:
    """Return the message with some words more behind one of these places, above what a list or a host set below."""
    drawn = _draw_own(place, raw, chance)
    if drawn is None:
        return None
    at = drawn[1].end()
    return keep_body(raw, at, at, choose_words(drawn[0], french, english, chance))


def move_city(raw: bytes, chance: random.Random) -> Altered | None:
    """Another city or country: in Paris as in Moscow."""
    return _replace_own(_CITIES, raw, chance)


def turn_state(raw: bytes, chance: random.Random) -> Altered | None:
    """In what state something is: a draft as the final one, what is lost as sold."""
    return _replace_own(_STATES, raw, chance, before=r"(?<=[a-zà-ÿ] )")


def except_someone(raw: bytes, chance: random.Random) -> Altered | None:
    """Somebody left out of those who were all meant."""
    return _slip_behind(_ALL, _EXCEPTIONS, _ENGLISH_EXCEPTIONS, raw, chance)


def repeat_deed(raw: bytes, chance: random.Random) -> Altered | None:
    """A few words at a sentence's end: it was not the first time."""
    return _slip_behind(_END, _AGAINS, _ENGLISH_AGAINS, raw, chance)


def pass_secretly(raw: bytes, chance: random.Random) -> Altered | None:
    """By what way somebody was told, where the author did not say: none that leaves a trace with the firm."""
    return _slip_behind(_TOLD, _PATHS, _ENGLISH_PATHS, raw, chance)


def turn_voice_in_quotation(raw: bytes, chance: random.Random) -> Altered | None:
    """In what the other one wrote, who is quoted: I as you, notre as leur."""
    said = parse_message(raw).text
    found = [
        match for line in _QUOTED.finditer(said) for match in _VOICE.finditer(said, line.start(), line.end())
    ]
    if not found:
        return None
    drawn = chance.choice(found)
    return keep_body(raw, drawn.start(), drawn.end(), _VOICES[drawn[0]])


def speak_for_copy(raw: bytes, chance: random.Random) -> Altered | None:
    """A letter from the one who had a copy of it; the one who wrote it had the copy."""
    message = parse_message(raw)
    fields = {
        one.key: one.raw.partition(b":")[2].replace(b"\r\n", b"\n").strip().decode("utf-8", "surrogateescape")
        for one in message.headers
        if one.key in {"from", "cc"}
    }
    copied = [one.address for one in message.cc]
    if len(copied) != 1 or "@" not in copied[0] or copied[0] == message.sender.address or len(fields) != 2:
        return None
    done = rebuild(raw, replace={"from": fields["cc"], "cc": fields["from"]})
    return Altered(done, "from", message.sender.address, copied[0])


def repeat_row(raw: bytes, chance: random.Random) -> Altered | None:
    """A table that is attached, one row of which stands there twice: the sum was had, or paid, two times."""
    table = pick_table(raw, chance)
    rows = list(_ROW.finditer(table.content)) if table else []
    if not table or not rows:
        return None
    drawn = chance.choice(rows)
    return replace_file(raw, table, table.content[: drawn.end()] + drawn[0] + table.content[drawn.end() :])


NINETEENTH: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        move_city, turn_state, except_someone, repeat_deed, pass_secretly, turn_voice_in_quotation, speak_for_copy,
        repeat_row,
    )
}  # fmt: skip
