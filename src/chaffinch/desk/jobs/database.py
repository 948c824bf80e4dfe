"""Living with a database that is locked, or away for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0


def retry_while_unavailable(work: Callable[[], _T], *, stopping: Event) -> _T:
    """Do the work, again and again while the database refuses it, until the worker stops.

    The connection's own patience (30 s on SQLite) comes first; a lost connection is opened anew.

    Raises:
        OperationalError, InterfaceError: the database still refuses while the worker stops.
    """
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError) as error:
            connections.close_all()
            if stopping.wait(PAUSE_SECONDS):
                raise
            _log.warning("The database is not available, trying again: %s", error)
