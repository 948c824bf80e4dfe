"""Cases that one hand made are shown together, with what joins them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from chaffinch.desk.models import Case, CaseTrait
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.digests import collect_digest
from chaffinch.desk.web.queries.campaign import find_campaign
from chaffinch.pages.capture import Exchange
from chaffinch.pages.verdict import Verdict
from tests.desk.web.markup import check_markup
from tests.desk.web.story import draw_picture, make_look

FIRST, SECOND, OTHER = (
    "portail.mouvement.aurore.test",
    "rnouvement-aurore.test",
    "mouvement-aurore-poesie.test",
)


@pytest.fixture
def cases(furnished: datetime) -> dict[str, Case]:
    """Three cases, two of which load the same three files and use the same tracker."""
    CaseTrait.objects.all().delete()
    found = {host: Case.objects.get(host=host) for host in (FIRST, SECOND, OTHER)}
    for host, case in found.items():
        files = tuple(
            Exchange(
                f"https://{host}/{number}.js",
                "GET",
                "script",
                200,
                "text/javascript",
                (),
                (),
                900,
                f"{number}" * 64,
            )
            for number in range(3)
        )
        seen = replace(
            make_look(host, picture=draw_picture, at=furnished), certificate=None, chain=(), forms=(),
            exchanges=() if host == OTHER else files, dom="" if host == OTHER else "gtag('config', 'G-AB12CD34EF')",
        )  # fmt: skip
        record_capture(case.pk, seen, Verdict("sign-in", 0.0, (), ""), now=furnished)
    return found


def test_cases_with_the_same_kit_belong_together(cases: dict[str, Case]) -> None:
    campaign = find_campaign(cases[FIRST])
    assert campaign is not None
    assert [companion.case for companion in campaign.companions] == [cases[SECOND]]
    assert campaign.companions[0].join.traits[0].kind == "tracker"
    assert find_campaign(cases[OTHER]) is None


def test_the_page_draws_and_names_what_joins_them(ines: Client, cases: dict[str, Case]) -> None:
    page = ines.get(f"/cases/{cases[FIRST].pk}/").content.decode()
    check_markup(page)
    section = page[page.index("campaign-title") :]
    assert f'href="/cases/{cases[SECOND].pk}/"' in section
    assert "the same tracker account" in section
    assert section.count("<line ") == 8
    assert "campaign-title" not in ines.get(f"/cases/{cases[OTHER].pk}/").content.decode()


def test_what_the_genuine_page_loads_joins_nobody(cases: dict[str, Case], furnished: datetime) -> None:
    CaseTrait.objects.all().delete()
    from chaffinch.desk.models import Reference

    Reference.objects.update(files=[f"{number}" * 64 for number in range(3)])
    for host in (FIRST, SECOND):
        seen = replace(
            make_look(host, picture=draw_picture, at=furnished), certificate=None, chain=(), forms=()
        )
        file = Exchange(
            f"https://{host}/1.js", "GET", "script", 200, "text/javascript", (), (), 900, "1" * 64
        )
        record_capture(
            cases[host].pk, replace(seen, exchanges=(file,)), Verdict("copy", 0.0, (), ""), now=furnished
        )
    assert not CaseTrait.objects.filter(kind="file").exists()


def test_the_digest_names_the_company_and_who_is_shown_something_else(
    cases: dict[str, Case], furnished: datetime
) -> None:
    seen = make_look(SECOND, picture=draw_picture, at=furnished + timedelta(minutes=1))
    record_capture(
        cases[SECOND].pk, replace(seen, profile="phone"), Verdict("harmless", 0.0, (), ""), now=furnished
    )
    content = collect_digest(furnished - timedelta(days=30), furnished + timedelta(days=1))
    told = {case.number: case for case in content.cases}
    assert told[cases[FIRST].pk].companions == (cases[SECOND].pk,)
    assert (told[cases[FIRST].pk].differs, told[cases[SECOND].pk].differs) == (False, True)
    assert told[cases[OTHER].pk].companions == ()
