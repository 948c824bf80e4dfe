"""What of feeding waits for a person, and what everybody must know: shown on the overview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chaffinch.desk.feeding_facts import is_killed
from chaffinch.desk.models import Approver, Disclosure, FeedingRun, Planting
from chaffinch.feeding.limits import APPROVAL_LASTS

_NEW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FeedingNews:
    """The notices."""

    proposed: tuple[FeedingRun, ...]
    stopped: tuple[FeedingRun, ...]
    running: int
    approvers: tuple[Approver, ...]
    """Made in the last week: everybody is told of them."""
    killed: bool
    disclosures: tuple[Disclosure, ...]
    """Items of the ledger that are to be shown, and wait for another person's yes."""
    plantings: tuple[Planting, ...]
    """That wait for approval, or stopped by themselves."""


def read_feeding_news(*, now: datetime) -> FeedingNews:
    """Return what is to be said now."""
    runs = FeedingRun.objects.exclude(state=FeedingRun.State.ENDED).select_related("case", "proposed_by")
    by_state = {state: tuple(run for run in runs if run.state == state) for state in FeedingRun.State}
    return FeedingNews(
        proposed=by_state[FeedingRun.State.PROPOSED],
        stopped=by_state[FeedingRun.State.STOPPED],
        running=len(by_state[FeedingRun.State.RUNNING]),
        approvers=tuple(
            Approver.objects.filter(since__gt=now - _NEW, until=None).select_related("person", "only_case")
        ),
        killed=is_killed(),
        disclosures=tuple(
            Disclosure.objects.filter(
                state=Disclosure.State.ASKED, asked_at__gt=now - APPROVAL_LASTS
            ).select_related("asked_by")
        ),
        plantings=tuple(
            Planting.objects.filter(
                state__in=(Planting.State.PROPOSED, Planting.State.STOPPED)
            ).select_related("proposed_by")
        ),
    )
