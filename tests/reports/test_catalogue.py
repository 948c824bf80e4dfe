"""Languages, dates and numbers."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.reports.conftest import PARIS

from chaffinch.reports.catalogue import choose_locale, load_translations, say_day, say_moment, say_number


@pytest.mark.parametrize(
    ("wanted", "chosen"), [("fr-BE", "fr"), ("FR", "fr"), ("fr_FR", "fr"), ("de", "en"), ("", "en")]
)
def test_a_language_we_do_not_speak_is_english(wanted: str, chosen: str) -> None:
    assert choose_locale(wanted) == chosen


def test_french_comes_from_the_catalogue() -> None:
    assert load_translations("fr").gettext("a hyphen") == "un trait d’union"
    assert load_translations("en").gettext("a hyphen") == "a hyphen"


def test_dates_and_numbers_follow_the_language() -> None:
    moment = datetime(2026, 11, 9, 8, 5, tzinfo=PARIS)
    assert say_day(moment, locale="en") == "9 November 2026"
    assert say_moment(moment, locale="fr") == "9 novembre à 08:05"
    assert say_number(99_993, locale="en") == "99,993"
    assert say_number(99_993, locale="fr") == "99\u202f993"
