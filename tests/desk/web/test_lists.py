"""Watchlist, digests, block lists, activity."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from chaffinch.desk.models import AuditEntry, Case, Digest, WatchEntry


def test_a_line_is_added_and_removed(ines: Client) -> None:
    page = ines.post("/watchlist/add/", {"kind": "allowed", "value": " aurore-boreale.test "}, follow=True)
    entry = WatchEntry.objects.get(value="aurore-boreale.test")
    assert "aurore-boreale.test is on the watchlist now." in page.content.decode()
    assert entry.added_by is not None
    ines.post(f"/watchlist/{entry.pk}/remove/")
    assert not WatchEntry.objects.filter(pk=entry.pk).exists()
    assert ines.post(f"/watchlist/{entry.pk}/remove/").status_code == 404


def test_a_line_of_the_settings_file_is_locked(ines: Client) -> None:
    entry = WatchEntry.objects.get(value="mouvement-aurore.test")
    assert f"/watchlist/{entry.pk}/remove/" not in ines.get("/watchlist/").content.decode()
    response = ines.post(f"/watchlist/{entry.pk}/remove/")
    assert response.status_code == 422
    assert "Take it out of chaffinch.toml" in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("domain", "not a domain"),
        ("sign-in", "mail.example.org"),
        ("service", "nothing"),
        ("brand", "?"),
        ("brand", "en\u200bmarche!"),
        ("", "x"),
        ("domain", "mouvement-aurore.test"),
    ],
)
def test_a_wrong_line_is_refused_and_stays_in_its_field(kind: str, value: str, ines: Client) -> None:
    before = WatchEntry.objects.count()
    response = ines.post("/watchlist/add/", {"kind": kind, "value": value})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert WatchEntry.objects.count() == before


def test_services_go_by_the_names_that_people_know(ines: Client) -> None:
    page = ines.get("/watchlist/").content.decode()
    assert "Microsoft 365" in page
    assert "Nextcloud</option>" in page


def test_a_digest_shows_its_cases_its_numbers_and_what_to_do(ines: Client, digest: Digest) -> None:
    page = ines.get(f"/digests/{digest.pk}/").content.decode()
    assert page.count('class="card digest-case') == len(digest.case_ids) == 12
    assert "Did you type your password on a page that was not ours?" in page
    assert "01 99 00 12 34" in page
    assert "12,480" in page


def test_a_digest_is_handed_over_as_pdf_and_as_mail(ines: Client, digest: Digest) -> None:
    pdf, mail = (ines.get(f"/digests/{digest.pk}/digest.{ending}") for ending in ("pdf", "eml"))
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert b"MIME-Version" in mail.content
    assert mail.headers["Content-Disposition"].startswith("attachment")


def test_a_digest_that_could_not_be_sent_says_so(ines: Client, digest: Digest) -> None:
    Digest.objects.update(sending="failed", last_error="refused <by> the server")
    for path in ("/", f"/digests/{digest.pk}/"):
        page = ines.get(path).content.decode()
        assert "could not be sent yet" in page
        assert "refused &lt;by&gt; the server" in page


def test_the_week_so_far_grows(ines: Client, furnished: datetime) -> None:
    page = ines.get("/digests/").content.decode()
    assert page.count('class="card digest-case') == Case.objects.count()


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("rpz", "rnouvement-aurore.test IN CNAME ."),
        ("hosts", "0.0.0.0 rnouvement-aurore.test"),
        ("csv", "rnouvement-aurore.test,"),
    ],
)
def test_confirmed_hosts_leave_as_a_list_and_that_is_on_record(
    form: str, line: str, ines: Client, furnished: datetime
) -> None:
    response = ines.post(f"/cases/lists/{form}/")
    text = response.content.decode()
    assert line in text
    assert "poesie" not in text
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.subject_id, entry.actor, entry.params["count"]) == (
        "list exported",
        form,
        "ines",
        2,
    )


def test_lists_are_not_taken_by_reading(ines: Client, furnished: datetime) -> None:
    assert ines.get("/cases/lists/rpz/").status_code == 405
    assert ines.post("/cases/lists/exe/").status_code == 404


def test_a_host_that_others_share_is_left_out_and_named(ines: Client, furnished: datetime) -> None:
    case = Case.objects.get(state="confirmed")
    Case.objects.filter(pk=case.pk).update(host="docs.google.com")
    page = ines.get("/cases/lists/").content.decode()
    assert "Left out" in page
    assert "docs[.]google[.]com" in page
    assert "docs.google.com" not in ines.post("/cases/lists/hosts/").content.decode()


def test_activity_is_read_by_person_and_by_case(ines: Client, furnished: datetime) -> None:
    everything = ines.get("/activity/").content.decode()
    assert "Inès" in everything
    assert "Abuse form of the hosting company" in everything
    tomas = ines.get("/activity/?person=tomas").content.decode()
    assert "Abuse form of the hosting company" in tomas
    assert "A poetry club" not in tomas
    case = Case.objects.get(state="dismissed")
    assert "A poetry club" in ines.get(f"/activity/?case={case.pk}").content.decode()
