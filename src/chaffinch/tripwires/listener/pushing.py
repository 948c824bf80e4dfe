"""The side of the listener that takes pushed logs: who may, and what the answer is."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from chaffinch.ground.web_body import BodyError, Unpacked
from chaffinch.tripwires.listener.errors import FullError, SameKeyError
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.pushes import PushedLog, read_key
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.listener.room import Room
from chaffinch.tripwires.listener.tokens import TokenBook

_log = logging.getLogger(__name__)
_STATUSES: Final = {"too-large": 413, "bad-body": 400}


class PushDoor:
    """Takes pushed bodies: several logs side by side, one body of a log at a time."""

    def __init__(
        self, folder: Folder, *, prefix: str, room: Room, limits: Limits, group: int | None, rotate_bytes: int
    ) -> None:
        """Finish what a crash left.

        Args:
            folder: of the listener.
            prefix: path below which logs are pushed.
            room: asked before each body.
            limits: of a body.
            group: that may read the logs.
            rotate_bytes: a longer log is set aside.
        """
        self.tokens = TokenBook(folder.tokens)
        self.taken = 0
        self._folder = folder
        self._prefix = f"{prefix}/"
        self._room, self._limits, self._group, self._rotate_bytes = room, limits, group, rotate_bytes
        self._logs: dict[str, PushedLog] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def find_name(self, request: Request) -> str:
        """Return the log that a request may push to; empty where it may to none."""
        if request.method != "POST" or not request.path.startswith(self._prefix):
            return ""
        name = request.path.removeprefix(self._prefix)
        return name if self.tokens.admits(name, request.read("authorization")) else ""

    def open_logs(self) -> None:
        """Open the log of each token that has none open, so that whoever follows it finds it.

        Raises:
            FullError: what a crash left cannot be finished.
        """
        for name in self.tokens.names:
            self._open(name)

    async def take(self, name: str, request: Request, untrusted_body: bytes) -> int:
        """Append a body to its log; return the status of the answer.

        Args:
            name: as `find_name` returned it.
            request: with its fields.
            untrusted_body: as it came, packed or not.
        """
        key = read_key(request.read("idempotency-key"))
        if key is None:
            return 400
        async with self._turns[name]:
            try:
                await asyncio.to_thread(
                    self._take, name, request.read("content-encoding"), untrusted_body, key
                )
            except BodyError as error:
                return _STATUSES[error.code]
            except SameKeyError:
                return 409
            except (FullError, OSError) as error:
                _log.warning("lines for %s could not be kept: %s", name, error)
                return 507
        self.taken += 1
        return 204

    async def tend(self, *, now: datetime, keep: timedelta) -> None:
        """Open new logs, and set long ones aside."""
        self.tokens.refresh()
        for name in self.tokens.names:
            async with self._turns[name]:
                try:
                    log = self._open(name)
                except FullError:
                    continue
                await asyncio.to_thread(log.rotate, now=now, keep=keep)

    def close(self) -> None:
        """Give the logs back."""
        for log in self._logs.values():
            log.close()

    def _open(self, name: str) -> PushedLog:
        if name not in self._logs:
            self._logs[name] = PushedLog(
                self._folder.pushed, name, room=self._room, group=self._group, rotate_bytes=self._rotate_bytes
            )
        return self._logs[name]

    def _take(self, name: str, encoding: bytes, untrusted_body: bytes, key: str) -> None:
        unpacked = Unpacked(limit_bytes=self._limits.unpacked_bytes)
        unpacked.begin(encoding.decode("latin-1"), length="")
        unpacked.add(untrusted_body)
        self._open(name).take(unpacked.end(), key=key)
