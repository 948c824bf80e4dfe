"""Lists that are one JSON document: read whole, within limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from chaffinch.ground.streams import StreamError
from chaffinch.names.feeds.feed import Chunk, FeedFault
from chaffinch.names.feeds.lists.gathering import MOST_NAMES, Gathering
from chaffinch.names.feeds.lists.opening import fingerprint
from chaffinch.names.feeds.lists.piece import Parsed
from chaffinch.names.feeds.lists.place import Place
from chaffinch.names.feeds.lists.sieve import Sieve

MOST_DOCUMENT_BYTES = 64_000_000
_MOST_VALUES = 4_000_000
"""64 MB of empty lists would be 1.3 GB of memory; a real event of that size has two million values."""
_MOST_NAME = 8_192


@dataclass(slots=True)
class Extracted(Parsed):
    """What a document gave; a place is the number of an entry (attribute, indicator, line of a list), from 1."""

    entries: int = 0


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """How documents of one format are read."""

    name: str
    extract: Callable[[Any], Extracted]
    """From parsed JSON of whatever shape; never raises."""


class DocumentError(Exception):
    """A document cannot be read.

    Attributes:
        fault: as it is counted and listed.
    """

    def __init__(self, code: str, where: str, **params: Any) -> None:
        super().__init__(code)
        self.fault = FeedFault(code, where, params)


def read_document(blocks: Iterable[bytes], *, source: str) -> bytes:
    """Return a document's bytes.

    Raises:
        DocumentError: too-large, or damaged.
    """
    pieces, size = [], 0
    try:
        for block in blocks:
            size += len(block)
            if size > MOST_DOCUMENT_BYTES:
                raise DocumentError("too-large", source, most_bytes=MOST_DOCUMENT_BYTES)
            pieces.append(block)
    except StreamError as fault:
        raise DocumentError("damaged", source, why=fault.why[:200]) from fault
    return b"".join(pieces)


def parse_document(untrusted_content: bytes, *, source: str) -> Any:
    """Return the JSON value.

    Raises:
        DocumentError: too-large, or bad-json.
    """
    if sum(map(untrusted_content.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        raise DocumentError("too-large", source, most_values=_MOST_VALUES)
    try:
        return json.loads(untrusted_content.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as fault:
        raise DocumentError("bad-json", source, why=str(fault)[:200]) from fault


def read_name(untrusted_value: object) -> bytes | None:
    """Return a JSON value as a name; None when it cannot be one."""
    if not isinstance(untrusted_value, str):
        return None
    name = untrusted_value.strip()
    if not name or "\0" in name or "\n" in name or len(name) > _MOST_NAME:
        return None
    try:
        return name.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return None


def deliver_document(
    content: bytes, form: DocumentFormat, place: Place, *, sieve: Sieve, source: str, stop: Callable[[], bool]
) -> Iterator[Chunk]:
    """Yield a document's names from a place on, in chunks; always one at least."""
    gathering = Gathering()
    gathering.add_faults(sieve.faults())
    try:
        extracted = form.extract(parse_document(content, source=source))
    except DocumentError as error:
        gathering.add_faults([error.fault])
        yield gathering.cut(replace(place, ended=True, trouble=error.fault.code))
        return
    if place.offset == 0:
        gathering.add_faults(extracted.faults)
    place = replace(place, left_out=dict(sorted(extracted.left_out.items())), names=len(extracted.names))
    while not stop():
        end = min(place.offset + MOST_NAMES, len(extracted.names))
        is_last = end == len(extracted.names)
        places = extracted.places[place.offset : end]
        line = extracted.entries if is_last else places[-1]
        names, places, remembered = sieve.sift(extracted.names[place.offset : end], places)
        gathering.add(names, places, entries=max(0, line - place.line))
        place = replace(place, offset=end, line=line, kept=place.kept + sieve.keep(remembered), ended=is_last)
        if is_last:
            place = _end(place, gathering, sieve=sieve, source=source)
        sieve.flush()
        chunk = gathering.cut(place)
        place = Place.read(chunk.checkpoint)
        yield chunk
        if is_last:
            return


def fingerprint_document(content: bytes) -> str:
    """Return what tells two documents apart."""
    return fingerprint(content, len(content))


def _end(place: Place, gathering: Gathering, *, sieve: Sieve, source: str) -> Place:
    if not place.names:
        gathering.add_faults([FeedFault("no-names", source, {"entries": place.line})])
        return replace(place, trouble="no-names")
    gone = sieve.finish()
    return place if gone is None else replace(place, gone=gone, memory=place.reading)
