"""The ten pages, asked over the wire: what each takes, refuses, blocks and logs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lab.visitor import Visit, visit

from chaffinch.lab.accounts import ACCOUNTS, Account
from chaffinch.lab.marks import SCREEN_MARK, SOURCE_MARK
from chaffinch.lab.organisation import PORTAL_URL
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.phishers import (
    AGENT_HOST,
    CODE_KIT_HOST,
    HONEYPOT_HOST,
    INVITATION_HOST,
    KIT_HOSTS,
    PATTERN_HOST,
    PLAIN_HOST,
    RELAY_HOST,
    SCRIPTED_HOST,
    THROTTLED_HOST,
    TWO_STEP_HOST,
    write_lure_url,
)
from chaffinch.lab.phishers.gates import HoneypotKit, Throttle, fits_pattern, is_welcome_browser
from chaffinch.lab.range import Range

ADDRESS = "essai@mouvement-aurore.test"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
    "Accept-Language": "fr-FR,fr;q=0.9",
}
TRAP = Account("Piège", "piege@mouvement-aurore.test", "ouvre-vraiment-5", "-")


class Clock:
    """A clock that a test sets."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        """Return Unix seconds."""
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    """The clock of the range below."""
    return Clock()


@pytest.fixture(scope="module")
def timed_range(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Range]:
    """A range whose kits read the test's clock, with one decoy account that opens."""
    with Range(tmp_path_factory.mktemp("range"), clock=clock, traps=(TRAP,)) as running:
        yield running


def open_page(timed_range: Range, host: str) -> tuple[Visit, dict[str, str]]:
    """Return the page that asks, and the headers of a browser that comes back."""
    page = visit(timed_range, write_lure_url(host, ACCOUNTS[0].address), headers=BROWSER)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    return page, {**BROWSER, "Cookie": cookie}


def enter(
    timed_range: Range,
    clock: Clock,
    host: str,
    *,
    password: str = "Bonjour2027",
    address: str = ADDRESS,
    seconds: float = 28.0,
    source: str = "127.0.0.1",
    **fields: str,
) -> Visit:
    """Open the page and post its form after so many seconds."""
    _, headers = open_page(timed_range, host)
    clock.now += seconds
    form = {"email": address, "password": password, **fields}
    query = write_lure_url(host, ACCOUNTS[0].address).partition("?")[2]
    if query:
        form["c"] = query.removeprefix("c=")
    return visit(timed_range, f"https://{host}/entrer", form=form, headers=headers, source=source)


def find_catches(timed_range: Range, host: str, password: str) -> list[Catch]:
    return [c for c in timed_range.desk.catches if c.host == host and c.password == password]


