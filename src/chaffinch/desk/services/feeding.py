"""Propose, approve, stop and resume the feeding of a page; who may approve; counsel's scope; the kill switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaffinch.decoys.mix import MixReason
from chaffinch.desk.blobs import blob_path, put_blob
from chaffinch.desk.feeding_facts import collect_facts, digest_order, is_practice
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Approver, Case, FedDecoy, FeedingApproval, FeedingRun, FeedingScope, User
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_feeding, enqueue_word
from chaffinch.desk.services.mixing import mix_for
from chaffinch.errors import RefusedError, UsageError
from chaffinch.feeding.facts import Approval, DecoyKind
from chaffinch.feeding.guard import Refusal, count_valid_approvals, find_flaw, find_refusal
from chaffinch.feeding.limits import LONGEST_SCOPE, PRODUCT
from chaffinch.feeding.machine import read_moment
from chaffinch.feeding.pace import MOST_HOURS
from chaffinch.feeding.terms import Terms, read_terms
from chaffinch.ground.files import write_whole
from chaffinch.pages.bundle.folder import read_bundle
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.feeding_words import REFUSALS

OPEN = (FeedingRun.State.PROPOSED, FeedingRun.State.RUNNING, FeedingRun.State.STOPPED)


class FeedingRefusedError(RefusedError):
    """A guardrail stands against it.

    Attributes:
        refusal: which, as a code that reports say in words.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(
            REFUSALS.get(refusal.code, N_("This page is not fed.")),
            why=N_("A guardrail of feeding stands against it (%(code)s)."),
            code=refusal.code,
        )
        self.refusal = refusal


class RunError(UsageError):
    """The run is not one to which this can be done."""


@transaction.atomic
def propose_run(
    case_number: int,
    *,
    terms: Terms,
    mix: Mapping[DecoyKind, int],
    hours: float,
    reason: str,
    actor: Actor,
    now: datetime,
    hacked_host: bool = False,
    why_mix: Sequence[MixReason] = (),
) -> FeedingRun:
    """Put a run forward for approval.

    Args:
        case_number: the case whose page is to be fed.
        terms: what is approved of the page, from the look that is on file.
        mix: how many decoys of each kind, and visits.
        hours: for how long, up to twelve.
        reason: for the others to read.
        actor: who proposes.
        now: when.
        hacked_host: whether it is an innocent site that was broken into.
        why_mix: why these kinds, as `choose_mix` says it.

    Raises:
        RunError: one is open already, there is no look, or a number is out of its bounds.
        FeedingRefusedError: the case, its page or its host is none that may be fed.
    """
    case = Case.objects.select_for_update().get(pk=case_number)
    decoys = sum(mix.values())
    if FeedingRun.objects.filter(case=case, state__in=OPEN).exists():
        raise RunError(N_("A run for this page is open already."), todo=N_("Approve, stop or end that one."))
    if case.latest_capture is None:
        raise RunError(N_("The page has not been looked at."), todo=N_("Ask for a look first."))
    if (
        not 1 <= decoys <= PRODUCT.in_all
        or min(mix.values()) < 0
        or not 0 < hours <= MOST_HOURS
        or not reason.strip()
    ):
        raise _refuse_size()
    said = {
        "case": case.pk, "capture": case.latest_capture.pk, "terms": asdict(terms), "mix": dict(mix), "hours": hours,
        "hacked_host": hacked_host,
    }  # fmt: skip
    run = FeedingRun.objects.create(
        case=case, capture=case.latest_capture, terms=asdict(terms), mix=dict(mix), decoys=decoys, hours=hours,
        hacked_host=hacked_host, order=digest_order(said), reason=reason.strip()[:4000], proposed_by_id=actor.person_id,
        proposed_at=now, mix_reasons=[asdict(one) for one in why_mix],
    )  # fmt: skip
    refusal = find_refusal(collect_facts(run, now=now), None, now=read_moment(now))
    if refusal is not None and refusal.code not in ("approvals", "killed"):
        raise FeedingRefusedError(refusal)
    _note("feeding proposed", run, actor=actor, now=now, reason=run.reason, decoys=decoys, hours=hours)
    enqueue_word(now=now)
    return run


def propose_from_capture(
    case_number: int,
    *,
    decoys: int,
    hours: float,
    reason: str,
    actor: Actor,
    now: datetime,
    visits: int = 0,
    hacked_host: bool = False,
) -> FeedingRun:
    """Put a run forward against the page as the latest look saw it; the kinds are chosen by what this installation has.

    Visits open the page and type nothing; they count within the same limits.

    Raises:
        RunError, FeedingRefusedError: as `propose_run`; and where the look’s bundle is not on file.
        NoMixError: no decoy of ours may go to such a page.
    """
    case = Case.objects.select_related("latest_capture__verdict").get(pk=case_number)
    capture = case.latest_capture
    if capture is None or not capture.bundle:
        raise RunError(N_("The page has not been looked at."), todo=N_("Ask for a look first."))
    if not 1 <= decoys <= PRODUCT.in_all:
        raise _refuse_size()
    mix = mix_for(case, decoys, now=now)
    kinds: dict[DecoyKind, int] = {
        "phantom": mix.phantoms,
        "trap": mix.traps,
        "echo": mix.echoes,
        "visit": visits,
    }
    seen = read_bundle(blob_path(find_home().blobs, capture.bundle))
    return propose_run(
        case_number,
        terms=read_terms(seen),
        mix={kind: count for kind, count in kinds.items() if count},
        hours=hours,
        reason=reason,
        actor=actor,
        now=now,
        hacked_host=hacked_host,
        why_mix=mix.reasons,
    )


