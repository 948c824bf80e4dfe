"""Addresses inside addresses: redirects, shorteners, copied links."""

from __future__ import annotations

import pytest

from chaffinch.names.hosts import Host, read_host
from chaffinch.names.links import list_links
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher


@pytest.mark.parametrize(
    ("path", "hosts"),
    [
        ("/?url=https://en-rnarche.fr/login", ["en-rnarche.fr"]),
        ("/login?next=//en-rnarche.fr", ["en-rnarche.fr"]),
        ("/x?a=1&redirect_uri=en-rnarche.fr/a", ["en-rnarche.fr"]),
        ("/web/2020/https://en-rnarche.fr/", ["en-rnarche.fr"]),
        ("/#/go?u=http://192.0.2.1/", ["192.0.2.1"]),
        ("/article?id=7", []),
        ("/wp-content/en-rnarche.fr/login.php", ["en-rnarche.fr"]),
        ("/login.php", []),
        ("/?next=home", []),
    ],
)
def test_hosts_are_found_where_a_browser_is_sent(path: str, hosts: list[str]) -> None:
    host = read_host(f"https://bystander.example{path}".encode())
    assert isinstance(host, Host)
    assert [link.host.ascii for link in list_links(host)] == hosts


@pytest.mark.parametrize(
    "line",
    [
        "https://www.google.com/url?q=https://en-rnarche.fr/login",
        "https://bit.example/?url=https%3A%2F%2Fen-rnarche.fr",
        "https://l.facebook.com/l.php?u=https%253A%252F%252Fen-rnarche.fr%252F",
        "https://www.google.com/url?q=https%3A%2F%2Fxn--n-marche-b8g.fr",
        "https://en-marche.fr/out?to=http://en-rnarche.fr",
    ],
)
def test_a_look_alike_in_a_parameter_is_an_alert_whoever_holds_the_host(
    en_marche: Matcher, line: str
) -> None:
    [match] = en_marche.match(line)
    assert (match.tier, match.kinds[0]) == ("alert", "path")
    assert "homoglyph" in match.kinds
    assert all(trick.start == -1 for trick in match.tricks)


def test_a_site_of_ours_that_sends_visitors_to_a_stranger_is_for_review(en_marche: Matcher) -> None:
    [match] = en_marche.match("https://en-marche.fr/redirect?url=https://evil.example/")
    assert (match.tier, match.kinds) == ("review", ("path",))
    assert match.tricks[0].theirs == "evil.example"


@pytest.mark.parametrize(
    "line",
    [
        "https://en-marche.fr/redirect?url=https://www.en-marche.fr/",
        "https://en-marche.fr/share?url=https://www.google.com/",
        "https://twitter.com/share?url=https://en-marche.fr/article",
        "https://twitter.com/enmarche",
    ],
)
def test_what_leads_to_ourselves_or_stands_on_a_known_service_is_harmless(
    en_marche: Matcher, line: str
) -> None:
    assert en_marche.match(line) == ()


@pytest.mark.parametrize(
    ("line", "tier"),
    [
        ("https://evil.example/en-marche", "review"),
        ("https://evil.example/?u=enmarche", "review"),
        ("https://evil.example/enmarche/login", "alert"),
        ("https://evil.example/en-marche.fr", "alert"),
        ("https://evil.example/#en-marche.fr", "alert"),
        ("https://evil.example/login?next=https://en-marche.fr/", "alert"),
        ("http://2130706433/en-marche", "alert"),
        ("https://sites.google.com/view/en-marche-connexion", "review"),
    ],
)
def test_our_name_in_a_path_is_for_review_and_with_more_beside_it_an_alert(
    en_marche: Matcher, line: str, tier: str
) -> None:
    [match] = en_marche.match(line)
    assert match.tier == tier
    assert "path" in match.kinds


def test_the_stream_finds_what_a_single_line_finds(en_marche: Matcher) -> None:
    line = b"https://www.google.com/url?q=https://en-rnarche.fr/login"
    [match] = en_marche.match_lines([line])
    assert isinstance(match, Match)
    assert match.tier == "alert"
