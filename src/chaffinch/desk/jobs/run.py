"""The worker process: `python -m chaffinch.desk.jobs.run`, started by the supervisor."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import django

from chaffinch.desk.way_out import choose_egress, find_range
from chaffinch.pages.browser import Browser

#: Two tabs capture half as much again as one; a third adds nothing on two cores.
TABS = 2


def main() -> int:
    """Run the lanes until the process is told to stop; return its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaffinch.desk.settings")
    django.setup()
    from chaffinch.desk.jobs.worker import Lane, Worker

    browser = SharedBrowser()
    lanes = [
        Lane("archiving"),
        Lane("capture", threads=TABS, open_services=browser.open),
        Lane("dumps"),
        Lane("feeding", open_services=open_submitter),
        Lane("pictures"),
        Lane("planting"),
        Lane("quick", threads=2),
        Lane("reading"),
    ]
    return Worker(lanes=lanes).run()


class SharedBrowser:
    """The one hardened browser of this process, a tab for each thread of the capture lane."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._browser: Browser | None = None

    @contextmanager
    def open(self) -> Iterator[Mapping[str, Any]]:
        """Start the browser for the first thread that comes, end it with the last one that goes."""
        with self._lock:
            if self._browser is None:
                self._browser = start_browser().__enter__()
            self._users += 1
            browser = self._browser
        try:
            yield {"browser": browser}
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._browser = None
                    browser.__exit__(None, None, None)


@contextmanager
def open_submitter() -> Iterator[Mapping[str, Any]]:
    """Start the browser that fills in forms, at the first run that is fed."""
    from django.conf import settings

    from chaffinch.desk.feeding_facts import is_killed
    from chaffinch.desk.home import find_home
    from chaffinch.feeding.submit import Submitter

    with Submitter(
        egress=choose_egress(settings.CONFIGURATION.capture),
        key=find_home().read_key("feeding"),
        is_killed=is_killed,
        range_directory=find_range(),
    ) as submitter:
        yield {"submitter": submitter}


def start_browser(*, tabs: int = TABS) -> Browser:
    """Return a browser, not started yet, whose only way out is the one that the settings name."""
    from django.conf import settings

    egress = choose_egress(settings.CONFIGURATION.capture)
    return Browser(egress=egress, range_directory=find_range(), tabs=tabs)


if __name__ == "__main__":
    status = main()
    logging.shutdown()
    os._exit(status)  # a thread that hangs inside the browser's driver would hold up an orderly exit for ever
