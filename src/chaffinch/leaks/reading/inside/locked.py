"""Read a 7z archive that is encrypted, by 7-Zip, with the passwords that were given.

It is unpacked twice, each time once from its beginning to its end, solid or not: at first only to hold each member's bytes
against its checksum, which tells whether the password is right and how far the archive is sound; then its members are read
as far as that. So what was damaged never stands under another member's name, and the same bytes give the same items.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from chaffinch.leaks.reading.inside.items import announce_container, write_item
from chaffinch.leaks.reading.inside.members import Names, make_member
from chaffinch.leaks.reading.inside.opening import read_member
from chaffinch.leaks.reading.inside.pieces import BLOCK, Piece, copy_stream
from chaffinch.leaks.reading.inside.seven_zip import Member, Run, Slice, list_members
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive, and the password that opens it."""

    archive: int
    password: str
    members: tuple[Member, ...]
    sound: int
    """So many members, from the first on, are what their checksums say."""
    fault: str = ""
    """Why the next one is not."""

    def name_members(self, untrusted_names: Sequence[str]) -> Opened:
        """Return it with the first members' names as another reader sees them, where 7-Zip shows a line end as `_`."""
        named = list(self.members)
        for number, (one, name) in enumerate(zip(self.members, untrusted_names, strict=False)):
            if "\n" in name and name.replace("\n", "_") == one.untrusted_name:
                named[number] = replace(one, untrusted_name=name)
        return replace(self, members=tuple(named))


def read_locked(
    piece: Piece, reading: Reading, *, program: str, untrusted_names: Sequence[str]
) -> Generator[Value | None, None, bool]:
    """Yield the members in order; return whether a password opened it, else nothing was told of it.

    Args:
        piece: a 7z archive; what is beyond its damage is named and not read.
        reading: the worker's state, with the passwords.
        program: path of 7-Zip.
        untrusted_names: its members' names as another reader sees them, as far as they can be had.

    Raises:
        FaultyError: it cannot be handed to the program (`too-large`, `no-room`), or its list is too much for it.
        SpentError: it has too many members.
    """
    scratch = None
    archive = _reopen(piece)
    try:
        if archive is None:
            if not reading.scratches:
                raise FaultyError("too-large")
            scratch = reading.scratches.pop()
            yield from copy_stream(piece.file, scratch)
            archive = os.dup(scratch.fileno())
        for password in reading.passwords:
            opened = yield from _try_password(archive, password, piece, reading, program)
            if opened is not None:
                yield from announce_container(piece)
                yield from _read_members(piece, reading, opened.name_members(untrusted_names), program)
                return True
        return False
    finally:
        if archive is not None:
            os.close(archive)
        if scratch is not None:
            scratch.seek(0)
            scratch.truncate(0)
            reading.scratches.append(scratch)


def _reopen(piece: Piece) -> int | None:
    """Return a descriptor that another program may open again by its number; None where only a copy will do."""
    if piece.content is not None:
        held = os.memfd_create("archive", os.MFD_CLOEXEC)
        with os.fdopen(held, "wb", closefd=False) as file:
            file.write(piece.content)
        return held
    try:
        return os.open(f"/proc/self/fd/{piece.file.fileno()}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # read through a pipe, or for its owner's eyes only
        return None


def _try_password(
    archive: int, password: str, piece: Piece, reading: Reading, program: str
) -> Generator[Value | None, None, Opened | None]:
    """Return the archive if this password opens it."""
    members: list[Member] = []
    try:
        for member in list_members(program, archive, password):
            if len(members) >= reading.members:
                reading.take_member(len(members) + 1)
            members.append(member)
            if not len(members) % 1_000:
                yield None
    except FaultyError as fault:
        if fault.code == "malformed":
            return None
        raise
    first = next((number for number, one in enumerate(members) if one.is_encrypted and one.size), -1)
    # of what is fetched again the hash is known: only the password is tried then
    checked = members if reading.wanted is None else members[: first + 1]
    with Run(program, archive, password, lists=False) as run:
        sound, code = yield from _count_sound(run, checked, piece, reading)
    if sound <= first and code == "malformed":
        return None
    told = "malformed" if code == "unsupported" else code  # as of an archive that is not encrypted
    return Opened(archive, password, tuple(members), sound if code else len(members), told)


def _count_sound(
    run: Run, members: Sequence[Member], piece: Piece, reading: Reading
) -> Generator[Value | None, None, tuple[int, str]]:
    """Return how many members are sound, and why the next one is not: empty for all, as far as there is room for them.

    While it goes on the archive is named as what is read: signs of life alone are not taken for ever.
    """
    room = reading.room
    for number, member in enumerate(members):
        run.allow_more()
        stream, crc = Slice(run, member.size), 0
        try:
            while block := stream.read(BLOCK):
                crc = zlib.crc32(block, crc)
                room -= len(block)
                if room < 0:
                    return number, ""
                yield {"begin": piece.path} if stream.is_at_span and reading.wanted is None else None
        except FaultyError as fault:
            return number, fault.code
        if member.size and member.crc is not None and crc != member.crc:
            return number, "malformed"
        if not number % 1_000:
            yield None
    return len(members), ""


def _read_members(piece: Piece, reading: Reading, opened: Opened, program: str) -> Iterator[Value | None]:
    names, behind = Names(), 0
    with Run(program, opened.archive, opened.password, lists=False) as run:
        for number, member in enumerate(opened.members):
            reading.take_member()
            shown = names.show(member.untrusted_name + ("/" if member.is_folder else ""))
            stream = Slice(run, member.size)
            if member.is_folder:
                continue
            if number < (piece.resume or 0):
                behind += member.size
                yield None
                continue
            if piece.depth == 0:
                reading.at = [reading.at[0], number]
            if number >= opened.sound:
                yield _write_lost(piece, shown, member, opened.fault)
                continue
            yield from _skip(Slice(run, behind), reading)
            run.allow_more()
            yield from _read_one(piece, reading, shown, member, stream)
            behind = stream.left


def _read_one(
    piece: Piece, reading: Reading, shown: str, member: Member, stream: Slice
) -> Iterator[Value | None]:
    if not member.is_regular:
        yield write_item(f"{piece.path}!/{shown}", sha256="", size=0, kind="other", fault="link")
        return
    inner = make_member(
        piece, reading, shown=shown, untrusted_name=member.untrusted_name, stream=stream, size=member.size
    )
    yield from read_member(inner, piece, reading)


def _write_lost(piece: Piece, shown: str, member: Member, fault: str) -> Value:
    return write_item(f"{piece.path}!/{shown}", sha256="", size=member.size, kind="other", fault=fault)


def _skip(stream: Slice, reading: Reading) -> Iterator[None]:
    """Take what was not read of a member.

    Raises:
        SpentError: more came out of the archive than is taken.
    """
    while block := stream.read(BLOCK):
        reading.take(len(block))
        yield None
