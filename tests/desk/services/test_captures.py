"""A look becomes evidence on file, and the gravest of what several visitors saw says what a case is."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.desk.web.story import draw_picture, make_look

from chaffinch.desk.blobs import get_blob
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, Capture, Case, Job
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.references import (
    find_service,
    keep_reference,
    list_service_pages,
    load_references,
)
from chaffinch.desk.services.tips import report_link
from chaffinch.pages.bundle.folder import check_bundle, make_bundle
from chaffinch.pages.capture import Change, Scene
from chaffinch.pages.verdict import Verdict, VerdictClass

pytestmark = pytest.mark.usefixtures("watched")
HOST = "portail.mouvement.aurore.test"


@pytest.fixture
def case(ines: Actor, now: datetime) -> Case:
    return report_link(f"https://{HOST}/x7Kq29TzW4pL?id=8", actor=ines, now=now)[0]


def look(
    case: Case, now: datetime, *, verdict: VerdictClass, profile: str = "desktop", minutes: int = 0
) -> Capture:
    at = now + timedelta(minutes=minutes)
    seen = replace(make_look(HOST, picture=draw_picture, at=at, failed=""), profile=profile)
    return record_capture(case.pk, seen, Verdict(verdict, 0.9, (), ""), now=at)


def list_profiles() -> list[str]:
    return sorted(
        job.payload["profile"] for job in Job.objects.filter(kind="capture_case") if "profile" in job.payload
    )


def test_the_first_look_has_the_page_opened_as_other_visitors(case: Case, now: datetime) -> None:
    look(case, now, verdict="sign-in")
    assert list_profiles() == ["bare", "english", "phone", "referred"]
    look(case, now, verdict="sign-in", minutes=600)
    assert len(list_profiles()) == 4


def test_an_address_without_a_token_is_not_opened_without_it(ines: Actor, now: datetime) -> None:
    plain = report_link(f"https://{HOST}/", actor=ines, now=now)[0]
    look(plain, now, verdict="sign-in")
    assert list_profiles() == ["english", "phone", "referred"]


def test_what_does_not_answer_is_not_opened_by_others(case: Case, now: datetime) -> None:
    look(case, now, verdict="gone")
    assert list_profiles() == []


def test_the_gravest_of_the_visitors_looks_says_what_the_case_is(case: Case, now: datetime) -> None:
    look(case, now, verdict="harmless")
    grave = look(case, now, verdict="copy", profile="phone", minutes=1)
    look(case, now, verdict="parked", profile="english", minutes=2)
    case.refresh_from_db()
    assert (case.verdict, case.latest_capture) == ("copy", grave)
    entry = AuditEntry.objects.filter(action="captured").order_by("sequence")[1]
    assert entry.params["profile"] == "phone"
    assert entry.params["before"] == "harmless"


def test_a_visitor_s_look_that_failed_does_not_outweigh_what_the_desktop_saw(
    case: Case, now: datetime
) -> None:
    seen = look(case, now, verdict="parked")
    look(case, now, verdict="undecided", profile="phone", minutes=1)
    case.refresh_from_db()
    assert (case.verdict, case.latest_capture) == ("parked", seen)
    blank = look(case, now, verdict="undecided", minutes=60)
    look(case, now, verdict="harmless", profile="phone", minutes=61)
    case.refresh_from_db()
    assert (case.verdict, case.latest_capture) == ("undecided", blank)


def test_the_next_desktop_look_begins_anew(case: Case, now: datetime) -> None:
    look(case, now, verdict="copy", profile="phone")
    later = look(case, now, verdict="gone", minutes=60)
    case.refresh_from_db()
    assert (case.verdict, case.latest_capture, case.state) == ("gone", later, "gone")


def test_the_evidence_is_kept_whole_and_can_be_checked(
    case: Case, now: datetime, home: Home, tmp_path: Path
) -> None:
    change = Change("blur", ("form",), "https://a.test/", Scene("Connexion", "mots"), draw_picture("later"))
    seen = replace(make_look(HOST, picture=draw_picture, at=now, failed=""), changes=(change,))
    bundle = make_bundle(seen, key=home.read_key("evidence"))
    kept = record_capture(case.pk, seen, Verdict("copy", 0.9, (), ""), now=now, bundle=bundle)
    (tmp_path / "evidence.zip").write_bytes(get_blob(home.blobs, kept.bundle))
    found = check_bundle(tmp_path / "evidence.zip")
    assert found.capture == seen
    assert found.signature is not None
    assert kept.record["changes"][0]["window"] == hashlib.sha256(change.window_png).hexdigest()


def test_a_reference_keeps_what_pages_are_compared_by(now: datetime, ines: Actor, home: Home) -> None:
    page = replace(
        make_look("portail.mouvement-aurore.test", picture=draw_picture, at=now, failed=""),
        outline=("main", "form"), favicon=b"icon",
    )  # fmt: skip
    first = keep_reference(page, actor=ines, now=now)
    assert keep_reference(page, actor=ines, now=now) == first
    (loaded,) = load_references(lambda digest: get_blob(home.blobs, digest))
    assert (loaded.outline, loaded.favicon, loaded.service) == (("main", "form"), b"icon", "")
    service = keep_reference(page, actor=ines, now=now, service="nextcloud")
    assert (service.version, service.service) == (2, "nextcloud")
    assert find_service(page.requested_url) == "nextcloud"
    assert list_service_pages() == [page.requested_url]
