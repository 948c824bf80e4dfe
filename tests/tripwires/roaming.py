"""Two weeks of sign-ins in which somebody with a page's catch moves about, and what truly happened.

He works on one day. Staff sign in on most days, from home lines and from the office; strangers guess names. The ways in
which he hides are those of `WAYS`; `nat` is one in which he does not move, and colleagues have his very address.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address

from chaffinch.tripwires.match import Bait

BEGIN, DAYS, HIS_DAY = datetime(2026, 11, 7, tzinfo=UTC), 14, 10
DOMAIN = "mouvement-aurore.test"
OFFICE = "192.0.2.1"
BROWSER, TOOL = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "python-requests/2.32.3"
WAYS = (
    "one address",
    "a block",
    "privacy addresses",
    "nat",
    "a block with staff",
    "many networks, one tool",
    "many networks",
)
COLUMNS = ("at=1", "login=2", "source=3", "result=4", "agent=5")


@dataclass(frozen=True)
class Attempt:
    """One attempt, with what is known of who made it."""

    at: datetime
    who: str
    source: str
    opened: bool
    his: bool
    agent: str


@dataclass(frozen=True)
class Roaming:
    """One log, and the truth about it."""

    attempts: tuple[Attempt, ...]
    decoys: frozenset[str]
    agents: bool
    """Whether the log tells what the client calls itself."""

    @property
    def victims(self) -> frozenset[str]:
        """Real accounts that he opened or tried."""
        return frozenset(one.who for one in self.attempts if one.his and one.who not in self.decoys)

    @property
    def lines(self) -> list[str]:
        """The log as a table."""
        return [
            f"{one.at:%Y-%m-%dT%H:%M:%SZ},{one.who},{one.source},{'success' if one.opened else 'failure'},"
            f"{one.agent if self.agents else ''}"
            for one in self.attempts
        ]

    def find(self, login: str) -> tuple[Bait, ...]:
        """Find the decoys of a log-in, as the desk does."""
        return (Bait(login, "phantom", lambda _login, _mark: None),) if login in self.decoys else ()


def make_roaming(rng: random.Random, way: str) -> Roaming:
    """Make a log in which he hides in this way."""
    staff = [f"colleague{number}@{DOMAIN}" for number in range(40)]
    decoys = [f"decoy{number}@{DOMAIN}" for number in range(30)]
    homes = {who: _make_home(rng, way) for who in staff}
    attempts = [
        _make_staff(rng, day, who, homes[who])
        for day in range(DAYS)
        for who in staff
        for _ in range(rng.randrange(3))
    ]
    attempts += [_make_guess(rng) for _ in range(200)]
    catch = [*rng.sample(staff, rng.randint(2, 8)), *rng.sample(decoys, rng.randint(3, 8))]
    rng.shuffle(catch)
    at = BEGIN + timedelta(days=HIS_DAY, hours=rng.uniform(0, 12))
    for who in catch:
        opened = who in staff and rng.random() < 0.6
        agent = TOOL if way == "many networks, one tool" else BROWSER
        attempts.append(Attempt(at, who, _make_source(rng, way), opened, his=True, agent=agent))
        at += timedelta(minutes=rng.expovariate(1 / 20))
    attempts.sort(key=lambda one: one.at + timedelta(seconds=rng.uniform(0, 60)))
    return Roaming(tuple(attempts), frozenset(decoys), agents="tool" in way)


def _make_home(rng: random.Random, way: str) -> str:
    if way == "nat" and rng.random() < 0.3:
        return "203.0.113.9"
    if way == "a block with staff" and rng.random() < 0.3:
        return f"203.0.113.{rng.randrange(100, 250)}"
    return f"198.18.{rng.randrange(250)}.{rng.randrange(1, 250)}"


def _make_source(rng: random.Random, way: str) -> str:
    if way.startswith("a block"):
        return f"203.0.113.{rng.randrange(1, 100)}"
    if way == "privacy addresses":
        return str(IPv6Address((0x20010DB8_0007_0001 << 64) + rng.getrandbits(64)))
    if way.startswith("many"):
        return f"100.{rng.randrange(64, 127)}.{rng.randrange(250)}.{rng.randrange(1, 250)}"
    return "203.0.113.9"


def _make_staff(rng: random.Random, day: int, who: str, home: str) -> Attempt:
    at = BEGIN + timedelta(days=day, hours=rng.uniform(7, 22))
    return Attempt(
        at, who, OFFICE if rng.random() < 0.5 else home, rng.random() < 0.95, his=False, agent=BROWSER
    )


def _make_guess(rng: random.Random) -> Attempt:
    at = BEGIN + timedelta(days=rng.uniform(0, DAYS))
    agent = rng.choice(("curl/8.5.0", "Go-http-client/1.1", TOOL))
    who = f"{rng.choice(('admin', 'info', 'colleague'))}{rng.randrange(60)}@{DOMAIN}"
    return Attempt(
        at, who, f"198.51.{rng.randrange(100)}.{rng.randrange(1, 250)}", opened=False, his=False, agent=agent
    )
