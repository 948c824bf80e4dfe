"""A worker of the feeding lane in threads of the test's process, and what the case page says of a run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from django.db import connections
from django.test import Client
from tests.feeding.sink import Sink, SinkBrowser, make_sink_submitter

from chaffinch.desk.feeding_facts import is_killed
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.run import open_submitter
from chaffinch.desk.jobs.worker import Lane, Worker
from chaffinch.desk.models import FedDecoy, FeedingRun
from chaffinch.ground.clock import read_clock

OpenServices = Callable[[], AbstractContextManager[Mapping[str, Any]]]


class Working:
    """Use it as a context manager."""

    def __init__(
        self, open_services: OpenServices = open_submitter, *, clock: Callable[[], datetime] = read_clock
    ) -> None:
        self._worker = Worker([Lane("feeding", open_services=open_services)], poll_seconds=0.1, clock=clock)
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Worker:
        """Start the worker."""
        self._thread.start()
        return self._worker

    def _run(self) -> None:
        self._worker.run()
        connections.close_all()

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._worker.stop()
        self._thread.join(timeout=30)


def post_to(sink: Sink, *, browser: SinkBrowser | None = None) -> OpenServices:
    """Return what opens a submitter that posts to the sink."""

    @contextmanager
    def open_services() -> Iterator[Mapping[str, Any]]:
        key = find_home().read_key("feeding")
        made = make_sink_submitter(browser or SinkBrowser(sink.port), key=key, is_killed=is_killed)
        with made as submitter:
            yield {"submitter": submitter}

    return open_services


def wait_for(run: FeedingRun, state: str, *, seconds: float = 120) -> FeedingRun:
    """Wait until the run has come to that state."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        run.refresh_from_db()
        if run.state == state:
            return run
        time.sleep(0.1)
    raise AssertionError((run.state, run.stop_code, list(FedDecoy.objects.values_list("state", "outcome"))))


def read_section(run: FeedingRun) -> str:
    """Return what the case page says of feeding."""
    client = Client()
    client.force_login(run.proposed_by)
    page = client.get(f"/cases/{run.case_id}/").content.decode()
    return page[page.index('id="feeding"') :].partition("</section>")[0]
