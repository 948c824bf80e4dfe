"""The file that holds the archive's key: 32 bytes as a line of hexadecimal digits, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from chaffinch.leaks.archive.errors import KeyFileError

KEY_BYTES = 32
VARIABLE = "CHAFFINCH_KEY_FILE"


def choose_key_file(given: Path | None, *, environment: Mapping[str, str], keys_folder: Path) -> Path:
    """Return which file holds the key: the one given, else CHAFFINCH_KEY_FILE, else `archive.key` of the keys folder."""
    if given is not None:
        return given
    return Path(environment[VARIABLE]) if environment.get(VARIABLE) else keys_folder / "archive.key"


def read_key_file(path: Path, *, archive: Path) -> bytes:
    """Return the key.

    Args:
        path: the file.
        archive: folder of the archive, in which it must not stand.

    Raises:
        KeyFileError: it is missing, stands in the archive, can be read by others, or holds no key.
    """
    if path.resolve().is_relative_to(archive.resolve()):
        raise KeyFileError(
            f"The key {path} stands inside the archive.",
            why="Whoever takes the archive would take its key along.",
            todo="Move it elsewhere, best to a disk of its own, and name it with --key.",
        )
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text)
    except FileNotFoundError as error:
        raise KeyFileError(
            f"The key {path} is missing.",
            why="What was archived with it cannot be read without it.",
            todo="Put it back from where you keep a second copy, or name it with --key.",
        ) from error
    except (OSError, ValueError) as error:
        raise KeyFileError(
            f"{path} does not hold a key.", why="It must be one line of hexadecimal digits."
        ) from error
    if mode & 0o077:
        raise KeyFileError(f"Other users of this machine can read {path}.", todo=f"Run: chmod 600 {path}")
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{path} holds {len(key)} bytes; a key has {KEY_BYTES}.")
    return key


def make_key_file(path: Path) -> None:
    """Make a key where there is none.

    Raises:
        KeyFileError: it cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise KeyFileError(
            f"The key {path} cannot be made.", why=str(error), todo="Name a file with --key."
        ) from error
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
