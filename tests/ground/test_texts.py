"""A text keeps its hash through exports, and its sketch tells how much of it another one shares."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.ground.texts import SKETCH, estimate_likeness, hash_text, normalise_text, sketch_text

WORDS = [f"mot{number}" for number in range(3_000)]


def test_what_an_export_changes_does_not_change_the_hash() -> None:
    written = "L’équipe se réunit jeudi à 10 h, salle B12.\r\n\r\nÀ demain"
    exported = "L’e\u0301quipe  se re\u0301unit\njeudi \u00e0 10\u00a0h, salle\u200b B12.\nA\u0300 demain\n"
    assert hash_text(written) == hash_text(exported)
    assert hash_text(written) != hash_text(written.replace("B12", "B13"))
    assert hash_text(" \u200b\n") == ""


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once


def test_the_sketch_estimates_the_share_of_common_runs() -> None:
    chance = random.Random(4)
    errors = []
    for _ in range(60):
        words = chance.choices(WORDS, k=400)
        kept = chance.randrange(40, 400)
        other = words[:kept] + chance.choices(WORDS, k=400 - kept)
        runs = [{tuple(one[at : at + 5]) for at in range(396)} for one in (words, other)]
        truth = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
        guess = estimate_likeness(sketch_text(" ".join(words)), sketch_text(" ".join(other)))
        errors.append(guess - truth)
    assert abs(sum(errors) / len(errors)) < 0.03  # no bias; one estimate of 64 numbers strays by 0.06
    assert max(map(abs, errors)) < 0.2


def test_short_and_empty_texts_have_sketches_too() -> None:
    assert sketch_text("") == ()
    assert sketch_text("Merci, Lise") == sketch_text("merci lise!")
    assert len(sketch_text(" ".join(WORDS))) == SKETCH
    assert estimate_likeness((), ()) == 0.0
