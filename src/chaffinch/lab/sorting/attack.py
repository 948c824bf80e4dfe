"""An attacker who sorts his catch and tries it at the mail server until he has had enough."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from chaffinch.lab.accounts import Account
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.post_office.model import ModelledPostOffice
from chaffinch.lab.sorting.desk import FILTERS, JOINT, Ratings, rate_catches


class MailServer(Protocol):
    """Where log-ins are tried: the range's Dovecot, or the model of it."""

    def try_log_in(self, address: str, password: str, *, now: float) -> bool:
        """Return whether the log-in opens the mailbox."""


@dataclass(frozen=True, slots=True)
class Attacker:
    """How one attacker works."""

    filters: tuple[str, ...]
    """By which he sorts; none: in any order."""
    discards: bool = False
    """Whether he throws away what a filter sets aside, or only tries it last."""
    turned: bool = False
    """Whether he tries the most suspicious first: one who knows that decoys were made to look better than people's."""
    most_tries: int = 500
    seconds_between: float = 20.0
    """Median between two tries; log-normal."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attacker got."""

    found: tuple[str, ...]
    """Addresses of real log-ins that opened, in the order in which they did."""
    tries: int
    seconds: float
    """Simulated time of all tries."""
    first_found: int | None
    """Number of the try that opened the first real one."""
    seconds_to_first: float | None
    first_alarm: int | None
    """Number of the try that touched the first watched decoy."""
    alarms: int
    """Tries of watched decoys, in all."""
    alarms_before: int
    """Those of them before the first real log-in opened; all, when none did."""

    @property
    def rang_first(self) -> bool:
        """Whether an alarm rang before a real log-in opened."""
        return self.alarms_before > 0


def list_attackers() -> Mapping[str, Attacker]:
    """Return an attacker for each filter alone and each joint one, and one who sorts by nothing."""
    single = {one.name: Attacker(filters=(one.name,)) for one in FILTERS}
    joint = {name: Attacker(filters=names) for name, names in JOINT.items()}
    return {"nothing": Attacker(filters=()), **single, **joint}


def draw_attacker(rng: random.Random) -> Attacker:
    """Return an attacker of some kind: sorts by all filters, by a few or not at all, patient or not."""
    names = [one.name for one in FILTERS]
    count = rng.choice((0, 1, 2, 3, 5, len(names)))
    return Attacker(
        filters=tuple(rng.sample(names, k=count)),
        discards=rng.random() < 0.3,
        most_tries=rng.choice((30, 100, 500)),
        seconds_between=rng.choice((2.0, 20.0, 90.0)),
    )


def simulate(
    catches: Sequence[Catch],
    truth: Sequence[bool],
    watched: Collection[tuple[str, str]],
    rng: random.Random,
    *,
    attacker: Attacker | None = None,
    ratings: Ratings | None = None,
    server: MailServer | None = None,
    traps: Sequence[Account] = (),
) -> Outcome:
    """Let an attacker sort the catches and try them in the order of least suspicion.

    Args:
        catches: real and decoy, mixed.
        truth: for each whether it is a real log-in that opens.
        watched: decoys, as address and password, whose use rings.
        rng: draws the attacker (unless given), breaks ties and paces the tries.
        attacker: how he works.
        ratings: what the filters say of these catches, when it is known already.
        server: where he tries; the model with the true log-ins and the traps, unless given.
        traps: decoy accounts that open; used by the model only.
    """
    attacker = attacker or draw_attacker(rng)
    ratings = ratings or rate_catches(catches)
    server = server or _model_server(catches, truth, traps)
    order = order_catches(ratings, attacker, rng, count=len(catches))
    return _try_all(catches, truth, watched, order, attacker=attacker, server=server, rng=rng)


def order_catches(ratings: Ratings, attacker: Attacker, rng: random.Random, *, count: int) -> list[int]:
    """Return which catches the attacker tries, the least suspicious first; ties as chance has it."""
    places = list(range(count))
    rng.shuffle(places)
    if not attacker.filters:
        return places
    suspicion = ratings.combine(attacker.filters)
    kept = np.isfinite(suspicion)
    if attacker.discards:
        kept &= ratings.discard(attacker.filters) == 0
    sign = -1.0 if attacker.turned else 1.0
    return sorted(
        (place for place in places if kept[place]), key=lambda place: sign * float(suspicion[place])
    )


def _model_server(
    catches: Sequence[Catch], truth: Sequence[bool], traps: Sequence[Account]
) -> ModelledPostOffice:
    real = [Account("", c.address, c.password, "") for c, works in zip(catches, truth, strict=True) if works]
    return ModelledPostOffice((*real, *traps))


def _try_all(
    catches: Sequence[Catch],
    truth: Sequence[bool],
    watched: Collection[tuple[str, str]],
    order: Sequence[int],
    *,
    attacker: Attacker,
    server: MailServer,
    rng: random.Random,
) -> Outcome:
    found: list[str] = []
    now, tries, alarms, alarms_before = 0.0, 0, 0, 0
    first_found: int | None = None
    first_alarm: int | None = None
    seconds_to_first: float | None = None
    for place in order[: attacker.most_tries]:
        catch = catches[place]
        tries += 1
        now += attacker.seconds_between * rng.lognormvariate(0.0, 0.5)
        opened = server.try_log_in(catch.address, catch.password, now=now)
        if (catch.address, catch.password) in watched:
            alarms += 1
            alarms_before += first_found is None
            first_alarm = first_alarm or tries
        elif opened and truth[place]:
            found.append(catch.address)
            if first_found is None:
                first_found, seconds_to_first = tries, now
    return Outcome(
        found=tuple(found),
        tries=tries,
        seconds=now,
        first_found=first_found,
        seconds_to_first=seconds_to_first,
        first_alarm=first_alarm,
        alarms=alarms,
        alarms_before=alarms_before,
    )
