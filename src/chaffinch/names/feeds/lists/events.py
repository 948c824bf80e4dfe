"""A MISP feed: a folder or an address with a manifest of events, each a document of its own."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from chaffinch.ground.streams import StreamError
from chaffinch.ground.web import Fetcher, FetchError
from chaffinch.names.feeds.feed import Chunk, FeedFault
from chaffinch.names.feeds.lists.document import (
    MOST_DOCUMENT_BYTES,
    DocumentError,
    Extracted,
    parse_document,
    read_document,
)
from chaffinch.names.feeds.lists.errors import ListCheckpointError
from chaffinch.names.feeds.lists.fetched import describe_failure
from chaffinch.names.feeds.lists.gathering import MOST_NAMES, Gathering, add_counts
from chaffinch.names.feeds.lists.misp import MISP
from chaffinch.names.feeds.lists.opening import open_list
from chaffinch.names.feeds.lists.place import Place

MANIFEST = "manifest.json"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MARK_BYTES = 8
_MOST_EVENTS = 50_000
"""Their marks are half a megabyte of checkpoint."""


class Shelf(Protocol):
    """Where a feed's documents stand."""

    def fetch_manifest(self, etag: str, *, stop: Callable[[], bool]) -> tuple[bytes | None, str]:
        """Return the manifest and its mark, None when it still has the mark given; raises as `fetch` does."""

    def fetch(self, name: str, *, stop: Callable[[], bool]) -> bytes:
        """Return a document; raises DocumentError, StreamError or FetchError."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A feed on this machine."""

    path: Path

    def fetch_manifest(self, etag: str, *, stop: Callable[[], bool]) -> tuple[bytes | None, str]:
        """Read the manifest."""
        return self.fetch(MANIFEST, stop=stop), ""

    def fetch(self, name: str, *, stop: Callable[[], bool]) -> bytes:
        """Read a file."""
        with open_list(self.path / name) as opened:
            return read_document(opened.blocks, source=name)


