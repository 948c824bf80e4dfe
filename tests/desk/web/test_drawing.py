"""A sighting's explanation: our name above theirs, each difference by shape, number and word."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from chaffinch.desk.models import Case
from chaffinch.desk.observations import observe_match
from chaffinch.desk.services.watch import load_watchlist
from chaffinch.desk.web.queries.drawing import Drawing, draw_case
from chaffinch.names.matcher import Matcher
from tests.desk.web.markup import check_markup


def draw(host: str) -> Drawing:
    """Draw a host as a case that the matcher opened."""
    seen = observe_match(Matcher(load_watchlist()).match(host)[0])
    assert seen.match
    record = seen.match.as_record()
    told = {name: record[name] for name in ("brand", "tricks", "key", "ruled_out")}
    drawing = draw_case(Case(host=seen.host, display=seen.display, url=seen.url, **told))
    assert drawing
    return drawing


@pytest.mark.parametrize(
    ("host", "column"),
    [
        ("mouvement.aurore.test", ("-", ".", "changed")),
        ("rnouvement-aurore.test", ("m", "rn", "changed")),
        ("mouvemnt-aurore.test", ("e", "", "left-out")),
        ("mouvemennt-aurore.test", ("", "n", "added")),
        ("onedrive-mouvement-aurore.test", ("", "onedrive", "joined")),
        ("mouvement-aurore.example", ("", "example", "joined")),
    ],
)
@pytest.mark.usefixtures("desk")
def test_each_difference_has_its_shape_and_its_number(host: str, column: tuple[str, str, str]) -> None:
    drawing = draw(host)
    told = [
        (drawn.ours, drawn.theirs, drawn.shape, drawn.number) for drawn in drawing.columns if drawn.number
    ]
    assert (*column, 1) in told
    assert drawing.notes[0].number == 1


@pytest.mark.usefixtures("desk")
def test_the_columns_below_give_the_whole_address() -> None:
    for host in ("rnouvement-aurore.test", "portail.mouvement-aurore.test.acces-compte.test"):
        assert "".join(column.theirs for column in draw(host).columns) == host


@pytest.mark.usefixtures("desk")
def test_the_name_of_a_sign_in_page_is_drawn_whole() -> None:
    ours = "".join(column.ours for column in draw("portail.mouvement.aurore.test").columns)
    assert ours == "portail.mouvement-aurore"


@pytest.mark.usefixtures("desk")
def test_the_service_that_is_joined_is_named() -> None:
    assert draw("onedrive-mouvement-aurore.test").notes[0].service == "Microsoft 365"


@pytest.mark.usefixtures("desk")
def test_a_foreign_letter_is_named_and_told_once() -> None:
    drawing = draw("xn--muvement-aurore-8rm.test")
    assert [note.code_points for note in drawing.notes] == [("U+043E CYRILLIC SMALL LETTER O",)]


@pytest.mark.usefixtures("desk")
def test_why_it_is_not_harmless_is_said() -> None:
    drawing = draw("rnouvement-aurore.test")
    assert "own" in drawing.ruled_out


@pytest.mark.usefixtures("desk")
def test_a_case_whose_name_is_watched_no_more_is_still_drawn() -> None:
    case = Case(host="x-gone.test", display="x-gone.test", url="https://x-gone.test/", brand="gone")
    case.tricks = [{"kind": "keyword", "ours": "word", "theirs": "x", "start": 0, "end": 1}]
    drawing = draw_case(case)
    assert drawing
    assert "".join(column.theirs for column in drawing.columns) == "x-gone.test"
    assert drawing.ruled_out == ()


def test_what_imitates_nothing_is_not_drawn(ines: Client, furnished: datetime) -> None:
    case = Case.objects.get(host="resultats-du-premier-tour.test")
    assert draw_case(case) is None
    assert 'id="drawing"' not in ines.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_who_cannot_see_the_drawing_reads_the_notes(language: str, ines: Client, furnished: datetime) -> None:
    ines.cookies["chaffinch-language"] = language
    case = Case.objects.get(host="xn--muvement-aurore-8rm.test")
    page = ines.get(f"/cases/{case.pk}/").content.decode()
    assert not check_markup(page).faults
    drawing = page.partition('id="drawing"')[2].partition("</section>")[0]
    assert 'class="drawing" aria-hidden="true"' in drawing
    notes = drawing.partition('class="differences"')[2]
    assert "U+043E CYRILLIC SMALL LETTER O" in notes
    assert {"en": "look-alike letter", "fr": "lettre ressemblante"}[language] in notes
