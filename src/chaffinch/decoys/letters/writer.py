"""Who puts a letter into words: the grammar, or anything else that keeps to the same rules."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chaffinch.decoys.letters.correspondent import Correspondent
from chaffinch.decoys.letters.errors import WriterError
from chaffinch.decoys.letters.grammar import Grammar, Scope, expand, load_grammar
from chaffinch.decoys.letters.letter import Act
from chaffinch.decoys.letters.wording import Code

MAX_LETTERS = 4000
#: How often a letter of each act ends with chat, and with a closing line, of a hundred.
_CHAT = {"open": 45, "answer": 40, "query": 75, "clarify": 80, "chase": 25, "thanks": 65, "forward": 35}
_CLOSE = {"open": 55, "answer": 25, "query": 45, "clarify": 20, "chase": 15, "thanks": 0, "forward": 20}


@dataclass(frozen=True, slots=True)
class Brief:
    """What a letter has to say."""

    language: str
    topic: str
    act: Act
    sender: Correspondent
    reader: Correspondent
    """Whom it speaks to."""
    facts: Mapping[str, str]
    """Slot → what fills it, as it is said on the day of writing."""
    before: Sequence[str]
    """The bodies of the thread so far, the latest last."""
    attached: str = ""
    """`paper`, `invitation` or `card` if something goes with it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's words, without greeting, name or quotation, which are the persona's."""

    subject: str
    """Only asked for of a letter that begins a thread."""
    paragraphs: tuple[str, ...]


class Writer(Protocol):
    """Puts letters into words. A local language model can be one; `check_written` is the contract."""

    def write(self, brief: Brief, *, item: str, chance: random.Random) -> Written:
        """Return the words of one item; the same item, brief and chance give the same words."""
        ...


class GrammarWriter:
    """Writes with the grammar; the installation's code chooses among phrasings, so that an excerpt tells its item."""

    def __init__(self, code: Code, grammars: Mapping[str, Grammar] | None = None) -> None:
        """Keep the code and the phrases; without `grammars`, those that are shipped."""
        self._code, self._grammars = code, grammars or {}

    def find_grammar(self, language: str) -> Grammar:
        """Return the phrases of a language."""
        return self._grammars.get(language) or load_grammar(language)

    def write(self, brief: Brief, *, item: str, chance: random.Random) -> Written:
        """Return the words of one item."""
        grammar, pick = self.find_grammar(brief.language), self._code.open_item(item).pick
        sexes = {"me": brief.sender.persona.sex == "f", "you": brief.reader.persona.sex == "f"}
        scope = Scope(brief.facts, {**{name: int(of) for name, of in sexes.items()}, "one": 0})
        moves = list(
            grammar.find_moves(f"{brief.topic}.{brief.act}") or grammar.find_moves(f"common.{brief.act}")
        )
        if brief.act == "answer" and len(moves) > 1 and chance.random() < 0.25:
            moves.pop()
        if brief.attached:
            moves.append({"card": "common.card.1", "invitation": "common.invitation.1"}.get(
                brief.attached, "common.attached.1"))  # fmt: skip
        if chance.random() * 100 < _CHAT[brief.act]:
            moves.append("common.chatter")
        if chance.random() * 100 < _CLOSE[brief.act]:
            moves.append("common.close.1")
        sentences = [expand(grammar, move, scope=scope, pick=pick) for move in moves]
        subject = (
            expand(grammar, f"{brief.topic}.subject", scope=scope, pick=pick) if brief.act == "open" else ""
        )
        return Written(subject, _break_lines(sentences, chance))


def _break_lines(sentences: Sequence[str], chance: random.Random) -> tuple[str, ...]:
    """Join sentences into paragraphs; people break lines about every second sentence."""
    paragraphs: list[str] = []
    for sentence in sentences:
        if paragraphs and chance.random() < 0.5:
            paragraphs[-1] = f"{paragraphs[-1]} {sentence}"
        else:
            paragraphs.append(sentence)
    return tuple(paragraphs)


#: What no letter may hold: addresses, links, long numbers (telephone, card, IBAN), control characters.
_REFUSED = {
    "address": re.compile(r"\S@\S"),
    "link": re.compile(r"https?:|www\."),
    "number": re.compile(r"\+?\d(?:[ .\u202f-]?\d){7,}"),
    "account": re.compile(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,}"),
    "control": re.compile(r"[\x00-\x09\x0b-\x1f\x7f]"),
    "slot": re.compile(r"[{}\[\]|~]"),
}


def check_written(brief: Brief, written: Written) -> Written:
    """Return what a writer wrote, if it may be planted.

    Raises:
        WriterError: it is empty, too long, or holds an address, a link, a number that could be somebody's telephone, card or
            account, or something that is no text.
    """
    text = "\n".join((written.subject, *written.paragraphs))
    if not all(one.strip() for one in written.paragraphs) or not written.paragraphs:
        raise WriterError("A letter is empty.")
    if (brief.act == "open" and not written.subject.strip()) or "\n" in written.subject:
        raise WriterError("The first letter of a thread has no subject of one line.")
    if len(text) > MAX_LETTERS:
        raise WriterError(f"A letter of {len(text):,} characters is too long.")
    for reason, pattern in _REFUSED.items():
        if found := pattern.search(text):
            raise WriterError(f"A letter may not hold {found.group()!r} ({reason}).")
    return written