@dataclass(frozen=True, slots=True)
class Site:
    """A feed on the web."""

    address: str
    """Ends in a slash."""
    fetcher: Fetcher

    def fetch_manifest(self, etag: str, *, stop: Callable[[], bool]) -> tuple[bytes | None, str]:
        """Fetch the manifest if it changed."""
        headers = {"If-None-Match": etag} if etag else {}
        answer = self.fetcher.get(
            self.address + MANIFEST, limit_bytes=MOST_DOCUMENT_BYTES, headers=headers, stop=stop
        )
        return None if answer.status == 304 else answer.body, answer.headers.get("etag", "")[:500]

    def fetch(self, name: str, *, stop: Callable[[], bool]) -> bytes:
        """Fetch a document."""
        return self.fetcher.get(self.address + name, limit_bytes=MOST_DOCUMENT_BYTES, stop=stop).body


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the manifest."""

    uuid: str
    timestamp: int
    """Seconds since 1970; another one means that the event was changed."""

    @property
    def mark(self) -> bytes:
        """Return what stands for this state of the event in the checkpoint."""
        text = f"{self.uuid.lower()}:{self.timestamp}".encode()
        return hashlib.blake2b(text, digest_size=_MARK_BYTES).digest()


def read_manifest(untrusted_content: bytes, gathering: Gathering) -> list[Event]:
    """Return the manifest's events, the newest first; what is none becomes a fault.

    Raises:
        DocumentError: it is no manifest.
    """
    manifest = parse_document(untrusted_content, source=MANIFEST)
    if not isinstance(manifest, dict):
        raise DocumentError("wrong-shape", MANIFEST, field="manifest")
    events = []
    for uuid, line in manifest.items():
        timestamp = _read_timestamp(line.get("timestamp")) if isinstance(line, dict) else None
        if not _UUID.fullmatch(uuid) or timestamp is None:
            gathering.add_faults([FeedFault("wrong-shape", MANIFEST, {"event": uuid[:60]})])
        else:
            events.append(Event(uuid, timestamp))
    events.sort(key=lambda event: (-event.timestamp, event.uuid))
    if len(events) > _MOST_EVENTS:
        params = {"count": len(events) - _MOST_EVENTS}
        gathering.add_faults([FeedFault("too-many-events", MANIFEST, params)])
    return events[:_MOST_EVENTS]


def read_feed(shelf: Shelf, place: Place, *, stop: Callable[[], bool]) -> Iterator[Chunk]:
    """Yield the names of the events that were not read yet in their present state; always one chunk at least.

    An event that cannot be fetched is tried again by the next reading; one that cannot be understood is not, until it
    changes.
    """
    gathering = Gathering()
    try:
        content, etag = shelf.fetch_manifest(place.etag if place.ended else "", stop=stop)
        if content is None:
            yield gathering.cut(place)
            return
        events = read_manifest(content, gathering)
    except (DocumentError, StreamError, FetchError) as error:
        if not _is_stopped(error):
            gathering.add_faults([_describe(error, MANIFEST)])
            yield gathering.cut(place)
        return
    known = _decode(place.events) & {event.mark for event in events}
    waiting = [event for event in events if event.mark not in known]
    if place.event:
        waiting.sort(key=lambda event: event.mark.hex() != place.event)
    reading = _FeedReading(
        shelf, replace(place, format="misp-feed", etag=etag, ended=False), known, gathering
    )
    for count, event in enumerate(waiting):
        if stop():
            break
        yield from reading.read(event, waiting=len(waiting) - count, stop=stop)
    yield reading.end(waiting=sum(event.mark not in reading.known for event in waiting))


class _FeedReading:
    """Read events one after the other."""

    def __init__(self, shelf: Shelf, place: Place, known: set[bytes], gathering: Gathering) -> None:
        self._shelf = shelf
        self._place = place
        self._gathering = gathering
        self.known = known

    def read(self, event: Event, *, waiting: int, stop: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield an event's names; it counts as read with its last chunk."""
        name = f"{event.uuid}.json"
        begun = self._place.offset if self._place.event == event.mark.hex() else 0
        extracted = Extracted()
        try:
            extracted = MISP.extract(parse_document(self._shelf.fetch(name, stop=stop), source=name))
        except (DocumentError, StreamError, FetchError) as error:
            if not _is_stopped(error):
                self._gathering.add_faults([_describe(error, event.uuid)])
            if not isinstance(error, DocumentError):
                return
        if begun == 0:
            faults = extracted.faults
            self._gathering.add_faults(replace(one, where=f"{event.uuid} {one.where}") for one in faults)
        for start in range(begun, len(extracted.names), MOST_NAMES):
            if self._gathering.is_full_before(extracted.names[start : start + MOST_NAMES]):
                yield self._cut(waiting=waiting)
            end = start + MOST_NAMES
            names = extracted.names[start:end]
            self._gathering.add(names, [self._place.line + 1] * len(names), entries=0)
            self._place = replace(self._place, event=event.mark.hex(), offset=end)
        self._finish(event, extracted)

    def end(self, *, waiting: int) -> Chunk:
        """Return the last chunk."""
        self._place = replace(self._place, ended=waiting == 0)
        return self._cut(waiting=waiting)

    def _finish(self, event: Event, extracted: Extracted) -> None:
        self.known.add(event.mark)
        self._gathering.add((), (), entries=1)
        place = self._place
        self._place = replace(
            place,
            event="",
            offset=0,
            line=place.line + 1,
            names=place.names + len(extracted.names),
            left_out=add_counts(place.left_out, extracted.left_out),
        )

    def _cut(self, *, waiting: int) -> Chunk:
        marks = base64.b64encode(b"".join(sorted(self.known))).decode()
        self._place = replace(self._place, events=marks)
        chunk = replace(self._gathering.cut(self._place), waiting=waiting)
        self._place = Place.read(chunk.checkpoint)
        return chunk


def _read_timestamp(untrusted: Any) -> int | None:
    text = str(untrusted) if isinstance(untrusted, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _decode(events: str) -> set[bytes]:
    try:
        marks = base64.b64decode(events, validate=True)
    except ValueError as fault:
        raise ListCheckpointError("This is not the checkpoint of a feed", why=str(fault)) from fault
    return {marks[place : place + _MARK_BYTES] for place in range(0, len(marks), _MARK_BYTES)}


def _is_stopped(error: Exception) -> bool:
    return isinstance(error, FetchError) and error.code == "stopped"


def _describe(error: DocumentError | StreamError | FetchError, where: str) -> FeedFault:
    if isinstance(error, DocumentError):
        return error.fault
    if isinstance(error, FetchError):
        return describe_failure(error)
    return FeedFault("unreadable", where, {"why": error.why[:200]})
