"""The copies: they collect within the range, only for the range's own portal, and lead back to it."""

from __future__ import annotations

import re

import pytest
from tests.lab.visitor import visit

from chaffinch.lab.organisation import PORTAL_HOST, PORTAL_URL
from chaffinch.lab.phisher_desk import Catch, PhisherDesk
from chaffinch.lab.range import Range
from chaffinch.lab.sites import (
    CODE_HOST,
    EXACT_HOST,
    PHISHER_HOSTS,
    REDIRECTED_HOST,
    RESTYLED_HOST,
    SHARE_HOST,
)

ADDRESS = "essai@mouvement-aurore.test"


def follow_to_form(practice_range: Range, host: str) -> str:
    """Return the copy's page, at the end of its way."""
    if host != REDIRECTED_HOST:
        return visit(practice_range, f"https://{host}/").text
    step = visit(practice_range, f"https://{host}/")
    page = visit(practice_range, step.location)
    target = re.search(r'location\.replace\("([^"]+)"\)', page.text)
    assert target
    return visit(practice_range, f"https://{host}{target[1]}").text


@pytest.mark.parametrize("host", PHISHER_HOSTS)
def test_every_form_posts_to_its_own_reserved_host(practice_range: Range, host: str) -> None:
    page = follow_to_form(practice_range, host)
    actions = re.findall(r'<form[^>]* action="([^"]*)"', page)
    assert len(actions) == page.count("<form") == 1
    assert actions[0].startswith(f"https://{host}/")


@pytest.mark.parametrize("host", PHISHER_HOSTS)
def test_no_page_names_an_address_outside_the_range(practice_range: Range, host: str) -> None:
    page = follow_to_form(practice_range, host)
    for url in re.findall(r'(?:https?:)?//([^/"\s]+)', page):
        assert url in practice_range.directory.hosts


@pytest.mark.parametrize("host", PHISHER_HOSTS)
def test_the_policy_keeps_forms_and_pictures_within_the_range(practice_range: Range, host: str) -> None:
    policy = visit(practice_range, f"https://{host}/connexion" if host != SHARE_HOST else f"https://{host}/")
    rules = dict(rule.split(" ", 1) for rule in policy.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["form-action"] == f"'self' {PORTAL_URL}"


@pytest.mark.parametrize("host", [EXACT_HOST, RESTYLED_HOST, REDIRECTED_HOST, CODE_HOST])
def test_a_copy_collects_and_sends_the_visitor_to_the_genuine_portal(
    practice_range: Range, host: str
) -> None:
    form = {"email": ADDRESS, "password": f"pour {host}", "code": "123456"}
    found = visit(practice_range, f"https://{host}/connexion", form=form)
    assert (found.status, found.location) == (302, PORTAL_URL)
    assert Catch(host, ADDRESS, f"pour {host}", "123456") in practice_range.desk.catches


def test_the_file_share_asks_the_address_first_and_the_password_then(practice_range: Range) -> None:
    first = visit(practice_range, f"https://{SHARE_HOST}/").text
    assert 'type="email"' in first
    assert 'type="password"' not in first
    second = visit(practice_range, f"https://{SHARE_HOST}/suite", form={"email": ADDRESS}).text
    assert 'type="password"' in second
    assert f'name="email" value="{ADDRESS}"' in second
    form = {"email": ADDRESS, "password": "deux temps"}
    assert visit(practice_range, f"https://{SHARE_HOST}/ouvrir", form=form).location == PORTAL_URL
    assert Catch(SHARE_HOST, ADDRESS, "deux temps", "") in practice_range.desk.catches


@pytest.mark.parametrize(
    "address",
    ["someone@company.example", "essai@mouvement-aurore.test.evil.example", "@aurore2027.test", "essai", ""],
)
def test_a_log_in_of_anybody_else_is_forgotten(address: str) -> None:
    desk = PhisherDesk()
    assert not desk.collect(EXACT_HOST, address=address, password="secret")
    assert desk.catches == ()


def test_the_exact_copy_differs_from_the_portal_by_its_own_addresses_only(practice_range: Range) -> None:
    genuine = visit(practice_range, PORTAL_URL).text
    copy = visit(practice_range, f"https://{EXACT_HOST}/").text
    assert copy != genuine
    relinked = copy.replace(f"https://{EXACT_HOST}/", "/").replace(f'"{PORTAL_URL}', '"/')
    assert relinked == genuine


def test_the_exact_copy_loads_the_logo_from_the_genuine_portal(practice_range: Range) -> None:
    assert f'src="https://{PORTAL_HOST}/logo.svg"' in visit(practice_range, f"https://{EXACT_HOST}/").text


def test_one_copy_asks_a_one_time_code(practice_range: Range) -> None:
    for host in (EXACT_HOST, CODE_HOST):
        asks = 'autocomplete="one-time-code"' in visit(practice_range, f"https://{host}/").text
        assert asks == (host == CODE_HOST)


def test_the_redirected_copy_leads_by_http_then_https_then_script(practice_range: Range) -> None:
    first = visit(practice_range, f"http://{REDIRECTED_HOST}/")
    assert (first.status, first.location) == (302, f"https://{REDIRECTED_HOST}/")
    second = visit(practice_range, first.location)
    assert second.status == 302
    assert re.fullmatch(rf"https://{REDIRECTED_HOST}/session/[0-9a-f]{{24}}/", second.location)
    assert "<form" not in visit(practice_range, second.location).text
    assert 'type="password"' in follow_to_form(practice_range, REDIRECTED_HOST)


@pytest.mark.parametrize(
    "path", ["/session/", "/session/xyz/", "/session/0123/portail", "/session/../portail/x"]
)
def test_a_session_that_the_chain_cannot_have_made_is_not_served(practice_range: Range, path: str) -> None:
    assert visit(practice_range, f"https://{REDIRECTED_HOST}{path}").status in (400, 404)


def test_the_desk_forgets_the_oldest_when_it_is_full() -> None:
    desk = PhisherDesk()
    for number in range(5_100):
        desk.collect(EXACT_HOST, address=ADDRESS, password=str(number))
    assert len(desk.catches) == 5_000
    assert desk.catches[-1].password == "5099"
