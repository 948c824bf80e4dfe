"""What pages show of real accounts that he opened or tried. Reads only; in the order of the alphabet, without any count by
person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q

from chaffinch.desk.blocking import Keeper, list_keepers
from chaffinch.desk.models import Case, Victim
from chaffinch.desk.services.hits import Subject
from chaffinch.desk.services.victims import find_subject, open_login
from chaffinch.desk.web.hunt_words import say_delay, say_join, say_outcome, say_step
from chaffinch.ground.secrets import UnreadableSecretError

_SHOWN = 300
_BUSY = (Victim.State.ASKED, Victim.State.LEAVING)


@dataclass(frozen=True, slots=True)
class Done:
    """What one provider did."""

    name: str
    done: bool
    words: str
    detail: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One account."""

    row: Victim
    login: str
    """Empty where it cannot be read."""
    why: str
    doubt: str
    delay: str
    """How long after the first sign it was blocked; empty where it is not."""
    outcomes: tuple[Done, ...]

    @property
    def busy(self) -> bool:
        """Whether providers are just being asked."""
        return self.row.state in _BUSY

    @property
    def blockable(self) -> bool:
        """Whether a block can be asked for."""
        return self.row.state in ("new", "warned", "failed", "released", "cleared")

    @property
    def blocked(self) -> bool:
        """Whether it can be let in again."""
        return self.row.state in ("blocked", "failed")


@dataclass(frozen=True, slots=True)
class Victims:
    """The accounts of one page or planting."""

    waiting: tuple[Shown, ...]
    """For whom something is to be done."""
    settled: tuple[Shown, ...]
    hidden: int
    days: int
    """So long after the case they are kept."""

    @property
    def busy(self) -> bool:
        """Whether anything changes by itself soon."""
        return any(one.busy for one in (*self.waiting, *self.settled))


@dataclass(frozen=True, slots=True)
class Step:
    """What one provider will do."""

    keeper: Keeper
    words: str


def show_victims(subject: Subject) -> Victims | None:
    """Return the accounts of a page or planting; None where there are none."""
    kind, number = subject
    rows = Victim.objects.select_related("changed_by", "hit")
    rows = rows.filter(case=number) if kind == "case" else rows.filter(case=None, planting=number or None)
    shown = sorted((show_victim(row) for row in rows[:_SHOWN]), key=lambda one: (one.row.reach, one.login))
    if not shown:
        return None
    waiting = tuple(one for one in shown if one.row.state in ("new", "asked", "failed", "leaving"))
    return Victims(
        waiting,
        tuple(one for one in shown if one not in waiting),
        max(0, rows.count() - _SHOWN),
        settings.CONFIGURATION.tripwires.victim_days,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accounts of one page or planting that somebody opened and nobody has helped yet."""

    subject: Subject
    case: Case | None
    accounts: int


def list_waiting_victims() -> tuple[Waiting, ...]:
    """Return where accounts wait for help: opened ones, and those that could not be blocked everywhere."""
    rows = Victim.objects.filter(
        Q(reach=Victim.Reach.OPENED, state=Victim.State.NEW) | Q(state=Victim.State.FAILED)
    )
    counted = Counter(find_subject(row) for row in rows.defer("sealed", "outcomes"))
    cases = Case.objects.in_bulk([number for kind, number in counted if kind == "case"])
    return tuple(
        Waiting(subject, cases.get(subject[1]) if subject[0] == "case" else None, accounts)
        for subject, accounts in sorted(counted.items())
    )


def show_victim(row: Victim) -> Shown:
    """Return one account as pages show it."""
    try:
        login = open_login(row)
    except UnreadableSecretError:
        login = ""
    why, doubt = say_join(row.join, row.doubt)
    blocked = row.state == Victim.State.BLOCKED and row.blocked_at is not None
    delay = say_delay((row.blocked_at - row.signed_at).total_seconds()) if blocked and row.blocked_at else ""
    return Shown(row, login, why, doubt, delay, tuple(_show_outcome(one) for one in row.outcomes))


def list_steps(login: str, act: str) -> tuple[Step, ...]:
    """Return what will happen, provider by provider."""
    return tuple(Step(keeper, say_step(keeper, act)) for keeper in list_keepers(login))


def _show_outcome(outcome: dict[str, Any]) -> Done:
    words = say_outcome(
        outcome["kind"], done=outcome["done"], sessions=outcome["sessions"], fault=outcome["fault"]
    )
    return Done(outcome["name"], outcome["done"], words, outcome["detail"])
