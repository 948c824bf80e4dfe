"""The time of now; whatever decides takes it as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def read_clock() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)
