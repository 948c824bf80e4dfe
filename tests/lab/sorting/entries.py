"""Catches for the tests of the sorting desk."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.phishers.gates import make_token
from chaffinch.lab.victims.lure import Victim, fall_for, staff_accounts

HOST = "portail-aurore-acces.test"


def make_victims(seed: int, count: int = 20) -> tuple[Victim, ...]:
    """Return what so many of the staff typed, each with the lure's token."""
    rng = random.Random(seed)
    sent_at = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
    accounts = staff_accounts(rng)
    return fall_for(accounts, host=HOST, sent_at=sent_at, count=count, rng=rng, write_token=make_token)


def list_real(seed: int, count: int = 20) -> list[Catch]:
    """Return the catches of victims."""
    return [victim.catch for victim in make_victims(seed, count)]


def change(catch: Catch, **seen: Any) -> Catch:
    """Return the catch with something else seen beside it."""
    return replace(catch, seen=replace(catch.seen, **seen))
