"""Every row of the table of points counts where it should, and not for a twin that differs in that alone."""

from __future__ import annotations

from functools import cache

import pytest

from chaffinch.names.hosts import Host, read_host
from chaffinch.names.judge import Judge
from chaffinch.names.parts import cut_host
from chaffinch.names.reading import read_targets
from chaffinch.names.score import (
    ALERT,
    POINTS,
    REVIEW,
    list_features,
    list_url_features,
    score_reading,
    weigh_popularity,
)
from chaffinch.names.tricks import list_tricks, list_url_tricks
from chaffinch.names.watchlist import Watchlist

#: What is watched: the row: an address for which it counts, and one for which it does not.
CASES = {
    "en-marche.fr": {
        "whole": ("en-rnarche.fr", "mail-en-marche.fr"),
        "split": ("en.marche.fr", "enmarche.com"),
        "token": ("mail-en-marche.fr", "mailenmarche.fr"),
        "joined": ("mailenmarche.fr", "mail-en-marche.fr"),
        "inside": ("parisenmarche.fr", "paris-en-marche.fr"),
        "parted": ("en-mail-marche.fr", "mail-en-marche.fr"),
        "homoglyph": ("en-mаrche.fr", "en-rnarche.fr"),
        "homoglyph-ascii": ("en-rnarche.fr", "en-mаrche.fr"),
        "mixed-script": ("en-mаrche.fr", "en-mårche.fr"),
        "leet": ("en-m4rche.fr", "en-rnarche.fr"),
        "separator": ("enmarche.com", "en-marche.com"),
        "slip": ("en-mrche.fr", "en-m4rche.fr"),
        "slip-in-front": ("len-marche.fr", "enl-marche.fr"),
        "slip-joined": ("mailen-mrche.fr", "mail-en-mrche.fr"),
        "slip-little-word": ("mail-eng-marche.fr", "mail-en-marhe.fr"),
        "second-slip": ("en-mrhe.fr", "en-marhe.fr"),
        "much-changed": ("en-rnahce.fr", "en-rnarche.fr"),
        "keyword": ("mail-en-marche.fr", "paris-en-marche.fr"),
        "more-keywords": ("secure-login-en-marche.fr", "login-en-marche.fr"),
        "service": ("onedrive-en-marche.fr", "mail-en-marche.fr"),
        "tld-in-label": ("enmarche-fr.com", "enmarche-paris.com"),
        "whole-domain": ("en-marche.fr.example.com", "en-marche.example.com"),
        "country-in-label": ("en-marche-us.com", "en-marche-org.com"),
        "subdomain": ("en-marche.example.com", "en-marche.com"),
        "nothing-unknown": ("mail-en-marche.com", "mail-paris-en-marche.com"),
        "same-ending": ("enmarche.fr", "enmarche.com"),
        "same-ending-asked": ("mail-en-marche.fr", "mail-en-marche.com"),
        "same-ending-beside": ("paris-en-marche.fr", "paris-en-marche.com"),
        "tld": ("enmarche.com", "enmarche.fr"),
        "tld-and-slip": ("en-marhe.com", "en-marhe.fr"),
        "userinfo": ("https://en-marche.fr@example.org/", "https://example.org/"),
        "userinfo-domain": ("https://en-marche.fr@example.org/", "https://en-marche@example.org/"),
        "path": ("https://example.org/en-marche/", "https://example.org/"),
        "path-domain": ("https://example.org/en-marche.fr/", "https://example.org/en-marche/"),
        "path-keyword": ("https://example.org/en-marche/login", "https://example.org/en-marche/paris"),
        "ip-literal": ("https://0x7f000001/en-marche.fr/", "https://example.org/en-marche.fr/"),
    },
    "ameli.fr": {
        "split-slip": ("a.meliz.fr", "a.meli.fr"),
        "slip-short": ("aemli.fr", "arneli.fr"),
        "slip-short-joined": ("ameelicompte.fr", "ameeli-compte.fr"),
        "slip-short-edge": ("meli.fr", "amli.fr"),
        "slip-short-among-others": ("meli-iot.systems", "meli-login.systems"),
        "leet-last": ("amel1.fr", "am3li.fr"),
        "ending-in-front": ("frameli.com", "fr-ameli.com"),
        "split-ending": ("amel.li", "am.eli.fr"),
    },
    "reporters-sans-frontieres.org": {"long-name": ("reporters-sans-frontieres.com", "")},
    "écologie-solidaire.fr": {"accent": ("ecologie-solidaire.com", "xn--cologie-solidaire-9sb.com")},
    "aurore2027.fr": {"slip-digit": ("aurore2022.fr", "aurroe2027.fr")},
    "caf.fr": {
        "weak-name": ("caf.com", ""),
        "weak-among-others": ("caf-conc.com", "caf-login.com"),
        "weak-joined": ("cafcompte.com", "caf-compte.com"),
        "path-weak": ("https://example.org/caf/", "https://example.org/caf.fr/"),
    },
    "mail.ru": {"whole-address": ("options-mail.ru", "")},
}  # fmt: skip
#: The same for services that are watched.
SERVICES = {
    "google-workspace": {
        "fused": ("accgmail.com", "acc-gmail.com"),
        "second-slip-service": ("goolgemial.com", "googlmail.com"),
    },
    "yahoo": {"service-apart": ("monitor-yahoo.com", "monitor-yaho.com")},
    "microsoft365": {"service-among-words": ("microsoftforest.com", "microsoft-forest.com")},
}


