"""Whether a submission may leave now. Every rule of feeding stands here, and nowhere else.

Both the service that plans a run and the submitter that is about to type call `find_refusal`; it looks at facts only and
changes nothing. Numbers in refusals are those of GUARDRAILS.md, "Feeding a phishing page".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from publicsuffixlist import PublicSuffixList

from chaffinch.feeding.facts import Approval, Draft, Facts, Moment, Outcome
from chaffinch.feeding.limits import (
    APPROVAL_LASTS,
    APPROVALS_NEEDED,
    LONGEST_SCOPE,
    MOST_REFUSALS_IN_A_ROW,
    NEW_APPROVER_WAITS,
    PRACTICE,
    PRODUCT,
    Limits,
)

FED_VERDICTS = frozenset({"copy", "service-copy", "sign-in"})
_HOLDS_BACK: frozenset[Outcome] = frozenset({"limited", "blocked", "failed"})
_STOPS_AT_ONCE: frozenset[Outcome] = frozenset(
    {"changed", "elsewhere", "challenge", "gone", "unanswered", "unknown"}
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_SUFFIXES = PublicSuffixList()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be sent."""

    code: str
    rule: int
    """Number of the guardrail."""
    params: Mapping[str, Any] = field(default_factory=dict)
    wait: timedelta | None = None
    """Set where waiting that long may be enough; None where the run ends until a person resumes it."""


def find_refusal(facts: Facts, draft: Draft | None, *, now: Moment) -> Refusal | None:
    """Return the first reason against sending now; None where every rule is kept.

    Args:
        facts: what the decision rests on.
        draft: the decoy that is to be sent; None to ask whether the run may begin at all.
        now: by both clocks.
    """
    checks: tuple[Callable[[Facts, Moment], Refusal | None], ...] = (
        _check_switch, _check_clock, _check_boot, _check_case, _check_hosts, _check_house, _check_reference,
        _check_hacked_host, _check_scope, _check_approvals, _check_span, _check_crashes, _check_answers, _check_counts,
        _check_pace,
    )  # fmt: skip
    for check in checks:
        refusal = check(facts, now)
        if refusal is not None:
            return refusal
    return _check_draft(facts, draft) if draft is not None else None


def count_valid_approvals(facts: Facts, *, now: Moment) -> int:
    """Return how many different people's approval of this very order holds now."""
    return len({one.name for one in facts.approvals if find_flaw(facts, one, now=now) is None})


def find_flaw(facts: Facts, approval: Approval, *, now: Moment) -> str | None:
    """Return the code of what makes one approval void; None where it holds."""
    if approval.by != "person":
        return approval.by
    if not approval.name or not approval.reason.strip():
        return "no-reason"
    if approval.order != facts.order:
        return "another-order"
    if not timedelta(0) <= now.at - approval.at < APPROVAL_LASTS:
        return "expired"
    if facts.target.hacked_host and not approval.hacked_host and not facts.target.practice:
        return "hacked-host-not-ticked"
    waits = timedelta(0) if facts.target.practice else NEW_APPROVER_WAITS
    may = any(
        one.name == approval.name
        and one.only_case in (None, facts.target.case)
        and one.since + waits <= approval.at
        and (one.until is None or one.until > now.at)
        for one in facts.roster
    )
    return None if may else "no-approver"


def _check_switch(facts: Facts, now: Moment) -> Refusal | None:
    return Refusal("killed", 8) if facts.killed else None


def _check_clock(facts: Facts, now: Moment) -> Refusal | None:
    """A clock that was set back would make old approvals young and old submissions forgotten."""
    latest = facts.history.latest
    return Refusal("clock-set-back", 4) if latest is not None and now.at < latest else None


def _check_boot(facts: Facts, now: Moment) -> Refusal | None:
    """After a restart of the machine only the clock that people set is left to say how long ago anything was."""
    sent, resumed = facts.history.sent, facts.resumed
    if not sent or sent[-1].boot == now.boot or (resumed is not None and resumed.boot == now.boot):
        return None
    return Refusal("machine-restarted", 4)


