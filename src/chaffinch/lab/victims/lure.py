"""What a lure brings in when it reaches the staff: who types, when, how, and what is not true of it.

Sources of the figures: Verizon DBIR 2024 (median 21 s from opening to click, 28 s more to type); Oest et al., "Sunrise
to Sunset" (USENIX Security 2020: 21 hours from the first victim to the last). The shares of slips and of false entries are
set by judgement.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chaffinch.lab.accounts import Account
from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.phisher_desk import Catch, Observation
from chaffinch.lab.victims.devices import Device, choose_device
from chaffinch.lab.victims.habits import choose_password, mistype
from chaffinch.lab.victims.staff import STAFF

_PARIS = ZoneInfo("Europe/Paris")
_SLIPS = 0.12
_FALSE_ENTRIES = 0.05
_CLICK_SECONDS, _CLICK_SPREAD = 21.0, 0.9
_TYPE_SECONDS, _TYPE_SPREAD = 28.0, 0.45
_READ_HOURS, _READ_SPREAD = 1.5, 1.6
#: Some open their mail at home, or the next morning.
_LATE, _LATE_HOURS = 0.25, (4.0, 24.0)
_KEY_MS, _KEY_SPREAD = 190.0, 0.35
_TAUNTS = ("arnaque2027", "phishing1", "bien-essaye-0", "non-merci-1", "police17police", "test1234")


@dataclass(frozen=True, slots=True)
class Victim:
    """One entry that a lure brought in."""

    catch: Catch
    works: bool
    """Whether the password is the account's: false for slips and for what suspicious colleagues typed."""


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One person before the page."""

    device: Device
    session: str
    token: str


def staff_accounts(rng: random.Random) -> tuple[Account, ...]:
    """Return an account with a password of his own for each of the staff."""
    return tuple(
        Account(person.name, person.address, choose_password(person, rng), person.role) for person in STAFF
    )


def fall_for(
    accounts: Sequence[Account],
    *,
    host: str,
    sent_at: datetime,
    count: int,
    rng: random.Random,
    write_token: Callable[[str], str] = lambda _: "",
) -> tuple[Victim, ...]:
    """Return the entries of `count` colleagues who typed, in the order of time; a slip adds one of its own.

    `sent_at` has a time zone; `write_token` gives the token of the lure to an address, where lures carry one.
    """
    victims: list[Victim] = []
    for account in rng.sample(list(accounts), k=count):
        token = write_token(account.address)
        victims += _type_log_in(account, host=host, token=token, sent_at=sent_at, rng=rng)
    return tuple(sorted(victims, key=lambda victim: victim.catch.seen.at))


def _type_log_in(
    account: Account, *, host: str, token: str, sent_at: datetime, rng: random.Random
) -> list[Victim]:
    sitting = _Sitting(choose_device(rng), session=f"{rng.getrandbits(104):026x}", token=token)
    opened = _choose_reading(sent_at, rng) + _draw(_CLICK_SECONDS, _CLICK_SPREAD, rng)
    address, password, works = account.address, account.password, True
    if rng.random() < _FALSE_ENTRIES:
        works, password = False, rng.choice(_TAUNTS)
        address = rng.choice((address, f"personne@{DOMAINS[0]}", f"votre.mere@{DOMAINS[0]}"))
    seconds = max(6.0, _draw(_TYPE_SECONDS, _TYPE_SPREAD, rng))
    entries = []
    if works and rng.random() < _SLIPS:
        slip = mistype(password, rng)
        seen = _observe(sitting, opened=opened, seconds=seconds, typed=slip, rng=rng)
        entries.append(Victim(Catch(host, address, slip, "", seen=seen), works=False))
        opened += seconds
        seconds = max(4.0, _draw(11.0, 0.4, rng))
    seen = _observe(sitting, opened=opened, seconds=seconds, typed=password, rng=rng)
    entries.append(Victim(Catch(host, address, password, "", seen=seen), works=works))
    return entries


def _observe(
    sitting: _Sitting, *, opened: float, seconds: float, typed: str, rng: random.Random
) -> Observation:
    device = sitting.device
    keys = len(typed) + rng.choice((0, 0, 0, 0, 1, 2))
    return Observation(
        at=opened + seconds,
        source=device.source,
        user_agent=device.user_agent,
        language=device.language,
        screen=device.screen,
        zone="Europe/Paris",
        session=sitting.session,
        token=sitting.token,
        seconds_on_page=seconds,
        typing_ms=(keys - 1) * min(_draw(_KEY_MS, _KEY_SPREAD, rng), 800.0 * seconds / keys),
        keys=keys,
    )


def _choose_reading(sent_at: datetime, rng: random.Random) -> float:
    """Return when somebody reads the mail: hours after it came, mostly in working hours, within a day."""
    while True:
        hours = rng.uniform(*_LATE_HOURS) if rng.random() < _LATE else _draw(_READ_HOURS, _READ_SPREAD, rng)
        if hours > _LATE_HOURS[1]:
            continue
        read_at = (sent_at + timedelta(hours=hours)).astimezone(_PARIS)
        awake = 1.0 if 8 <= read_at.hour < 19 else 0.5 if 7 <= read_at.hour < 23 else 0.1
        if rng.random() < awake:
            return read_at.timestamp()


def _draw(median: float, spread: float, rng: random.Random) -> float:
    return median * rng.lognormvariate(0.0, spread)
