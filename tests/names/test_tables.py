"""The bundled tables hold together."""

from __future__ import annotations

from chaffinch.names.hosts import Host, read_host
from chaffinch.names.match import KINDS
from chaffinch.names.matcher import Matcher
from chaffinch.names.score import ALERT, POINTS, REVIEW, name_tier
from chaffinch.names.tables import load_confusables, load_services, load_words
from chaffinch.names.watchlist import Watchlist


def test_every_genuine_domain_is_a_host_and_raises_no_alarm() -> None:
    services = load_services()
    matcher = Matcher(Watchlist.from_mapping({"services": list(services)}))
    for service in services.values():
        for domain in (*service.domains, *service.hosting):
            assert isinstance(read_host(domain.encode()), Host), domain
            assert matcher.match(domain) == (), domain
            assert service.title


def test_a_watched_word_is_long_enough_to_mean_something() -> None:
    for service in load_services().values():
        for word in (*service.names, *service.words):
            assert len(word) >= 3, word
            assert word == word.lower()


def test_no_sign_in_word_is_neutral_too() -> None:
    words = load_words()
    assert not words.sign_in & words.neutral


def test_look_alikes_are_letters_beyond_ascii() -> None:
    table = load_confusables()
    assert len(table) > 200
    assert all(not theirs.isascii() and ours.isascii() for theirs, ours in table.items())


def test_the_thresholds_part_the_tiers() -> None:
    assert (name_tier(ALERT), name_tier(ALERT - 1)) == ("alert", "review")
    assert (name_tier(REVIEW), name_tier(REVIEW - 1)) == ("review", None)
    assert len(KINDS) == 20
    assert all(-100 < points < 100 for points in POINTS.values())
