"""The simulated victims are people of the demo organisation, and type as the studies say."""

from __future__ import annotations

import random
import re
import statistics
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

import pytest

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.phishers.gates import fits_pattern, is_welcome_browser, make_token
from chaffinch.lab.victims.devices import choose_device
from chaffinch.lab.victims.habits import choose_password, load_habits, mistype
from chaffinch.lab.victims.lure import Victim, fall_for, staff_accounts
from chaffinch.lab.victims.staff import STAFF

SENT_AT = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)  # a Monday, 9:30 in Paris


def fall(seed: int, count: int = 40) -> tuple[Victim, ...]:
    rng = random.Random(seed)
    return fall_for(
        staff_accounts(rng), host="x.test", sent_at=SENT_AT, count=count, rng=rng, write_token=make_token
    )


def test_the_staff_has_about_sixty_people_of_all_ages_with_one_address_pattern() -> None:
    assert 55 <= len(STAFF) <= 65
    assert len({person.address for person in STAFF}) == len(STAFF)
    assert min(person.born for person in STAFF) < 1960
    assert max(person.born for person in STAFF) > 1999
    for person in STAFF:
        local, _, domain = person.address.partition("@")
        assert domain in DOMAINS
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+", local)


def test_the_manuals_accounts_are_of_the_staff() -> None:
    assert {account.address for account in ACCOUNTS} <= {person.address for person in STAFF}


def test_everybody_has_a_password_that_the_portal_takes() -> None:
    rng = random.Random(1)
    passwords = [choose_password(person, rng) for person in STAFF for _ in range(20)]
    assert all(fits_pattern(STAFF[0].address, password) for password in passwords)
    assert statistics.fmean(password in load_habits() for password in passwords) > 0.05
    assert len(set(passwords)) > 0.9 * len(passwords)


def test_passwords_are_drawn_by_how_common_they_are() -> None:
    rng, habits = random.Random(2), load_habits()
    commonest = max(
        (word for word in habits if len(word) >= 8 and any(c.isdigit() for c in word)),
        key=lambda word: habits[word],
    )
    drawn = [choose_password(STAFF[5], rng) for _ in range(30_000)]
    share = sum(word.lower().startswith(commonest) for word in drawn) / len(drawn)
    assert share == pytest.approx(habits[commonest] / sum(habits.values()), rel=0.5)


@pytest.mark.parametrize("password", ["a", "é", "soleil12", "1"])
def test_a_slip_is_never_the_password(password: str) -> None:
    assert all(mistype(password, random.Random(seed)) != password for seed in range(200))


def test_arrivals_are_those_of_a_lure() -> None:
    delays = [[victim.catch.seen.at - SENT_AT.timestamp() for victim in fall(seed, 20)] for seed in range(40)]
    firsts, lasts = [times[0] for times in delays], [times[-1] for times in delays]
    assert statistics.median(firsts) < 15 * 60
    assert 15 * 3_600 < statistics.median(lasts) < 25 * 3_600
    assert all(time > 0 for times in delays for time in times)
    assert all(times == sorted(times) for times in delays)


def test_people_type_for_half_a_minute_and_not_faster_than_they_can() -> None:
    seen = [victim.catch.seen for seed in range(20) for victim in fall(seed)]
    stays = [one.seconds_on_page for one in seen if one.seconds_on_page]
    assert statistics.median(stays) == pytest.approx(28, rel=0.15)
    for one in seen:
        assert one.keys
        assert one.typing_ms is not None
        assert one.seconds_on_page
        assert one.typing_ms / 1_000 < one.seconds_on_page
        assert one.typing_ms / one.keys > 40


def test_some_slip_and_then_get_it_right_and_some_type_what_is_false() -> None:
    victims = [victim for seed in range(40) for victim in fall(seed)]
    slips = [
        (first.catch, second.catch)
        for seed in range(40)
        for first in fall(seed)
        for second in fall(seed)
        if first.catch.seen.session == second.catch.seen.session
        and first.catch.seen.at < second.catch.seen.at
    ]
    assert 0.05 < len(slips) / len(victims) < 0.2
    assert all(
        first.address == second.address and first.password != second.password for first, second in slips
    )
    assert 0.02 < 1 - statistics.fmean(victim.works for victim in victims) - len(slips) / len(victims) < 0.1


def test_the_browsers_are_ordinary_and_the_sources_nobodys() -> None:
    rng = random.Random(3)
    reserved = [ip_network(net) for net in ("203.0.113.0/24", "198.18.0.0/15", "100.64.0.0/10")]
    devices = [choose_device(rng) for _ in range(500)]
    for device in devices:
        assert is_welcome_browser({"user-agent": device.user_agent, "accept-language": device.language})
        assert any(ip_address(device.source) in net for net in reserved)
    assert 0.2 < statistics.fmean("Mobile" in device.user_agent for device in devices) < 0.45


def test_the_same_random_source_gives_the_same_victims() -> None:
    assert fall(7) == fall(7)
    assert fall(7)[0].catch.seen.token == make_token(fall(7)[0].catch.address)
