"""Phrases with choices, slots and agreement: how they are written in the files, and how a text is made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chaffinch.decoys.letters.errors import PhraseError

LANGUAGES = ("fr", "en")
#: What `{me:prêt|prête}` and the like agree with: the writer's sex, the sex of whom it goes to, that of the colleague whom
#: the letter speaks of.
AGREEMENTS = {"me": 2, "you": 2, "one": 2}

Pick = Callable[[str, int], int]
"""(site, number of options) → the option to take."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a fact of the thread."""

    name: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Forms of one word."""

    kind: str
    forms: tuple[Sequence_, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Phrasings that mean the same; which one stands in an item is its mark."""

    site: str
    options: tuple[Sequence_, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The place of another rule."""

    rule: str


#: Words that mean the same wherever they stand in a phrase: each place is a choice of its own. Sorted by language.
_SAME: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        ("I am ", "I'm "), ("I will ", "I'll "), ("it is ", "it's "), ("It is ", "It's "), ("we are ", "we're "),
        ("We are ", "We're "), ("do not ", "don't "), ("that is ", "that's "), ("there is ", "there's "),
        ("is not ", "isn't "), ("cannot ", "can't "), ("I would ", "I'd "), ("you will ", "you'll "), ("it will ", "it'll "),
        ("let us ", "let's "), ("at once", "right away"), ("around {", "about {", "at around {"), ("nobody ", "no one "),
        ("somebody ", "someone "), ("before {", "ahead of {"), ("until {", "till {", "up to {"), ("in all", "in total"),
        ("right after", "straight after"), ("this morning", "earlier today"),
        ("with {colleague}", "together with {colleague}"), ("about {matter}", "regarding {matter}"),
        ("for {matter}", "concerning {matter}"),
    ),
    "fr": (
        ("ça ", "cela "), (" aussi ", " également "), ("vers {", "aux alentours de~{", "sur les coups de~{"),
        ("avant {", "d'ici {"), ("on a ", "nous avons "), ("sinon ", "autrement "), ("à partir de {", "dès {"),
        ("environ", "à peu près"), (" mais ", " cependant "), ("il reste ", "il me reste "), ("il faut ", "il faudrait "),
        ("je passe ", "je passerai "), ("je prends ", "je prendrai "), ("j'ai prévenu", "j'ai averti"),
        ("qui peut ", "qui pourrait "), ("après {", "passé {"), ("personne ne ", "nul ne "), ("on peut ", "nous pouvons "),
        ("je garde ", "je conserve "), (" avec {colleague}", " en compagnie de~{colleague}"),
        (" pour {matter}", " concernant {matter}"), ("tout de suite", "immédiatement"),
        ("ce matin", "tout à l'heure"), ("chez {colleague}", "dans le bureau de~{colleague}"),
    ),
}  # fmt: skip

Node = str | Slot | Agreement | Choice | Reference
Sequence_ = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The phrases of one language."""

    language: str
    rules: Mapping[str, Choice]
    """`room.open.1` → its sentences."""
    lists: Mapping[str, Mapping[str, Sequence[Any]]]
    """topic → what may fill its slots; a pair of numbers is a range."""

    @property
    def topics(self) -> tuple[str, ...]:
        """What letters are about."""
        return tuple(sorted(self.lists.keys() - {"common", "access"}))

    def find_moves(self, act: str) -> tuple[str, ...]:
        """Return the rules of one act (`room.open`) in their order."""
        return tuple(sorted(rule for rule in self.rules if rule.rpartition(".")[0] == act))


@dataclass(frozen=True, slots=True)
class Scope:
    """What fills the slots of one letter, and what its words agree with."""

    facts: Mapping[str, str]
    agreements: Mapping[str, int]
    """me, you, one → which of the forms: 0 for a man, 1 for a woman."""


def expand(grammar: Grammar, rule: str, *, scope: Scope, pick: Pick) -> str:
    """Return one text of a rule, tidied: elisions made, spaces single, a capital at the beginning.

    Raises:
        PhraseError: the rule or a slot does not exist.
    """
    return tidy(_expand(grammar, (Reference(rule),), scope, pick))


def _expand(grammar: Grammar, nodes: Sequence_, scope: Scope, pick: Pick) -> str:
    parts = []
    for node in nodes:
        match node:
            case str():
                parts.append(node)
            case Slot(name):
                if name not in scope.facts:
                    raise PhraseError(f"No fact fills the slot {{{name}}}.")
                parts.append(scope.facts[name])
            case Agreement(kind, forms):
                parts.append(_expand(grammar, forms[scope.agreements[kind]], scope, pick))
            case Choice(site, options):
                parts.append(_expand(grammar, options[pick(site, len(options))], scope, pick))
            case Reference(rule):
                if rule not in grammar.rules:
                    raise PhraseError(f"There is no rule {rule!r}.")
                parts.append(_expand(grammar, (grammar.rules[rule],), scope, pick))
    return "".join(parts)


_ELIDED = re.compile(r"\b(\w*?)(?:e|a)~(?=[aeiouyhàâéèêëîïôöûüœAEIOUYHÀÂÉÈÊËÎÏÔÖÛÜŒ])")


def tidy(text: str) -> str:
    """Make elisions (`de~Anne` → `d'Anne`), and let the sentence begin with a capital."""
    text = _ELIDED.sub(r"\1'", text).replace("~", " ")
    text = re.sub(r" {2,}", " ", text).strip()
    return text[:1].upper() + text[1:]


def parse_phrase(text: str, *, site: str) -> Sequence_:
    """Read one phrase.

    `[a|b]` is a choice, `{slot}` a fact, `{topic.rule}` another rule, `{me:prêt|prête}` agrees, `de~` is elided.

    Raises:
        PhraseError: a bracket is not closed, or an agreement has the wrong number of forms.
    """
    pieces = re.findall(r"[\[\]{}|]|[^\[\]{}|]+", spread_words(text, site.partition("/")[0]))
    nodes, rest, _ = _parse(pieces, 0, site, stop="")
    if rest != len(pieces):
        raise PhraseError(f"A bracket too many in {text!r} ({site}).")
    return nodes


def spread_words(text: str, language: str) -> str:
    """Turn words of a phrase that have others of the same meaning into choices."""
    for words in _SAME.get(language, ()):
        first, *others = words
        _, brace, slot = first.partition("{")
        if brace:
            options = "|".join(word.partition("{")[0] for word in words)
            text = re.sub(rf"(?<!\w){re.escape(first)}", f"[{options}]{{{slot}", text)
        else:
            text = re.sub(rf"(?<![\w']){re.escape(first)}", f"[{'|'.join([first, *others])}]", text)
    return text


def _parse(pieces: Sequence[str], at: int, site: str, *, stop: str) -> tuple[Sequence_, int, str]:
    nodes: list[Node] = []
    while at < len(pieces):
        piece = pieces[at]
        if piece and piece in stop:
            return tuple(nodes), at, piece
        at += 1
        if piece == "[":
            options, at = _parse_options(pieces, at, f"{site}/{at}", close="]")
            nodes.append(Choice(f"{site}/{at}", options))
        elif piece == "{":
            node, at = _parse_braces(pieces, at, f"{site}/{at}")
            nodes.append(node)
        elif piece in "]}|":
            raise PhraseError(f"A {piece} without its beginning ({site}).")
        else:
            nodes.append(piece)
    if stop:
        raise PhraseError(f"A bracket is not closed ({site}).")
    return tuple(nodes), at, ""


def _parse_options(
    pieces: Sequence[str], at: int, site: str, *, close: str
) -> tuple[tuple[Sequence_, ...], int]:
    options = []
    while True:
        nodes, at, found = _parse(pieces, at, site, stop=f"|{close}")
        options.append(nodes)
        at += 1
        if found == close:
            return tuple(options), at


def _parse_braces(pieces: Sequence[str], at: int, site: str) -> tuple[Node, int]:
    kind, colon, first = pieces[at].partition(":")
    if not colon:
        if pieces[at + 1 : at + 2] != ["}"]:
            raise PhraseError(f"A slot is not closed ({site}).")
        return (Reference(kind) if "." in kind else Slot(kind)), at + 2
    forms, at = _parse_options([*pieces[:at], first, *pieces[at + 1 :]], at, site, close="}")
    if AGREEMENTS.get(kind) != len(forms):
        raise PhraseError(f"{{{kind}:…}} has {len(forms)} forms ({site}).")
    return Agreement(kind, forms), at


def read_grammar(language: str, texts: Mapping[str, str]) -> Grammar:
    """Read phrases.

    Args:
        language: fr or en.
        texts: topic → its file (TOML): `lists`, and acts with their moves; an act of one move is a plain list.

    Raises:
        PhraseError: a file cannot be read, or a phrase names what does not exist.
    """
    rules: dict[str, Choice] = {}
    lists: dict[str, Mapping[str, Sequence[Any]]] = {}
    for topic, text in texts.items():
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise PhraseError(f"The phrases of {topic} cannot be read: {error}.") from error
        lists[topic] = found.pop("lists", {})
        for name, phrases in _list_rules(topic, found):
            site = f"{language}/{name}"
            options = (parse_phrase(phrase, site=f"{site}/{place}") for place, phrase in enumerate(phrases))
            rules[name] = Choice(site, tuple(options))
    return Grammar(language, rules, lists)


def _list_rules(topic: str, found: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    for act, moves in found.items():
        if isinstance(moves, list):
            yield f"{topic}.{act}", moves
        else:
            for move, phrases in moves.items():
                yield f"{topic}.{act}.{move}", phrases


@cache
def load_grammar(language: str) -> Grammar:
    """Read the phrases that are shipped.

    Raises:
        PhraseError: there are none for this language.
    """
    if language not in LANGUAGES:
        raise PhraseError(
            f"There are no phrases for {language!r}.", todo=f"Take one of: {', '.join(LANGUAGES)}."
        )
    folder = files("chaffinch.decoys").joinpath("letters", "phrases", language)
    found = sorted(folder.iterdir(), key=lambda one: one.name)
    return read_grammar(
        language, {one.name.removesuffix(".toml"): one.read_text(encoding="utf-8") for one in found}
    )