@pytest.mark.parametrize("host", KIT_HOSTS)
def test_every_page_is_marked_and_posts_to_its_own_reserved_host_only(timed_range: Range, host: str) -> None:
    page, _ = open_page(timed_range, host)
    assert page.status == 200
    assert page.headers["X-Chaffinch-Lab"] == "LAB"
    assert SOURCE_MARK in page.text
    assert SCREEN_MARK in page.text
    targets = re.findall(r'action(?:="|: ")([^"]*)"', page.text)
    assert len(targets) == 1
    assert targets[0].startswith(f"https://{host}/")
    rules = dict(rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["form-action"] == f"'self' {PORTAL_URL}"
    for named in re.findall(r'(?:https?:)?//([a-z][^/"\s]+)', page.text):
        assert named in timed_range.directory.hosts


@pytest.mark.parametrize("host", KIT_HOSTS)
def test_a_log_in_of_anybody_else_is_forgotten(timed_range: Range, clock: Clock, host: str) -> None:
    before = timed_range.desk.catches
    enter(timed_range, clock, host, address="someone@company.example", source="127.0.0.9")
    assert timed_range.desk.catches == before


@pytest.mark.parametrize("host", KIT_HOSTS)
def test_what_a_kit_logs_is_kept_beside_each_log_in(timed_range: Range, clock: Clock, host: str) -> None:
    enter(
        timed_range,
        clock,
        host,
        password="Journal2027",
        ecran="1920x1080x24",
        frappe="2400",
        touches="11",
        source="127.0.0.31",
    )
    (catch,) = find_catches(timed_range, host, "Journal2027")
    seen = catch.seen
    assert seen.at == clock.now
    assert seen.source == "127.0.0.31"
    assert seen.user_agent == BROWSER["User-Agent"]
    assert seen.language == "fr-FR,fr;q=0.9"
    assert (seen.screen, seen.typing_ms, seen.keys) == ("1920x1080x24", 2400.0, 11)
    assert seen.seconds_on_page == 28.0
    assert re.fullmatch(r"[0-9a-f]{26}", seen.session)
    assert dict(seen.fields)["email"] == ADDRESS
    assert bool(seen.token) == (host == INVITATION_HOST)


def test_a_visitor_without_the_kits_cookie_has_no_session_and_no_time(timed_range: Range) -> None:
    visit(timed_range, f"https://{PLAIN_HOST}/entrer", form={"email": ADDRESS, "password": "sans-page-1"})
    (catch,) = find_catches(timed_range, PLAIN_HOST, "sans-page-1")
    assert (catch.seen.session, catch.seen.seconds_on_page) == ("", None)


@pytest.mark.parametrize("host", [PLAIN_HOST, INVITATION_HOST, PATTERN_HOST, HONEYPOT_HOST])
def test_four_pages_accept_and_thank(timed_range: Range, clock: Clock, host: str) -> None:
    answer = enter(timed_range, clock, host)
    assert answer.status == 200
    assert "Votre accès est confirmé" in answer.text


@pytest.mark.parametrize("host", [TWO_STEP_HOST, THROTTLED_HOST])
def test_two_pages_send_the_visitor_on(timed_range: Range, clock: Clock, host: str) -> None:
    answer = enter(timed_range, clock, host, source="127.0.0.21")
    assert (answer.status, answer.location) == (302, PORTAL_URL)


def test_the_scripted_page_has_no_form_in_its_source_and_pretends_a_fault(
    timed_range: Range, clock: Clock
) -> None:
    page, _ = open_page(timed_range, SCRIPTED_HOST)
    assert "<form" not in page.text
    assert "<input" not in page.text
    answer = enter(timed_range, clock, SCRIPTED_HOST)
    assert 'role="alert"' in answer.text
    assert f'location.replace("{PORTAL_URL}")' in answer.text


def test_the_two_steps_ask_the_address_first(timed_range: Range) -> None:
    first, headers = open_page(timed_range, TWO_STEP_HOST)
    assert 'type="password"' not in first.text
    url = f"https://{TWO_STEP_HOST}/suite"
    second = visit(timed_range, url, form={"email": ADDRESS}, headers=headers)
    assert 'type="password"' in second.text
    assert f'name="email" value="{ADDRESS}"' in second.text
    assert 'type="password"' not in visit(timed_range, url, form={"email": "nobody"}, headers=headers).text


@pytest.mark.parametrize("query", ["", "?c=", "?c=00000000", "?c=%27"])
def test_the_invitation_does_not_exist_without_a_token_of_its_own(timed_range: Range, query: str) -> None:
    found = visit(timed_range, f"https://{INVITATION_HOST}/{query}", headers=BROWSER)
    assert found.status == 404
    assert "<form" not in found.text
    posted = visit(
        timed_range, f"https://{INVITATION_HOST}/entrer{query}", form={"email": ADDRESS, "password": "x"}
    )
    assert posted.status == 404


def test_the_invitation_has_the_address_in_its_form_and_keeps_the_token_on_the_way_to_https(
    timed_range: Range,
) -> None:
    url = write_lure_url(INVITATION_HOST, ACCOUNTS[1].address)
    assert visit(timed_range, url.replace("https", "http", 1)).location == url
    assert f'value="{ACCOUNTS[1].address}"' in visit(timed_range, url).text


@pytest.mark.parametrize(
    ("address", "password", "fits"),
    [
        (ADDRESS, "Bonjour2027", True),
        ("ESSAI@Aurore2027.test ", "12345678", True),
        (ADDRESS, "Bonjour", False),
        (ADDRESS, "sans-chiffre", False),
        ("essai@company.example", "Bonjour2027", False),
        ("essai@mouvement-aurore.test.example", "Bonjour2027", False),
    ],
)
def test_the_pattern_is_checked_by_the_server_too(
    timed_range: Range, clock: Clock, address: str, password: str, fits: bool
) -> None:
    assert fits_pattern(address, password) == fits
    before = len(timed_range.desk.catches)
    answer = enter(timed_range, clock, PATTERN_HOST, address=address, password=password)
    assert ("non valide, veuillez vérifier.</p>\n  <p" in answer.text) == (not fits)
    assert len(timed_range.desk.catches) - before == fits


def test_the_sixth_log_in_of_a_minute_from_one_source_is_blocked_and_other_sources_are_not(
    timed_range: Range, clock: Clock
) -> None:
    source, other = "127.0.0.41", "127.0.0.42"
    answers = [enter(timed_range, clock, THROTTLED_HOST, seconds=5, source=source).status for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert enter(timed_range, clock, THROTTLED_HOST, seconds=5, source=other).status == 302
    assert enter(timed_range, clock, THROTTLED_HOST, seconds=56, source=source).status == 302


def test_a_throttle_forgets_after_its_time() -> None:
    throttle = Throttle(most=2, seconds=10)
    assert [throttle.admit("a", now=now) for now in (0, 1, 2, 10, 10.5, 11)] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-httpx/0.28",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        BROWSER["User-Agent"].replace("Chrome", "HeadlessChrome"),
        BROWSER["User-Agent"].replace("139", "71"),
        "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
    ],
)
def test_an_unwelcome_browser_sees_an_empty_page(timed_range: Range, agent: str) -> None:
    headers = {**BROWSER, "User-Agent": agent}
    assert not is_welcome_browser({name.lower(): value for name, value in headers.items()})
    found = visit(timed_range, f"https://{AGENT_HOST}/", headers=headers)
    assert found.status == 404
    assert "<form" not in found.text
    assert SOURCE_MARK in found.text


