"""Put a backup back: unpacked beside, checked whole, and only then moved into its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chaffinch.desk.backup.databases import (
    check_sqlite,
    find_database,
    find_sqlite_file,
    is_postgres,
    load_postgres,
)
from chaffinch.desk.backup.errors import BackupError, BackupUsageError
from chaffinch.desk.backup.manifest import KEYS, POSTGRES, SETTINGS, SQLITE, SWITCH, Head
from chaffinch.desk.backup.places import print_keys
from chaffinch.desk.backup.sealing import open_sealed
from chaffinch.desk.backup.unpacking import unpack_stream
from chaffinch.desk.home import Home
from chaffinch.desk.supervisor import lock_home
from chaffinch.ground.files import sync_folder, write_whole

_DRAFT = ".restoring"
_STAYS = (KEYS, "logs", "lock")
"""What a whole backup does not set aside: keys, since they may be the very ones; and what was logged here."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    head: Head
    aside: Path | None
    """Where what stood there before stands now."""
    schema: str
    """The schema in which the tables of a PostgreSQL database now stand; empty: there were none."""
    missing_keys: tuple[str, ...]
    """Names of keys that the installation had and this folder has not."""
    other_keys: tuple[str, ...]
    """Names of keys that are others here."""


def restore_backup(
    file: Path,
    home: Home,
    *,
    ask_passphrase: Callable[[], str],
    identity: str,
    replace: bool,
    now: datetime,
    begin: Callable[[Head], None],
    on_write: Callable[[int], None],
) -> Restored:
    """Put a backup into a home folder, all of it or nothing.

    No decoy may go twice: what was sent after the backup was made is not known to the tables in it, so feeding stands
    stopped afterwards until a person lets it go on.

    Args:
        file: of `make_backup`.
        home: empty, or without any of the parts that the backup holds.
        ask_passphrase: asked where the file wants one.
        identity: text of an age identity file; empty: there is none.
        replace: set aside what stands in the way; nothing is deleted.
        now: the moment.
        begin: told what the file says of itself, once that fits.
        on_write: told how many bytes were unpacked, bit by bit.

    Raises:
        DamagedBackupError: the file is not whole, was changed or does not open.
        BackupUsageError: something stands in the way.
        BackupError: the disk or the database does not take it.
        HomeInUseError: the desk runs there.
    """

    def check(head: Head) -> None:
        _check_way(home, head, replace=replace)
        begin(head)

    def unpack(draft: Path) -> Head:
        with (
            file.open("rb") as sealed,
            open_sealed(sealed, ask_passphrase=ask_passphrase, identity=identity) as plain,
        ):
            return unpack_stream(plain, draft, check=check, on_write=on_write)

    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock_home(home), _open_draft(home) as draft:
        head = unpack(draft)
        schema = _settle_database(draft, home, head, replace=replace, now=now)
        aside = _move_in(draft, home, head, now=now)
    return _tell_restored(home, head, aside=aside, schema=schema)


@contextmanager
def _open_draft(home: Home) -> Iterator[Path]:
    """Give an empty folder beside what stands there; whatever is left in it afterwards is removed.

    Raises:
        BackupError: the disk does not take what is done in the meantime.
    """
    draft = home.folder / _DRAFT
    try:
        shutil.rmtree(draft, ignore_errors=True)  # of one that was killed
        draft.mkdir(mode=0o700)
        yield draft
    except OSError as fault:
        raise BackupError(
            "The backup cannot be put back.", why=str(fault), todo="Make room, or name another folder."
        ) from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _tell_restored(home: Home, head: Head, *, aside: Path | None, schema: str) -> Restored:
    """Say what was put back, and which keys of the installation are not those that are here."""
    here = print_keys(home)
    return Restored(
        head,
        aside,
        schema,
        missing_keys=tuple(sorted(head.keys.keys() - here.keys())),
        other_keys=tuple(sorted(name for name, mark in head.keys.items() if here.get(name, mark) != mark)),
    )


def _check_way(home: Home, head: Head, *, replace: bool) -> None:
    """See that nothing stands in the way, before gigabytes are unpacked."""
    found = _list_in_the_way(home, head)
    if found and not replace:
        raise BackupUsageError(
            f"There is something in {home.folder} already: {', '.join(found)}.",
            why="A backup is put into an empty folder, so that nothing is lost by it.",
            todo="Name another folder with --home, or set aside what is there: --replace",
        )


def _list_in_the_way(home: Home, head: Head) -> list[str]:
    """Return the names at the top that must go: for keys the keys, for a desk all but them."""
    if SETTINGS not in head.parts:
        return [KEYS] if _is_filled(home.keys) else []
    stays = [name for name in _STAYS if name not in head.parts or not _is_filled(home.folder / name)]
    names = (
        path.name for path in home.folder.iterdir() if not path.name.startswith((".", "before-restore-"))
    )
    return sorted(name for name in names if name not in stays)


def _is_filled(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _settle_database(draft: Path, home: Home, head: Head, *, replace: bool, now: datetime) -> str:
    """Check the tables of a file, or load those of a server; stop feeding in either."""
    if SETTINGS not in head.parts:
        return ""
    write_whole(
        draft / SWITCH,
        f"restored from a backup of {head.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC\n".encode(),
    )
    url = find_database(draft / SETTINGS, home)
    if is_postgres(url) != (POSTGRES in head.parts):
        raise BackupUsageError(
            "The backup holds another kind of database than DATABASE_URL or [desk] database_url names.",
            todo="Set DATABASE_URL to a database of the same kind while you put it back.",
        )
    if SQLITE in head.parts:
        if find_sqlite_file(url) != home.database:
            raise BackupUsageError(
                f"The settings in the backup name a SQLite file elsewhere: {find_sqlite_file(url)}.",
                todo=f"Put it back with DATABASE_URL=sqlite:///{home.database}, and take database_url out of [desk].",
            )
        check_sqlite(draft / SQLITE)
        return ""
    schema = load_postgres(url, draft / POSTGRES, replace=replace, now=now)
    (draft / POSTGRES).unlink()
    return schema


def _move_in(draft: Path, home: Home, head: Head, *, now: datetime) -> Path | None:
    """Set aside what is in the way, then move in; the settings last, without which there is no installation."""
    os.sync()
    aside = home.folder / f"before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    moved: list[tuple[Path, Path]] = []
    try:
        for name in _list_in_the_way(home, head):
            aside.mkdir(mode=0o700, exist_ok=True)
            moved.append(_move(home.folder / name, aside / name))
        for path in sorted(draft.iterdir(), key=lambda path: path.name == SETTINGS):
            place = home.folder / path.name
            if place.is_dir():
                place.rmdir()  # empty: else it would be aside
            moved.append(_move(path, place))
    except OSError:
        for before, after in reversed(moved):
            after.rename(before)
        raise
    sync_folder(home.folder)
    return aside if aside.exists() else None


def _move(before: Path, after: Path) -> tuple[Path, Path]:
    before.rename(after)
    return before, after
