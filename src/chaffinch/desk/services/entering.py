"""What of a feeding run is entered into the ledger, and when: every decoy, before any of them is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch

from chaffinch.desk.ledger_folder import open_ledger
from chaffinch.desk.models import FedDecoy, FeedingApproval, FeedingRun, LedgerEntry
from chaffinch.desk.services.ledger import Planted, commit_entries
from chaffinch.desk.services.sending import open_decoy
from chaffinch.feeding.limits import APPROVAL_LASTS
from chaffinch.ledger.login import print_login
from chaffinch.ledger.log import Log

_SENT = (FedDecoy.State.SPENT, FedDecoy.State.DONE, FedDecoy.State.UNKNOWN)
_KINDS = ("phantom", "trap", "echo")


def enter_run(run: FeedingRun, *, now: datetime) -> int | None:
    """Enter every decoy of a run that is not entered; to be called before one is sent.

    Returns:
        how many are new; None where no ledger is begun: nothing of the run can be proved later then.

    Raises:
        LedgerClosedError: the ledger takes nothing, so nothing may be sent.
    """
    waiting = _list_waiting().filter(run=run)
    return commit_entries(_describe(waiting, now=now), now=now) if waiting.exists() else 0


def enter_past(*, now: datetime) -> int | None:
    """Enter whatever was planted and is not entered: from before the ledger was begun, or lost with an old backup of it.

    Raises:
        LedgerClosedError: the ledger takes nothing.
    """
    log = open_ledger()
    if log is None:
        return None
    _forget_lost(log)
    found = _describe(_list_waiting(), now=now)
    return commit_entries(found, now=now) if found else 0


def name_approval(run: FeedingRun) -> str:
    """Return where the yes to a run stands, and whose it was."""
    since = (run.begun_at or run.proposed_at) - APPROVAL_LASTS
    given = [one for one in run.approvals.all() if one.order == run.order and one.at > since]
    names = dict.fromkeys(one.person.get_username()[:80] for one in given)
    return f"run {run.pk}: {', '.join(names)}"[:200]


def _list_waiting():  # type: ignore[no-untyped-def]
    """Decoys that may be used or were, and stand in no entry; one that was given up unsent was never planted."""
    approvals = Prefetch("run__approvals", FeedingApproval.objects.select_related("person"))
    return (
        FedDecoy.objects.filter(kind__in=_KINDS, ledger_entry=None)
        .exclude(state=FedDecoy.State.DROPPED)
        .select_related("run__case")
        .prefetch_related(approvals)
        .order_by("pk")
    )


def _describe(decoys: Iterable[FedDecoy], *, now: datetime) -> list[Planted]:
    return [_describe_decoy(one, now=now) for one in decoys]


def _describe_decoy(decoy: FedDecoy, *, now: datetime) -> Planted:
    secrets, _persona = open_decoy(decoy)
    prints, sent = print_login(secrets.address, secrets.password), decoy.state in _SENT
    return Planted(
        name=f"{decoy.kind}-{decoy.number}",
        kind=decoy.kind,  # type: ignore[arg-type]  # of the three that are asked for
        planted_at=(decoy.spent_at or decoy.planned_at) if sent else now,
        planted_in=str(decoy.run.terms.get("url") or decoy.run.case.url),
        approval=name_approval(decoy.run),
        sha256=prints.sha256,
        text_sha256=prints.text_sha256,
        signature=prints.signature,
        text_ref=f"decoy {decoy.number}",
        late=sent,
        links=(("decoy", decoy.pk),),
    )


def _forget_lost(log: Log) -> None:
    """Take rows away whose entry is in the folder no more and was never committed to: they are entered anew."""
    placed = {name for kept in log.checkpoints for name in kept.places}
    lost = set(LedgerEntry.objects.values_list("name", flat=True)) - log.entries.keys() - placed
    for name in lost:
        LedgerEntry.objects.filter(name=name).delete()