def _check_case(facts: Facts, now: Moment) -> Refusal | None:
    target = facts.target
    if not target.confirmed:
        return Refusal("not-confirmed", 1)
    if not target.capture or not target.evidence:
        return Refusal("no-evidence", 1)
    if target.verdict not in FED_VERDICTS:
        return Refusal("wrong-verdict", 1, {"verdict": target.verdict})
    return None


def _check_hosts(facts: Facts, now: Moment) -> Refusal | None:
    """The page's own host, and each that it may stand at or send to."""
    named = dict.fromkeys((facts.target.host, *facts.target.hosts))
    refusals = (_check_host(host.lower().rstrip("."), facts=facts) for host in named)
    return next((refusal for refusal in refusals if refusal is not None), None)


def _check_host(host: str, *, facts: Facts) -> Refusal | None:
    if facts.target.practice:
        return None if host.endswith(".test") else Refusal("not-the-range", 5, {"host": host})
    if not host or _is_literal(host):
        return Refusal("literal-address", 5, {"host": host})
    if host.rpartition(".")[2] in ("test", "example", "invalid", "localhost", "local", "onion", "internal"):
        return Refusal("reserved-name", 5, {"host": host})
    for owner, domains in (("own", facts.territory.own), ("service", facts.territory.services)):
        if _is_within(host, domains):
            return Refusal(f"{owner}-host", 5, {"host": host})
    if _SUFFIXES.privatesuffix(host) is None or host in facts.territory.shared:
        return Refusal("shared-host", 5, {"host": host})
    return None


