"""Old evidence that says nothing new goes; what shows a change, the first and the last stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.desk.web.story import draw_picture, make_look

from chaffinch.desk.blobs import blob_path
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, Capture, Case
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.retention import thin_bundles
from chaffinch.desk.services.tips import report_link
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.verdict import Verdict, VerdictClass

pytestmark = pytest.mark.usefixtures("watched")
HOST = "portail.mouvement.aurore.test"
KEEP = timedelta(days=90)


@pytest.fixture
def case(ines: Actor, now: datetime) -> Case:
    return report_link(f"https://{HOST}/x7Kq29TzW4pL", actor=ines, now=now)[0]


def look(
    case: Case, at: datetime, *, verdict: VerdictClass = "sign-in", profile: str = "desktop", action: str = ""
) -> Capture:
    """Keep a look with its bundle; an action is where its form sends what is typed."""
    seen = replace(make_look(HOST, picture=draw_picture, at=at, failed=""), profile=profile)
    if action:
        seen = replace(seen, forms=(replace(seen.forms[0], action=action),))
    return record_capture(case.pk, seen, Verdict(verdict, 0.5, (), ""), now=at, bundle=make_bundle(seen))


def list_kept(looks: list[Capture]) -> list[bool]:
    return [bool(Capture.objects.get(pk=look.pk).bundle) for look in looks]


def test_the_middle_of_a_row_of_equal_looks_goes(
    case: Case, now: datetime, home: Home, django_capture_on_commit_callbacks: Any
) -> None:
    looks = [look(case, now + timedelta(days=day)) for day in range(5)]
    files = [blob_path(home.blobs, look.bundle) for look in looks]
    with django_capture_on_commit_callbacks(execute=True):
        assert thin_bundles(now=now + timedelta(days=200), keep=KEEP) == 3
    assert list_kept(looks) == [True, False, False, False, True]
    assert [file.exists() for file in files] == [True, False, False, False, True]
    assert all(Capture.objects.get(pk=look.pk).window for look in looks)
    noted = AuditEntry.objects.get(action="evidence thinned")
    assert (noted.subject_id, noted.params) == (str(case.pk), {"looks": 3})
    verify_chain()
    assert thin_bundles(now=now + timedelta(days=200), keep=KEEP) == 0


def test_both_sides_of_a_change_stay(case: Case, now: datetime) -> None:
    verdicts: list[VerdictClass] = ["sign-in", "sign-in", "sign-in", "copy", "copy", "copy"]
    looks = [look(case, now + timedelta(days=day), verdict=said) for day, said in enumerate(verdicts)]
    thin_bundles(now=now + timedelta(days=200), keep=KEEP)
    assert list_kept(looks) == [True, False, True, True, False, True]


def test_another_place_where_passwords_go_is_a_change(case: Case, now: datetime) -> None:
    actions = ["https://a.example/p", "https://a.example/p", "https://b.example/p"]
    looks = [look(case, now + timedelta(days=day), action=to) for day, to in enumerate(actions)]
    assert thin_bundles(now=now + timedelta(days=200), keep=KEEP) == 0
    assert list_kept(looks) == [True, True, True]


def test_each_visitor_is_a_row_of_its_own_and_young_ones_stay(case: Case, now: datetime) -> None:
    desktop = [look(case, now + timedelta(days=day)) for day in (0, 60, 120)]
    phone = [look(case, now + timedelta(days=day), profile="phone") for day in (0, 1)]
    thin_bundles(now=now + timedelta(days=130), keep=KEEP)
    assert list_kept([*desktop, *phone]) == [True, True, True, True, True]
    thin_bundles(now=now + timedelta(days=160), keep=KEEP)
    assert list_kept([*desktop, *phone]) == [True, False, True, True, True]
