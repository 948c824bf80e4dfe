"""The machine's own clock, which nobody sets, and how often it was started."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from chaffinch.feeding.facts import Moment

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def read_moment(now: datetime) -> Moment:
    """Return the moment by both clocks (CLOCK_BOOTTIME, clock_gettime(2); boot_id, random(4))."""
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        boot = ""
    return Moment(now, time.clock_gettime(time.CLOCK_BOOTTIME), boot)
