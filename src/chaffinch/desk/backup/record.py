"""When backups were last made: a small file in the home folder, by which the doctor warns."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from chaffinch.desk.home import Home
from chaffinch.ground.files import write_whole

RECORD = "backups.json"
_DESK, _KEYS = "desk", "keys"


@dataclass(frozen=True, slots=True)
class Made:
    """One backup that was made whole."""

    at: datetime
    """Aware."""
    name: str
    """Of the file, without its folder."""
    size: int
    """In bytes."""


@dataclass(frozen=True, slots=True)
class Record:
    """The newest backups."""

    desk: Made | None = None
    """Of everything but the keys."""
    keys: Made | None = None


def read_record(home: Home) -> Record:
    """Return what was noted; nothing where there is no such file, or it is damaged."""
    try:
        values = json.loads(_find_file(home).read_bytes())
        return Record(**{name: _read_made(one) for name, one in values.items() if name in (_DESK, _KEYS)})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Record()


def note_backup(home: Home, made: Made, *, desk: bool, keys: bool) -> None:
    """Note that a backup was made.

    Args:
        home: of the installation.
        made: the backup.
        desk: whether it holds everything but the keys.
        keys: whether it holds the keys.
    """
    before = read_record(home)
    newest = {_DESK: made if desk else before.desk, _KEYS: made if keys else before.keys}
    values = {
        name: {**asdict(one), "at": one.at.isoformat()} for name, one in newest.items() if one is not None
    }
    write_whole(_find_file(home), json.dumps(values, indent=1).encode())


def _read_made(values: dict[str, str]) -> Made:
    at = datetime.fromisoformat(values["at"])
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return Made(at, str(values["name"]), int(values["size"]))


def _find_file(home: Home) -> Path:
    return home.folder / RECORD
