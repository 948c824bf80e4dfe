"""Make a backup while the desk works."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from chaffinch import __version__
from chaffinch.desk.backup.databases import (
    copy_sqlite,
    dump_postgres,
    find_database,
    find_sqlite_file,
    is_postgres,
    is_sqlite,
)
from chaffinch.desk.backup.errors import BackupError, BackupRefusedError, BackupUsageError
from chaffinch.desk.backup.manifest import (
    ARCHIVE,
    BLOBS,
    DUMPS,
    KEYS,
    LEDGER,
    POSTGRES,
    SETTINGS,
    SQLITE,
    SWITCH,
    Head,
)
from chaffinch.desk.backup.packing import Packer, open_packer
from chaffinch.desk.backup.places import list_folder, print_keys
from chaffinch.desk.backup.record import RECORD, Made, note_backup
from chaffinch.desk.backup.sealing import seal_stream
from chaffinch.desk.home import Home
from chaffinch.ground.files import sync_folder

LEAST_SIGNS = 12
"""Of a passphrase."""
_NOTHING = ("lock", RECORD)
"""What nobody misses."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be backed up, and for whom."""

    desk: bool = True
    """Settings, database, blobs, archive, ledger."""
    keys: bool = False
    recipients: tuple[str, ...] = ()
    """Public keys of age."""
    passphrase: str = ""
    plain: bool = False
    """Not encrypted at all."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a backup came to."""

    size: int
    """Of the file, in bytes."""
    files: int
    left_out: tuple[str, ...]
    """Names at the top of the home folder that are not in it."""


def make_backup(
    home: Home,
    file: Path,
    *,
    wish: Wish,
    now: datetime,
    begin: Callable[[int], None],
    on_read: Callable[[int], None],
) -> Told:
    """Write a backup, whole or not at all.

    Blobs are read first, then the database as it stands at one moment, then the blobs that came meanwhile, then the
    ledger: whatever a row names was there before the row, and was let go of after it.

    Args:
        home: of the installation.
        file: must not be there.
        wish: what is in it.
        now: the moment.
        begin: told about how many bytes will be read.
        on_read: told how many were, bit by bit.

    Raises:
        BackupRefusedError: keys in a plain file.
        BackupUsageError: the file is there, or nobody said for whom to encrypt.
        BackupError: it could not be written or read; nothing is left of it.
    """
    _check_wish(wish, file)
    parts = _list_parts(home, wish)
    draft = file.with_name(f".{file.name}.part")
    head = Head(now, __version__, parts, print_keys(home), _measure(home, parts))
    with _take_scratch(home) as scratch:
        begin(head.size)
        try:
            with (
                _open_draft(draft) as stream,
                seal_stream(stream, recipients=wish.recipients, passphrase=wish.passphrase) as sealed,
                open_packer(sealed, head=head, on_read=on_read) as packer,
            ):
                _pack(packer, home, parts, scratch=scratch)
            draft.rename(file)
            sync_folder(file.parent)
        except BaseException as fault:
            draft.unlink(missing_ok=True)
            if isinstance(fault, OSError | sqlite3.Error):
                raise BackupError(
                    "The backup cannot be written; nothing is left of it.",
                    why=str(fault),
                    todo="Make room, or name another place.",
                ) from fault
            raise
    told = Told(file.stat().st_size, len(packer.kept), _list_left_out(home, parts))
    note_backup(home, Made(now, file.name, told.size), desk=wish.desk, keys=wish.keys)
    return told


def _check_wish(wish: Wish, file: Path) -> None:
    if wish.plain and wish.keys:
        raise BackupRefusedError(
            "Keys are never written unencrypted.",
            why="Whoever finds the file could read everything that is encrypted, and sign in your name.",
            todo="Leave --plain out.",
        )
    if bool(wish.recipients) + bool(wish.passphrase) + wish.plain != 1:
        raise BackupUsageError(
            "Say for whom the backup is encrypted, in one way.",
            why="Settings, names of people and their mail are in it.",
            todo="Give a passphrase, or --to with a public key of age; --plain writes it as it is.",
        )
    if wish.passphrase and len(wish.passphrase) < LEAST_SIGNS:
        raise BackupUsageError(
            f"The passphrase is too short: {LEAST_SIGNS} signs are the least.",
            todo="Take five words at random.",
        )
    if file.exists() or file.is_symlink():
        raise BackupUsageError(f"{file} exists already.", todo="Name a new file; no backup is overwritten.")
    if not file.absolute().parent.is_dir():
        raise BackupUsageError(
            f"There is no folder {file.absolute().parent}.", todo="Name a file in one that is there."
        )


