"""Phrases: how they are read, that every one can be said, and that none says what must not be said."""

from __future__ import annotations

import random
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chaffinch.decoys.letters.errors import PhraseError
from chaffinch.decoys.letters.facts import draw_facts
from chaffinch.decoys.letters.grammar import (
    LANGUAGES,
    Pick,
    Scope,
    expand,
    load_grammar,
    parse_phrase,
    read_grammar,
    tidy,
)

AT = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("Europe/Paris"))
ACTS = ("open.1", "open.2", "answer.1", "answer.2", "query.1", "clarify.1", "subject")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_every_topic_can_be_said_with_the_facts_of_any_thread(language: str) -> None:
    grammar, chance = load_grammar(language), random.Random(1)
    for topic in (*grammar.topics, "access"):
        facts = draw_facts(grammar, topic, chance, at=AT).render(language, AT)
        facts |= {"who": "Anna", "colleague": "Inès", "colleague2": "Paul"}
        for sex in (0, 1):
            scope = Scope(facts, {"me": sex, "you": sex, "one": sex})
            for name in grammar.rules:
                if name.partition(".")[0] not in (topic, "common"):
                    continue
                for place in range(len(grammar.rules[name].options)):
                    site = grammar.rules[name].site
                    for turn in range(4):
                        text = expand(grammar, name, scope=scope, pick=_choose(site, place, turn))
                        assert not re.search(r"[{}\[\]|~]|  ", text), text
                        assert text[0].isupper() or not text[0].isalpha()


def _choose(site: str, place: int, turn: int) -> Pick:
    """Take one option at a site, and some other everywhere else."""
    return lambda at, count: place if at == site else turn % count


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_has_every_act(language: str) -> None:
    grammar = load_grammar(language)
    assert len(grammar.topics) >= 13
    for topic in grammar.topics:
        assert {f"{topic}.{act}" for act in ACTS} <= set(grammar.rules), topic
    for act in ("thanks", "chase", "forward"):
        assert grammar.find_moves(f"common.{act}")


def test_no_phrase_speaks_of_politics_votes_or_donors() -> None:
    words = re.compile(
        r"\b(vot(e|es|er|ing|ers)|élection\w*|électeur\w*|election\w*|ballot\w*|candidat\w*|donat\w+|donor\w*|donateur\w*"
        r"|parti|party politics|président\w*|minist\w+|poll(s|ing)?|campagne|campaign)\b",
        re.IGNORECASE,
    )
    for language in LANGUAGES:
        for name, rule in load_grammar(language).rules.items():
            found = words.findall(str(rule))
            assert not [one for one in found if one[0] or one], (name, found)


def test_elision_and_agreement() -> None:
    assert tidy("l'accord de~Anne, que~il dise, de~Paul") == "L'accord d'Anne, qu'il dise, de Paul"
    grammar = read_grammar("fr", {"t": 'say = ["je suis {me:prêt|prête} [ici|là]"]'})
    for sex, word in ((0, "prêt"), (1, "prête")):
        assert (
            expand(grammar, "t.say", scope=Scope({}, {"me": sex}), pick=lambda _, n: n - 1)
            == f"Je suis {word} là"
        )


@pytest.mark.parametrize("bad", ["[a|b", "a]", "{me:un}", "{slot", "{me:a|b|c}", "}"])
def test_a_phrase_that_is_not_closed_or_agrees_wrongly_is_refused(bad: str) -> None:
    with pytest.raises(PhraseError):
        parse_phrase(bad, site="de/x")


def test_what_does_not_exist_is_named() -> None:
    grammar = read_grammar("fr", {"t": 'say = ["{nothing}"]\nmore = ["{t.none}"]'})
    for rule, named in (("t.say", "nothing"), ("t.more", "t.none"), ("t.gone", "t.gone")):
        with pytest.raises(PhraseError, match=named):
            expand(grammar, rule, scope=Scope({}, {}), pick=lambda _, __: 0)
    with pytest.raises(PhraseError):
        load_grammar("de")
    with pytest.raises(PhraseError):
        read_grammar("fr", {"t": "say = ["})
