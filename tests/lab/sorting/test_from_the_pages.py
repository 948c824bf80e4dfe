"""From the pages to the sorting desk: what a kit logged is what the filters look at."""

from __future__ import annotations

from tests.lab.visitor import visit

from chaffinch.lab.phishers import PLAIN_HOST, RELAY_HOST
from chaffinch.lab.range import Range
from chaffinch.lab.sorting.desk import rate_catches


def test_what_came_by_a_program_is_told_from_what_came_by_a_browser(practice_range: Range) -> None:
    browser = {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0",
        "Accept-Language": "fr-FR",
    }
    for number, headers in enumerate([browser, {"User-Agent": "python-requests/2.32"}]):
        form = {"email": f"maud.delacroi{number}x@mouvement-aurore.test", "password": f"soleil{number}2027"}
        visit(practice_range, f"https://{PLAIN_HOST}/entrer", form=form, headers=headers)
    catches = [catch for catch in practice_range.desk.catches if catch.host == PLAIN_HOST]
    assert list(rate_catches(catches).set_aside["browsers"]) == [0.0, 1.0]


def test_what_the_relay_found_dead_is_dropped(practice_range: Range) -> None:
    form = {"email": "maud.delacroix@mouvement-aurore.test", "password": "faux-mot-de-passe-1"}
    visit(practice_range, f"https://{RELAY_HOST}/entrer", form=form)
    catches = [catch for catch in practice_range.desk.catches if catch.host == RELAY_HOST]
    assert rate_catches(catches).combine(["verdict"])[0] == float("inf")
