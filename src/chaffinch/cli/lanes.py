"""One lane of the desk's worker, worked from a terminal for as long as there is something to wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from chaffinch.ground.progress import report_progress

if TYPE_CHECKING:
    from chaffinch.desk.jobs.worker import Lane

_LOOK_SECONDS = 1.0


def work_lane(
    lane: Lane,
    *,
    title: str,
    total: int | None,
    unit: str,
    count_done: Callable[[], int],
    is_running: Callable[[], bool],
) -> None:
    """Run a lane in this process and show how far it is, until it is not running any more.

    An interrupt ends the worker and leaves the work as it is: whoever works next goes on. Where a worker elsewhere has
    the jobs, this one waits for it and shows the same.

    Args:
        lane: whose jobs are worked.
        title: of the progress, in a word.
        total: how much there is to do, in `unit`; None where that is not known.
        unit: "B", or a space and a word.
        count_done: asked each second for how much is done in all.
        is_running: asked each second whether to go on; it looks afresh each time.
    """
    from chaffinch.desk.jobs.worker import Worker

    worker = Worker([lane])
    thread = threading.Thread(target=worker.run, name=title)
    thread.start()
    try:
        with report_progress(title, total=total, unit=unit) as progress:
            said = 0
            while is_running() and thread.is_alive():
                time.sleep(_LOOK_SECONDS)
                done = count_done()
                progress.advance(done - said)
                said = done
    finally:
        worker.stop()
        thread.join()
