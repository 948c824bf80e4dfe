"""Each rule of feeding refuses by itself, whatever else is in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.feeding.factory import HOST, NOW, ROSTER, START, TERRITORY, approve, make_draft, make_facts, sent

from chaffinch.feeding.facts import Approver, Moment
from chaffinch.feeding.guard import Refusal, find_flaw, find_refusal
from chaffinch.feeding.limits import Limits, LooserLimitError, tighten

DAY = timedelta(days=1)


def refuse(draft: dict[str, Any] | None = None, *, now: Moment = NOW, **changes: Any) -> str:
    """Return the code of the refusal, empty where it may be sent."""
    refusal = find_refusal(make_facts(**changes), make_draft(**(draft or {})), now=now)
    return refusal.code if refusal else ""


def test_nothing_stands_against_what_is_in_order() -> None:
    assert refuse() == ""


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("not-confirmed", {"confirmed": False}),
        ("no-evidence", {"evidence": ""}),
        ("no-evidence", {"capture": False}),
        ("wrong-verdict", {"verdict": "harmless"}),
        ("wrong-verdict", {"verdict": "undecided"}),
        ("wrong-verdict", {"verdict": "grant"}),
        ("killed", {"killed": True}),
        ("no-scope", {"scope": None}),
        ("unknown", {"unknown": 1}),
        ("one-at-a-time", {"in_flight": 1}),
        ("too-many-targets", {"fed": frozenset({1, 2, 3, 4})}),
        ("", {"fed": frozenset({1, 2, 3, 7})}),
        ("clock-set-back", {"latest": NOW.at + timedelta(seconds=1)}),
        ("time-over", {"hours": 0.9}),
        ("all-sent", {"decoys": 2, "sent": sent(500, 400)}),
        ("report-first", {"hacked_host": True}),
        ("no-staff-list", {"staff_listed": False}),
        ("no-domain-proved", {"territory": replace(TERRITORY, proved=frozenset())}),
    ],
)
def test_each_fact_that_is_missing_refuses(code: str, changes: dict[str, Any]) -> None:
    assert refuse(**changes) == code


@pytest.mark.parametrize(
    ("code", "host"),
    [
        ("own-host", "mouvement-aurore.fr"), ("own-host", "portail.mouvement-aurore.fr"), ("own-host", "MOUVEMENT-Aurore.fr."),
        ("", "portail-mouvement-aurore.fr"), ("service-host", "login.microsoftonline.com"), ("shared-host", "github.io"),
        ("", "mouvement-aurore.github.io"), ("shared-host", "co.uk"), ("shared-host", "sites.shared.com"),
        ("literal-address", "127.0.0.1"), ("literal-address", "[::1]"), ("literal-address", "64:ff9b::7f00:1"),
        ("literal-address", "2130706433"), ("literal-address", "0x7f.1"), ("literal-address", "8.8.8.8"),
        ("literal-address", ""), ("reserved-name", "portail.mouvement.aurore.test"), ("reserved-name", "a.local"),
        ("reserved-name", "x.onion"), ("reserved-name", "localhost"),
    ],
)  # fmt: skip
def test_nobody_elses_host_is_fed(code: str, host: str) -> None:
    assert refuse(host=host) == code


@pytest.mark.parametrize(
    ("code", "hosts"),
    [("", (HOST, "collecte.acces-compte.com")), ("own-host", (HOST, "portail.mouvement-aurore.fr")),
     ("service-host", (HOST, "login.microsoftonline.com")), ("literal-address", (HOST, "10.0.0.1"))],
)  # fmt: skip
def test_each_host_of_the_approval_is_looked_at(code: str, hosts: tuple[str, ...]) -> None:
    assert refuse(hosts=hosts) == code


@pytest.mark.parametrize(
    ("code", "verdict", "reference"),
    [("", "copy", "mouvement-aurore.fr"), ("reference-not-proved", "copy", "portail.stranger.com"),
     ("reference-not-proved", "copy", ""), ("reference-not-proved", "copy", "login.microsoftonline.com"),
     ("", "service-copy", "login.microsoftonline.com"), ("reference-not-proved", "service-copy", "stranger.com"),
     ("reference-not-proved", "copy", "evilmouvement-aurore.fr"), ("", "sign-in", "")],
)  # fmt: skip
def test_a_copy_of_a_strangers_page_is_no_target(code: str, verdict: str, reference: str) -> None:
    """Whoever could name any page as a reference could have any page fed."""
    assert refuse(verdict=verdict, reference_host=reference) == code


def test_only_the_running_range_has_the_ranges_bounds() -> None:
    host = "portail.mouvement.aurore.test"
    bare: dict[str, Any] = {"scope": None, "practice": True, "host": host, "staff_listed": False}
    assert refuse({"domain": "mouvement-aurore.test"}, **bare) == ""
    assert refuse({"domain": "mouvement-aurore.fr"}, **bare) == "not-the-range"
    assert refuse(**{**bare, "host": HOST}) == "not-the-range"
    assert refuse({"domain": "mouvement-aurore.test"}, **bare, sent=sent(0.3)) == ""
    assert refuse({"domain": "mouvement-aurore.test"}, **bare, sent=sent(0.1)) == "pace"
    assert refuse(sent=sent(0.3), limits=Limits(seconds_apart=0.1)) == "pace"
    rules: list[dict[str, Any]] = [
        {"confirmed": False},
        {"killed": True},
        {"approvals": (approve("ines"),)},
        {"unknown": 2},
    ]
    for rule in rules:
        assert refuse({"domain": "mouvement-aurore.test"}, **{**bare, **rule}) != ""


@pytest.mark.parametrize(
    ("flaw", "changes"),
    [
        ("token", {"by": "token"}), ("bulk", {"by": "bulk"}), ("no-reason", {"reason": "  "}),
        ("another-order", {"order": "order-2"}), ("expired", {"at": NOW.at - timedelta(hours=48)}),
        ("expired", {"at": NOW.at + timedelta(seconds=1)}), ("no-approver", {"name": "maud"}), (None, {}),
        (None, {"at": NOW.at - timedelta(hours=47, minutes=59)}),
    ],
)  # fmt: skip
def test_an_approval_with_a_flaw_is_void(flaw: str | None, changes: dict[str, Any]) -> None:
    second = replace(approve("tomas"), **changes)
    facts = make_facts(approvals=(approve("ines"), second))
    assert find_flaw(facts, second, now=NOW) == flaw
    assert refuse(approvals=(approve("ines"), second)) == ("approvals" if flaw else "")


def test_one_persons_two_approvals_are_one() -> None:
    twice = (approve("ines"), approve("ines", reason="And again."))
    assert refuse(approvals=twice) == "approvals"
    assert refuse(approvals=twice, needed=1) == ""
    assert refuse(approvals=(), needed=0) == "approvals"
    assert refuse(approvals=(), needed=-5) == "approvals"


@pytest.mark.parametrize(
    ("code", "tomas"),
    [
        ("", Approver("tomas", START - DAY)),
        ("approvals", Approver("tomas", START - DAY + timedelta(seconds=1))),
        ("approvals", Approver("tomas", START - 9 * DAY, until=NOW.at)),
        ("", Approver("tomas", START - 9 * DAY, until=NOW.at + timedelta(minutes=1))),
        ("", Approver("tomas", START - 9 * DAY, only_case=7)),
        ("approvals", Approver("tomas", START - 9 * DAY, only_case=8)),
    ],
)
def test_who_may_approve(code: str, tomas: Approver) -> None:
    assert refuse(roster=(ROSTER[0], tomas)) == code


def test_a_hacked_host_needs_a_tick_by_each_and_a_report_first() -> None:
    reported: dict[str, Any] = {"hacked_host": True, "reported_at": NOW.at - DAY}
    ticked = (approve("ines", hacked_host=True), approve("tomas", hacked_host=True))
    assert refuse(**reported, approvals=ticked) == ""
    assert refuse(**reported) == "approvals"
    assert refuse(**reported, approvals=(ticked[0], approve("tomas"))) == "approvals"
    assert refuse(hacked_host=True, approvals=ticked, reported_at=NOW.at + DAY) == "report-first"


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("", (20.0,)), ("pace", (19.9,)), ("", tuple(100 + 60 * step for step in range(29))),
        ("limit-an-hour", tuple(100 + 60 * step for step in range(30))),
        ("limit-a-day", tuple(3_700 + 300 * step for step in range(200))),
        ("limit-in-all", tuple(90_000 + 30 * step for step in range(500))),
    ],
)  # fmt: skip
def test_the_pace_is_kept(code: str, seconds: tuple[float, ...]) -> None:
    assert refuse(sent=sent(*seconds), decoys=600) == code


def test_a_refusal_that_passes_says_how_long() -> None:
    refusal = find_refusal(make_facts(sent=sent(5.0)), make_draft(), now=NOW)
    assert refusal == Refusal("pace", 4, {"limit": 1}, timedelta(seconds=15))
    hour = find_refusal(make_facts(sent=sent(*(100 + 60 * step for step in range(30)))), None, now=NOW)
    assert hour is not None
    assert hour.wait == timedelta(seconds=3_600 - 100 - 60 * 29)


def test_a_clock_that_jumps_ahead_makes_nothing_older() -> None:
    earlier = sent(5.0)
    ahead = Moment(NOW.at + timedelta(hours=2), NOW.ticks, NOW.boot)
    assert refuse(sent=earlier, now=ahead) == "pace"
    assert refuse(sent=earlier, now=replace(ahead, ticks=NOW.ticks + 60)) == ""


def test_after_a_restart_of_the_machine_a_person_has_it_go_on() -> None:
    later = Moment(NOW.at + timedelta(hours=1), 40.0, "boot-2")
    assert refuse(sent=sent(500.0), now=later) == "machine-restarted"
    assert refuse(sent=sent(500.0), now=later, resumed=Moment(later.at, 30.0, "boot-2")) == ""
    assert refuse(sent=sent(500.0), now=later, resumed=NOW) == "machine-restarted"
    assert refuse(now=later) == ""


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("", ("accepted", "limited", "accepted", "blocked")), ("page-refuses", ("limited", "limited")),
        ("page-refuses", ("accepted", "blocked", "failed")), ("page-changed", ("accepted", "changed")),
        ("page-challenge", ("challenge",)), ("page-unanswered", ("refused", "unanswered")), ("page-gone", ("gone",)),
        ("", ("refused", "asked-again", "sent-on", "accepted")),
    ],
)  # fmt: skip
def test_a_page_that_does_not_want_more_gets_no_more(code: str, answers: tuple[str, ...]) -> None:
    assert refuse(answers=answers) == code


@pytest.mark.parametrize(
    ("code", "draft", "changes"),
    [
        ("spent", {"spent": True}, {}), ("another-page", {"case": 8}, {}),
        ("domain-not-proved", {"domain": "aurore.fr"}, {}), ("on-staff", {"on_staff": True}, {}),
        ("no-consent", {"kind": "echo", "on_staff": True, "lock_out_after": 50}, {}),
        ("", {"kind": "echo", "on_staff": True, "consented": True, "lock_out_after": 10, "echoes_today": 3}, {}),
        ("lock-out", {"kind": "echo", "on_staff": True, "consented": True, "lock_out_after": 10, "echoes_today": 4}, {}),
        ("lock-out", {"kind": "echo", "on_staff": True, "consented": True}, {}),
        ("relay", {"isolated": False}, {"relays": True}), ("", {"kind": "trap"}, {"relays": True}),
        ("relay", {"kind": "echo", "on_staff": True, "consented": True, "lock_out_after": 10}, {"relays": True}),
    ],
)  # fmt: skip
def test_each_decoy_is_looked_at(code: str, draft: dict[str, Any], changes: dict[str, Any]) -> None:
    assert refuse(draft, **changes) == code


def test_limits_can_be_tightened_and_not_loosened() -> None:
    assert tighten(Limits(), an_hour=5, seconds_apart=60, targets=None).an_hour == 5
    for wanted in ({"an_hour": 31}, {"seconds_apart": 19.0}, {"in_all": 501}, {"targets": 5}, {"a_day": 0}):
        with pytest.raises(LooserLimitError):
            tighten(Limits(), **wanted)
    assert refuse(sent=sent(30.0), limits=Limits(seconds_apart=60)) == "pace"
    assert refuse(sent=sent(5.0), limits=Limits(seconds_apart=1, an_hour=900)) == "pace"
