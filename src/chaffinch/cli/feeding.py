"""`chaffinch feed`: propose, approve, follow and stop the feeding of a case's page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chaffinch.cli.at_desk import person_option, prove_actor, prove_resumer, reason_option, start_desk
from chaffinch.cli.feeding_house import prove, staff
from chaffinch.cli.lanes import work_lane
from chaffinch.cli.options import home_option
from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.desk.models import FeedingRun

_case = click.argument("case", type=int)
_hacked = click.option(
    "--hacked-host",
    is_flag=True,
    help="It is somebody’s site that was broken into: reported first, and ticked by both who approve.",
)


@click.group()
def feed() -> None:
    """Feed a confirmed phishing page with decoy log-ins, after two people have approved it.

    Example: chaffinch feed plan 12 -n 57 --hours 12 --reason "It copies our portal." --as ines
    """


@feed.command()
@_case
@click.option("-n", "--decoys", type=click.IntRange(1, 500), default=57, show_default=True, help="How many.")
@click.option(
    "--hours", type=click.FloatRange(0.1, 12), default=12.0, show_default=True, help="Within how long."
)
@click.option(
    "--visits",
    type=click.IntRange(0, 499),
    default=0,
    show_default=True,
    help="Times that it is only opened.",
)
@reason_option
@_hacked
@person_option
@home_option
def plan(
    *,
    case: int,
    decoys: int,
    hours: float,
    visits: int,
    reason: str,
    hacked_host: bool,
    name: str,
    home: Path | None,
) -> None:
    """Propose to feed the page of CASE, as the latest look saw it. Nothing leaves this machine by it.

    Example: chaffinch feed plan 12 --reason "It copies our portal." --as ines
    """
    actor = prove_actor(name, home)
    from chaffinch.desk.services.feeding import propose_from_capture

    _require_case(case)
    run = propose_from_capture(
        case,
        decoys=decoys,
        hours=hours,
        visits=visits,
        reason=reason,
        hacked_host=hacked_host,
        actor=actor,
        now=datetime.now(UTC),
    )
    _print_run(run)


@feed.command()
@_case
@reason_option
@_hacked
@person_option
@home_option
def approve(case: int, reason: str, hacked_host: bool, name: str, home: Path | None) -> None:
    """Say yes to what was proposed for CASE. With the last yes that is needed the feeding begins.

    Example: chaffinch feed approve 12 --reason "I have seen it, too." --as tomas
    """
    actor = prove_actor(name, home)
    from chaffinch.desk.services.feeding import approve_run

    run = _find_run(case)
    now = datetime.now(UTC)
    _print_run(approve_run(run.pk, reason=reason, hacked_host=hacked_host, actor=actor, now=now))


@feed.command("run")
@_case
@click.option("--reason", default="", help="Why a run that stopped can go on; then --as is needed, too.")
@click.option("--as", "name", default="", metavar="NAME", help="Your log-in, to have a stopped run go on.")
@home_option
def run_(case: int, reason: str, name: str, home: Path | None) -> None:
    """Work the approved run of CASE from this terminal until it ends or stops; several may work, each decoy goes once.

    With `chaffinch serve` running this is not needed. Ctrl-C leaves the run as it is: whoever works next goes on.

    Example: chaffinch feed run 12
    """
    actor = prove_resumer(name, reason=reason, home=home)
    from chaffinch.desk.models import FeedingRun
    from chaffinch.desk.services.feeding import resume_run

    found = _find_run(case)
    if actor is not None:
        found = resume_run(found.pk, reason=reason, actor=actor, now=datetime.now(UTC))
    if found.state != FeedingRun.State.RUNNING:
        raise UsageError(
            f"The run of case {case} is not running: {found.get_state_display()}.",
            todo="Have it approved, or give --reason and --as to have it go on.",
        )
    _work(found)
    _print_run(found)


@feed.command()
@_case
@home_option
def stop(case: int, home: Path | None) -> None:
    """Stop the run of CASE until a person has it go on. To stop all feeding at once: chaffinch stop.

    Example: chaffinch feed stop 12
    """
    start_desk(home)
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.desk.services.feeding import stop_run

    run = _find_run(case)
    stop_run(run.pk, code="person", actor=COMMAND_LINE, now=datetime.now(UTC))
    run.refresh_from_db()
    _print_run(run)


@feed.command()
@click.argument("case", type=int, required=False)
@home_option
def status(case: int | None, home: Path | None) -> None:
    """Print the latest run of CASE, or every run that is open: a JSON line each.

    Example: chaffinch feed status
    """
    start_desk(home)
    from chaffinch.desk.models import FeedingRun

    open_runs = FeedingRun.objects.exclude(state=FeedingRun.State.ENDED).select_related("case")
    for run in [_find_run(case)] if case is not None else open_runs:
        _print_run(run)


feed.add_command(prove)
feed.add_command(staff)


def _work(run: FeedingRun) -> None:
    """Run the feeding lane here until the run ends or stops."""
    from chaffinch.desk.jobs.run import open_submitter
    from chaffinch.desk.jobs.worker import Lane
    from chaffinch.desk.models import FedDecoy, FeedingRun

    def count_sent() -> int:
        return run.fed.filter(state__in=(FedDecoy.State.DONE, FedDecoy.State.UNKNOWN)).count()

    def is_running() -> bool:
        run.refresh_from_db()
        return run.state == FeedingRun.State.RUNNING

    work_lane(
        Lane("feeding", open_services=open_submitter),
        title="feeding",
        total=run.decoys,
        unit=" decoys",
        count_done=count_sent,
        is_running=is_running,
    )


def _require_case(number: int) -> None:
    from chaffinch.desk.models import Case

    if not Case.objects.filter(pk=number).exists():
        raise UsageError(f"There is no case {number}.", todo="Its number stands in the address of its page.")


def _find_run(case: int) -> FeedingRun:
    from chaffinch.desk.models import FeedingRun

    _require_case(case)
    runs = FeedingRun.objects.filter(case=case).select_related("case")
    run = runs.exclude(state=FeedingRun.State.ENDED).first() or runs.first()
    if run is None:
        raise UsageError(
            f"Nothing was proposed for case {case}.", todo=f"Propose it: chaffinch feed plan {case} …"
        )
    return run


def _print_run(run: FeedingRun) -> None:
    """Print where a run stands: numbers and codes, never a password or an address of a decoy."""
    from chaffinch.desk.models import FedDecoy

    states = list(run.fed.values_list("state", flat=True))
    said: dict[str, Any] = {
        "case": run.case_id,
        "host": run.case.host,
        "run": run.pk,
        "state": run.state,
        "decoys": run.decoys,
        "mix": run.mix,
        "hours": run.hours,
        "approved_by": [one.person.get_username() for one in run.approvals.select_related("person")],
        "sent": sum(state in (FedDecoy.State.DONE, FedDecoy.State.UNKNOWN) for state in states),
        "unknown": states.count(FedDecoy.State.UNKNOWN),
        "planned": states.count(FedDecoy.State.PLANNED),
        "stopped_because": run.stop_code or None,
        "begun_at": run.begun_at.isoformat() if run.begun_at else None,
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
    }
    click.echo(json.dumps(said, ensure_ascii=False))
