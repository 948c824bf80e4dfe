"""Which test process takes which file next: as many as there are cores reckon, the others take what mostly waits.

Browsers, servers and kills leave three quarters of a core idle; all of them at once leave the machine idle, and all the
others at once stand in line for it.
"""

from __future__ import annotations

import os

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

WAITING = ("kills", "e2e", "feeding", "hostile", "pages", "tripwires", "lab")
"""Folders whose tests run browsers, servers and kills, those with the longest first."""


class ShiftScheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist says no types
    """Whole files, in their order; each process takes those of its kind first, and helps with the others at the end."""

    cores = os.cpu_count() or 1

    def _assign_work_unit(self, node: WorkerController) -> None:
        waits = int(node.gateway.id.removeprefix("gw")) >= self.cores
        wanted = next((scope for scope in self.workqueue if is_waiting(scope) == waits), None)
        if wanted is not None:
            self.workqueue.move_to_end(wanted, last=False)
        super()._assign_work_unit(node)


def is_waiting(scope: str) -> bool:
    """Say whether a file, by its path from the root, mostly waits."""
    return scope.split("/")[1] in WAITING
