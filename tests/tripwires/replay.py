"""Days of sign-ins as they may have happened: staff, strangers who guess, and somebody with a phishing page's catch.

For each day it is known which real accounts he opened or tried, from where. The lines are those of tests/tripwires/samples.py
with other names, times and sources, now and then cut or out of order, as logs are.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.tripwires.lines import FAILED, LOGIN
from tests.tripwires.lines import NAME as DOVECOT_NAME
from tests.tripwires.samples import NAME, SAMPLES, SOURCE, Sample

from chaffinch.tripwires.match import Bait
from chaffinch.tripwires.victims import Reach

BEGIN = datetime(2026, 11, 18, tzinfo=UTC)
DAYS = 3
DOMAIN = "mouvement-aurore.test"
DOVECOT = Sample(
    "dovecot",
    lambda who: FAILED.replace(DOVECOT_NAME, who).replace("127.0.0.53", SOURCE),
    lambda who: LOGIN.replace(DOVECOT_NAME, who).replace("127.0.0.53", SOURCE),
    "failed",
    "imap",
)
REPLAYED = (DOVECOT, *(sample for sample in SAMPLES if sample.key != "logged"))


@dataclass(frozen=True)
class Attempt:
    """What truly happened."""

    at: datetime
    who: str
    source: str
    opened: bool


@dataclass(frozen=True)
class Replay:
    """One log, and the truth about it."""

    sample: Sample
    lines: tuple[str, ...]
    decoys: frozenset[str]
    victims: frozenset[tuple[str, str, Reach]]
    """Source, log-in and reach, of sources that used a decoy within a day of it."""
    all_victims: frozenset[str]
    """Real accounts that he opened or tried, from wherever."""

    def find(self, login: str) -> Sequence[Bait]:
        """Find the decoys of a log-in, as the desk does."""
        return (Bait(login, "phantom", lambda _login, _mark: None),) if login.lower() in self.decoys else ()


def make_replay(
    rng: random.Random, *, sources: int = 1, ordinary: int = 300, sample: Sample | None = None
) -> Replay:
    """Make three days' log.

    Args:
        rng: of everything.
        sources: from so many addresses he works, each attempt from any of them.
        ordinary: attempts of staff and strangers.
        sample: whose lines; None: of any format.
    """
    sample = sample or rng.choice(REPLAYED)
    staff = [f"colleague{number}@{DOMAIN}" for number in range(40)]
    decoys = [f"decoy{number}@{DOMAIN}" for number in range(30)]
    his = [_make_source(rng, number) for number in range(sources)]
    attempts = [_make_ordinary(rng, staff) for _ in range(ordinary)]
    catch = [*rng.sample(staff, rng.randint(1, 5)), *rng.sample(decoys, rng.randint(2, 8))]
    rng.shuffle(catch)
    at, own = _place(rng, 1.0), []
    for who in catch:
        opened = who in staff and rng.random() < 0.6
        own.append(Attempt(at, who, rng.choice(his), opened))
        at += timedelta(minutes=rng.expovariate(1 / 40))
    # He comes back to some days earlier or later: beyond a day it need not be he.
    far = [
        Attempt(_place(rng, DAYS), rng.choice(staff), rng.choice(his), rng.random() < 0.5) for _ in range(2)
    ]
    everything = sorted(
        attempts + own + far, key=lambda attempt: attempt.at + timedelta(seconds=rng.uniform(0, 90))
    )
    lines = [_write(sample, attempt) for attempt in everything]
    lines[rng.randrange(len(lines)) : 0] = [
        sample.refused(NAME)[: rng.randrange(10, 60)],
        "\x1b[2J" + "x" * 300,
    ]
    return Replay(
        sample,
        ((sample.heading,) if sample.heading else ()) + tuple(lines),
        frozenset(decoys),
        _judge(own + far, frozenset(decoys)),
        frozenset(attempt.who for attempt in own if attempt.who not in decoys),
    )


def _judge(his: list[Attempt], decoys: frozenset[str]) -> frozenset[tuple[str, str, Reach]]:
    uses = [attempt for attempt in his if attempt.who in decoys]
    near = [
        attempt
        for attempt in his
        if attempt.who not in decoys
        and any(
            use.source == attempt.source and abs(use.at - attempt.at) <= timedelta(days=1) for use in uses
        )
    ]
    opened = {(attempt.source, attempt.who) for attempt in near if attempt.opened}
    tried = {(attempt.source, attempt.who) for attempt in near} - opened
    return frozenset({(*key, "opened") for key in opened} | {(*key, "tried") for key in tried})


def _make_source(rng: random.Random, number: int) -> str:
    return (
        f"2001:db8::{rng.randrange(1, 65_000):x}:{number:x}"
        if rng.random() < 0.3
        else f"203.0.113.{number + 1}"
    )


def _place(rng: random.Random, days: float) -> datetime:
    return BEGIN + timedelta(seconds=rng.randrange(int(86_400 * days)))


def _make_ordinary(rng: random.Random, staff: list[str]) -> Attempt:
    at = _place(rng, DAYS)
    if rng.random() < 0.5:
        return Attempt(at, rng.choice(staff), f"192.0.2.{rng.randrange(1, 9)}", rng.random() < 0.95)
    return Attempt(at, f"guess{rng.randrange(999)}@{DOMAIN}", f"198.51.100.{rng.randrange(1, 250)}", False)


def _write(sample: Sample, attempt: Attempt) -> str:
    line = (sample.opened if attempt.opened else sample.refused)(attempt.who)
    if sample.failure == "unknown-user":
        # The sample's own reason would say that there is no such account.
        for unknown, known in (
            ("user_not_found", "invalid_user_credentials"),
            ("invalid user ", ""),
            ("50034", "50126"),
        ):
            line = line.replace(unknown, known)
    at = attempt.at
    for written, moment in (
        ("2026-11-21T17:07:19", f"{at:%Y-%m-%dT%H:%M:%S}"),
        ("2026-11-21 17:07:19", f"{at:%Y-%m-%d %H:%M:%S}"),
        ("Nov 21 17:07:19", f"{at:%b} {at.day:2} {at:%H:%M:%S}"),
        ("21/Nov/2026:18:07:19 +0100", f"{at:%d/%b/%Y:%H:%M:%S} +0000"),
        ("1795280839000", str(int(at.timestamp() * 1_000))),
        (f"{SOURCE}:443", attempt.source if ":" in attempt.source else f"{attempt.source}:443"),
        (f"{SOURCE}:51000", f"[{attempt.source}]:51000"),
        (SOURCE, attempt.source),
        ("52110", str(20_000 + int(at.timestamp()) % 40_000)),
        ("K0rFZMxgq79", f"K{int(at.timestamp())}"),
    ):
        line = line.replace(written, moment)
    return line
