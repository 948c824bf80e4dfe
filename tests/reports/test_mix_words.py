"""Every reason of a mix is said in words, with its figures, in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from chaffinch.decoys.mix import Reason, choose_mix
from chaffinch.reports.mix_words import say_mix, say_mix_reason


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("code", get_args(Reason))
def test_every_reason_has_words(code: str, locale: str) -> None:
    figures = dict.fromkeys(("used", "ready", "echoes", "daily", "colleagues", "watched", "wanted"), 7)
    said = say_mix_reason(code, figures, locale)
    assert said != code
    assert "%(" not in said


def test_a_chosen_mix_has_the_figures_that_its_words_need() -> None:
    for traps, colleagues, limit in ((0, 0, None), (5, 3, 10), (90, 3, 3), (5, 60, 40), (5, 2, None)):
        mix = choose_mix(57, traps=traps, colleagues=colleagues, lockout_limit=limit, failed_logins_read=True)
        for reason in mix.reasons:
            assert "%(" not in say_mix_reason(reason.code, dict(reason.figures))


def test_kinds_that_are_not_sent_are_not_named() -> None:
    assert say_mix({"phantom": 40, "echo": 1}) == "40 phantoms, 1 echo"
