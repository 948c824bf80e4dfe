"""A run begins with two people's yes and ends by itself where a rule is touched."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.desk.house import furnish_house
from tests.desk.web.story import draw_picture, make_look

from chaffinch.desk.feeding_facts import is_killed
from chaffinch.desk.home import Home
from chaffinch.desk.models import Approver, AuditEntry, Case, FedDecoy, FeedingRun, User
from chaffinch.desk.services.audit import WORKER, Actor, verify_chain
from chaffinch.desk.services.captures import record_capture
from chaffinch.desk.services.cases import change_state
from chaffinch.desk.services.feeding import (
    FeedingRefusedError,
    RunError,
    add_approver,
    approve_run,
    end_run,
    file_scope,
    lift_switch,
    propose_run,
    remove_approver,
    resume_run,
    stop_run,
    throw_switch,
)
from chaffinch.desk.services.sending import (
    PlannedDecoy,
    SpentError,
    clear_next,
    find_decoys,
    open_decoy,
    plan_decoys,
    settle_crashed,
    spend_decoy,
)
from chaffinch.desk.services.tips import report_link
from chaffinch.errors import RefusedError
from chaffinch.feeding.guard import Refusal
from chaffinch.feeding.submit import Secrets
from chaffinch.feeding.terms import read_terms
from chaffinch.pages.bundle.folder import make_bundle
from chaffinch.pages.capture import Capture
from chaffinch.pages.verdict import Verdict

pytestmark = pytest.mark.usefixtures("watched")
HOST = "portail.mouvement.aurore-acces.com"


@pytest.fixture
def tomas(db: None) -> Actor:
    user = User.objects.create(username="tomas")
    return Actor(user.username, user.pk)


@pytest.fixture
def team(ines: Actor, tomas: Actor, now: datetime) -> tuple[Actor, Actor]:
    """Two who may approve since last week, and counsel's scope on file."""
    for actor in (ines, tomas):
        add_approver(actor.name, actor=ines, now=now - timedelta(days=7))
    day = timedelta(days=1)
    file_scope(
        b"%PDF signed", signed_by="Me Delacroix", since=now - day, until=now + 300 * day, actor=ines, now=now
    )
    return ines, tomas


@pytest.fixture
def seen(now: datetime) -> Capture:
    return make_look(HOST, picture=draw_picture, at=now)


@pytest.fixture
def case(ines: Actor, seen: Capture, now: datetime) -> Case:
    """A confirmed copy with its evidence on file."""
    opened = report_link(f"https://{HOST}/?jeton=8", actor=ines, now=now)[0]
    number = str(furnish_house(ines, now=now).pk)
    record_capture(opened.pk, seen, Verdict("copy", 0.9, (), number), now=now, bundle=make_bundle(seen))
    change_state(opened.pk, "confirmed", actor=ines, reason="It is ours, copied.", now=now)
    return opened


def propose(case: Case, seen: Capture, actor: Actor, now: datetime, **changes: Any) -> FeedingRun:
    wanted = {
        "mix": {"phantom": 40, "trap": 17},
        "hours": 12.0,
        "reason": "It asks for our passwords.",
        **changes,
    }
    return propose_run(case.pk, terms=read_terms(seen), actor=actor, now=now, **wanted)


def begin(case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime) -> FeedingRun:
    run = propose(case, seen, team[0], now)
    approve_run(run.pk, reason="Yes.", actor=team[0], now=now)
    return approve_run(run.pk, reason="I have seen it, too.", actor=team[1], now=now)


def refused(caught: pytest.ExceptionInfo[FeedingRefusedError]) -> str:
    return caught.value.refusal.code


