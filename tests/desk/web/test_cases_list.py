"""The list of cases: tabs, filters, search, order, pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.desk.models import Case
from chaffinch.desk.web.queries.cases import (
    GROUPS,
    PAGE_SIZE,
    CaseQuestion,
    count_states,
    filter_cases,
    find_page,
)


def ask(query: str) -> CaseQuestion:
    return CaseQuestion.parse(QueryDict(query))


def hosts(query: str) -> list[str]:
    return [case.host for case in filter_cases(ask(query)).order_by("host")]


def test_each_tab_counts_what_it_shows(furnished: datetime) -> None:
    counts = count_states(ask(""))
    assert counts[""] == Case.objects.count() == 13
    for state in GROUPS:
        assert counts[state] == len(hosts(f"state={state}"))
    assert counts["waiting"] == counts["new"] + counts["captured"]


def test_tabs_count_within_the_search(furnished: datetime) -> None:
    counts = count_states(ask("q=portail&state=gone"))
    assert counts[""] == len(hosts("q=portail"))
    assert counts["confirmed"] == 1


def test_search_finds_host_brand_and_title_whatever_the_case(furnished: datetime) -> None:
    assert hosts("q=ONEDRIVE") == ["onedrive-mouvement-aurore.test"]
    assert "portail.mouvement.aurore.test" in hosts("q=connexion+portail+du")
    assert hosts("q=mоuvement") == ["xn--muvement-aurore-8rm.test"]
    assert hosts("q=100%25") == []


def test_filters_narrow_together(furnished: datetime) -> None:
    copies = hosts("verdict=copy")
    assert len(copies) == 4
    assert set(hosts("verdict=copy&state=confirmed")) < set(copies)
    assert hosts("tier=reported") == ["resultats-du-premier-tour.test"]


def test_moments_narrow_to_what_a_number_counts(furnished: datetime) -> None:
    since = (furnished - timedelta(days=1)).isoformat().replace("+", "%2B")
    assert hosts(f"opened={since}") == ["resultats-du-premier-tour.test"]
    assert "portail.mouvement.aurore.test" in hosts(f"seen={since}")


def test_pages_hold_24_and_keep_the_filters(ines: Client, furnished: datetime) -> None:
    now = timezone.now()
    Case.objects.bulk_create(
        Case(
            host=f"many-{number:02}.test", display=f"many-{number:02}.test", registered_domain="x", url="https://x/",
            tier="alert", opened_at=now, last_seen=now, state_changed_at=now,
        )
        for number in range(60)
    )  # fmt: skip
    pages = [find_page(ask("q=many-&sort=host"), number=str(number)) for number in (1, 2, 3)]
    assert [len(page.object_list) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 12]
    listed = [case.host for page in pages for case in page.object_list]
    assert listed == sorted(listed)
    assert len(set(listed)) == 60
    page = ines.get("/cases/?q=many-&sort=host&page=2").content.decode()
    assert 'href="?q=many-&amp;sort=host&amp;page=3"' in page
    assert 'href="?q=many-&amp;sort=host&amp;page=1"' in page


def test_a_page_number_that_is_none_gives_the_nearest_page(ines: Client, furnished: datetime) -> None:
    for number in ("0", "-3", "99999", "x", "²"):
        assert ines.get("/cases/", {"page": number}).status_code == 200


def test_cases_keep_their_order(furnished: datetime) -> None:
    newest = [case.opened_at for case in find_page(ask(""), number="1").object_list]
    assert newest == sorted(newest, reverse=True)
    scores = [case.score for case in find_page(ask("sort=score"), number="1").object_list]
    assert scores == sorted(scores, reverse=True)


def test_a_list_without_a_hit_says_how_to_get_back(ines: Client, furnished: datetime) -> None:
    page = ines.get("/cases/?q=nothing-of-the-kind").content.decode()
    assert "No case fits" in page
    assert "Show all cases" in page


@given(
    st.dictionaries(
        st.sampled_from(
            ["state", "verdict", "tier", "q", "sort", "view", "opened", "seen", "confirmed", "changed"]
        ),
        st.text(max_size=60),
    )
)
def test_whatever_the_address_holds_is_a_question(untrusted: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(untrusted)
    question = CaseQuestion.parse(query)
    assert question.state in {"", *GROUPS}
    assert question.view in {"grid", "list"}
    assert "\x00" not in question.words
    str(filter_cases(question).query)
