"""A run on the practice range, from the second yes to the last decoy, by the real worker and a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.desk.conftest import home
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.feeding.working import Working, wait_for
from tests.telling import tells

from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, FedDecoy, FeedingRun, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.cases import change_state
from chaffinch.desk.services.feeding import (
    add_approver,
    approve_run,
    lift_switch,
    propose_run,
    resume_run,
    throw_switch,
)
from chaffinch.desk.services.sending import find_decoys
from chaffinch.desk.services.tips import report_link
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.desk.way_out import find_range
from chaffinch.feeding.terms import read_terms
from chaffinch.ground.egress import Egress
from chaffinch.lab import phishers
from chaffinch.lab.range import Range
from chaffinch.pages.browser import Browser
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.compare import compare

__all__ = ["Database", "configuration", "database", "home", "migrated"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240), pytest.mark.usefixtures("database", "configuration")]
PLAIN, SCRIPTED = phishers.PLAIN_HOST, phishers.SCRIPTED_HOST


@pytest.fixture
def practice(home: Home) -> Iterator[Range]:
    with Range(home.folder) as running:
        yield running


def look(host: str) -> Capture:
    with Browser(egress=Egress(), range_directory=find_range(), tabs=1) as browser:
        return browser.capture(f"https://{host}/")


@pytest.fixture
def team(request: pytest.FixtureRequest) -> tuple[Actor, Actor]:
    """Two people; the tests share a database, so that each has a team of its own."""
    now = datetime.now(UTC)
    actors = []
    for name in (f"ines-{len(request.node.name)}", f"tomas-{len(request.node.name)}"):
        user = User.objects.create(username=name)
        actors.append(Actor(name, user.pk))
        add_approver(name, actor=actors[0], now=now)
    return actors[0], actors[1]


def begin(host: str, team: tuple[Actor, Actor], *, decoys: int) -> FeedingRun:
    """Confirm the case, propose, and approve twice; on the range an approver need not wait a day."""
    from django.conf import settings

    seen, now = look(host), datetime.now(UTC)
    sync_settings_file(settings.CONFIGURATION.watch, now=now)
    case = report_link(f"https://{host}/", actor=team[0], now=now)[0]
    record_capture(case.pk, seen, compare(seen, []), now=now, bundle=make_bundle(seen))
    change_state(case.pk, "confirmed", actor=team[0], reason="It asks for our passwords.", now=now)
    run = propose_run(
        case.pk,
        terms=read_terms(seen),
        mix={"phantom": decoys},
        hours=1,
        reason="Practice.",
        actor=team[0],
        now=now,
    )
    for actor in team:
        run = approve_run(run.pk, reason="Yes.", actor=actor, now=datetime.now(UTC))
    return run


def test_a_run_is_fed_to_its_end_each_decoy_once(practice: Range, team: tuple[Actor, Actor]) -> None:
    run = begin(PLAIN, team, decoys=6)
    assert run.state == "running"
    with Working():
        wait_for(run, "ended")
    fed = list(FedDecoy.objects.filter(run=run))
    assert [(one.state, one.outcome) for one in fed] == [("done", "accepted")] * 6
    assert all(one.after and one.before and one.answer["sent"] == ["name", "password"] for one in fed)
    caught = [catch.address for catch in practice.desk.catches]
    assert len(caught) == len(set(caught)) == 6
    assert sorted(decoy.number for address in caught for decoy in find_decoys(address)) == sorted(
        one.number for one in fed
    )
    assert len({catch.password for catch in practice.desk.catches}) == 6
    assert all(catch.seen.user_agent.startswith("Mozilla/5.0 (") for catch in practice.desk.catches)
    verify_chain()
    said = " ".join(str(row) for row in AuditEntry.objects.values_list("action", "reason", "params"))
    for catch in practice.desk.catches:
        assert not tells(said, catch.password)
        assert catch.address not in said


def test_the_kill_switch_silences_a_run_and_a_person_has_it_go_on(
    practice: Range, team: tuple[Actor, Actor]
) -> None:
    run = begin(SCRIPTED, team, decoys=8)
    with Working():
        deadline = time.monotonic() + 90
        while len(practice.desk.catches) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        throw_switch(actor=team[0], now=datetime.now(UTC))
        wait_for(run, "stopped", seconds=30)
        caught = len(practice.desk.catches)
        time.sleep(3)
        assert len(practice.desk.catches) == caught < 8
        lift_switch(actor=team[0], now=datetime.now(UTC), reason="A drill.")
        resume_run(run.pk, reason="A drill.", actor=team[1], now=datetime.now(UTC))
        wait_for(run, "ended")
    numbers = FedDecoy.objects.filter(run=run).exclude(state="unknown").count()
    assert numbers >= 7
    addresses = [catch.address for catch in practice.desk.catches]
    assert len(addresses) == len(set(addresses)) >= numbers
    assert FeedingRun.objects.get(case__host=SCRIPTED).state == "ended"
