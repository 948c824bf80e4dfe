"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was looked at."""

    name: str
    state: Literal["ok", "note", "fault"]
    what: str
    todo: str = ""
