"""What a phisher writes is shown as text, wherever it stands."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from chaffinch.desk.models import Case, Job, Sighting, Source, WatchEntry
from tests.desk.web.markup import check_markup

SCRIPT = "<script>alert(1)</script>"
BREAKERS = (
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "</title></style></bdi>",
    "\u202egnp.exe",
    "{{ settings }}{% now %}",
    "' onmouseover='x",
)


@pytest.mark.parametrize("untrusted", BREAKERS)
def test_hostile_text_never_breaks_out(untrusted: str, ines: Client, furnished: datetime) -> None:
    case = Case.objects.get(host="portail.mouvement.aurore.test")
    poison(case, untrusted)
    for path in (
        f"/cases/{case.pk}/",
        "/cases/",
        "/cases/?view=list",
        "/",
        "/digests/",
        "/activity/",
        "/health/",
        "/watchlist/",
    ):
        page = ines.get(path).content.decode()
        check = check_markup(page)
        assert not check.faults, (path, check.faults)
        assert SCRIPT not in page
        assert "<img src=x" not in page


def test_text_that_runs_backwards_cannot_turn_the_line_around_it(ines: Client, furnished: datetime) -> None:
    case = Case.objects.get(host="portail.mouvement.aurore.test")
    poison(case, "\u202egnp.exe")
    shown = check_markup(ines.get(f"/cases/{case.pk}/").content.decode()).text
    assert "\ufffdgnp.exe" in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("untrusted", BREAKERS)
def test_a_hostile_search_is_shown_as_text(untrusted: str, ines: Client, furnished: datetime) -> None:
    for path in ("/cases/", "/activity/"):
        check = check_markup(
            ines.get(
                path, {"q": untrusted, "person": untrusted, "case": untrusted, "state": untrusted}
            ).content.decode()
        )
        assert not check.faults


def poison(case: Case, text: str) -> None:
    """Put the text wherever a stranger can put one."""
    case.display = f"{text}.aurore.test"
    case.tricks = []
    case.url = f"https://{case.host}/{text}"
    case.save()
    capture = case.latest_capture
    assert capture is not None
    capture.title = text
    capture.record = {
        "headers": [[text, text]],
        "chain": [{"url": text, "status": 200, "reason": text, "address": text}],
        "certificate": {
            "subject": text,
            "issuer": text,
            "names": [text],
            "not_before": text,
            "not_after": "",
            "problem": text,
        },
        "forms": [
            {
                "action": text,
                "method": text,
                "fields": [{"name": text, "kind": text, "label": text, "found_by": text}],
            }
        ],
        "resources": [text],
        "notes": [text],
    }
    capture.save()
    Sighting.objects.update(text=text)
    Source.objects.filter(kind="list").update(name=text)
    WatchEntry.objects.filter(kind="brand").update(value=text)
    Job.objects.update(state="failed", lease_until=None, last_error=text)
