"""Files that are whole, after a crash too, or are not there at all; readable by their owner only unless said otherwise."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(
    path: Path,
    content: bytes,
    *,
    mode: int = 0o600,
    owner: int | None = None,
    group: int | None = None,
    sync: bool = True,
) -> None:
    """Write a file in one step: the path holds all of it, or what it held before. A link at the path is replaced.

    Args:
        path: of the file.
        content: of it.
        mode: of it, whatever the umask.
        owner: number of the user it is given to; None: whoever writes.
        group: number of the group it is given to; None: the writer's.
        sync: whether it must outlive a loss of power, too.

    Raises:
        OSError: it cannot be written, or not be given away; nothing is left behind.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_new(draft, content, mode=mode, owner=owner, group=group, sync=sync)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    if sync:
        sync_folder(path.parent)


def write_new(
    path: Path,
    content: bytes,
    *,
    mode: int = 0o600,
    owner: int | None = None,
    group: int | None = None,
    sync: bool = True,
) -> None:
    """Write a file where there is none, for a folder that nobody knows of yet; arguments as of `write_whole`.

    Raises:
        OSError: something stands there, a link too, or it cannot be written; nothing is left behind.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(file, "wb") as stream:
            if owner is not None or group is not None:
                os.fchown(file, -1 if owner is None else owner, -1 if group is None else group)
            os.fchmod(file, mode)
            stream.write(content)
            stream.flush()
            if sync:
                os.fsync(file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Have a folder's names reach the disk."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
