"""A partner of another house sees one case and nothing else, and gives a yes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from chaffinch.desk.models import Approver, Capture, Case, FeedingRun, User
from chaffinch.desk.services.partners import add_partner
from chaffinch.errors import UsageError
from tests.desk.web.markup import check_markup
from tests.desk.web.test_feeding import allowed, case, propose

__all__ = ["allowed", "case"]
pytestmark = pytest.mark.usefixtures("allowed")


@pytest.fixture
def partner(case: Case, furnished: datetime) -> Client:
    user = add_partner("cert", password="x", case=case.pk, now=furnished - timedelta(days=2))
    client = Client()
    client.force_login(user)
    return client


def test_every_other_page_leads_back_to_the_partners(partner: Client, case: Case) -> None:
    for path in (
        "/",
        "/cases/",
        f"/cases/{case.pk}/",
        "/activity/",
        "/feeding/",
        "/health/",
        "/nowhere/",
        "/digests/",
    ):
        answer = partner.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/partner/"), path
    for path in ("/tips/", f"/cases/{case.pk}/note/", f"/cases/{case.pk}/feeding/", "/feeding/switch/"):
        assert partner.post(path, {"reason": "x"}).status_code == 403, path


def test_the_page_says_what_is_asked_and_takes_the_yes(ines: Client, partner: Client, case: Case) -> None:
    assert "Nothing is proposed yet" in read(partner)
    propose(ines, case)
    run = FeedingRun.objects.get()
    ines.post(f"/cases/{case.pk}/feeding/{run.pk}/approve/", {"reason": "Yes."})
    page = read(partner)
    assert "57 decoy log-ins" in page
    assert "It asks for our passwords." in page
    for secret in ("Sources", "Watchlist", "Worker seen"):
        assert secret not in page
    partner.post(f"/partner/{run.pk}/approve/", {"reason": " "})
    assert FeedingRun.objects.get().state == "proposed"
    answer = partner.post(f"/partner/{run.pk}/approve/", {"reason": "Seen by us, too."}, follow=True)
    assert "Your yes is on record." in answer.content.decode()
    assert FeedingRun.objects.get().state == "running"


def test_a_partner_sees_no_other_cases_pictures(partner: Client, case: Case) -> None:
    look = Capture.objects.filter(case=case).exclude(window="").first()
    other = Capture.objects.exclude(case=case).exclude(window="").first()
    assert look is not None
    assert other is not None
    assert partner.get(f"/blobs/{look.window}/capture-{look.pk}-window.png").status_code == 200
    assert partner.get(f"/blobs/{other.window}/capture-{other.pk}-window.png").status_code == 404


def test_whose_right_was_taken_away_sees_nothing(partner: Client, furnished: datetime) -> None:
    Approver.objects.filter(person__username="cert").update(until=furnished)
    assert "No case waits for you" in read(partner)


def test_who_is_of_this_house_has_no_such_page(ines: Client) -> None:
    assert ines.get("/partner/").status_code == 404


def test_a_partner_is_made_for_a_case_that_exists(furnished: datetime) -> None:
    with pytest.raises(UsageError):
        add_partner("cert2", password="x", case=9_999, now=furnished)
    assert not User.objects.filter(username="cert2").exists()


def read(client: Client) -> str:
    page: str = client.get("/partner/").content.decode()
    check_markup(page)
    return page