@cache
def watch(name: str) -> Judge:
    """Watch a domain, as a brand word too where it is an address that people write; or a service."""
    if name in SERVICES:
        return Judge(Watchlist.from_mapping({"services": [name]}))
    words = [name] if name == "mail.ru" else []
    domains = ["mail.example"] if words else [name]
    return Judge(Watchlist.from_mapping({"domains": domains, "brands": words, "services": ["microsoft365"]}))


def find_features(judge: Judge, name: str, address: str) -> set[str]:
    """Return what counts of an address for one thing watched."""
    host = read_host(address.encode())
    assert isinstance(host, Host)
    parts = cut_host(host)
    wanted = {name, name.encode("idna").decode()}
    targets = tuple(target for target in judge.targets if target.brand in wanted)
    assert targets
    found: set[str] = set()
    for reading in read_targets(parts, targets, judge.vocabulary) if not host.is_ip else ():
        features = list_features(reading, list_tricks(reading))
        points = sum(POINTS[feature] for feature in features)
        assert score_reading(reading, list_tricks(reading)) >= max(0, min(100, points))
        found.update(features)
    for target in targets:
        keyword = judge.vocabulary.has_sign_in(host.display) or judge.vocabulary.has_sign_in(host.path)
        found.update(list_url_features(list_url_tricks(host, target, parts), target=target, keyword=keyword))
    return found


def list_rows() -> list[tuple[str, str, str, str]]:
    return [
        (name, row, counts, not_)
        for name, rows in (CASES | SERVICES).items()
        for row, (counts, not_) in rows.items()
    ]


@pytest.mark.parametrize(("name", "row", "counts", "other"), list_rows())
def test_a_row_counts_where_it_should_and_not_for_its_twin(
    name: str, row: str, counts: str, other: str
) -> None:
    judge = watch(name)
    assert row in find_features(judge, name, counts)
    if other:
        assert row not in find_features(judge, name, other)


def test_a_long_name_and_a_weak_one_are_told_from_others() -> None:
    assert "long-name" not in find_features(watch("en-marche.fr"), "en-marche.fr", "en-marche.com")
    assert "weak-name" not in find_features(watch("en-marche.fr"), "en-marche.fr", "en-marche.com")


def test_a_popular_domain_is_no_alert_and_weighs_less() -> None:
    assert weigh_popularity(95, exact=False) == ALERT - 1
    assert weigh_popularity(65, exact=False) == 65 + POINTS["popular"]
    assert weigh_popularity(55, exact=False) == REVIEW


def test_every_row_has_its_case() -> None:
    covered = {row for _, row, _, _ in list_rows()} | {"popular"}
    assert covered == set(POINTS)
