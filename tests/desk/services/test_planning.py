"""The decoys of a live run: ours by their addresses, nobody's by their names, traps once, echoes within bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace

import pytest
from django.conf import settings
from tests.desk.house import DOMAIN, STAFF
from tests.desk.services.test_feeding import case, seen, team, tomas

from chaffinch.decoys import read_rules
from chaffinch.decoys.lists import Account
from chaffinch.desk.models import Case, FedDecoy, FeedingRun, TrapAccount
from chaffinch.desk.services import planning
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.feeding import approve_run, propose_from_capture
from chaffinch.desk.services.mixing import NoMixError, mix_for
from chaffinch.desk.services.planning import plan_run
from chaffinch.desk.services.sending import clear_next, make_draft, open_decoy
from chaffinch.desk.services.staff import list_people, note_consent, withdraw_consent
from chaffinch.desk.services.traps import count_ready, keep_accounts

__all__ = ["case", "seen", "team", "tomas"]
pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def traps(watched: None, ines: Actor, now: datetime) -> None:
    accounts = [Account(f"Ana Roux{n}", f"ana.roux{n}@{DOMAIN}", f"Brume-{n}") for n in range(5)]
    keep_accounts(accounts[:3], isolated=True, actor=ines, now=now)
    keep_accounts(accounts[3:], isolated=False, actor=ines, now=now)


@pytest.fixture
def maud(watched: None, case: Case, ines: Actor, now: datetime) -> int:
    """A colleague who consents to be an echo; her account locks after ten failed log-ins."""
    number = next(one.number for one in list_people(now=now) if one.name == "Maud Besson")
    until = now + timedelta(days=30)
    note_consent(number, note="On paper.", lock_out_after=10, until=until, actor=ines, now=now)
    return number


def begin(case: Case, team: tuple[Actor, Actor], now: datetime, *, decoys: int = 30) -> FeedingRun:
    run = propose_from_capture(case.pk, decoys=decoys, hours=12, reason="A copy.", actor=team[0], now=now)
    for actor in team:
        run = approve_run(run.pk, reason="Yes.", actor=actor, now=now)
    plan_run(run, now=now, rng=Random(7))
    return run


@pytest.mark.usefixtures("traps", "maud")
def test_a_run_mixes_what_the_house_has(case: Case, team: tuple[Actor, Actor], now: datetime) -> None:
    run = begin(case, team, now)
    assert run.mix == {"phantom": 21, "trap": 5, "echo": 4}
    fed = list(FedDecoy.objects.filter(run=run))
    opened = {one.number: open_decoy(one) for one in fed}
    kinds = {one.number: one.kind for one in fed}
    addresses = {number: secrets.address for number, (secrets, _) in opened.items()}
    assert {addresses[n] for n in addresses if kinds[n] == "trap"} == {
        f"ana.roux{n}@{DOMAIN}" for n in range(5)
    }
    assert {addresses[n] for n in addresses if kinds[n] == "echo"} == {STAFF[2].address}
    assert sum(one.isolated for one in fed) == 3
    phantoms = [addresses[n] for n in addresses if kinds[n] == "phantom"]
    assert len(set(phantoms)) == len(phantoms) > 15
    assert not {entry.address for entry in STAFF} & set(phantoms)
    # The pattern is learnt from the staff list: first.last at our domain.
    assert all(address.endswith(f"@{DOMAIN}") and "." in address.partition("@")[0] for address in phantoms)
    passwords = {secrets.password for n, (secrets, _) in opened.items() if kinds[n] == "echo"}
    assert len(passwords) == 4


@pytest.mark.usefixtures("traps")
def test_a_trap_goes_to_one_page_only(case: Case, team: tuple[Actor, Actor], now: datetime) -> None:
    begin(case, team, now)
    assert count_ready(isolated_only=False) == 0
    assert TrapAccount.objects.exclude(run=None).count() == 5
    assert mix_for(case, 30, now=now).traps == 0


def test_an_echo_stays_below_half_of_what_locks_the_account_and_stops_with_the_consent(
    case: Case, team: tuple[Actor, Actor], maud: int, now: datetime, ines: Actor
) -> None:
    begin(case, team, now)
    echoes = list(FedDecoy.objects.filter(kind="echo"))
    for spent, echo in enumerate(echoes):
        draft = make_draft(echo, now=now)
        assert (draft.consented, draft.echoes_today, draft.lock_out_after, draft.on_staff) == (
            True,
            spent,
            10,
            False,
        )
        FedDecoy.objects.filter(pk=echo.pk).update(state="done", spent_at=now)
    withdraw_consent(maud, actor=ines, now=now)
    assert not make_draft(echoes[0], now=now).consented


def test_an_echo_whose_consent_is_gone_is_given_up_and_the_run_goes_on(
    case: Case, team: tuple[Actor, Actor], maud: int, now: datetime, ines: Actor
) -> None:
    run = begin(case, team, now)
    withdraw_consent(maud, actor=ines, now=now)
    last = run.fed.order_by("-planned_at")[0].planned_at
    run.fed.filter(kind="phantom").update(state="dropped")
    assert clear_next(run.pk, now=last) is None
    assert set(run.fed.values_list("state", flat=True)) == {"dropped"}
    run.refresh_from_db()
    assert run.state == "running"


def test_who_joins_after_the_planning_gets_no_decoy_of_that_name(
    case: Case, team: tuple[Actor, Actor], now: datetime, ines: Actor
) -> None:
    from chaffinch.decoys.lists import Entry
    from chaffinch.desk.models import KnownPerson
    from chaffinch.desk.services.staff import take_over_people

    run = begin(case, team, now)
    decoy = run.fed.order_by("planned_at").first()
    assert decoy is not None
    assert not make_draft(decoy, now=now).on_staff
    name = open_decoy(decoy)[1]["name"]
    joined = Entry(f"{name['last']} {name['first']}", f"new.colleague@{DOMAIN}")
    take_over_people([joined], kind=KnownPerson.Kind.STAFF, whole=False, actor=ines, now=now)
    assert make_draft(decoy, now=now).on_staff
    assert clear_next(run.pk, now=decoy.planned_at) is None
    decoy.refresh_from_db()
    assert decoy.state == "dropped"
    following = run.fed.filter(state="planned").order_by("planned_at")[0]
    cleared = clear_next(run.pk, now=following.planned_at)
    assert isinstance(cleared, tuple)
    assert cleared[0].number == following.number


@pytest.mark.usefixtures("maud")
def test_a_page_that_tries_log_ins_at_once_gets_isolated_traps_or_nothing(
    case: Case, team: tuple[Actor, Actor], now: datetime, ines: Actor
) -> None:
    case.refresh_from_db()
    verdict = case.latest_capture.verdict  # type: ignore[union-attr]  # the fixture made it
    verdict.reasons = [{"code": "relays", "params": {}, "weight": 1}]
    verdict.save()
    with pytest.raises(NoMixError):
        propose_from_capture(case.pk, decoys=30, hours=12, reason="A copy.", actor=ines, now=now)
    accounts = [Account(f"Ana Roux{n}", f"ana.roux{n}@{DOMAIN}", "x") for n in range(3)]
    keep_accounts(accounts[:2], isolated=True, actor=ines, now=now)
    keep_accounts(accounts[2:], isolated=False, actor=ines, now=now)
    run = begin(case, team, now)
    assert run.mix == {"trap": 2}
    assert all(one.isolated for one in FedDecoy.objects.all())


def test_decoys_keep_to_the_sign_ins_own_rules_and_are_of_where_the_staff_are(
    case: Case, team: tuple[Actor, Actor], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = settings.CONFIGURATION
    feeding = replace(configuration.feeding, password_rules="min=10 upper digit", personas=("pl_PL",))
    monkeypatch.setattr(settings, "CONFIGURATION", replace(configuration, feeding=feeding))
    run = begin(case, team, now)
    opened = [open_decoy(one) for one in FedDecoy.objects.filter(run=run)]
    assert len(opened) > 20
    rules = read_rules("min=10 upper digit")
    assert all(rules.accepts(secrets.password) for secrets, _ in opened)
    assert {persona["locale"] for _, persona in opened} == {"pl_PL"}


@pytest.mark.usefixtures("traps")
def test_watched_decoys_come_all_through_the_hours(
    case: Case, team: tuple[Actor, Actor], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever tries log-ins as they come shall soon meet one that rings, whichever of them do."""
    only_traps = SimpleNamespace(rings=lambda kind, domain: kind == "trap" and domain == DOMAIN)
    monkeypatch.setattr(planning, "read_watched", lambda *, practice: only_traps)
    run = begin(case, team, now)
    kinds = list(FedDecoy.objects.filter(run=run).order_by("planned_at").values_list("kind", flat=True))
    assert [kinds[start : start + 6].count("trap") for start in range(0, 30, 6)] == [1] * 5
