"""Our wording is recognised, in whatever layout, and nobody else's is."""

from __future__ import annotations

import random
import re
from functools import cache

from tests.decoys.letters.conftest import SEED, order

from chaffinch.decoys import Seed
from chaffinch.decoys.letters import Code, Corpus, MarkReader, Planted, find_marks, write_letters

CODE = Code(SEED)
FOREIGN = """Bonjour Marc, merci pour ta réponse. La réunion de lundi est décalée à 15 h, dans la salle bleue, et je voudrais que tu
apportes les chiffres du trimestre. Pour l'impression des affiches, on attend le devis de l'imprimeur. Bonne journée, Claire.
Hi all, thanks for the notes. The meeting room is booked from 3pm, please bring your laptops and let me know if you cannot make it.
We need the invoice before Friday or the supplier will charge us again. Best, Tom"""


@cache
def open_reader() -> MarkReader:
    """Return the one reader of all tests here: it takes seconds, and never while tests are collected."""
    return MarkReader()


def plant(post: Corpus) -> list[Planted]:
    return [Planted(one.id, one.language, one.topic, one.act) for one in post.letters]


def test_long_letters_are_told_and_never_taken_for_others(post: Corpus) -> None:
    items, told, tried = plant(post), 0, 0
    for one in post.letters[::3]:
        if len(one.body.split()) < 42:
            continue
        tried += 1
        matches = find_marks(one.body, items, code=CODE, reader=open_reader())
        if matches:
            told += 1
            assert matches[0].item == one.id
    assert tried >= 25
    assert told >= 0.9 * tried


def test_layout_capitals_and_struck_out_names_do_not_matter(post: Corpus) -> None:
    items = plant(post)
    longest = max(post.letters, key=lambda one: len(one.body.split()))
    text = longest.body
    for name in {one.persona.name.first for one in post.people}:
        text = re.sub(rf"\b{name}\b", "XXX", text)
    text = re.sub(r"\d", "#", text)
    mangled = "\n> ".join(text.upper().replace("'", "’").split())
    assert find_marks(mangled, items, code=CODE, reader=open_reader())[0].item == longest.id


def test_one_changed_word_does_not_hide_a_letter(post: Corpus) -> None:
    items, chance = plant(post), random.Random(5)
    letters = sorted(post.letters, key=lambda one: -len(one.body.split()))[:30]
    told = 0
    for one in letters:
        words = one.body.split(" ")
        words[chance.randrange(len(words))] = "autre"
        found = find_marks(" ".join(words), items, code=CODE, reader=open_reader())
        assert not found or found[0].item == one.id
        told += bool(found)
    assert told >= 20


def test_what_is_not_ours_is_not_claimed(post: Corpus) -> None:
    items = plant(post)
    assert find_marks(FOREIGN, items, code=CODE, reader=open_reader()) == ()
    assert find_marks("", items, code=CODE, reader=open_reader()) == ()
    assert find_marks(post.letters[0].body, [], code=CODE, reader=open_reader()) == ()
    other = write_letters(order(), seed=Seed(b"another installation"))
    claimed = [one for one in other.letters if find_marks(one.body, items, code=CODE, reader=open_reader())]
    assert len(claimed) <= 0.01 * len(other.letters)


def test_a_letter_of_ours_that_is_not_on_the_list_is_not_taken_for_another(post: Corpus) -> None:
    items = plant(post)
    half = items[: len(items) // 2]
    claimed = [
        one
        for one in post.letters[len(items) // 2 :]
        if find_marks(one.body, half, code=CODE, reader=open_reader())
    ]
    assert len(claimed) <= 0.01 * len(items)


def test_who_has_not_the_key_finds_nothing(post: Corpus) -> None:
    items, wrong = plant(post), Code(Seed(b"the key of somebody else"))
    letters = sorted(post.letters, key=lambda one: -len(one.body.split()))[:60]
    assert sum(bool(find_marks(one.body, items, code=wrong, reader=open_reader())) for one in letters) <= 1
