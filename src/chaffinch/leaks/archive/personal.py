"""What a colleague hands over of a private account: keyed hashes in one file, made on their own computer; no word, no name.

The key is derived for that person from the archive's own: with the file and the key one can try guesses on this file, and
on nothing else. The organisation derives it again and needs not keep it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from chaffinch.errors import UsageError
from chaffinch.ground.files import write_whole
from chaffinch.ground.secrets import derive_key, keyed_hash
from chaffinch.leaks.archive.entries import Entries
from chaffinch.leaks.archive.found import Lot, Printed
from chaffinch.leaks.archive.privacy import find_private_reason
from chaffinch.leaks.archive.record import make_record
from chaffinch.leaks.archive.segments import Segment, open_segment, write_segment
from chaffinch.leaks.archive.terms import TermKey

FORMAT = "chaffinch-personal-1"
_BEGINNING = b'{"format": "' + FORMAT.encode()
_LONGEST_HEAD = 40_000_000
_KINDS = re.compile(r"[md]*")


@dataclass(frozen=True, slots=True)
class PersonalHead:
    """What such a file says of itself, in clear."""

    check: str
    """By which it is known whose key it was made with."""
    made_at: str
    """ISO 8601, by the colleague's clock."""
    kinds: str
    """`m` for a message and `d` for a document, in the order of the items' numbers, which begin with 1."""


def derive_personal_key(key: bytes, name: str) -> bytes:
    """Return the key for one person's files.

    Args:
        key: the archive's.
        name: the person's mailbox, as the archive is to show it.
    """
    return derive_key(key, f"archive personal {name.strip().casefold()}")


def write_personal(
    path: Path, lots: Iterable[tuple[Lot, Iterable[Printed]]], *, key: bytes, now: datetime
) -> int:
    """Write a file of what was read; return how many items it is of.

    Args:
        path: a new file.
        lots: each with what was taken of it.
        key: the person's.
        now: when.
    """
    entries, kinds, met = Entries(TermKey(key)), "", set[str]()
    for lot, printed in lots:
        for one in printed:
            standing, mail = lot.stand(one.item.where.path), one.item.mail
            headers, subject = (mail.headers, mail.subject) if mail else ((), "")
            is_private = find_private_reason(headers, subject=subject, folders=standing.folders)
            if is_private or one.item.fault or one.item.where.sha256 in met:
                continue
            met.add(one.item.where.sha256)
            kinds += "m" if mail else "d"
            entries.add_item(len(kinds), one, make_record(one, standing, keep_text=False, in_order=True))
    terms, numbers = entries.collect()
    head = PersonalHead(_make_check(key), now.isoformat(timespec="seconds"), kinds)
    written = json.dumps({"format": FORMAT, **asdict(head)}).encode() + b"\n"
    draft = path.with_name(f".{path.name}.terms")
    try:
        write_segment(draft, terms, numbers)
        write_whole(path, written + draft.read_bytes())
    finally:
        draft.unlink(missing_ok=True)
    return len(kinds)


def is_personal(path: Path) -> bool:
    """Return whether a file is such a one."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_BEGINNING)) == _BEGINNING


def split_personal(path: Path, *, key: bytes) -> tuple[PersonalHead, bytes]:
    """Return the head of a file and its part of an index.

    Args:
        path: the file, which somebody else made.
        key: the person's.

    Raises:
        UsageError: it is none, was changed, or was made with another key.
    """
    try:
        head, newline, untrusted_terms = path.read_bytes().partition(b"\n")
        if not newline or len(head) > _LONGEST_HEAD:
            raise ValueError("it has no head")
        untrusted = json.loads(head)
        read = PersonalHead(*(str(untrusted[name]) for name in ("check", "made_at", "kinds")))
        datetime.fromisoformat(read.made_at)
        if untrusted["format"] != FORMAT or not _KINDS.fullmatch(read.kinds):
            raise ValueError("its head says something else")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{path} is no file of keyed hashes.", why=str(error)[:200]) from error
    if read.check != _make_check(key):
        raise UsageError(
            f"{path} was made with another key.",
            why="A key is of one name: it must be given as it was when the key was made.",
            todo="Name the person with --mailbox, or make the key and the file again.",
        )
    return read, untrusted_terms


def open_personal(path: Path, *, items: int) -> Segment:
    """Return the index of a file that was taken in.

    Raises:
        ValueError: it was changed: it is none, or speaks of items that it does not have.
    """
    segment = open_segment(path)
    if len(segment.numbers) and not 0 <= int(np.max(segment.numbers)) <= items:
        raise ValueError("it speaks of items that it does not have")
    if np.any(segment.terms[1:] < segment.terms[:-1]):
        raise ValueError("it is out of order")
    return segment


def list_numbers(numbers: Iterable[int]) -> Iterator[int]:
    """Yield numbers of items; 0 is of none."""
    return (int(number) for number in numbers if number)


def _make_check(key: bytes) -> str:
    return keyed_hash(FORMAT, key=key, purpose="archive personal check")
