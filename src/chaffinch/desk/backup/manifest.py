"""What a backup says of itself: a head before everything else, and the hash of every file after everything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chaffinch.desk.backup.errors import DamagedBackupError

HEAD, HASHES = "backup.json", "hashes.json"
"""Names of the first member and of the last one."""
SETTINGS, SQLITE, POSTGRES, SWITCH = (
    "chaffinch.toml",
    "chaffinch.sqlite3",
    "postgresql.dump",
    "feeding.stopped",
)
BLOBS, ARCHIVE, LEDGER, DUMPS, KEYS = "blobs", "archive", "ledger", "dumps", "keys"
_FILES = (SETTINGS, SQLITE, POSTGRES, SWITCH)
_FOLDERS = (BLOBS, ARCHIVE, LEDGER, DUMPS, KEYS)
_FORMAT = "chaffinch-backup-1"
_LONGEST_NAME = 1_000
LARGEST_HEAD = 1 << 20
LARGEST_HASHES = 1 << 30


@dataclass(frozen=True, slots=True)
class Head:
    """What is known when a backup is begun."""

    made_at: datetime
    """Aware."""
    version: str
    """Of the Chaffinch that made it."""
    parts: tuple[str, ...]
    """What it holds of the home folder: names at its top; `postgresql.dump` stands for a database elsewhere."""
    keys: Mapping[str, str]
    """Name of each key that the installation had → its fingerprint, whether the key is in the backup or not."""
    size: int
    """Bytes of all files, about: databases and folders grow while they are read."""

    def write(self) -> bytes:
        """Return it as JSON."""
        values = {**asdict(self), "format": _FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(values, indent=1, sort_keys=True).encode()

    @classmethod
    def parse(cls, untrusted_head: bytes) -> Head:
        """Read what `write` wrote.

        Raises:
            DamagedBackupError: it is something else.
        """
        try:
            values = json.loads(untrusted_head)
            if values["format"] != _FORMAT:
                raise ValueError(f"its format is {str(values['format'])[:50]!r}")
            head = cls(
                made_at=datetime.fromisoformat(values["made_at"]),
                version=str(values["version"])[:100],
                parts=tuple(str(part) for part in values["parts"]),
                keys={str(name): str(print_) for name, print_ in dict(values["keys"]).items()},
                size=int(values["size"]),
            )
            if head.made_at.tzinfo is None or not set(head.parts) <= {*_FILES, *_FOLDERS}:
                raise ValueError("it names parts that no backup has")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise refuse_file(f"its head cannot be read: {fault}") from fault
        return head


@dataclass(frozen=True, slots=True)
class Kept:
    """One file in a backup."""

    size: int
    sha256: str


def write_hashes(files: Mapping[str, Kept]) -> bytes:
    """Return size and hash of every file as JSON."""
    return json.dumps({name: [one.size, one.sha256] for name, one in files.items()}, indent=0).encode()


def parse_hashes(untrusted_hashes: bytes) -> dict[str, Kept]:
    """Read what `write_hashes` wrote.

    Raises:
        DamagedBackupError: it is something else.
    """
    try:
        values: dict[str, Any] = json.loads(untrusted_hashes)
        return {str(name): Kept(int(size), str(sha256)) for name, (size, sha256) in values.items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise refuse_file(f"its list of hashes cannot be read: {fault}") from fault


def check_name(untrusted_name: str, *, head: Head) -> str:
    """Return a member's name, once it is one that lies in a part of the backup and nowhere else.

    Raises:
        DamagedBackupError: it leads out of the home folder, or to something that is no part of this backup.
    """
    pieces = untrusted_name.split("/")
    inside = (len(pieces) == 1) == (pieces[0] in _FILES) and pieces[0] in head.parts
    plain = all(piece not in ("", ".", "..") for piece in pieces) and "\0" not in untrusted_name
    if not (inside and plain) or len(untrusted_name) > _LONGEST_NAME:
        raise refuse_file(f"it holds {untrusted_name[:200]!r}, which is no place of a home folder")
    return untrusted_name


def refuse_file(why: str) -> DamagedBackupError:
    """Say that a file is no whole backup."""
    return DamagedBackupError(
        "This is no whole backup; nothing was put back.",
        why=why[:300],
        todo="Take another copy of it, or an older one.",
    )
