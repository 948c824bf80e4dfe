"""A wish to stop, by Ctrl-C or SIGTERM, that the main thread may wait for."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

_INTERRUPTED = 130
"""Exit code of a program that Ctrl-C ended."""


def catch_end_signals() -> threading.Event:
    """Return an event that Ctrl-C and SIGTERM set; a second one ends at once. Only the main thread may ask for it.

    A handler runs in the main thread's place. Were it to set the event itself while that thread takes the event's lock to
    wait for it, both would wait for ever; so it only writes to a pipe, which another thread reads.
    """
    wanted = threading.Event()
    read_end, write_end = os.pipe()
    asked = False

    def pass_on() -> None:
        os.read(read_end, 1)
        wanted.set()

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            sys.exit(_INTERRUPTED)
        asked = True
        os.write(write_end, b".")

    threading.Thread(target=pass_on, name="end", daemon=True).start()
    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    return wanted
