"""No sequence of calls, restarts and clock jumps gets past a limit: a machine tries, an oracle of its own counts.

The oracle knows the true time and says the rules anew, in other words than the guard does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.feeding.factory import START, make_draft, make_facts

from chaffinch.feeding.facts import Approval, Approver, Facts, Moment, Outcome
from chaffinch.feeding.guard import find_refusal

PEOPLE = st.sampled_from(["ines", "tomas", "maud", "basile"])
GOOD: list[Outcome] = ["accepted"]
ANSWERS: list[Outcome] = [*GOOD * 12, "refused", "limited", "blocked", "failed", "changed", "unanswered"]


class Feeding(RuleBasedStateMachine):
    """A run as its house sees it, and beside it what truly happens."""

    def __init__(self) -> None:
        super().__init__()
        self.true = 0.0
        """Seconds that have truly passed."""
        self.shown = START
        self.boots, self.booted_at, self.resumed_in = 1, 0.0, 1
        self.roster: list[Approver] = [
            Approver(name, START - timedelta(days=9)) for name in ("ines", "tomas")
        ]
        self.approvals: list[Approval] = []
        self.sent: list[Moment] = []
        self.sent_truly: list[tuple[float, int]] = []
        self.answers: list[Outcome] = []
        self.latest, self.killed, self.unknown = START, False, 0
        self.resumed: Moment | None = None

    @property
    def now(self) -> Moment:
        return Moment(self.shown, self.true - self.booted_at, f"boot-{self.boots}")

    def collect(self) -> Facts:
        return make_facts(
            approvals=tuple(self.approvals), roster=tuple(self.roster), sent=tuple(self.sent), latest=self.latest,
            answers=tuple(self.answers), unknown=self.unknown, killed=self.killed, resumed=self.resumed,
            decoys=500, hours=60,
        )  # fmt: skip

    def note(self) -> None:
        self.latest = max(self.latest, self.shown)

    @rule(seconds=st.floats(0.0, 5_000.0))
    def wait(self, seconds: float) -> None:
        self.true += seconds
        self.shown += timedelta(seconds=seconds)

    @initialize(approved=st.sampled_from([True, True, True, False]))
    def begin(self, approved: bool) -> None:
        if approved:
            self.approve_together()

    @rule(seconds=st.integers(-100_000, 200_000))
    def jump(self, seconds: int) -> None:
        self.shown += timedelta(seconds=seconds)

    @rule(seconds=st.integers(1, 7_200), times=st.integers(1, 40))
    def send_and_jump_ahead(self, seconds: int, times: int) -> None:
        """What somebody would do who wants to be faster than the limits."""
        for _ in range(times):
            self.send(1, "accepted", 0.1)
            self.jump(seconds)

    @rule(seconds=st.floats(10.0, 300.0))
    def restart_machine(self, seconds: float) -> None:
        self.wait(seconds)
        self.boots, self.booted_at = self.boots + 1, self.true

    @rule(
        name=PEOPLE, by=st.sampled_from(["person", "person", "person", "token", "bulk"]), order=st.booleans()
    )
    def approve(self, name: str, by: Literal["person", "token", "bulk"], order: bool) -> None:
        given = Approval(name, self.shown, "order-1" if order else "order-2", "It imitates us.")
        self.approvals.append(replace(given, by=by))
        self.note()

    @rule(name=PEOPLE)
    def make_approver(self, name: str) -> None:
        self.roster.append(Approver(name, self.shown))
        self.note()

    @rule(name=PEOPLE)
    def remove_approver(self, name: str) -> None:
        self.roster = [
            replace(one, until=one.until or self.shown) if one.name == name else one for one in self.roster
        ]
        self.note()

    @rule(thrown=st.booleans())
    def switch(self, thrown: bool) -> None:
        self.killed = thrown

    @rule()
    def crash_while_sending(self) -> None:
        if self.send(1, "accepted", 0.0):
            self.unknown += 1

    @rule()
    def resume(self) -> None:
        self.unknown, self.answers, self.resumed = 0, [], self.now
        self.resumed_in = self.boots
        self.note()

    @rule()
    def approve_together(self) -> None:
        for name in ("ines", "tomas"):
            self.approve(name, "person", order=True)

    @rule(times=st.integers(1, 60), answer=st.sampled_from(ANSWERS), gap=st.floats(0.0, 60.0))
    def try_to_send(self, times: int, answer: Outcome, gap: float) -> None:
        self.send(times, answer, gap)

    def send(self, times: int, answer: Outcome, gap: float) -> int:
        count = 0
        for _ in range(times):
            if find_refusal(self.collect(), make_draft(), now=self.now) is None:
                self.check_alone()
                self.sent.append(self.now)
                self.sent_truly.append((self.true, self.boots))
                self.answers.append(answer)
                self.note()
                count += 1
            self.wait(gap)
        return count

    def check_alone(self) -> None:
        """Say at the moment of sending what must be true, without asking the guard."""
        assert not self.killed
        assert self.unknown == 0
        assert self.shown >= self.latest
        assert not self.sent_truly or self.sent_truly[-1][1] == self.boots or self.resumed_in == self.boots
        assert len({one.name for one in self.approvals if self.holds(one)}) >= 2
        assert self.answers[-1:] not in (["changed"], ["unanswered"])
        assert not (len(self.answers) > 1 and set(self.answers[-2:]) <= {"limited", "blocked", "failed"})

    def holds(self, approval: Approval) -> bool:
        young = self.shown - timedelta(hours=48) < approval.at <= self.shown
        able = [
            one for one in self.roster
            if one.name == approval.name and one.until is None and (approval.at - one.since).total_seconds() >= 86_400
        ]  # fmt: skip
        return approval.by == "person" and approval.order == "order-1" and young and bool(able)

    @invariant()
    def the_pace_was_kept_in_true_time(self) -> None:
        """Within one start of the machine the clock that people set changes nothing."""
        for boot in range(1, self.boots + 1):
            times = [at for at, in_boot in self.sent_truly if in_boot == boot]
            assert all(later - earlier >= 20 - 1e-6 for earlier, later in pairwise(times))
            assert all(times[i + 30] - times[i] >= 3_600 - 1e-6 for i in range(len(times) - 30))
            assert all(times[i + 200] - times[i] >= 86_400 - 1e-6 for i in range(len(times) - 200))
        assert len(self.sent_truly) <= 500


Feeding.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestNoWayPast = Feeding.TestCase


def test_the_machine_does_send() -> None:
    """One that never sends would prove nothing."""
    run = Feeding()
    run.approve_together()
    by_hour = [run.send(360, "accepted", 10.0) for _ in range(3)]
    assert by_hour == [30, 30, 30]
