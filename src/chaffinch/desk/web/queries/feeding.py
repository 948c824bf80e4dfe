"""What the case page shows of feeding: what may be done, the run, each decoy, and what the phisher faces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from chaffinch.desk.feeding_facts import is_killed, is_practice
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Approver, Case, FedDecoy, FeedingApproval, FeedingRun, Ledger
from chaffinch.desk.watched import Watched, read_watched
from chaffinch.desk.web.queries.feeding_timeline import Fed, Timeline, draw_timeline, name_decoys
from chaffinch.desk.web.queries.house import is_ready
from chaffinch.feeding.guard import FED_VERDICTS
from chaffinch.feeding.limits import APPROVAL_LASTS
from chaffinch.feeding.measure import expect_alarm, expect_tries
from chaffinch.reports.mix_words import say_mix, say_mix_reason

_SUPPOSED = 3
"""So many colleagues are supposed to have typed; nobody knows how many did."""
_SHOWN = 60
_FED_STATES = (Case.State.CONFIRMED, Case.State.REPORTED)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a phisher faces who tests the log-ins in an order that is blind."""

    sent: int
    supposed: int
    tries: float
    watched: int
    alarm_percent: int
    seen_before: timedelta
    """How long the page had been known before its first decoy: so long at least it could take log-ins."""


@dataclass(frozen=True, slots=True)
class Feeding:
    """The section of the case page."""

    run: FeedingRun | None
    """The open run, else the latest."""
    may_propose: bool
    may_approve: bool
    approvals: tuple[FeedingApproval, ...]
    """Those that are younger than two days."""
    needed: int
    decoys: tuple[Fed, ...]
    timeline: Timeline | None
    unsure: bool
    """Whether a decoy is on its way, or nobody knows what became of it."""
    sent: int
    planned: int
    following: datetime | None
    outlook: Outlook | None
    killed: bool
    practice: bool
    ready: bool
    """Whether this house is in order for a live page."""
    provable: bool
    """Whether a ledger is begun, so that its decoys can be proved later."""
    mix: str
    mix_reasons: tuple[str, ...]


def show_feeding(case: Case, *, user_id: int) -> Feeding | None:
    """Return what is shown; None where there is nothing to feed and nothing was fed."""
    run = case_run(case)
    fit = case.state in _FED_STATES and case.verdict in FED_VERDICTS and case.latest_capture_id is not None
    if run is None and not fit:
        return None
    now, practice = timezone.now(), is_practice(case.host)
    decoys = list(run.fed.select_related("ledger_entry")) if run else []
    approvals = run.approvals.filter(at__gt=now - APPROVAL_LASTS).select_related("person") if run else ()
    sent = [one for one in decoys if one.state in (FedDecoy.State.DONE, FedDecoy.State.UNKNOWN)]
    told = [one for one in sent if one.kind != "visit"]
    planned = [one.planned_at for one in decoys if one.state == FedDecoy.State.PLANNED]
    rights = Approver.objects.filter(person=user_id, until=None)
    locale, reasons = get_language() or "en", run.mix_reasons if run else []
    return Feeding(
        run=run,
        may_propose=fit and (run is None or run.state == FeedingRun.State.ENDED),
        may_approve=any(right.only_case_id in (None, case.pk) for right in rights),
        approvals=tuple(approvals),
        needed=settings.CONFIGURATION.feeding.approvals,
        decoys=name_decoys(decoys[:_SHOWN]),
        timeline=draw_timeline(run, decoys, now=now) if run else None,
        unsure=any(one.state in (FedDecoy.State.SPENT, FedDecoy.State.UNKNOWN) for one in decoys),
        sent=len(sent),
        planned=len(planned),
        following=min(planned, default=None),
        outlook=_look_ahead(case, told, read_watched(practice=practice)) if told else None,
        killed=is_killed(),
        practice=practice,
        ready=is_ready(now=now),
        provable=Ledger.objects.exists() or find_home().ledger.exists(),
        mix=say_mix(run.mix, locale) if run else "",
        mix_reasons=tuple(say_mix_reason(one["code"], dict(one["figures"]), locale) for one in reasons),
    )


def case_run(case: Case) -> FeedingRun | None:
    """Return the case's open run, else its latest."""
    runs = FeedingRun.objects.filter(case=case).select_related("proposed_by")
    return runs.exclude(state=FeedingRun.State.ENDED).first() or runs.first()


def _look_ahead(case: Case, sent: list[FedDecoy], watch: Watched) -> Outlook:
    first = min(one.spent_at or one.planned_at for one in sent)
    watched = sum(watch.rings(one.kind, one.domain) for one in sent)
    return Outlook(
        sent=len(sent),
        supposed=_SUPPOSED,
        tries=round(expect_tries(len(sent), true=_SUPPOSED), 1),
        watched=watched,
        alarm_percent=round(100 * expect_alarm(watched, true=_SUPPOSED)),
        seen_before=first - case.opened_at,
    )
