"""Make the decoys of a run that has begun, and say when each of them goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from random import Random
from secrets import SystemRandom
from typing import cast

from django.conf import settings

from chaffinch.decoys import DecoyOrder, RefusedNames, Seed, make_decoys
from chaffinch.decoys.decoy import Decoy, Kind
from chaffinch.desk.feeding_facts import is_practice, read_limits
from chaffinch.desk.home import find_home
from chaffinch.desk.models import FedDecoy, FeedingRun, User, WatchEntry
from chaffinch.desk.services.sending import PlannedDecoy, find_decoys, plan_decoys
from chaffinch.errors import UsageError
from chaffinch.feeding.limits import PRACTICE
from chaffinch.feeding.pace import draw_arrivals
from chaffinch.feeding.submit import Secrets
from chaffinch.reports.catalogue import gettext_noop as N_

PRACTICE_SPEED = 600.0
"""On the practice range an hour takes six seconds."""
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_CODE_DIGITS = 6


class NoDomainError(UsageError):
    """There is no domain of our own that decoys could have addresses at."""


def plan_run(run: FeedingRun, *, now: datetime, rng: Random | None = None) -> int:
    """Make and keep the decoys of a run; return how many fit into its hours.

    Args:
        run: that has begun, and has no decoys yet.
        now: when.
        rng: where times and codes come from; the system's chance by default.

    Raises:
        NoDomainError: the watchlist has no domain of ours.
        ExhaustedError: names, addresses or passwords ran out.
    """
    if FedDecoy.objects.filter(run=run).exists():
        return 0
    rng = rng or SystemRandom()
    practice = is_practice(run.case.host)
    made = [decoy for decoy in _make(run, now=now) if not find_decoys(decoy.address) or decoy.kind == "echo"]
    limits = PRACTICE if practice else read_limits(settings.CONFIGURATION.feeding)
    zone = settings.CONFIGURATION.zone
    begun = run.begun_at or now
    arrivals = draw_arrivals(len(made), begun=begun, hours=run.hours, zone=zone, limits=limits, rng=rng).times
    speed = PRACTICE_SPEED if practice else 1.0
    planned = [
        PlannedDecoy(
            decoy.id,
            decoy.kind,
            Secrets(decoy.address, decoy.password.reveal(), _draw_code(rng)),
            {**asdict(decoy.persona), "title": decoy.persona.title},
            begun + (at - begun) / speed,
        )
        for decoy, at in zip(made, arrivals, strict=False)
    ]
    return plan_decoys(run.pk, planned, now=now)


def _make(run: FeedingRun, *, now: datetime) -> tuple[Decoy, ...]:
    domain = (
        WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN)
        .order_by("pk")
        .values_list("value", flat=True)
        .first()
    )
    if domain is None:
        raise NoDomainError(
            N_("There is no domain of your own on the watchlist."),
            why=N_("Decoys have addresses at your own domain only."),
        )
    people = list(User.objects.values_list("first_name", "last_name", "email"))
    order = DecoyOrder(
        kinds=cast(Mapping[Kind, int], run.mix),
        domain=domain,
        page=f"case {run.case_id}, run {run.pk}",
        locales={_LOCALES.get(settings.CONFIGURATION.organisation.language, "fr_FR"): 1.0},
        refused=RefusedNames(
            [f"{first} {last}" for first, last, _ in people],
            addresses=[email for *_, email in people if email],
        ),
    )
    return make_decoys(order, seed=Seed(find_home().read_key("decoys")), at=now)


def _draw_code(rng: Random) -> str:
    """A code that is wrong all but once in a million times, and looks like one."""
    return "".join(rng.choice("0123456789") for _ in range(_CODE_DIGITS))