def _refuse_size() -> RunError:
    return RunError(
        N_("A run needs a reason, one to 500 decoys and visits, and up to twelve hours."),
        why=N_("These are what people approve."),
    )


@transaction.atomic
def approve_run(
    run_number: int, *, reason: str, actor: Actor, now: datetime, hacked_host: bool = False
) -> FeedingRun:
    """Give one person's yes; with the last one that is needed the run begins.

    Raises:
        RunError: it does not wait for approval, or this person has approved already.
        FeedingRefusedError: this person's approval would be void, or a rule stands against the beginning.
    """
    run = _lock(run_number)
    _require(run, FeedingRun.State.PROPOSED)
    given = Approval(actor.name, now, run.order, reason, hacked_host=hacked_host)
    facts, moment = collect_facts(run, now=now), read_moment(now)
    if any(one.name == actor.name and find_flaw(facts, one, now=moment) is None for one in facts.approvals):
        raise RunError(
            N_("You have approved this run already."), why=N_("The second yes must be another person’s.")
        )
    flaw = find_flaw(facts, given, now=moment)
    if flaw is not None:
        raise FeedingRefusedError(Refusal(flaw, 2))
    FeedingApproval.objects.create(
        run=run,
        person_id=actor.person_id,
        at=now,
        order=run.order,
        reason=reason.strip()[:4000],
        hacked_host=hacked_host,
    )
    _note("feeding approved", run, actor=actor, now=now, reason=reason)
    if (
        count_valid_approvals(collect_facts(run, now=now), now=moment)
        >= settings.CONFIGURATION.feeding.approvals
    ):
        _begin(run, actor=actor, now=now)
    return run


def _begin(run: FeedingRun, *, actor: Actor, now: datetime) -> None:
    run.begun_at, run.state = now, FeedingRun.State.RUNNING
    refusal = find_refusal(collect_facts(run, now=now), None, now=read_moment(now))
    if refusal is not None and refusal.wait is None:
        raise FeedingRefusedError(refusal)
    run.save(update_fields=["begun_at", "state"])
    _note("feeding begun", run, actor=actor, now=now)
    enqueue_feeding(run.pk, now=now)


@transaction.atomic
def stop_run(
    run_number: int, *, code: str, actor: Actor, now: datetime, params: Mapping[str, object] | None = None
) -> None:
    """Stop a run until a person resumes it; one that is not running stays as it is.

    Args:
        run_number: the run's.
        code: the guard's, or `person`.
        actor: who stops it.
        now: when.
        params: what belongs to the code.
    """
    run = _lock(run_number)
    if run.state != FeedingRun.State.RUNNING:
        return
    run.state, run.stop_code, run.stop_params = FeedingRun.State.STOPPED, code[:40], dict(params or {})
    run.save(update_fields=["state", "stop_code", "stop_params"])
    _note("feeding stopped", run, actor=actor, now=now, code=code)
    if actor.user_id is None:
        enqueue_word(now=now)


@transaction.atomic
def resume_run(run_number: int, *, reason: str, actor: Actor, now: datetime) -> FeedingRun:
    """Have a stopped run go on; unknown decoys are settled as sent by the person who resumes.

    Raises:
        RunError: it is not stopped, or no reason is given.
        FeedingRefusedError: a rule stands against it still.
    """
    run = _lock(run_number)
    _require(run, FeedingRun.State.STOPPED)
    if not reason.strip():
        raise RunError(N_("Say why it can go on."), why=N_("It stopped by itself because of a rule."))
    _settle_unknown(run, actor=actor)
    moment = read_moment(now)
    run.resumed_at, run.resumed_ticks, run.resumed_boot = now, moment.ticks, moment.boot
    run.state, run.stop_code, run.stop_params = FeedingRun.State.RUNNING, "", {}
    refusal = find_refusal(collect_facts(run, now=now), None, now=moment)
    if refusal is not None and refusal.wait is None:
        raise FeedingRefusedError(refusal)
    run.save()
    _note("feeding resumed", run, actor=actor, now=now, reason=reason)
    enqueue_feeding(run.pk, now=now)
    return run


