"""Many cases decided at once: each by itself, none half, nothing unseen, and what a dismissal teaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chaffinch.desk.models import AuditEntry, Case, Job, Source, WatchEntry
from chaffinch.desk.observations import UnreadableTipError, observe_match, observe_tip
from chaffinch.desk.services.audit import WORKER, Actor, verify_chain
from chaffinch.desk.services.cases import MissingReasonError, change_state
from chaffinch.desk.services.sightings import record_chunk
from chaffinch.desk.services.tips import report_link
from chaffinch.desk.services.triage import (
    Choice,
    PartnerError,
    SecondYesError,
    Shown,
    UndoError,
    check_partner,
    decide_cases,
    undo_batch,
)
from chaffinch.desk.services.watch import load_watchlist
from chaffinch.desk.states import WrongStateError
from chaffinch.errors import UsageError
from chaffinch.names.feeds.feed import Chunk
from chaffinch.names.matcher import Matcher

pytestmark = pytest.mark.usefixtures("watched")

Open = Callable[..., Case]

ONE_LINE = Chunk(names=(), checkpoint={}, entries=1, position=1)


@pytest.fixture
def open_case(now: datetime) -> Open:
    def make(host: str, *, tier: str = "review", state: str = "new", domain: str = "") -> Case:
        return Case.objects.create(
            host=host, display=host, registered_domain=domain or host, url=f"https://{host}/",
            tier=tier, state=state, opened_at=now, last_seen=now, state_changed_at=now, brand="aurore",
            kinds=["keyword"],
        )  # fmt: skip

    return make


def see(*cases: Case) -> list[Shown]:
    return [Shown(case.pk, case.state) for case in cases]


def read_state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_each_decision_has_its_own_row_with_who_and_why(open_case: Open, ines: Actor, now: datetime) -> None:
    cases = [open_case(f"aurore-{number}.test") for number in range(3)]
    choice = Choice("dismissed", grounds="coincidence", reason=" a bakery ", batch="b1")
    decided = decide_cases(see(*cases), choice, actor=ines, now=now)
    assert decided.done == tuple(case.pk for case in cases)
    assert not decided.failed
    rows = AuditEntry.objects.filter(action="case dismissed").order_by("sequence")
    assert [(row.subject_id, row.actor, row.reason) for row in rows] == [
        (str(case.pk), "ines", "a bakery") for case in cases
    ]
    assert rows[0].params == {"from": "new", "grounds": "coincidence", "batch": "b1"}
    verify_chain()


def test_one_that_cannot_be_decided_is_named_and_the_others_go_on(
    open_case: Open, ines: Actor, now: datetime
) -> None:
    first, reported, last = open_case("a.test"), open_case("b.test", state="reported"), open_case("c.test")
    decided = decide_cases(see(first, reported, last), Choice("confirmed"), actor=ines, now=now)
    assert decided.done == (first.pk, last.pk)
    [(number, error)] = decided.failed
    assert number == reported.pk
    assert isinstance(error, WrongStateError)
    assert read_state(reported) == "reported"


def test_a_case_that_somebody_decided_meanwhile_stays(open_case: Open, ines: Actor, now: datetime) -> None:
    case = open_case("a.test")
    seen = see(case)
    change_state(case.pk, "confirmed", actor=ines, reason="", now=now)
    choice = Choice("dismissed", grounds="inactive", sure=True)
    [(_, error)] = decide_cases(seen, choice, actor=ines, now=now).failed
    assert isinstance(error, WrongStateError)
    assert read_state(case) == "confirmed"


@pytest.mark.parametrize(
    ("tier", "state"), [("alert", "new"), ("review", "confirmed"), ("review", "reported")]
)
def test_what_is_urgent_or_confirmed_is_set_aside_only_after_a_second_yes(
    tier: str, state: str, open_case: Open, ines: Actor, now: datetime
) -> None:
    case = open_case("a.test", tier=tier, state=state)
    [(_, error)] = decide_cases(
        see(case), Choice("dismissed", grounds="drill"), actor=ines, now=now
    ).failed  # fmt: skip
    assert isinstance(error, SecondYesError)
    assert read_state(case) == state
    choice = Choice("dismissed", grounds="drill", sure=True)
    assert decide_cases(see(case), choice, actor=ines, now=now).done == (case.pk,)


@pytest.mark.parametrize(
    ("grounds", "reason"), [("", "x"), ("nonsense", "x"), ("partner", " "), ("other", "")]
)
def test_grounds_that_say_too_little_change_nothing(
    grounds: str, reason: str, open_case: Open, ines: Actor, now: datetime
) -> None:
    case = open_case("a.test")
    with pytest.raises(MissingReasonError):
        decide_cases(see(case), Choice("dismissed", grounds=grounds, reason=reason), actor=ines, now=now)
    assert read_state(case) == "new"


def test_too_many_at_once_are_refused(ines: Actor, now: datetime) -> None:
    with pytest.raises(UsageError):
        decide_cases([Shown(n, "new") for n in range(101)], Choice("confirmed"), actor=ines, now=now)


def test_a_number_without_a_case_is_named(ines: Actor, now: datetime) -> None:
    assert decide_cases([Shown(4711, "new")], Choice("confirmed"), actor=ines, now=now).failed[0][0] == 4711


def test_a_partner_goes_on_the_watchlist_with_who_and_why_and_takes_along_what_was_shown(
    open_case: Open, ines: Actor, now: datetime
) -> None:
    chosen = open_case("login.aurore-boreale.test", domain="aurore-boreale.test")
    shown = open_case("www.aurore-boreale.test", domain="aurore-boreale.test")
    unseen = open_case("new.aurore-boreale.test", domain="aurore-boreale.test")
    urgent = open_case("vpn.aurore-boreale.test", domain="aurore-boreale.test", tier="alert")
    choice = Choice(
        "dismissed",
        grounds="partner",
        reason="our printer",
        along=frozenset({shown.pk, urgent.pk}),
        batch="b",
    )
    decided = decide_cases(see(chosen), choice, actor=ines, now=now)
    assert (decided.done, decided.along, decided.partners) == (
        (chosen.pk,),
        (shown.pk,),
        ("aurore-boreale.test",),
    )
    assert [read_state(case) for case in (chosen, shown, unseen, urgent)] == [
        "dismissed",
        "dismissed",
        "new",
        "new",
    ]
    entry = WatchEntry.objects.get(kind="allowed", value="aurore-boreale.test")
    assert entry.added_by_id == ines.user_id
    row = AuditEntry.objects.get(action="watchlist line added", subject_id=str(entry.pk))
    assert (row.reason, row.params["case"]) == ("our printer", chosen.pk)


def test_a_partner_is_silent_for_the_matcher_at_once(open_case: Open, ines: Actor, now: datetime) -> None:
    host = "login-mouvement-aurore.test"
    assert Matcher(load_watchlist()).match(host)
    choice = Choice("dismissed", grounds="partner", reason="ours")
    decide_cases(see(open_case(host)), choice, actor=ines, now=now)
    assert not Matcher(load_watchlist()).match(f"x.{host}")
    with pytest.raises(UnreadableTipError):
        observe_tip(host, matcher=Matcher(load_watchlist()))


def test_two_chosen_cases_of_one_partner_are_both_done(open_case: Open, ines: Actor, now: datetime) -> None:
    cases = [open_case(f"{name}.imprimeur.test", domain="imprimeur.test") for name in "ab"]
    choice = Choice(
        "dismissed", grounds="partner", reason="printer", along=frozenset(case.pk for case in cases)
    )
    decided = decide_cases(see(*cases), choice, actor=ines, now=now)
    assert (decided.done, decided.along) == (tuple(case.pk for case in cases), ())
    assert WatchEntry.objects.filter(kind="allowed", value="imprimeur.test").count() == 1


def test_a_host_that_anybody_may_use_is_no_partner(open_case: Open, ines: Actor, now: datetime) -> None:
    case = open_case("sites.google.com", domain="sites.google.com")
    choice = Choice("dismissed", grounds="partner", reason="x", sure=True)
    [(_, error)] = decide_cases(see(case), choice, actor=ines, now=now).failed
    assert isinstance(error, PartnerError)
    assert read_state(case) == "new"
    assert not WatchEntry.objects.filter(value="sites.google.com").exists()


def test_a_domain_with_a_confirmed_case_is_no_partner(open_case: Open, ines: Actor, now: datetime) -> None:
    bad = open_case("login.imprimeur.test", domain="imprimeur.test", state="confirmed")
    case = open_case("www.imprimeur.test", domain="imprimeur.test")
    choice = Choice("dismissed", grounds="partner", reason="x", sure=True)
    [(_, error)] = decide_cases(see(case), choice, actor=ines, now=now).failed
    assert isinstance(error, PartnerError)
    assert read_state(bad) == "confirmed"
    check_partner("imprimeur.test", chosen={bad.pk})


def test_a_batch_is_taken_back_with_the_partner_that_it_added(
    open_case: Open, ines: Actor, now: datetime
) -> None:
    cases = [open_case(f"{name}.imprimeur.test", domain="imprimeur.test") for name in "ab"]
    choice = Choice("dismissed", grounds="partner", reason="printer", batch="b7")
    decided = decide_cases(see(*cases), choice, actor=ines, now=now)
    done, failed = undo_batch(decided.done, "b7", actor=ines, now=now)
    assert (done, failed) == (decided.done, ())
    assert [read_state(case) for case in cases] == ["captured", "captured"]
    assert not WatchEntry.objects.filter(value="imprimeur.test").exists()
    assert AuditEntry.objects.filter(action="case captured").latest("sequence").params["undo"] == "b7"


def test_a_partner_of_earlier_is_kept_when_a_batch_is_taken_back(
    open_case: Open, ines: Actor, now: datetime
) -> None:
    first = open_case("a.imprimeur.test", domain="imprimeur.test")
    decide_cases(
        see(first), Choice("dismissed", grounds="partner", reason="x", batch="b1"), actor=ines, now=now
    )
    second = open_case("b.imprimeur.test", domain="imprimeur.test")
    decide_cases(
        see(second), Choice("dismissed", grounds="partner", reason="x", batch="b2"), actor=ines, now=now
    )
    assert undo_batch([second.pk], "b2", actor=ines, now=now)[0] == (second.pk,)
    assert WatchEntry.objects.filter(value="imprimeur.test").exists()


def test_what_somebody_decided_since_and_confirmations_are_not_taken_back(
    open_case: Open, ines: Actor, now: datetime
) -> None:
    decided, confirmed = open_case("a.test"), open_case("b.test")
    decide_cases(
        see(decided), Choice("dismissed", grounds="inactive", batch="b"), actor=ines, now=now
    )  # fmt: skip
    decide_cases(see(confirmed), Choice("confirmed", batch="b"), actor=ines, now=now)
    change_state(decided.pk, "confirmed", actor=ines, reason="", now=now)
    done, failed = undo_batch([decided.pk, confirmed.pk], "b", actor=ines, now=now)
    assert not done
    assert all(isinstance(error, UndoError) for _, error in failed)
    assert undo_batch([decided.pk], "", actor=ines, now=now)[1]


def test_a_dismissed_look_alike_that_is_seen_again_stays_dismissed_and_wakes_nobody(
    ines: Actor, now: datetime
) -> None:
    matcher = Matcher(load_watchlist())
    source = Source.objects.create(kind="list", name="l")
    seen = [observe_match(matcher.match("mouvement-aurore-login.test")[0])]
    record_chunk(seen, source=source, chunk=ONE_LINE, now=now, actor=WORKER)
    case = Case.objects.get()
    choice = Choice("dismissed", grounds="inactive", sure=True)
    decide_cases(see(case), choice, actor=ines, now=now)
    Job.objects.all().delete()
    record_chunk(seen, source=source, chunk=ONE_LINE, now=now + timedelta(days=2), actor=WORKER)
    report_link("https://mouvement-aurore-login.test/x?id=3", actor=ines, now=now)
    case.refresh_from_db()
    assert (case.state, case.sighting_count) == ("dismissed", 3)
    assert not Job.objects.filter(kind="send_alert").exists()
