"""Blobs are handed over only where a row names them."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from chaffinch.desk.blobs import blob_path, put_blob
from chaffinch.desk.home import Home
from chaffinch.desk.models import Capture, Reference


@pytest.fixture
def capture(furnished: datetime) -> Capture:
    return Capture.objects.exclude(window="").exclude(page="").latest("pk")


@pytest.mark.parametrize(
    ("part", "ending", "kind"),
    [("window", "png", "image/png"), ("page", "png", "image/png"), ("thumbnail", "jpg", "image/jpeg")],
)
def test_a_picture_is_shown_harmlessly_and_kept_by_the_browser(
    part: str, ending: str, kind: str, ines: Client, capture: Capture
) -> None:
    response = ines.get(f"/blobs/{getattr(capture, part)}/capture-{capture.pk}-{part}.{ending}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_phishers_page_is_a_download_of_plain_text(ines: Client, capture: Capture) -> None:
    response = ines.get(f"/blobs/{capture.dom}/capture-{capture.pk}-dom.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_reference_is_shown(ines: Client, furnished: datetime) -> None:
    reference = Reference.objects.get()
    assert ines.get(f"/blobs/{reference.window}/reference-{reference.pk}-window.png").status_code == 200


def test_a_blob_that_no_row_names_is_not_there(ines: Client, capture: Capture, home: Home) -> None:
    secret = put_blob(home.blobs, b"an encrypted mail")
    for name in (
        f"capture-{capture.pk}-window.png",
        f"capture-{capture.pk}-visible_text.png",
        f"capture-{capture.pk}-pk.png",
        "capture-999999-window.png",
        f"case-{capture.pk}-window.png",
        f"reference-{capture.pk}-dom.txt",
        "window.png",
    ):
        assert ines.get(f"/blobs/{secret}/{name}").status_code == 404, name


@pytest.mark.parametrize("digest", ["..", "%2e%2e%2f%2e%2e", "", "z" * 64])
def test_no_name_leads_out_of_the_store(digest: str, ines: Client, capture: Capture) -> None:
    assert ines.get(f"/blobs/{digest}/capture-{capture.pk}-window.png").status_code == 404


def test_an_empty_column_names_no_blob(ines: Client, furnished: datetime) -> None:
    failed = Capture.objects.filter(window="").latest("pk")
    assert ines.get(f"/blobs/%20/capture-{failed.pk}-window.png").status_code == 404


def test_a_blob_changed_on_disk_is_not_handed_over(ines: Client, capture: Capture, home: Home) -> None:
    path = blob_path(home.blobs, capture.window)
    path.write_bytes(b"something else")
    assert ines.get(f"/blobs/{capture.window}/capture-{capture.pk}-window.png").status_code == 404
