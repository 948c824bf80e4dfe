"""Deciding many cases at once, on the pages: what would happen, what did, and taking it back."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from chaffinch.desk.models import Case, WatchEntry
from tests.desk.web.markup import check_markup

pytestmark = pytest.mark.usefixtures("furnished")


def find(host: str) -> Case:
    return Case.objects.get(host=host)


def show(case: Case) -> str:
    return f"{case.pk}:{case.state}"


def test_the_list_offers_a_tick_for_each_case(ines: Client) -> None:
    for view in ("", "&view=list"):
        page = ines.get(f"/cases/?state=waiting{view}").content.decode()
        assert page.count("data-pick>") == 9
        assert not check_markup(page).faults


def test_the_question_names_what_is_chosen_what_cannot_be_and_what_asks_twice(ines: Client) -> None:
    alert, gone = find("portail.mouvement.aurore.test"), find("mouvement-aurore-poesie.test")
    page = ines.get(
        f"/cases/triage/?act=dismiss&case={alert.pk}&case={gone.pk}&case=x&case=99"
    ).content.decode()
    assert "Set 1 case aside?" in page
    assert f'value="{alert.pk}:captured"' in page
    assert "These stay as they are" in page and "It stands there already." in page
    assert "1 of them came as an alarm or counts as phishing." in page
    assert not check_markup(page).faults


def test_the_question_shows_which_cases_a_partner_takes_along(ines: Client, furnished: datetime) -> None:
    case = find("portail.mouvement-aurore.test.acces-compte.test")
    other = Case.objects.create(
        host="x.acces-compte.test", display="x.acces-compte.test", registered_domain="acces-compte.test",
        url="https://x/", tier="review", opened_at=furnished, last_seen=furnished, state_changed_at=furnished,
    )  # fmt: skip
    page = ines.get(f"/cases/triage/?act=dismiss&case={case.pk}").content.decode()
    assert "acces-compte.test</bdi> goes on the watchlist" in page
    assert f'name="along" value="{other.pk}"' in page


def test_cases_are_set_aside_and_taken_back(ines: Client) -> None:
    cases = [find("mouvement-aurore.example"), find("xn--muvement-aurore-8rm.test")]
    form = {
        "act": "dismiss", "shown": [show(case) for case in cases], "grounds": "inactive", "sure": "yes",
        "next": "/cases/?state=waiting",
    }  # fmt: skip
    page = ines.post("/cases/triage/", form, follow=True)
    assert page.redirect_chain == [("/cases/?state=waiting", 302)]
    assert "2 cases are set aside." in page.content.decode()
    assert "Last: 2 cases set aside" in page.content.decode()
    page = ines.post("/cases/triage/undo/", {"next": "/cases/"}, follow=True)
    assert "2 cases wait again." in page.content.decode()
    assert {Case.objects.get(pk=case.pk).state for case in cases} == {"captured"}
    assert "There is nothing to take back." in ines.post("/cases/triage/undo/", follow=True).content.decode()


def test_without_the_second_yes_urgent_cases_stay_and_are_named(ines: Client) -> None:
    case = find("portail.mouvement.aurore.test")
    page = ines.post(
        "/cases/triage/", {"act": "dismiss", "shown": show(case), "grounds": "drill"}, follow=True
    )
    assert f"Case {case.pk} stays as it is: It came as an alarm" in page.content.decode()
    assert find(case.host).state == "captured"


def test_a_partner_without_words_is_asked_again_with_all_that_was_typed(ines: Client) -> None:
    case = find("mouvement-aurore.example")
    response = ines.post("/cases/triage/", {"act": "dismiss", "shown": show(case), "grounds": "partner"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Say it in a few words, too." in page
    assert 'id="grounds-partner" value="partner" checked' in page
    assert not WatchEntry.objects.filter(kind="allowed").exists()


def test_a_partner_stands_on_the_watchlist_with_its_reason(ines: Client) -> None:
    case = find("mouvement-aurore.example")
    form = {
        "act": "dismiss",
        "shown": show(case),
        "grounds": "partner",
        "reason": "our <printer>",
        "sure": "yes",
    }
    page = ines.post("/cases/triage/", form, follow=True)
    assert "mouvement-aurore.example is a partner now." in page.content.decode()
    watchlist = ines.get("/watchlist/").content.decode()
    assert "our &lt;printer&gt;" in watchlist


def test_coincidences_are_counted_as_learnt_while_they_stay_set_aside(ines: Client) -> None:
    case = find("mouvement-aurore.example")
    form = {"act": "dismiss", "shown": show(case), "grounds": "coincidence", "sure": "yes"}
    ines.post("/cases/triage/", form)
    learnt = ines.get("/watchlist/").content.decode().partition('id="learnt"')[2]
    assert f'href="/cases/{case.pk}/"' in learnt
    ines.post("/cases/triage/undo/")
    assert "Nothing yet" in ines.get("/watchlist/").content.decode().partition('id="learnt"')[2]


def test_confirmed_in_bulk_they_are_on_the_block_lists(ines: Client) -> None:
    cases = [find("portail.mouvement.aurore.test"), find("onedrive-mouvement-aurore.test")]
    page = ines.post(
        "/cases/triage/", {"act": "confirm", "shown": [show(case) for case in cases]}, follow=True
    )
    assert "2 cases are confirmed as phishing." in page.content.decode()
    assert cases[0].host.replace(".", "[.]") in ines.get("/cases/lists/").content.decode()
    undone = ines.post("/cases/triage/undo/", follow=True).content.decode()
    assert "There is nothing to take back." in undone
    assert {find(case.host).state for case in cases} == {"confirmed"}


@pytest.mark.parametrize("act", ["", "explode"])
def test_an_unknown_act_is_not_there(act: str, ines: Client) -> None:
    assert ines.get("/cases/triage/", {"act": act}).status_code == 404


def test_a_way_back_never_leads_elsewhere(ines: Client) -> None:
    case = find("mouvement-aurore.example")
    form = {"act": "confirm", "shown": show(case), "next": "https://evil.test/"}
    assert ines.post("/cases/triage/", form).headers["Location"] == "/cases/"


def test_choosing_nothing_says_how_to_choose(ines: Client) -> None:
    page = ines.get("/cases/triage/?act=confirm").content.decode()
    assert "No case is chosen." in page
    assert not check_markup(page).faults
