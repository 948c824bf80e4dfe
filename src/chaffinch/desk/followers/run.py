"""The follower process: `python -m chaffinch.desk.followers.run`, started by the supervisor."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import django

from chaffinch.ground.clock import read_clock

_log = logging.getLogger(__name__)


class StopSign:
    """Raised by SIGTERM and SIGINT; asked by every thread."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._take_signal)

    def __call__(self) -> bool:
        """Tell whether to stop."""
        return self._asked

    def _take_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True


def main() -> int:
    """Follow the sources until the process is told to stop; return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaffinch.desk.settings")
    django.setup()
    from django.conf import settings

    from chaffinch.desk.followers.follower import follow_sources
    from chaffinch.desk.home import find_home
    from chaffinch.desk.way_out import choose_egress, find_range
    from chaffinch.ground.web import Fetcher

    table = settings.CONFIGURATION.sources
    stop = StopSign()
    with (
        show_life(f"{socket.gethostname()}-{os.getpid()}-sources"[-120:]),
        Fetcher(choose_egress(table), directory=find_range()) as fetcher,
    ):
        follow_sources(table, home=find_home(), fetcher=fetcher, clock=read_clock, stop=stop)
    return 0


@contextmanager
def show_life(name: str, *, role: str = "follower") -> Iterator[None]:
    """Write the process's heartbeat while the block runs, in a thread of its own; `role` is one of Heartbeat.Role."""
    from django.db import DatabaseError, connections

    from chaffinch import __version__
    from chaffinch.desk.jobs.heartbeats import BEAT_SECONDS, close_heartbeat, write_heartbeat

    ended = threading.Event()
    started_at = read_clock()

    def beat() -> None:
        write_heartbeat(
            name,
            process_id=os.getpid(),
            started_at=started_at,
            version=__version__,
            now=read_clock(),
            role=role,
        )

    def keep_beating() -> None:
        while not ended.wait(BEAT_SECONDS):
            try:
                beat()
            except DatabaseError as error:  # it is locked for long; the next beat comes
                _log.warning("no heartbeat: %s", error)
                connections.close_all()
        connections.close_all()

    beat()
    thread = threading.Thread(target=keep_beating, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)
        close_heartbeat(name, now=read_clock())


if __name__ == "__main__":
    status = main()
    logging.shutdown()
    os._exit(status)  # a thread that hangs in a name server's silence would hold up an orderly exit
