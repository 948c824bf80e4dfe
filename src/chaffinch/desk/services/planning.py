"""Make the decoys of a run that has begun, and say when each of them goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime
from random import Random
from secrets import SystemRandom

from django.conf import settings
from django.db import transaction

from chaffinch.decoys import DecoyOrder, Secret, Seed, make_decoys, read_locales, read_rules, spread_order
from chaffinch.decoys.decoy import KINDS, Decoy
from chaffinch.decoys.habits import draw_habits
from chaffinch.decoys.lists import Account, Entry
from chaffinch.decoys.names import Name
from chaffinch.desk.feeding_facts import does_relay, is_practice, read_limits
from chaffinch.desk.home import find_home
from chaffinch.desk.models import FedDecoy, FeedingRun, WatchEntry
from chaffinch.desk.services.proofs import list_proved
from chaffinch.desk.services.sending import PlannedDecoy, find_decoys, plan_decoys
from chaffinch.desk.services.staff import learn_house_pattern, list_consenting, list_examples, refuse_people
from chaffinch.desk.services.traps import take_traps
from chaffinch.desk.watched import read_watched
from chaffinch.errors import UsageError
from chaffinch.feeding.limits import PRACTICE
from chaffinch.feeding.pace import draw_arrivals
from chaffinch.feeding.submit import Secrets
from chaffinch.reports.catalogue import gettext_noop as N_

PRACTICE_SPEED = 600.0
"""On the practice range an hour takes six seconds."""
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_CODE_DIGITS = 6
_AGES = (22, 64)
"""Of whoever only opens the page."""


class NoDomainError(UsageError):
    """There is no domain of our own that decoys could have addresses at."""


@transaction.atomic
def plan_run(run: FeedingRun, *, now: datetime, rng: Random | None = None) -> int:
    """Make and keep the decoys of a run; return how many fit into its hours.

    Args:
        run: that has begun, and has no decoys yet.
        now: when.
        rng: where times and codes come from; the system's chance by default.

    Raises:
        NoDomainError: no domain is proved to be ours.
        ExhaustedError: names, addresses or passwords ran out.
    """
    if FedDecoy.objects.filter(run=run).exists():
        return 0
    rng = rng or SystemRandom()
    practice = is_practice(run.case.host)
    made = _make(run, practice=practice, now=now)
    limits = PRACTICE if practice else read_limits(settings.CONFIGURATION.feeding)
    zone = settings.CONFIGURATION.zone
    begun = run.begun_at or now
    planned = [_plan_decoy(decoy, at=begun, isolated=isolated, rng=rng) for decoy, isolated in made]
    planned += [_plan_visit(at=begun, rng=rng) for _ in range(run.mix.get("visit", 0))]
    watched = read_watched(practice=practice)
    # Who tries log-ins as they come shall meet a watched one soon.
    rings = [watched.rings(one.kind, one.secrets.address.rpartition("@")[2]) for one in planned]
    planned = [planned[place] for place in spread_order(rings, rng)]
    arrivals = draw_arrivals(
        len(planned), begun=begun, hours=run.hours, zone=zone, limits=limits, rng=rng
    ).times
    speed = PRACTICE_SPEED if practice else 1.0
    timed = [
        replace(one, at=begun + (at - begun) / speed) for one, at in zip(planned, arrivals, strict=False)
    ]
    return plan_decoys(run.pk, timed, now=now)


def _plan_decoy(decoy: Decoy, *, at: datetime, isolated: bool, rng: Random) -> PlannedDecoy:
    secrets = Secrets(decoy.address, decoy.password.reveal(), _draw_code(rng))
    persona = {**asdict(decoy.persona), "title": decoy.persona.title}
    return PlannedDecoy(decoy.id, decoy.kind, secrets, persona, at, isolated=isolated)


def _plan_visit(*, at: datetime, rng: Random) -> PlannedDecoy:
    """Somebody who opens the page and leaves; no name is needed, only how that person browses."""
    locales = _read_locales()
    [locale] = rng.choices(list(locales), weights=list(locales.values()))
    habits = draw_habits(rng, age=rng.randint(*_AGES))
    persona = {"locale": locale, "habits": asdict(habits)}
    return PlannedDecoy(f"{rng.getrandbits(96):024x}", "visit", Secrets("", "", ""), persona, at)


def _read_locales() -> dict[str, float]:
    """Return the shares of the countries that invented people are of."""
    chosen = settings.CONFIGURATION.feeding.personas
    return dict(read_locales(chosen or (_LOCALES[settings.CONFIGURATION.organisation.language],)))


def _make(run: FeedingRun, *, practice: bool, now: datetime) -> list[tuple[Decoy, bool]]:
    """Return the decoys, and of each whether it is of an isolated host."""
    kinds = {kind: run.mix[kind] for kind in KINDS if run.mix.get(kind)}
    if not kinds:
        return []
    refused, taken = refuse_people()
    chosen, locales = settings.CONFIGURATION.feeding, _read_locales()
    mostly = max(locales, key=lambda one: locales[one])
    colleagues = [one for one, _ in list_consenting(locale=mostly, now=now)]
    examples = list_examples()
    domain = _choose_domain(examples, practice=practice, now=now)
    order = DecoyOrder(
        kinds=kinds,
        domain=domain,
        page=f"case {run.case_id}, run {run.pk}",
        locales=locales,
        rules=read_rules(chosen.password_rules),
        pattern=learn_house_pattern(examples, domain=domain),
        refused=refused,
        staff=[entry.name for entry in examples],
        used=taken,
        colleagues=colleagues if kinds.get("echo") else (),
    )
    traps = iter(take_traps(run, kinds.get("trap", 0), isolated_only=_wants_isolated(run)))
    made: list[tuple[Decoy, bool]] = []
    for decoy in make_decoys(order, seed=Seed(find_home().read_key("decoys")), at=now):
        if decoy.kind != "trap":
            if decoy.kind == "echo" or not find_decoys(decoy.address):
                made.append((decoy, False))
        elif trap := next(traps, None):
            account, isolated = trap
            made.append((_play(decoy, account), isolated))
    return made


def _play(decoy: Decoy, account: Account) -> Decoy:
    """Have an invented person hold a registered account."""
    first, _, last = account.name.partition(" ")
    persona = replace(decoy.persona, name=Name(first, last)) if last else decoy.persona
    return replace(decoy, persona=persona, address=account.address, password=Secret(account.password))


def _wants_isolated(run: FeedingRun) -> bool:
    return does_relay(run.capture.verdict) and not is_practice(run.case.host)


def _choose_domain(examples: list[Entry], *, practice: bool, now: datetime) -> str:
    """Return the domain of ours that most colleagues have addresses at, of those that are proved."""
    own = (
        WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN).order_by("pk").values_list("value", flat=True)
    )
    domains = list(own) if practice else sorted(list_proved(now=now))
    if not domains:
        raise NoDomainError(
            N_("No domain is proved to be yours."),
            why=N_("Decoys have addresses at your own domains only."),
            todo=N_("Put the record that the feeding page shows into your DNS, and have it checked."),
        )
    used = Counter(entry.address.rpartition("@")[2] for entry in examples)
    return max(domains, key=lambda domain: used[domain])


def _draw_code(rng: Random) -> str:
    """A code that is wrong all but once in a million times, and looks like one."""
    return "".join(rng.choice("0123456789") for _ in range(_CODE_DIGITS))
