"""Filters on how a catch came: twice, from where, by which browser, how long it took, with whose token."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from chaffinch.lab.phisher_desk import Catch, Observation
from chaffinch.lab.sorting.filters import DROPPED, Scores
from chaffinch.lab.sorting.words import load_passwords

#: What the attacker takes for hosting providers; in the range's world it is one reserved net (RFC 5737).
DATA_CENTRES = ("198.51.100.0/24",)
_PROGRAMS = re.compile(
    r"bot|crawl|spider|headless|phantom|selenium|puppeteer|playwright|curl|wget|python|java/|go-http|okhttp",
    re.IGNORECASE,
)
_CHROME = re.compile(r"Chrome/(\d{1,4})\.")
_SCREEN = re.compile(r"(\d{2,5})x(\d{2,5})(?:x\d{1,3})?")
_COMMON = 200
"""As many of the most common passwords may belong to two people at once."""
_QUICK_KEY_MS = 45.0
_LINUX_SHARE = 0.1


def rate_duplicates(catches: Sequence[Catch]) -> Scores:
    """Drop what came before word for word; suspect one password, or one browser profile, of several people, and many
    passwords of one."""
    common = set(list(load_passwords())[:_COMMON])
    owners, profiles, passwords = (defaultdict[str, set[str]](set) for _ in range(3))
    for catch in catches:
        owners[catch.password].add(catch.address.lower())
        profiles[catch.seen.session].add(catch.address.lower())
        passwords[catch.address.lower()].add(catch.password)
    seen: set[tuple[str, str]] = set()
    scores = np.zeros(len(catches))
    for place, catch in enumerate(catches):
        pair = (catch.address.lower(), catch.password)
        shared = len(owners[catch.password]) > 1 and catch.password.lower() not in common
        several = bool(catch.seen.session) and len(profiles[catch.seen.session]) > 1
        many = len(passwords[pair[0]]) > 3
        scores[place] = DROPPED if pair in seen else max(0.9 * several, 0.8 * shared, 0.6 * many)
        seen.add(pair)
    return scores


def rate_sources(catches: Sequence[Catch], *, data_centres: Sequence[str] = DATA_CENTRES) -> Scores:
    """Suspect data centres, and one machine (address, browser, screen) that typed for many people."""
    nets = [ipaddress.ip_network(net) for net in data_centres]
    people: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for catch in catches:
        people[_find_machine(catch.seen)].add(catch.address.lower())
    scores = np.zeros(len(catches))
    for place, catch in enumerate(catches):
        many = len(people[_find_machine(catch.seen)])
        hosted = any(_read_address(catch.seen.source) in net for net in nets)
        scores[place] = 1.0 if hosted else 1.0 - 2.0 / (many + 1)
    return scores


def _find_machine(seen: Observation) -> tuple[str, str, str]:
    return seen.source, seen.user_agent, seen.screen


def _read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return ipaddress.IPv4Address(0)


def rate_browsers(catches: Sequence[Catch]) -> Scores:
    """Suspect programs, browsers that do not fit their screen, language or zone, old and out-of-place ones."""
    versions = [int(found[1]) for catch in catches if (found := _CHROME.search(catch.seen.user_agent))]
    usual = float(np.median(versions)) if versions else 0.0
    linux = np.mean([_is_linux_desktop(catch.seen) for catch in catches]) if catches else 0.0
    return np.array([_rate_browser(catch.seen, usual=usual, linux=float(linux)) for catch in catches])


def _rate_browser(seen: Observation, *, usual: float, linux: float) -> float:
    if not seen.user_agent or _PROGRAMS.search(seen.user_agent):
        return 1.0
    score = 0.7 * (not seen.language)
    score = max(score, 0.35 * (not seen.language.startswith("fr")))
    if seen.zone:
        score = max(score, 0.8 * (seen.zone == "UTC"), 0.4 * (not seen.zone.startswith("Europe/")))
    if found := _SCREEN.fullmatch(seen.screen):
        width, height = int(found[1]), int(found[2])
        phone = "Mobile" in seen.user_agent or "iPhone" in seen.user_agent
        score = max(score, 0.9 * (phone and width > 1_000), 0.9 * (not phone and width < 1_000))
        score = max(score, 0.55 * ((width, height) in ((1280, 720), (800, 600), (1024, 768))))
    if (chrome := _CHROME.search(seen.user_agent)) and usual - int(chrome[1]) > 15:
        score = max(score, 0.6)
    if linux > _LINUX_SHARE and _is_linux_desktop(seen):
        score = max(score, 0.6)
    return score


def _is_linux_desktop(seen: Observation) -> bool:
    return "X11; Linux" in seen.user_agent


def rate_dwelling(catches: Sequence[Catch]) -> Scores:
    """Suspect who was quicker than a person, who pressed no key, and times that are all alike."""
    stays = np.array(
        [c.seen.seconds_on_page if c.seen.seconds_on_page is not None else np.nan for c in catches]
    )
    scores = np.zeros(len(catches))
    for place, catch in enumerate(catches):
        seen = catch.seen
        stay = seen.seconds_on_page
        score = 1.0 if stay is None or stay < 3.0 else 0.55 if stay < 5.0 else 0.0
        if seen.keys is not None:
            score = max(score, 0.7 * (seen.keys == 0))
            if seen.keys > 1 and seen.typing_ms is not None:
                score = max(score, 0.8 * (seen.typing_ms / (seen.keys - 1) < _QUICK_KEY_MS))
        if stay is not None and len(catches) >= 8:
            alike = float(np.mean(np.abs(stays - stay) < 0.25))
            score = max(score, 0.65 * (alike > 0.25))
        scores[place] = score
    return scores


def rate_tokens(catches: Sequence[Catch]) -> Scores:
    """Suspect a lure's token with which many people came, and none where most have one."""
    people: defaultdict[str, set[str]] = defaultdict(set)
    counted = Counter(bool(catch.seen.token) for catch in catches)
    for catch in catches:
        people[catch.seen.token].add(catch.address.lower())
    usual = counted[True] > counted[False]
    return np.array(
        [1.0 - 1.0 / len(people[catch.seen.token]) if catch.seen.token else 0.8 * usual for catch in catches]
    )


def rate_verdicts(catches: Sequence[Catch]) -> Scores:
    """Drop what a relaying page found dead at once."""
    return np.array([DROPPED if catch.seen.verdict == "dead" else 0.0 for catch in catches])
