"""Groups of two real workers that feed pages of the range, and the people who have stopped runs go on.

    python -m tests.kills.feeding_nursery FOLDER PORT

PORT is that of a sink on loopback to which a decoy is posted at once; 0: the product's own Chromium types. Each worker
writes into FOLDER/phases what it is about to do.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connections

from tests.kills.nursery import fork_member, say

OPEN_RUNS, DECOYS_A_RUN, MOST_A_PAGE = 4, 20, 480
LONGEST_TYPING = 0.12


def main() -> None:
    """Prepare the desk, then let people look after the runs and start a group, a line each time."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    django.setup()
    from chaffinch.desk.home import find_home
    from chaffinch.desk.services.startup import prepare_desk

    call_command("migrate", verbosity=0)
    prepare_desk(now=datetime.now(UTC))
    for name in ("store", "decoys", "feeding", "evidence"):
        find_home().read_key(name)  # as at the desk's start, where nobody else makes one at the same time
    people = People(port)
    announce_phases(folder / "phases")
    for _line in sys.stdin:
        people.look_after()
        connections.close_all()  # a connection must not be shared with a forked process
        group = fork_member(0, lambda: run_worker(folder, port))
        members = [group, fork_member(group, lambda: run_worker(folder, port))]
        say(str(group))
        codes = [os.waitstatus_to_exitcode(os.waitpid(member, 0)[1]) for member in members]
        say("ended " + " ".join(map(str, codes)))


class People:
    """Two who confirm cases, approve runs, and have a stopped one go on."""

    def __init__(self, port: int) -> None:
        from chaffinch.lab.phishers import KIT_HOSTS, PLAIN_HOST
        from tests.feeding.runs import add_team, look_from_afar

        self.team = add_team("kills")
        self.looks = [look_from_afar(host) for host in KIT_HOSTS] if port else [look_closely(PLAIN_HOST)]
        say("ready")

    def look_after(self) -> None:
        """Resume what a crash has stopped, and begin new runs; no worker lives meanwhile."""
        from chaffinch.desk.jobs.lease import reap_leases
        from chaffinch.desk.models import FedDecoy, FeedingRun, Job
        from tests.feeding.runs import begin_run

        # Nobody is there who could hold a lease; how long one lasts after a kill is what test_kills measures.
        now = datetime.now(UTC)
        Job.objects.filter(state="leased").update(lease_until=now - timedelta(seconds=1))
        reap_leases(now=now)
        for run in FeedingRun.objects.filter(state="stopped"):
            assert run.stop_code in ("unknown", "broken"), (
                f"run {run.pk} was stopped: {run.stop_code} {run.stop_params}"
            )
            self.resume(run.pk)
        busy = set(FeedingRun.objects.exclude(state="ended").values_list("case__host", flat=True))
        for seen in self.looks:
            host = seen.requested_url.split("/")[2]
            fed = FedDecoy.objects.filter(run__case__host=host).exclude(state="dropped").count()
            if len(busy) < OPEN_RUNS and host not in busy and fed <= MOST_A_PAGE - DECOYS_A_RUN:
                busy.add(host)
                begin_run(seen, self.team, decoys=DECOYS_A_RUN, hours=0.5)
        assert busy, "every page has had as many decoys as any page may have"

    def resume(self, run_number: int) -> None:
        """Have a run go on; one whose last decoy is the unknown one ends."""
        from chaffinch.desk.services.feeding import FeedingRefusedError, end_run, resume_run

        now = datetime.now(UTC)
        try:
            resume_run(run_number, reason="The worker was killed.", actor=self.team[0], now=now)
        except FeedingRefusedError as refused:
            assert refused.refusal.code == "all-sent"
            end_run(run_number, actor=self.team[0], now=now)


def look_closely(host: str) -> Any:
    """Return a look at the range's page by the product's browser."""
    from chaffinch.desk.way_out import find_range
    from chaffinch.ground.egress import Egress
    from chaffinch.pages.browser import Browser

    with Browser(egress=Egress(), range_directory=find_range(), tabs=1) as browser:
        return browser.capture(f"https://{host}/")


def announce_phases(path: Path) -> None:
    """Have the job say what it is about to do, so that a test can aim."""
    from chaffinch.desk.jobs.kinds import feeding

    pipe = os.open(path, os.O_RDWR)
    vars(sys.modules[__name__])["PIPE"] = pipe
    steps = {
        "settle_crashed": "settling", "plan_run": "planning", "clear_next": "clearing", "spend_decoy": "spending",
        "record_submission": "recording", "_come_back": "coming-back",
    }  # fmt: skip
    for name, phase in steps.items():
        vars(feeding)[name] = _announce(vars(feeding)[name], phase)


PIPE = -1


def tell_phase(phase: str) -> None:
    """Write one line, whole: shorter than PIPE_BUF (pipe(7))."""
    os.write(PIPE, f"{os.getpid()} {phase}\n".encode())


def _announce(step: Callable[..., Any], phase: str) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        tell_phase(phase)
        result = step(*given, **named)
        tell_phase("typing" if phase == "spending" else "between")
        return result

    return run


def run_worker(folder: Path, port: int) -> int:
    """Run a worker of the feeding lane."""
    from chaffinch.desk.jobs.run import open_submitter
    from chaffinch.desk.jobs.worker import Lane, Worker

    tell_phase("starting")

    @contextmanager
    def open_sink() -> Iterator[Mapping[str, Any]]:
        from chaffinch.desk.feeding_facts import is_killed
        from chaffinch.desk.home import find_home
        from tests.feeding.sink import SinkBrowser, make_sink_submitter

        browser = SinkBrowser(port, longest_typing=LONGEST_TYPING, say=tell_phase)
        with make_sink_submitter(
            browser, key=find_home().read_key("feeding"), is_killed=is_killed
        ) as submitter:
            yield {"submitter": submitter}

    lane = Lane("feeding", open_services=open_sink if port else open_submitter)
    return Worker([lane], name=f"worker-{os.getpid()}-{time.time_ns()}", poll_seconds=0.02).run()


if __name__ == "__main__":
    main()
