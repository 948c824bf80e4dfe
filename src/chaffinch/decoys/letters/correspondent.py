"""Who writes: a persona with an address, a mail program, and habits of writing."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Literal

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.letters.grammar import load_grammar
from chaffinch.decoys.letters.hours import Week, draw_week
from chaffinch.decoys.persona import Persona

Client = Literal["outlook", "thunderbird", "roundcube", "apple"]
#: Whose messages are imitated, by the persona's device. Who feeds pages from Windows has no Mac on the desk; the telephones
#: may belong to anybody. Shares are judgement.
_CLIENTS: dict[str, Weighted[Client]] = {
    "windows": Weighted.of({"outlook": 46.0, "thunderbird": 34.0, "roundcube": 20.0}),
    "android": Weighted.of({"apple": 45.0, "thunderbird": 25.0, "roundcube": 30.0}),
}


@dataclass(frozen=True, slots=True)
class Correspondent:
    """One of those who write to one another."""

    persona: Persona
    address: str
    client: Client
    version: str
    """Of the mail program, as it writes it."""
    language: str
    """fr or en: of the mail program, and of letters that this person begins."""
    greetings: tuple[str, ...]
    signoffs: tuple[str, ...]
    signature: tuple[str, ...]
    """The lines under `-- `; none for a few."""
    answers_below: bool
    """Whether the answer stands under what it quotes."""
    writes_html: bool
    host: str
    """The computer's address in the office's network (RFC 1918)."""
    week: Week


_VERSIONS = {
    "outlook": ("16.0",),
    "thunderbird": ("",),
    "roundcube": ("1.6.11",),
    "apple": ("3774.600.62", "3774.500.171.1.1", "3731.700.6", "3731.500.231"),
}


def draw_correspondent(
    persona: Persona,
    address: str,
    chance: random.Random,
    *,
    organisation: str,
    webmail: str,
    since: date,
    until: date,
) -> Correspondent:
    """Return how somebody writes.

    Args:
        persona: who.
        address: where the mailbox is.
        chance: the source of randomness.
        organisation: the name under signatures; none if empty.
        webmail: the version of Roundcube that the organisation runs, an empty text for the usual one.
        since: the first day of the correspondence.
        until: the day after the last.
    """
    language = "fr" if persona.language == "fr" else "en"
    lists = load_grammar(language).lists["common"]
    client = _CLIENTS[persona.habits.platform].draw(chance)
    version = chance.choice(_VERSIONS[client])
    signature = [persona.name.full, *([persona.title] if chance.random() < 0.8 else [])]
    if organisation and chance.random() < 0.7:
        signature.append(organisation)
    return Correspondent(
        persona=persona,
        address=address,
        client=client,
        version=webmail if client == "roundcube" and webmail else version,
        language=language,
        greetings=tuple(chance.sample(lists["greeting"], 2)),
        signoffs=tuple(chance.sample(lists["signoff"], 3)),
        signature=tuple(signature) if chance.random() < 0.85 else (),
        answers_below=client in ("thunderbird", "roundcube") and chance.random() < 0.55,
        writes_html=client == "outlook" or (client in ("thunderbird", "apple") and chance.random() < 0.6),
        host=f"192.168.{chance.choice((1, 1, 10, 20))}.{chance.randint(20, 240)}",
        week=draw_week(
            persona.habits.hours, "fr" if language == "fr" else "gb", chance, since=since, until=until
        ),
    )
