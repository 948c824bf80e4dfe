"""Logs that others push: each body whole or not at all, and once, though this process or its machine dies in between.

A body is first written to a file beside the log and renamed (from then on it counts), then appended, its key noted, and the
file removed. Whatever a crash leaves is finished before anything else is appended, so that the desk, which reads whole lines
as they come, never sees one twice, nor one that is taken back.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import OrderedDict
from datetime import datetime, timedelta
from pathlib import Path

from chaffinch.ground.files import write_whole
from chaffinch.tripwires.listener.errors import FullError, SameKeyError
from chaffinch.tripwires.listener.growing import GrowingFile
from chaffinch.tripwires.listener.room import Room

#: So many keys are remembered for each log.
_KEYS = 2_000
_KEY = re.compile(r"[!-~]{1,200}")


def read_key(untrusted_field: bytes) -> str | None:
    """Return an idempotency key; empty where there is none, None where it cannot be one."""
    key = untrusted_field.decode("latin-1").strip()
    return key if not key or _KEY.fullmatch(key) else None


class PushedLog:
    """One pushed log. Not to be used by two threads at a time.

    Args:
        folder: that the log lies in.
        name: checked.
        room: asked before each body.
        group: that may read the log.
        rotate_bytes: a longer one is set aside.
    """

    def __init__(self, folder: Path, name: str, *, room: Room, group: int | None, rotate_bytes: int) -> None:
        self._pending = folder / f".{name}.pending"
        self._keys_file = folder / f".{name}.keys"
        self._room = room
        self._file = GrowingFile(folder / f"{name}.log", room=room, group=group, rotate_bytes=rotate_bytes)
        self._keys = self._load_keys()
        self._finish()

    def take(self, body: bytes, *, key: str) -> bool:
        """Append a body's lines durably; return whether they are new.

        Args:
            body: lines; the last one gets an end where it has none.
            key: of this body; one that came before is not appended again. Empty: it always is.

        Raises:
            SameKeyError: another body came under this key.
            FullError: there is no room, or the disk refused; sent again, it is appended once.
        """
        if self._pending.exists():
            self._finish()
        block = body if body.endswith(b"\n") or not body else body + b"\n"
        digest = hashlib.sha256(block).hexdigest()
        if key and key in self._keys:
            if self._keys[key] != digest:
                raise SameKeyError("This key belongs to other lines.")
            return False
        if not block:
            return False
        if not self._room.has(2 * len(block) + 4_096):
            raise FullError("The listener's folder is full.")
        head = json.dumps({"key": key, "start": self._file.size, "sha256": digest}).encode()
        try:
            write_whole(self._pending, head + b"\n" + block)
        except OSError as error:
            raise FullError("The listener's folder cannot be written.", why=str(error)) from error
        self._finish()
        return True

    def rotate(self, *, now: datetime, keep: timedelta) -> None:
        """Set a long log aside; see `GrowingFile`."""
        if not self._pending.exists():
            self._file.rotate(now=now, keep=keep)

    def close(self) -> None:
        """Give the files back."""
        self._file.close()

    def _finish(self) -> None:
        """Append what is left of the body that was taken, if there is one."""
        try:
            head, _, block = self._pending.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return
        said = json.loads(head)
        # Where the log was taken away meanwhile, all of it is written anew.
        done = max(0, self._file.size - int(said["start"]))
        self._file.append(block[done:])
        self._file.sync()
        if said["key"]:
            self._note_key(said["key"], said["sha256"])
        self._pending.unlink()

    def _note_key(self, key: str, digest: str) -> None:
        self._keys[key] = digest
        if len(self._keys) > 2 * _KEYS:
            while len(self._keys) > _KEYS:
                self._keys.popitem(last=False)
            lines = [_write_key(known, kept) for known, kept in self._keys.items()]
            write_whole(self._keys_file, b"".join(lines))
            return
        file = os.open(
            self._keys_file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
        try:
            # A line end first: a line that a crash cut short must not swallow this one.
            os.write(file, b"\n" + _write_key(key, digest))
            os.fsync(file)
        finally:
            os.close(file)

    def _load_keys(self) -> OrderedDict[str, str]:
        keys: OrderedDict[str, str] = OrderedDict()
        try:
            kept = self._keys_file.read_bytes()
        except FileNotFoundError:
            return keys
        for line in kept.splitlines():
            digest, _, key = line.decode("latin-1").partition(" ")
            if len(digest) == 64 and key:
                keys[key] = digest
        return keys


def _write_key(key: str, digest: str) -> bytes:
    return f"{digest} {key}\n".encode("latin-1")
