"""Groups of real processes that live on one database: one that takes in a list, and two workers.

    python -m tests.kills.nursery LIST FOLDER

This process imports everything once and then forks a group at each line on its input, so that a start costs
milliseconds and a hundred of them can be killed. It answers with the group's number, and with "ended" and the
exit codes when no process of the group is left.
"""

from __future__ import annotations

import ctypes
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connections, transaction

BATCH = 5
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Prepare the database, then start a group a line."""
    names, folder = Path(sys.argv[1]), Path(sys.argv[2])
    django.setup()
    from chaffinch.desk.services.startup import prepare_desk

    call_command("migrate", verbosity=0)
    prepare_desk(now=datetime.now(UTC))
    replace_work(folder)
    share_matcher()
    connections.close_all()  # a connection must not be shared with a forked process
    say("ready")
    for _line in sys.stdin:
        group = fork_member(0, lambda: take_in(names))
        members = [group, *(fork_member(group, run_worker) for _ in range(2))]
        say(str(group))
        say(
            "ended "
            + " ".join(str(os.waitstatus_to_exitcode(os.waitpid(member, 0)[1])) for member in members)
        )


def say(word: str) -> None:
    """Answer the test."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def fork_member(group: int, work: Callable[[], int]) -> int:
    """Fork a process into the group (0: into its own) and return its number."""
    number = os.fork()
    if number == 0:
        os.setpgid(0, group)
        ctypes.CDLL(None).prctl(
            PR_SET_PDEATHSIG, signal.SIGKILL
        )  # nothing outlives a test that was broken off
        code = 70
        try:
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    # Both sides set it, as shells do: whoever comes first, the group is whole before anybody kills it.
    os.setpgid(number, group or number)
    return number


def share_matcher() -> None:
    """Compile the watchlist once: done at each start it would take longer than most groups live."""
    from chaffinch.desk import following
    from chaffinch.desk.services.watch import load_watchlist
    from chaffinch.names.matcher import Matcher

    matcher = Matcher(load_watchlist())
    list(matcher.match_lines([b"mouvement-aurore-1.example"]))
    vars(following)["Matcher"] = lambda _watchlist: matcher


def take_in(names: Path) -> int:
    """Read the list into the desk as `names follow` does, in batches small enough to be hit between two."""
    from chaffinch.desk.followers.listed import Listed
    from chaffinch.desk.followers.lists import follow_list
    from chaffinch.desk.home import find_home
    from chaffinch.desk.services.audit import COMMAND_LINE
    from chaffinch.names.feeds.lists import gathering, reading

    for module in (gathering, reading):
        vars(module)["MOST_NAMES"] = BATCH
    follow_list(Listed(str(names)), home=find_home(), actor=COMMAND_LINE, clock=read_slow_clock)
    return 0


def read_slow_clock() -> datetime:
    """Return the time, after a pause before each batch."""
    time.sleep(random.uniform(0, 0.15))
    return datetime.now(UTC)


def run_worker() -> int:
    """Run a worker with the product's lanes."""
    from chaffinch.desk.jobs.worker import Lane, Worker

    return Worker([Lane("capture", threads=2), Lane("quick")], poll_seconds=0.05).run()


def replace_work(folder: Path) -> None:
    """Keep every kind's rules (lane, lease, pace), and let its function only note that it ran.

    Half of the jobs end inside the transaction of their writes, the others after it.
    """
    from chaffinch.desk.jobs import registry
    from chaffinch.desk.jobs.context import JobContext
    from chaffinch.desk.services.audit import WORKER, write_audit

    def note_run(payload: Mapping[str, Any], context: JobContext) -> None:
        with (folder / f"started-{os.getpid()}").open("a") as journal:
            journal.write(f"{context.job_id} {context.lease.token}\n")
        time.sleep(random.uniform(0, 0.4))

        def write() -> None:
            write_audit("job ran", subject=("job", context.job_id), actor=WORKER, now=context.now())

        if context.job_id % 2:
            with context.finishing():
                write()
        else:
            with transaction.atomic():
                write()

    for name, kind in list(registry._kinds.items()):
        registry._kinds[name] = replace(kind, run=note_run)


if __name__ == "__main__":
    main()
