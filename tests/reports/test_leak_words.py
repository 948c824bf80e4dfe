"""Every code that triage knows has words, in both languages."""

from __future__ import annotations

import pytest

from chaffinch.leaks.finding import VERDICTS
from chaffinch.leaks.prints import ItemKind
from chaffinch.reports.leak_words import (
    say_confidence,
    say_evidence,
    say_item_fault,
    say_item_kind,
    say_leak_verdict,
    say_operation,
    say_place,
    say_would_change,
)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_words_of_its_own(verdict: str) -> None:
    english, french = say_leak_verdict(verdict), say_leak_verdict(verdict, language="fr")
    assert english.meaning != french.meaning
    assert verdict == "unverifiable" or english != say_leak_verdict("unverifiable")


@pytest.mark.parametrize("kind", ItemKind.__args__)  # type: ignore[attr-defined]
def test_every_kind_has_words(kind: str) -> None:
    assert say_item_kind(kind, language="fr") != kind or kind in {"message", "document"}


def test_an_unknown_code_is_shown_as_it_is_and_cannot_turn_the_line() -> None:
    assert say_confidence("a\u202eb") == "a\ufffdb"
    assert "(new-code)" in say_evidence("new-code", {})
    assert "(new-code)" in say_item_fault("new-code")
    assert say_would_change("new-code") == "new-code"


def test_an_attachment_is_named() -> None:
    assert say_place("attachment:list.xlsx") == "attachment list.xlsx"
    assert say_place("subject", language="fr") == "objet"
    assert say_operation("delete", language="fr") == "omis"