@transaction.atomic
def end_run(run_number: int, *, actor: Actor, now: datetime) -> None:
    """End a run for good; what was planned and not sent is dropped, and a person's word settles what is unknown.

    Raises:
        RunError: it has ended already.
    """
    run = _lock(run_number)
    _require(run, *OPEN)
    run.state, run.ended_at = FeedingRun.State.ENDED, now
    run.save(update_fields=["state", "ended_at"])
    if actor.user_id is not None:
        _settle_unknown(run, actor=actor)
    dropped = FedDecoy.objects.filter(run=run, state=FedDecoy.State.PLANNED).update(
        state=FedDecoy.State.DROPPED
    )
    _note("feeding ended", run, actor=actor, now=now, dropped=dropped)


def _settle_unknown(run: FeedingRun, *, actor: Actor) -> None:
    lost = FedDecoy.objects.filter(run__case=run.case_id, state=FedDecoy.State.UNKNOWN, decided_by=None)
    lost.update(decided_by=actor.person_id)


@transaction.atomic
def add_approver(name: str, *, actor: Actor, now: datetime, only_case: int | None = None) -> Approver:
    """Let somebody approve; the right holds a day later, and everybody can read of it in the log.

    Raises:
        RunError: there is no such person, or they may approve already.
    """
    person = User.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise RunError(
            N_("There is no log-in of that name."), todo=N_("Make one first: chaffinch user add NAME")
        )
    if only_case is not None and not Case.objects.filter(pk=only_case).exists():
        raise RunError(N_("There is no such case."))
    if Approver.objects.filter(person=person, until=None, only_case=only_case).exists():
        raise RunError(N_("That person may approve already."))
    right = Approver.objects.create(person=person, since=now, only_case_id=only_case)
    write_audit(
        "approver added",
        subject=("user", person.pk),
        actor=actor,
        now=now,
        params={"name": name, "case": only_case},
    )
    enqueue_word(now=now)
    return right


@transaction.atomic
def remove_approver(name: str, *, actor: Actor, now: datetime) -> int:
    """Take the right to approve away, at once; return how many rights these were."""
    removed = Approver.objects.filter(person__username=name, until=None).update(until=now)
    if removed:
        person = User.objects.get(username=name)
        write_audit(
            "approver removed", subject=("user", person.pk), actor=actor, now=now, params={"name": name}
        )
    return removed


@transaction.atomic
def file_scope(
    document: bytes, *, signed_by: str, since: datetime, until: datetime, actor: Actor, now: datetime
) -> FeedingScope:
    """Put counsel's signed scope on file.

    Raises:
        RunError: it is empty, names nobody, or covers more than a year.
    """
    if not document or not signed_by.strip() or not since < until or until - since > LONGEST_SCOPE:
        raise RunError(
            N_("A scope is a document that somebody signed, for at most a year."),
            todo=N_("Give the file, who signed it, and from when to when it holds."),
        )
    scope = FeedingScope.objects.create(
        document=put_blob(find_home().blobs, document), signed_by=signed_by.strip()[:200], since=since, until=until,
        noted_by_id=actor.person_id, noted_at=now,
    )  # fmt: skip
    write_audit(
        "scope filed",
        subject=("scope", scope.pk),
        actor=actor,
        now=now,
        params={"sha256": scope.document, "by": scope.signed_by},
    )
    return scope


@transaction.atomic
def throw_switch(*, actor: Actor, now: datetime, reason: str = "") -> None:
    """Stop all feeding: the file is there before this returns, and whatever types ends within a second."""
    path = find_home().kill_switch
    if not path.exists():
        write_whole(path, f"{now.isoformat()} {actor.name}\n".encode())
    write_audit("feeding killed", subject=("feeding", "all"), actor=actor, now=now, reason=reason)


@transaction.atomic
def lift_switch(*, actor: Actor, now: datetime, reason: str) -> None:
    """Allow feeding again; runs that were stopped stay so until a person resumes each.

    Raises:
        RunError: no reason is given.
        RefusedError: a process tries it.
    """
    _ = actor.person_id
    if not reason.strip():
        raise RunError(N_("Say why it can go on."), why=N_("Somebody stopped all feeding."))
    find_home().kill_switch.unlink(missing_ok=True)
    write_audit("feeding allowed again", subject=("feeding", "all"), actor=actor, now=now, reason=reason)


def _lock(run_number: int) -> FeedingRun:
    runs = FeedingRun.objects.select_for_update(of=("self",)).select_related("case", "capture__verdict")
    run = runs.filter(pk=run_number).first()
    if run is None:
        raise RunError(N_("There is no such run."))
    return run


def _require(run: FeedingRun, *states: FeedingRun.State) -> None:
    if run.state not in states:
        raise RunError(N_("The run is not one to which this can be done now."), why=run.get_state_display())


def _note(
    action: str, run: FeedingRun, *, actor: Actor, now: datetime, reason: str = "", **params: object
) -> None:
    practice = is_practice(run.case.host)
    told = {"run": run.pk, "order": run.order, **params, **({"practice": True} if practice else {})}
    write_audit(action, subject=("case", run.case_id), actor=actor, now=now, reason=reason, params=told)
