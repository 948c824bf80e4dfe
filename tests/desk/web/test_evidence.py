"""What the case page shows of the evidence, and hands over."""

from __future__ import annotations

import io
import zipfile
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from chaffinch.desk.models import Capture, Case
from chaffinch.desk.services.captures import record_capture
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.capture import Box, Change, Scene
from chaffinch.pages.verdict import Reason, Verdict
from tests.desk.web.markup import check_markup
from tests.desk.web.story import draw_picture, make_look

COPY = "portail.mouvement.aurore.test"
LATER = Change(
    "blur", ("form", "text"), f"https://{COPY}/", Scene("Connexion", "mots"), draw_picture("later")
)

LOGO = Reason(
    "same-logo",
    {"percent": 80, "here": asdict(Box(50, 61, 90, 30)), "there": asdict(Box(52, 63, 90, 30))},
    0.8,
)


@pytest.fixture
def case(furnished: datetime) -> Case:
    return Case.objects.get(host=COPY)


def look(case: Case, at: datetime, *, profile: str = "desktop", verdict: Verdict | None = None) -> Capture:
    """Record a look with everything in it."""
    seen = replace(make_look(COPY, picture=draw_picture, at=at), profile=profile, changes=(LATER,))
    number = str(case.latest_capture.verdict.reference_id) if case.latest_capture else ""
    judged = verdict or Verdict(
        "copy", 0.91, (Reason("names-us", {"percent": 100}, 0.4), LOGO), number, Box(1, 2, 30, 40), Box(1, 2, 30, 40),
        likeness=0.96, identity=0.85, pairs=((11, 12, 13, 14),), missing=(Box(100, 200, 80, 40),),
    )  # fmt: skip
    return record_capture(case.pk, seen, judged, now=at, bundle=make_bundle(seen))


def show(client: Client, case: Case, query: str = "") -> str:
    page: str = client.get(f"/cases/{case.pk}/{query}").content.decode()
    check_markup(page)
    return page


def test_what_is_asked_for_stands_in_one_sentence(ines: Client, case: Case, furnished: datetime) -> None:
    look(case, furnished)
    assert "It asks for an e-mail address and a password and sends that to itself." in show(ines, case)
    seen = make_look(COPY, picture=draw_picture, at=furnished + timedelta(minutes=1))
    elsewhere = replace(seen, forms=(replace(seen.forms[0], action="https://collecte.example/p.php"),))
    record_capture(case.pk, elsewhere, Verdict("sign-in", 0.0, (), ""), now=furnished + timedelta(minutes=1))
    page = show(ines, case)
    assert "sends that to another host:" in page
    assert "collecte[.]example" in page


def test_both_questions_are_answered_and_points_can_be_drawn(
    ines: Client, case: Case, furnished: datetime
) -> None:
    look(case, furnished)
    page = show(ines, case)
    assert "Does it say that it is us?" in page
    assert "96 in 100" in page
    assert page.index("Does it say that it is us?") < page.index(
        "It bears the name that stands in the genuine"
    )
    assert '<circle cx="11" cy="12"' in page
    assert '<circle cx="13" cy="14"' in page
    assert '<rect class="gap" x="100"' in page
    assert '<rect class="logo" x="50" y="61"' in page
    assert '<rect class="logo" x="52" y="63"' in page


def test_several_visitors_are_tabs_and_a_difference_is_said(
    ines: Client, case: Case, furnished: datetime
) -> None:
    first = look(case, furnished)
    assert "Seen as" not in show(ines, case)
    phone = look(
        case, furnished + timedelta(minutes=1), profile="phone", verdict=Verdict("harmless", 0.0, (), "")
    )
    page = show(ines, case)
    assert "It shows different visitors different pages." in page
    assert f'href="?look={phone.pk}"' in page
    assert f'href="?look={first.pk}" aria-current="true"' in page


def test_visitors_of_another_day_are_not_mixed(ines: Client, case: Case, furnished: datetime) -> None:
    look(case, furnished)
    look(case, furnished + timedelta(minutes=1), profile="phone")
    look(case, furnished + timedelta(days=1))
    assert "Seen as" not in show(ines, case)