def test_a_browser_without_a_language_is_unwelcome() -> None:
    assert is_welcome_browser({"user-agent": BROWSER["User-Agent"], "accept-language": "fr"})
    assert not is_welcome_browser({"user-agent": BROWSER["User-Agent"]})


def test_the_page_for_ordinary_browsers_asks_twice_and_then_sends_on(timed_range: Range) -> None:
    _, headers = open_page(timed_range, AGENT_HOST)
    form = {"email": ADDRESS, "password": "deux-fois-1"}
    first = visit(timed_range, f"https://{AGENT_HOST}/entrer", form=form, headers=headers)
    assert "Mot de passe incorrect" in first.text
    assert (
        visit(timed_range, f"https://{AGENT_HOST}/entrer", form=form, headers=headers).location == PORTAL_URL
    )
    assert len(find_catches(timed_range, AGENT_HOST, "deux-fois-1")) == 2


@pytest.mark.parametrize(("seconds", "fields"), [(2.9, {}), (28, {"site_web": "https://x.example"})])
def test_who_is_hasty_or_fills_the_hidden_field_is_thanked_and_forgotten(
    timed_range: Range, clock: Clock, seconds: float, fields: dict[str, str]
) -> None:
    before, kit = timed_range.desk.catches, timed_range.kits[HONEYPOT_HOST]
    assert isinstance(kit, HoneypotKit)
    dropped = kit.dropped
    answer = enter(timed_range, clock, HONEYPOT_HOST, seconds=seconds, **fields)
    assert "Votre accès est confirmé" in answer.text
    assert timed_range.desk.catches == before
    assert kit.dropped == dropped + 1


def test_the_code_is_asked_twice_and_kept_beside_its_log_in(timed_range: Range) -> None:
    _, headers = open_page(timed_range, CODE_KIT_HOST)
    form = {"email": ADDRESS, "password": "avec-code-1"}
    assert (
        'name="code"'
        in visit(timed_range, f"https://{CODE_KIT_HOST}/entrer", form=form, headers=headers).text
    )
    url = f"https://{CODE_KIT_HOST}/code"
    assert "expiré" in visit(timed_range, url, form={"code": "111111"}, headers=headers).text
    assert visit(timed_range, url, form={"code": "222222"}, headers=headers).location == PORTAL_URL
    (catch,) = find_catches(timed_range, CODE_KIT_HOST, "avec-code-1")
    assert catch.code == "222222"


def test_a_code_without_a_log_in_is_kept_nowhere(timed_range: Range) -> None:
    before = timed_range.desk.catches
    visit(timed_range, f"https://{CODE_KIT_HOST}/code", form={"code": "333333"})
    assert timed_range.desk.catches == before


@pytest.mark.parametrize("account", [*ACCOUNTS, TRAP], ids=lambda account: account.name)
def test_the_relay_sends_on_what_opens_the_portal(timed_range: Range, clock: Clock, account: Account) -> None:
    answer = enter(timed_range, clock, RELAY_HOST, address=account.address, password=account.password)
    assert (answer.status, answer.location) == (302, PORTAL_URL)
    (catch,) = find_catches(timed_range, RELAY_HOST, account.password)
    assert catch.seen.verdict == "live"


def test_the_relay_asks_again_for_what_does_not_open_the_portal(timed_range: Range, clock: Clock) -> None:
    answer = enter(timed_range, clock, RELAY_HOST, address=ACCOUNTS[0].address, password="faux-mot-1")
    assert "ne correspond pas" in answer.text
    assert 'type="password"' in answer.text
    (catch,) = find_catches(timed_range, RELAY_HOST, "faux-mot-1")
    assert catch.seen.verdict == "dead"


@pytest.mark.parametrize("host", KIT_HOSTS)
def test_a_closed_page_is_gone(tmp_path: Path, host: str) -> None:
    with Range(tmp_path) as running:
        running.kits[host].closed = True
        found = visit(running, write_lure_url(host, ACCOUNTS[0].address), headers=BROWSER)
        assert found.status == 410
        assert SOURCE_MARK in found.text
        assert "<form" not in found.text
