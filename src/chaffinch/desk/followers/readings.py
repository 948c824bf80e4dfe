"""Look whether decoy mail hosts have told of something that was done in a mailbox, and have it kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chaffinch.desk.services.followups import enqueue_reads
from chaffinch.tripwires.mailhost.folder import HostFolder


class ReadingsWatch:
    """Remembers how far each host's file had grown."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._files = [HostFolder.at(host).reads for host in hosts]
        self._seen: dict[str, tuple[int, int]] = {}

    def look(self, *, now: datetime) -> bool:
        """Ask for a reading where a file has grown or was set aside since the last look; return whether it was asked."""
        grown = False
        for path in self._files:
            try:
                told = path.stat()
            except OSError:
                continue
            state = (told.st_ino, told.st_size)
            grown |= bool(told.st_size) and self._seen.get(str(path)) != state
            self._seen[str(path)] = state
        return grown and enqueue_reads(now=now)
