"""The listener's sign of life: a small file, written anew every few seconds, that the desk looks at."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from chaffinch.tripwires.json_fields import load_object, read_aware, read_text

BEAT_SECONDS: Final = 10.0
SILENT_AFTER: Final = timedelta(seconds=45)
Fault = Literal["", "listener-missing", "listener-silent", "listener-full", "listener-certificate"]


@dataclass(frozen=True, slots=True)
class State:
    """How the listener does."""

    at: datetime
    started_at: datetime
    hits: int = 0
    """Beacons opened since the start, counted ones included."""
    tries: int = 0
    pushes: int = 0
    refused: int = 0
    """Connections and requests beyond the limits."""
    full: bool = False
    certificate: str = ""
    """What is wrong with it; empty: nothing, or there is none."""
    confined: str = ""
    """What keeps it from writing elsewhere: `landlock`, or empty."""

    def write(self) -> bytes:
        """Return the file's bytes."""
        said = asdict(self) | {"at": self.at.isoformat(), "started_at": self.started_at.isoformat()}
        return json.dumps(said).encode() + b"\n"


def read_state(path: Path) -> State | None:
    """Return what the file says; None where there is none, or it says nothing that can be read.

    Raises:
        PermissionError: we may not read it.
    """
    try:
        said = load_object(path.read_bytes()[:10_000])
    except PermissionError:
        raise
    except OSError:
        return None
    at, started_at = read_aware(read_text(said, "at")), read_aware(read_text(said, "started_at"))
    if said is None or at is None or started_at is None:
        return None
    return State(
        at=at,
        started_at=started_at,
        **{
            name: said[name]
            for name in ("hits", "tries", "pushes", "refused")
            if isinstance(said.get(name), int)
        },
        full=said.get("full") is True,
        certificate=read_text(said, "certificate"),
        confined=read_text(said, "confined"),
    )


def find_fault(state: State | None, *, now: datetime) -> Fault:
    """Return what is wrong with the listener: it never ran, gives no sign of life, or says itself what is.

    Args:
        state: as read; a clock that differs by more than the patience counts as silence.
        now: aware.
    """
    if state is None:
        return "listener-missing"
    if abs(now - state.at) > SILENT_AFTER:
        return "listener-silent"
    if state.full:
        return "listener-full"
    return "listener-certificate" if state.certificate else ""
