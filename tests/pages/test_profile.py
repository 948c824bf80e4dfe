"""As whom a page is looked at."""

from __future__ import annotations

import pytest
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.pages.browser import Browser
from chaffinch.pages.profile import BARE, DESKTOP, PROFILES, strip_token


@pytest.mark.parametrize(
    ("url", "stripped"),
    [
        ("https://a.test/connexion?lot=7#x", "https://a.test/connexion"),
        ("https://a.test/x7Kq29TzW4pL/", "https://a.test/"),
        ("https://a.test/portail/3f9a77c0d2e145ab/entrer", "https://a.test/portail/entrer"),
        ("https://a.test/2027/programme", "https://a.test/2027/programme"),
        ("https://a.test/mentions-legales.html", "https://a.test/mentions-legales.html"),
        ("https://a.test/7c9e6679-7425-40de-944b-e07fc1f90ae7", "https://a.test/"),
        ("https://a.test", "https://a.test/"),
    ],
)
def test_what_names_one_person_is_left_out(url: str, stripped: str) -> None:
    assert strip_token(url) == stripped
    assert BARE.make_address(url) == stripped
    assert DESKTOP.make_address(url) == url


@pytest.mark.parametrize("name", list(PROFILES))
def test_each_visitor_is_what_it_says(name: str, browser: Browser, site: LoopbackSite) -> None:
    seen: list[tuple[str, dict[str, str]]] = []

    def note(visitor: Visitor) -> None:
        seen.append((visitor.path, dict(visitor.headers.items())))
        visitor.say(
            "<h1>Bonjour, chère équipe de la campagne</h1><p id=p></p><script>p.textContent=[navigator.platform,"
            "navigator.userAgent,navigator.webdriver,innerWidth,navigator.maxTouchPoints,document.referrer].join('|')</script>"
        )

    site.routes["/visitor"] = note
    profile = PROFILES[name]
    capture = browser.capture("https://portail.test/visitor?lure=8", profile=profile)
    path, headers = seen[0]
    platform, agent, driven, width, touches, referrer = capture.visible_text.splitlines()[-1].split("|")
    assert path == ("/visitor" if name == "bare" else "/visitor?lure=8")
    assert headers["Accept-Language"].startswith(profile.locale)
    assert headers["User-Agent"] == agent
    named, major = headers["sec-ch-ua"], agent.partition("Chrome/")[2].partition(".")[0]
    assert f'"Google Chrome";v="{major}"' in named and f'"Chromium";v="{major}"' in named
    assert headers["sec-ch-ua-platform"] == ('"Android"' if profile.mobile else '"Windows"')
    assert headers["sec-ch-ua-mobile"] == ("?1" if profile.mobile else "?0")
    assert "Headless" not in agent
    assert (platform, driven) == (profile.platform, "false")
    assert ("Android" in agent) == ("Mobile" in agent) == (int(touches) > 0) == profile.mobile
    assert profile.mobile or int(width) == profile.width
    assert referrer == profile.referrer == headers.get("Referer", "")
    assert capture.profile == name
