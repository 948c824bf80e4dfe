"""Messages of an mbox file of any length, one after the other, from a given place on. Standard library only."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from chaffinch.leaks.archive.printing import LARGEST

_BLOCK = 1 << 20
_CHECKED = 4_096
"""Bytes before a place that must be the same for a later run to go on from there."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One message of the file."""

    number: int
    """From 1 at the beginning of the file."""
    untrusted: bytes
    """Without its `From ` line; cut behind `LARGEST` bytes, which is then a fault."""
    end: int
    """In bytes, where the next one begins."""


def is_mbox(head: bytes) -> bool:
    """Return whether a file that begins so is an mbox."""
    return head.startswith(b"From ") and b"\n" in head


def split_mbox(stream: BinaryIO, *, start: int = 0, number: int = 0) -> Iterator[Slice]:
    """Yield each message from a place on: lines `From ` behind an empty line, or at the beginning, part them.

    Args:
        stream: open for reading; long lines and long messages do not take more memory than `LARGEST`.
        start: in bytes, where a message begins.
        number: how many stand before.
    """
    stream.seek(start)
    content = bytearray()
    begun, at, after_blank = False, start, True
    while line := stream.readline(_BLOCK):
        if after_blank and line.startswith(b"From "):
            if begun:
                number += 1
                yield Slice(number, _trim(content), at)
            begun, content = True, bytearray()
        elif begun and len(content) <= LARGEST:
            content += line
        at += len(line)
        # A line that is longer than a block goes on: only a whole empty line parts messages.
        after_blank = line in (b"\n", b"\r\n")
    if begun:
        yield Slice(number + 1, _trim(content), at)


def hash_before(stream: BinaryIO, place: int) -> str:
    """Return a hash of what stands before a place, by which a later run knows that the file only grew."""
    before = min(place, _CHECKED)
    return hashlib.sha256(os.pread(stream.fileno(), before, place - before)).hexdigest()


def _trim(content: bytearray) -> bytes:
    """Return a message without the empty line that parts it from the next one."""
    if content.endswith(b"\r\n\r\n"):
        return bytes(content[:-2])
    return bytes(content[:-1]) if content.endswith(b"\n\n") else bytes(content)