def test_what_it_turned_into_is_shown_and_served(ines: Client, case: Case, furnished: datetime) -> None:
    taken = look(case, furnished)
    page = show(ines, case)
    assert "What it turned into when the visitor looked at another window" in page
    digest = taken.record["changes"][0]["window"]
    answer = ines.get(f"/blobs/{digest}/capture-{taken.pk}-after-blur.png")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (
        200,
        "image/png",
        LATER.window_png,
    )
    assert ines.get(f"/blobs/{digest}/capture-{taken.pk}-after-timer.png").status_code == 404
    assert ines.get(f"/blobs/{digest}/reference-1-after-blur.png").status_code == 404


def test_the_evidence_is_handed_over_as_a_zip(ines: Client, case: Case, furnished: datetime) -> None:
    taken = look(case, furnished)
    assert "Download the evidence" in show(ines, case)
    answer = ines.get(f"/blobs/{taken.bundle}/capture-{taken.pk}-bundle.zip")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert Client().get(f"/blobs/{taken.bundle}/capture-{taken.pk}-bundle.zip").status_code != 200


def test_the_film_strip_says_what_is_new_and_the_picture_shows_where(
    ines: Client, case: Case, furnished: datetime
) -> None:
    look(case, furnished)
    look(case, furnished + timedelta(days=1))
    page = show(ines, case)
    strip = page[page.index('class="strip"') :]
    assert strip.index("nothing new") < strip.index("the first look")
    assert "Draw what changed" not in page
    later = furnished + timedelta(days=2)
    seen = make_look(COPY, picture=lambda host: draw_picture("another.example"), at=later)
    form = replace(seen.forms[0], action="https://collecte.example/p.php")
    record_capture(case.pk, replace(seen, forms=(form,)), Verdict("sign-in", 0.0, (), ""), now=later)
    page = show(ines, case)
    newest = page[page.index('class="strip"') :].partition("</li>")[0]
    for said in ("another verdict", "sends it elsewhere", "looks different"):
        assert said in newest
    assert "asks for something else" not in newest
    assert "Draw what changed since the look before" in page
    assert '<rect class="change" x="0" y="0" width="1280"' in page


def test_a_step_is_offered_where_only_a_name_is_asked_for(
    ines: Client, case: Case, furnished: datetime
) -> None:
    look(case, furnished)
    assert "Go one step" not in show(ines, case)
    seen = make_look(COPY, picture=draw_picture, at=furnished + timedelta(minutes=1))
    name_only = replace(seen.forms[0], fields=seen.forms[0].fields[:1])
    later = furnished + timedelta(minutes=1)
    record_capture(case.pk, replace(seen, forms=(name_only,)), Verdict("sign-in", 0.0, (), ""), now=later)
    assert "Go one step" in show(ines, case)
    refused = ines.post(f"/cases/{case.pk}/step/", {"typed": "lise@elsewhere.example"})
    assert refused.status_code == 422
    page = refused.content.decode()
    check_markup(page)
    assert "The address is not at one of your own domains." in page
    assert 'value="lise@elsewhere.example"' in page
    taken = ines.post(f"/cases/{case.pk}/step/", {"typed": "lise.moreau@mouvement-aurore.test"}, follow=True)
    assert "The page is about to be looked at." in taken.content.decode()


def test_a_look_that_typed_says_so(ines: Client, case: Case, furnished: datetime) -> None:
    at = furnished + timedelta(minutes=5)
    seen = replace(make_look(COPY, picture=draw_picture, at=at), profile="step", typed="lise@aurore.test")
    change = replace(LATER, trigger="step")
    first = record_capture(case.pk, replace(seen, changes=(change,)), Verdict("copy", 0.9, (), ""), now=at)
    page = show(ines, case, f"?look={first.pk}")
    assert "Looked at as somebody who types" in page
    assert "What came after an invented address was typed" in page
    assert "One step on" in page
    quiet = replace(seen, notes=("step-elsewhere",), started_at=at + timedelta(minutes=1))
    taken = record_capture(case.pk, quiet, Verdict("copy", 0.9, (), ""), now=at)
    assert "the page had led to another site" in show(ines, case, f"?look={taken.pk}")