def _list_parts(home: Home, wish: Wish) -> tuple[str, ...]:
    parts = [KEYS] if wish.keys else []
    if wish.desk:
        database = POSTGRES if is_postgres(find_database(home.settings_file, home)) else SQLITE
        others = [name for name in (SWITCH, BLOBS, ARCHIVE, LEDGER, DUMPS) if (home.folder / name).exists()]
        parts += [SETTINGS, database, *others]
    return tuple(sorted(parts))


def _list_left_out(home: Home, parts: Sequence[str]) -> tuple[str, ...]:
    names = {path.name for path in home.folder.iterdir() if not path.name.startswith(".")}
    return tuple(sorted(names - {*parts, *_NOTHING}))


def _measure(home: Home, parts: Sequence[str]) -> int:
    size = sum(place.size for part in parts for place in list_folder(home, part))
    if SQLITE in parts:
        size += find_sqlite_file(find_database(home.settings_file, home)).stat().st_size
    return size


def _pack(packer: Packer, home: Home, parts: Sequence[str], *, scratch: Path) -> None:
    for part in (SETTINGS, SWITCH):
        if part in parts:
            packer.add_file(part, home.folder / part)
    if KEYS in parts:
        _pack_folder(packer, home, KEYS)
    if ARCHIVE in parts:
        _pack_archive(packer, home, scratch=scratch)
    if BLOBS in parts:
        _pack_blobs(packer, home)
    if SQLITE in parts or POSTGRES in parts:
        _pack_database(packer, home, scratch=scratch)
    if BLOBS in parts:
        _pack_blobs(packer, home)
    for part in (LEDGER, DUMPS):
        if part in parts:
            _pack_folder(packer, home, part)


def _pack_blobs(packer: Packer, home: Home) -> None:
    """Add those that are not in it yet; one that is gone meanwhile was let go of, and so was what named it."""
    for place in list_folder(home, BLOBS):
        if place.name not in packer.kept:
            packer.add_file(place.name, place.path)


def _pack_archive(packer: Packer, home: Home, *, scratch: Path) -> None:
    """Add its tables after the files that they name, and then the files that came meanwhile."""
    for place in list_folder(home, ARCHIVE):
        if not is_sqlite(place.path):
            packer.add_file(
                place.name, place.path
            )  # one that is gone was let go of, and so was what named it
    for place in list_folder(home, ARCHIVE):
        if is_sqlite(place.path):
            _pack_sqlite(packer, place.name, place.path, scratch=scratch)
    for place in list_folder(home, ARCHIVE):
        known = packer.kept.get(place.name)
        if known is None and packer.add_file(place.name, place.path):
            continue
        if known is None or (known.size != place.size and not is_sqlite(place.path)):
            raise BackupError(
                f"{place.name} was changed while the backup was made; nothing is left of it.",
                todo="Make it once more, when nobody adds to the archive.",
            )


def _pack_folder(packer: Packer, home: Home, part: str) -> None:
    for place in list_folder(home, part):
        packer.add_file(place.name, place.path)


def _pack_database(packer: Packer, home: Home, *, scratch: Path) -> None:
    url = find_database(home.settings_file, home)
    if not is_postgres(url):
        _pack_sqlite(packer, SQLITE, find_sqlite_file(url), scratch=scratch)
        return
    dump = scratch / "dump"
    dump_postgres(url, dump)
    packer.add_file(POSTGRES, dump)
    dump.unlink()


def _pack_sqlite(packer: Packer, name: str, path: Path, *, scratch: Path) -> None:
    copy = scratch / "copy"
    copy_sqlite(path, copy)
    packer.add_file(name, copy)
    copy.unlink()


@contextmanager
def _open_draft(draft: Path) -> Iterator[BinaryIO]:
    """Open the file beside the one that is to be; one that a kill left behind is begun anew."""
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(draft, flags, 0o600), "w+b") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _take_scratch(home: Home) -> Iterator[Path]:
    """Make a folder for copies of databases, on the disk where they lie anyway; two backups at once are refused.

    Raises:
        BackupUsageError: another one is being made.
    """
    scratch = home.folder / ".backup"
    scratch.mkdir(mode=0o700, exist_ok=True)
    held = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _empty(scratch)  # of one that was killed
        yield scratch
        _empty(scratch)
    except BlockingIOError as fault:
        raise BackupUsageError("Another backup is being made.", todo="Wait for its end.") from fault
    finally:
        os.close(held)


def _empty(scratch: Path) -> None:
    for path in scratch.iterdir():
        path.unlink()
