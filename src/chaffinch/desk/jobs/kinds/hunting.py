"""Find whose accounts else he opened or tried, block them when a person asks for it, let go of them in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from chaffinch.desk.blocking import Keeper, list_keepers
from chaffinch.desk.hunting import hunt_victims, note_host_acts
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Victim
from chaffinch.desk.services.blocking import Act, Outcome, note_outcomes
from chaffinch.desk.services.followups import enqueue_hunt
from chaffinch.desk.services.victims import forget_victims, open_login, record_acts, record_victims
from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.tripwires.providers.provider import ProviderError, UnendedError

_AGAIN = timedelta(minutes=15)


@job_kind("find_victims", lane="reading", run_seconds=7_200)
def find_victims(payload: Mapping[str, Any], context: JobContext) -> None:
    """Read the logs once more; again in a while as long as he may be at it."""

    def stop() -> bool:
        context.heartbeat()
        return context.cancelled()

    hunt = hunt_victims(now=context.now(), clock=context.now, stop=stop)
    with context.finishing():
        now = context.now()
        record_victims(hunt.linked, now=now)
        record_acts(hunt.acts)
        if hunt.warm:
            enqueue_hunt(now=now, not_before=now + _AGAIN)


@job_kind("note_reads", lane="reading")
def note_reads(payload: Mapping[str, Any], context: JobContext) -> None:
    """Keep what was done in the mailboxes of our own mail hosts."""
    acts = note_host_acts(now=context.now())
    with context.finishing():
        record_acts(acts)


def give_up(payload: Mapping[str, Any], now: datetime) -> None:
    """Say that an account was not blocked, since the job ended too many workers."""
    broken = Outcome("Chaffinch", "", done=False, fault="broken")
    note_outcomes(payload["victim"], payload["act"], [broken], now=now)


@job_kind("block_account", max_attempts=2, run_seconds=300, given_up=give_up)
def block_account(payload: Mapping[str, Any], context: JobContext) -> None:
    """Ask each provider that keeps the account; doing it twice has the same end."""
    row, act = Victim.objects.get(pk=payload["victim"]), payload["act"]
    if row.state not in (Victim.State.ASKED, Victim.State.LEAVING):
        return
    try:
        keepers = list_keepers(open_login(row))
    except UnreadableSecretError:
        keepers = ()
    outcomes = []
    for number, keeper in enumerate(keepers):
        context.heartbeat(done=number, total=len(keepers))
        outcomes.append(ask_keeper(keeper, act))
    with context.finishing():
        note_outcomes(row.pk, act, outcomes, now=context.now())


def ask_keeper(keeper: Keeper, act: Act) -> Outcome:
    """Have one provider block an account or let it in again; what goes wrong is told, never raised."""
    try:
        provider = keeper.open()
        if act == "block":
            provider.block(keeper.account)
        else:
            provider.unblock(keeper.account)
    except UnendedError as error:
        return Outcome(
            keeper.name, keeper.kind, done=True, sessions="none", fault=error.code, detail=error.detail
        )
    except ProviderError as error:
        return Outcome(keeper.name, keeper.kind, done=False, fault=error.code, detail=error.detail)
    return Outcome(
        keeper.name, keeper.kind, done=True, sessions=provider.session_end if act == "block" else ""
    )


@job_kind("forget_victims")
def forget_old_victims(payload: Mapping[str, Any], context: JobContext) -> None:
    """Let go of accounts whose case was closed long enough ago."""
    keep = timedelta(days=settings.CONFIGURATION.tripwires.victim_days)
    with context.finishing():
        forget_victims(now=context.now(), keep=keep)
