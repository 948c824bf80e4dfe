"""Fetch the bytes of single items of a dump again, out of whatever they lie in; nothing is unpacked to disk."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chaffinch.ground.crew import CrewError, CrewLimits, Worker
from chaffinch.leaks.reading.names import show_name
from chaffinch.leaks.reading.order import ReadingOrder
from chaffinch.leaks.reading.reader import open_scratches
from chaffinch.leaks.reading.source import open_source

_JOB = "chaffinch.leaks.reading.inside.job"
_CODE = 40
_FINAL = frozenset({"gone", "unreadable"})
"""Faults of all that is left: asked again, nothing would come."""
_AT_ONCE = 10_000
"""Items that are asked for in one go."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One item's bytes."""

    path: str
    """As `prints.Where` writes it."""
    content: bytes
    sha256: str
    """Hex, of these bytes; empty where there are none."""
    fault: str = ""
    """Why there are none: `timeout`, `memory`, `crashed`, `too-large`, `unreadable`, `gone`."""


class ItemFetcher:
    """Fetches items by one sandboxed worker; one thread uses it."""

    def __init__(self, order: ReadingOrder, *, limits: CrewLimits | None = None) -> None:
        """List the source; the worker starts with the first item.

        Args:
            order: where the dump is, with which passwords.
            limits: of the worker.

        Raises:
            SourceError: there is nothing to read.
        """
        self._source = open_source(order.source)
        self._files = {show_name(file.path): file.path for file in self._source.list_files()}
        self._most = order.limits.item_bytes
        self._worker = Worker(
            f"{_JOB}:fetch_items",
            setup=f"{_JOB}:set_up",
            setup_input=order.write_setup(),
            limits=limits or CrewLimits(file_bytes=order.limits.scratch_bytes),
        )
        self._scratches = open_scratches(order.scratch)

    def fetch(self, file: str, wanted: Sequence[str]) -> Iterator[Fetched]:
        """Yield each wanted item of one file once: in the order in which they lie, those that cannot be had as faults.

        Args:
            file: as it is shown: what stands before the first `!/` of each item.
            wanted: paths of items, each once.

        Raises:
            CrewError: no sandbox can be built here at all (`not-available`).
        """
        for start in range(0, len(wanted), _AT_ONCE):
            left = dict.fromkeys(wanted[start : start + _AT_ONCE])
            while left:
                asked = len(left)
                fault = yield from self._fetch_some(file, left)
                if fault in _FINAL:
                    yield from (Fetched(path, b"", "", fault) for path in left)
                    break
                if len(left) == asked:  # a worker that ended is asked again as long as something comes
                    path = next(iter(left))
                    del left[path]
                    yield Fetched(path, b"", "", fault)

    def _fetch_some(self, file: str, left: dict[str, None]) -> Generator[Fetched, None, str]:
        """Yield what one worker gives, and take it from what is left; return why nothing more comes."""
        try:
            for fetched in self._ask(file, list(left)):
                if fetched.path in left:
                    del left[fetched.path]
                    yield fetched
        except CrewError as error:
            if error.code == "not-available":
                raise
            return error.code
        except OSError:
            return "unreadable"
        return "gone"

    def _ask(self, file: str, wanted: list[str]) -> Iterator[Fetched]:
        """Yield what one worker gives.

        Raises:
            CrewError: it ended.
            OSError: the file cannot be opened.
        """
        if file not in self._files:
            raise FileNotFoundError(file)
        given, size = self._source.hand_in(self._files[file])
        try:
            request = {
                "path": file,
                "size": size,
                "wanted": wanted,
                "scratch": len(self._scratches),
            }
            files = [given, *self._scratches]
            gathering = _Gathering(frozenset(wanted), most=self._most)
            for untrusted in self._worker.ask(request, files=files, singly=True):
                fetched = gathering.add(untrusted)
                if fetched is not None:
                    yield fetched
        finally:
            self._source.release(given)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
        while self._scratches:
            os.close(self._scratches.pop().descriptor)

    def __enter__(self) -> ItemFetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(slots=True)
class _Gathering:
    """Blocks of one item after the other."""

    wanted: frozenset[str]
    most: int
    of: str = ""
    content: bytearray = field(default_factory=bytearray)

    def add(self, untrusted: Any) -> Fetched | None:
        """Take one value; return the item where it was the last one of it.

        Raises:
            CrewError: it is no block of an item that was asked for.
        """
        try:
            path = untrusted["of"]
            if path not in self.wanted or (self.content and path != self.of):
                raise ValueError("an item that was not asked for")
            self.of = path
            if "fault" in untrusted:
                self.content.clear()
                return Fetched(path, b"", "", str(untrusted["fault"])[:_CODE])
            if "sha256" not in untrusted:
                self.content += base64.b64decode(untrusted["block"], validate=True)
                if len(self.content) > self.most:
                    raise ValueError("more than one item may be")
                return None
        except (KeyError, TypeError, ValueError) as fault:
            raise CrewError("crashed", why=str(fault)) from fault
        content = bytes(self.content)
        self.content.clear()
        return Fetched(path, content, hashlib.sha256(content).hexdigest())