def test_it_begins_with_the_second_yes(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = propose(case, seen, team[0], now)
    assert (run.state, run.decoys) == ("proposed", 57)
    approve_run(run.pk, reason="Yes.", actor=team[0], now=now)
    run.refresh_from_db()
    assert run.state == "proposed"
    approve_run(run.pk, reason="Yes.", actor=team[1], now=now)
    run.refresh_from_db()
    assert (run.state, run.begun_at) == ("running", now)
    actions = list(AuditEntry.objects.filter(action__startswith="feeding").values_list("action", "actor"))
    assert actions == [
        ("feeding proposed", "ines"), ("feeding approved", "ines"), ("feeding approved", "tomas"),
        ("feeding begun", "tomas"),
    ]  # fmt: skip
    verify_chain()


def test_one_persons_second_yes_is_refused(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = propose(case, seen, team[0], now)
    approve_run(run.pk, reason="Yes.", actor=team[0], now=now)
    with pytest.raises(RunError, match="already"):
        approve_run(run.pk, reason="And again.", actor=team[0], now=now)
    with pytest.raises(FeedingRefusedError) as caught:
        approve_run(run.pk, reason=" ", actor=team[1], now=now)
    assert refused(caught) == "no-reason"
    assert FeedingRun.objects.get().state == "proposed"


def test_an_approval_dies_after_two_days(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = propose(case, seen, team[0], now)
    approve_run(run.pk, reason="Yes.", actor=team[0], now=now)
    later = now + timedelta(hours=48)
    approve_run(run.pk, reason="Yes.", actor=team[1], now=later)
    assert FeedingRun.objects.get().state == "proposed"
    approve_run(run.pk, reason="Still yes.", actor=team[0], now=later)
    assert FeedingRun.objects.get().state == "running"


def test_who_was_made_an_approver_today_and_who_no_longer_is_cannot_approve(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = propose(case, seen, team[0], now)
    maud = User.objects.create(username="maud")
    add_approver("maud", actor=team[0], now=now - timedelta(hours=23))
    with pytest.raises(FeedingRefusedError) as caught:
        approve_run(run.pk, reason="Yes.", actor=Actor("maud", maud.pk), now=now)
    assert refused(caught) == "no-approver"
    assert remove_approver("tomas", actor=team[0], now=now) == 1
    with pytest.raises(FeedingRefusedError) as caught:
        approve_run(run.pk, reason="Yes.", actor=team[1], now=now)
    assert refused(caught) == "no-approver"
    with pytest.raises(RefusedError):
        approve_run(run.pk, reason="Yes.", actor=WORKER, now=now)


def test_a_removed_approvers_yes_no_longer_counts(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = begin(case, seen, team, now)
    assert clear_next(run.pk, now=now) is None
    remove_approver("ines", actor=team[1], now=now)
    refusal = clear_next(run.pk, now=now)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "approvals"
    run.refresh_from_db()
    assert (run.state, run.stop_code) == ("stopped", "approvals")


@pytest.mark.parametrize(
    "wrong",
    [{"mix": {"phantom": 0}}, {"mix": {"phantom": 501}}, {"hours": 13.0}, {"hours": 0}, {"reason": " "},
     {"mix": {"phantom": 5, "trap": -1}}],
)  # fmt: skip
def test_a_run_out_of_bounds_is_not_proposed(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime, wrong: dict[str, Any]
) -> None:
    with pytest.raises(RunError):
        propose(case, seen, team[0], now, **wrong)


def test_what_is_not_confirmed_or_ours_is_not_proposed(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    ours = report_link("https://portail.partenaire.com/", actor=team[0], now=now)[0]
    Case.objects.filter(pk=ours.pk).update(
        host="a.mouvement-aurore.test", state="confirmed", latest_capture=case.captures.get()
    )
    for number, code in ((ours.pk, "reserved-name"), (case.pk, "not-confirmed")):
        Case.objects.filter(pk=case.pk).update(state="captured")
        with pytest.raises(FeedingRefusedError) as caught:
            propose_run(
                number,
                terms=read_terms(seen),
                mix={"phantom": 5},
                hours=2,
                reason="x",
                actor=team[0],
                now=now,
            )
        assert refused(caught) == code
    assert not FeedingRun.objects.exists()


def test_without_counsels_scope_nothing_is_proposed(
    case: Case, seen: Capture, ines: Actor, tomas: Actor, now: datetime
) -> None:
    with pytest.raises(FeedingRefusedError) as caught:
        propose(case, seen, ines, now)
    assert refused(caught) == "no-scope"
    day = timedelta(days=1)
    for document, until in ((b"", now + day), (b"%PDF", now + 400 * day), (b"%PDF", now - day)):
        with pytest.raises(RunError):
            file_scope(document, signed_by="Me D", since=now, until=until, actor=ines, now=now)


def test_a_page_has_one_open_run(case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime) -> None:
    run = propose(case, seen, team[0], now)
    with pytest.raises(RunError, match="open already"):
        propose(case, seen, team[1], now)
    end_run(run.pk, actor=team[0], now=now)
    assert propose(case, seen, team[1], now).pk != run.pk


def test_the_kill_switch_survives_everything_until_a_person_lifts_it(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime, home: Home
) -> None:
    run = begin(case, seen, team, now)
    throw_switch(actor=team[0], now=now)
    assert home.kill_switch.exists()
    refusal = clear_next(run.pk, now=now)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "killed"
    assert FeedingRun.objects.get().state == "stopped"
    with pytest.raises(RunError):
        lift_switch(actor=team[0], now=now, reason="")
    with pytest.raises(RefusedError):
        lift_switch(actor=WORKER, now=now, reason="It looks fine.")
    assert is_killed()
    lift_switch(actor=team[0], now=now, reason="It was a drill.")
    assert not is_killed()
    assert FeedingRun.objects.get().state == "stopped"
    assert resume_run(run.pk, reason="It was a drill.", actor=team[1], now=now).state == "running"


def plan(run: FeedingRun, now: datetime, count: int = 3) -> list[str]:
    planned = [
        PlannedDecoy(
            f"d-{number}",
            "phantom",
            Secrets(f"p{number}@mouvement-aurore.test", "Brume-7", "1234"),
            {"first": "Lise"},
            now,
        )
        for number in range(count)
    ]
    plan_decoys(run.pk, planned, now=now)
    return [one.number for one in planned]


def test_secrets_rest_encrypted_and_are_found_by_their_address(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = begin(case, seen, team, now)
    plan(run, now)
    decoy = FedDecoy.objects.get(number="d-1")
    assert b"Brume" not in bytes(decoy.sealed)
    assert open_decoy(decoy) == (Secrets("p1@mouvement-aurore.test", "Brume-7", "1234"), {"first": "Lise"})
    assert [one.number for one in find_decoys(" P1@Mouvement-Aurore.test ")] == ["d-1"]
    assert find_decoys("p1@elsewhere.test") == []
    said = "".join(str(entry.params) for entry in AuditEntry.objects.all())
    assert "Brume" not in said
    assert "p1@" not in said


def test_a_live_page_gets_nothing_from_a_domain_that_is_not_proved(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = begin(case, seen, team, now)
    plan(run, now)
    FedDecoy.objects.update(domain="elsewhere.test")
    refusal = clear_next(run.pk, now=now)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "domain-not-proved"
    assert FeedingRun.objects.get().state == "stopped"
    assert not FedDecoy.objects.exclude(state="planned").exists()


def test_what_was_on_its_way_in_a_crash_is_unknown_and_a_person_decides(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = begin(case, seen, team, now)
    numbers = plan(run, now)
    spend_decoy(numbers[0], now=now)
    with pytest.raises(SpentError):
        spend_decoy(numbers[0], now=now)
    assert settle_crashed(run.pk, now=now) == 1
    assert settle_crashed(run.pk, now=now) == 0
    run.refresh_from_db()
    assert (run.state, run.stop_code, run.stop_params) == ("stopped", "unknown", {"decoy": "d-0"})
    with pytest.raises(RunError):
        resume_run(run.pk, reason=" ", actor=team[0], now=now)
    resume_run(run.pk, reason="One may have gone out.", actor=team[0], now=now)
    lost = FedDecoy.objects.get(number="d-0")
    assert (lost.state, lost.decided_by_id) == ("unknown", team[0].person_id)


def test_what_was_not_sent_is_dropped_at_the_end(
    case: Case, seen: Capture, team: tuple[Actor, Actor], now: datetime
) -> None:
    run = begin(case, seen, team, now)
    numbers = plan(run, now)
    spend_decoy(numbers[0], now=now)
    stop_run(run.pk, code="person", actor=team[0], now=now)
    stop_run(run.pk, code="person", actor=team[0], now=now)
    end_run(run.pk, actor=team[0], now=now)
    assert sorted(FedDecoy.objects.values_list("state", flat=True)) == ["dropped", "dropped", "spent"]
    with pytest.raises(RunError):
        end_run(run.pk, actor=team[0], now=now)


def test_only_one_right_at_a_time_and_only_for_people_who_exist(
    team: tuple[Actor, Actor], now: datetime
) -> None:
    with pytest.raises(RunError, match="already"):
        add_approver("ines", actor=team[0], now=now)
    with pytest.raises(RunError, match="no log-in"):
        add_approver("nobody", actor=team[0], now=now)
    assert Approver.objects.count() == 2
