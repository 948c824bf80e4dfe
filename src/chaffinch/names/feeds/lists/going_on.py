"""Where in a list reading goes on: at its checkpoint, or at the beginning when what was read is there no more."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from itertools import chain

from chaffinch.ground.streams import StreamError
from chaffinch.names.feeds.lists.opening import OnRead, fingerprint, is_same, open_at
from chaffinch.names.feeds.lists.piece import State
from chaffinch.names.feeds.lists.place import Place
from chaffinch.names.feeds.lists.text import ENDING_BYTES, LineCutter


def begin_anew(place: Place, *, format: str, state: State, head: str) -> Place:
    """Return the place at a list's beginning; what a reading before has left in memory stays known."""
    return Place(
        format=format,
        state=state,
        head=head,
        stamp=place.stamp,
        etag=place.etag,
        modified=place.modified,
        asked=place.asked,
        reading=place.reading + place.ended,
        memory=place.memory,
    )


def is_beginning_same(place: Place, head: bytes) -> bool:
    """Return whether a list still begins as it did when the place was reached."""
    return place.offset > 0 and is_same(head, place.head)


def go_on(
    path: str, place: Place, *, files: ExitStack, on_read: OnRead | None = None
) -> tuple[Place, LineCutter] | None:
    """Open a list at a place; None when other bytes stand before it, or none.

    A last line that had no end is read again, whole, if it has grown since.
    """
    digits = place.before.partition(":")[0]
    length = int(digits) if digits.isascii() and digits.isdigit() else 0
    if not 0 < length <= ENDING_BYTES:
        return None
    try:
        before, blocks = files.enter_context(open_at(path, place.offset, ending=length, on_read=on_read))
        if fingerprint(before, ENDING_BYTES) != place.before:
            return None
        rest = next(blocks, b"") if place.tail else b""
    except StreamError:
        return None
    place = replace(place, ended=False)
    if rest:
        newline = next((end for end in (b"\n", b"\r\n") if rest.startswith(end)), b"")
        if not newline:
            files.close()
            offset, line = place.offset - place.tail, place.line - 1
            _, blocks = files.enter_context(open_at(path, offset, ending=0, on_read=on_read))
            return replace(place, offset=offset, line=line), LineCutter(blocks, offset=offset, line=line + 1)
        blocks = chain([rest[len(newline) :]], blocks)
        before = (before + newline)[-ENDING_BYTES:]
        place = replace(
            place, offset=place.offset + len(newline), before=fingerprint(before, ENDING_BYTES), tail=0
        )
    return place, LineCutter(blocks, offset=place.offset, line=place.line + 1)
