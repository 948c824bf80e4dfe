"""What is to be triaged, with what: plain values that travel to another process or machine and rest in a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from chaffinch.errors import UsageError

CHUNK_BYTES = 24_000_000
"""Small enough for verdicts within seconds and for four in memory; large enough that starting one costs nothing."""


@dataclass(frozen=True, slots=True)
class TriageOrder:
    """One triage; passwords are passed apart, so that they never rest anywhere.

    Every path must be the same for each machine that takes part.
    """

    source: str
    """The dump: a folder, a file, or an fsspec URL."""
    archive: str
    """Folder of the reference archive."""
    key_file: str = ""
    """What opens the archive; empty for where `archive add` puts it."""
    ledger_file: str = ""
    """Entries of what was planted, JSON Lines; empty where nothing was."""
    breach: str = ""
    """ISO 8601 with its zone: the stated start of the intrusion; empty where none is stated."""
    workers: int = 0
    """Local processes; 0 for as many as there are processors."""
    chunk_bytes: int = CHUNK_BYTES
    scheduler: str = ""
    """Address of a Dask scheduler (`tcp://…`), whose workers then read and judge."""

    def as_values(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)

    @property
    def breach_at(self) -> datetime | None:
        """The stated start of the intrusion."""
        return read_breach(self.breach)

    def count_workers(self) -> int:
        """Return how many local processes are to work."""
        return self.workers or len(os.sched_getaffinity(0))


def read_order(values: Mapping[str, Any]) -> TriageOrder:
    """Return the order of what `as_values` gave.

    Raises:
        UsageError: it is none.
    """
    try:
        return TriageOrder(**values)
    except TypeError as fault:
        raise UsageError("This is no order of a triage.", why=str(fault)) from fault


def read_breach(text: str) -> datetime | None:
    """Return the moment of a day or a time (ISO 8601), in UTC where no zone is written; None for an empty text.

    Raises:
        UsageError: it is none.
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise UsageError(
            f"{text!r} is no day and no time.", todo="Write for example 2027-04-03 or 2027-04-03T22:15+02:00."
        ) from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
