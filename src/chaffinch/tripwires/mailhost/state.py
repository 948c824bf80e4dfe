"""Whether a decoy mail host works, by its last probes. The judgement is pure; the file is written by the probe."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

Fault = Literal["", "unreachable", "wrong-certificate", "no-answer", "no-report"]
"""Why a probe failed: nobody answers there, or somebody else, or not as a mail server, or the log-in was not told."""
Code = Literal[
    "no-state",
    "not-running",
    "unreachable",
    "wrong-certificate",
    "no-answer",
    "no-report",
    "disk",
    "certificate-ended",
]
#: The probe writes each minute; three that are missing are no accident.
_SILENT = timedelta(seconds=190)
#: What ended is started again within seconds.
_BLIND = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class DoorState:
    """One public address, as its last probe found it."""

    seen: datetime | None
    """When a probe's log-in was last told of."""
    since: datetime | None
    """Since when probes fail; None while they do not."""
    fault: Fault = ""


@dataclass(frozen=True, slots=True)
class HostState:
    """What a host says of itself."""

    at: datetime
    """When it said so."""
    doors: dict[str, DoorState] = field(default_factory=dict)
    free_bytes: int = 0
    least_free_bytes: int = 0
    certificate_until: datetime | None = None


def judge_state(state: HostState | None, now: datetime) -> tuple[Code, ...]:
    """Return what is wrong with a host at `now`, the worst first; nothing while every use would be told of."""
    if state is None:
        return ("no-state",)
    if now - state.at > _SILENT:
        return ("not-running",)
    codes: list[Code] = []
    for door in state.doors.values():
        if door.fault and now - (door.since or state.at) > _BLIND:
            codes.append(door.fault)
    if state.free_bytes < state.least_free_bytes:
        codes.append("disk")
    if state.certificate_until and state.certificate_until <= now:
        codes.append("certificate-ended")
    return tuple(dict.fromkeys(codes))


def read_state(path: Path) -> HostState | None:
    """Return what a host said last; None where there is nothing that can be read."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        doors = {
            str(kind): DoorState(_read(door["seen"]), _read(door["since"]), door["fault"])
            for kind, door in values["doors"].items()
        }
        at = datetime.fromisoformat(values["at"])
        return HostState(
            at=at,
            doors=doors,
            free_bytes=int(values["free_bytes"]),
            least_free_bytes=int(values["least_free_bytes"]),
            certificate_until=_read(values["certificate_until"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_state(state: HostState) -> bytes:
    """Return the file's content."""
    return json.dumps(asdict(state), default=datetime.isoformat, indent=1).encode()


def _read(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