def _is_literal(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return all(label.isdigit() or label.startswith("0x") for label in host.split("."))
    return True


def _is_within(host: str, domains: Collection[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _check_reference(facts: Facts, now: Moment) -> Refusal | None:
    """A copy is one of a page that is proved to be ours or a service's; else a stranger's page could be made a target."""
    target, territory = facts.target, facts.territory
    genuine = {"copy": territory.proved, "service-copy": territory.services}.get(target.verdict)
    if target.practice or genuine is None or _is_within(target.reference_host, genuine):
        return None
    return Refusal("reference-not-proved", 5, {"host": target.reference_host})


def _check_hacked_host(facts: Facts, now: Moment) -> Refusal | None:
    target = facts.target
    if not target.hacked_host or target.practice:
        return None
    if target.reported_at is None or target.reported_at > now.at:
        return Refusal("report-first", 5)
    return None


def _check_scope(facts: Facts, now: Moment) -> Refusal | None:
    if facts.target.practice:
        return None
    scope = facts.scope
    if scope is None or not scope.document or not scope.signed_by:
        return Refusal("no-scope", 10)
    if scope.until - scope.since > LONGEST_SCOPE:
        return Refusal("scope-too-long", 10)
    return None if scope.since <= now.at < scope.until else Refusal("scope-over", 10, {"until": scope.until})


def _check_house(facts: Facts, now: Moment) -> Refusal | None:
    """What must be known of ourselves before anybody can be invented."""
    if facts.target.practice:
        return None
    if not facts.territory.proved:
        return Refusal("no-domain-proved", 6)
    return None if facts.staff_listed else Refusal("no-staff-list", 6)


def _check_approvals(facts: Facts, now: Moment) -> Refusal | None:
    # A settings file may say that one person is all there is; nothing makes it none.
    needed = max(1, min(facts.needed, APPROVALS_NEEDED))
    valid = count_valid_approvals(facts, now=now)
    return Refusal("approvals", 2, {"valid": valid, "needed": needed}) if valid < needed else None


def _check_span(facts: Facts, now: Moment) -> Refusal | None:
    if now.at < facts.begun:
        return Refusal("not-begun", 2, wait=facts.begun - now.at)
    return Refusal("time-over", 2) if now.at >= facts.begun + timedelta(hours=facts.hours) else None


def _check_crashes(facts: Facts, now: Moment) -> Refusal | None:
    unknown = facts.history.unknown
    return Refusal("unknown", 7, {"decoys": unknown}) if unknown else None


def _check_answers(facts: Facts, now: Moment) -> Refusal | None:
    answers = facts.history.answers
    if answers and answers[-1] in _STOPS_AT_ONCE:
        return Refusal(f"page-{answers[-1]}", 4)
    last = answers[-MOST_REFUSALS_IN_A_ROW:]
    if len(last) == MOST_REFUSALS_IN_A_ROW and all(answer in _HOLDS_BACK for answer in last):
        return Refusal("page-refuses", 4, {"answer": last[-1]})
    return None


def _check_counts(facts: Facts, now: Moment) -> Refusal | None:
    limits, sent = _choose_limits(facts), len(facts.history.sent)
    if sent >= limits.in_all:
        return Refusal("limit-in-all", 4, {"limit": limits.in_all})
    if sent >= facts.decoys:
        return Refusal("all-sent", 2, {"decoys": facts.decoys})
    if len(facts.history.fed - {facts.target.case}) >= limits.targets:
        return Refusal("too-many-targets", 4, {"limit": limits.targets}, wait=_HOUR)
    if facts.history.in_flight:
        return Refusal("one-at-a-time", 4, wait=timedelta(seconds=limits.seconds_apart))
    return None


def _check_pace(facts: Facts, now: Moment) -> Refusal | None:
    limits, sent = _choose_limits(facts), facts.history.sent
    for code, most, span in (
        ("pace", 1, timedelta(seconds=limits.seconds_apart)),
        ("limit-an-hour", limits.an_hour, _HOUR),
        ("limit-a-day", limits.a_day, _DAY),
    ):
        within = sorted(passed for one in sent if (passed := now.measure_since(one)) < span)
        if len(within) >= most:
            return Refusal(code, 4, {"limit": most}, wait=span - within[most - 1])
    return None


def _check_draft(facts: Facts, draft: Draft) -> Refusal | None:
    relay = facts.target.relays and (draft.kind == "echo" or not draft.isolated)
    practice = facts.target.practice
    flaws = (
        ("spent", 7, draft.spent),
        ("another-page", 6, draft.case != facts.target.case),
        ("not-the-range", 6, practice and not draft.domain.endswith(".test")),
        ("domain-not-proved", 6, not practice and draft.domain not in facts.territory.proved),
        ("relay", 6, not practice and relay),
        ("on-staff", 6, not practice and draft.kind != "echo" and draft.on_staff),
        ("no-consent", 6, not practice and draft.kind == "echo" and not draft.consented),
    )
    for code, rule, holds in flaws:
        if holds:
            return Refusal(code, rule, {"domain": draft.domain} if code == "domain-not-proved" else {})
    return _check_echo(draft) if draft.kind == "echo" and not practice else None


def _check_echo(draft: Draft) -> Refusal | None:
    # Below half, counted with this one; where the lock-out limit is not known nothing is below it.
    if 2 * (draft.echoes_today + 1) >= draft.lock_out_after:
        return Refusal("lock-out", 6, {"limit": draft.lock_out_after}, wait=_DAY)
    return None


def _choose_limits(facts: Facts) -> Limits:
    """No facts, however made, get past the product's own bounds; only the range has others."""
    if facts.target.practice:
        return PRACTICE
    wanted = facts.limits
    return Limits(
        seconds_apart=max(PRODUCT.seconds_apart, wanted.seconds_apart),
        an_hour=min(PRODUCT.an_hour, wanted.an_hour),
        a_day=min(PRODUCT.a_day, wanted.a_day),
        in_all=min(PRODUCT.in_all, wanted.in_all),
        targets=min(PRODUCT.targets, wanted.targets),
    )
