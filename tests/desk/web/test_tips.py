"""Pasting a link, dropping a mail."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chaffinch.desk.models import Case, Job, ReportedMail

MAIL = b"From: support@aurore.test.example\r\nSubject: Votre compte\r\n\r\nhttps://portail-mouvement-aurore.test/x\r\n"


def test_a_pasted_link_becomes_a_case_and_is_shown(ines: Client) -> None:
    response = ines.post("/tips/", {"link": "hxxps://portail-mouvement[.]aurore.test/lot"}, follow=True)
    case = Case.objects.get()
    assert response.redirect_chain[-1][0] == f"/cases/{case.pk}/"
    assert "A case is open" in response.content.decode()
    assert Job.objects.filter(kind="capture_case").count() == 1


def test_a_link_seen_before_is_added_to_its_case(ines: Client, furnished: datetime) -> None:
    before = Case.objects.count()
    page = ines.post("/tips/", {"link": "https://rnouvement-aurore.test/"}, follow=True).content.decode()
    assert Case.objects.count() == before
    assert "has a case already" in page


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("", "Nothing was sent in."),
        ("not an address at all", "That is not an address."),
        ("https://mouvement-aurore.test/", "one of our own"),
    ],
)
def test_what_is_no_link_is_refused_with_what_to_do(link: str, said: str, ines: Client) -> None:
    response = ines.post("/tips/", {"link": link})
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "What to do:" in page
    assert f'value="{link}"' in page


def test_a_dropped_mail_is_kept_and_read_in_the_background(ines: Client) -> None:
    upload = SimpleUploadedFile("lure.eml", MAIL, content_type="message/rfc822")
    page = ines.post("/tips/", {"link": "", "mail": upload}, follow=True).content.decode()
    assert "The mail is being read" in page
    assert "One mail that was sent in is being read." in page
    assert ReportedMail.objects.count() == Job.objects.filter(kind="read_mail").count() == 1


def test_an_empty_mail_is_refused(ines: Client) -> None:
    response = ines.post("/tips/", {"mail": SimpleUploadedFile("empty.eml", b" \n")})
    assert response.status_code == 422
    assert "The file is empty." in response.content.decode()


def test_sending_in_is_a_form_only(ines: Client) -> None:
    assert ines.get("/tips/", {"link": "https://portail-mouvement-aurore.test/"}).status_code == 405
    assert not Case.objects.exists()
