"""The home folder: where an installation keeps its settings, keys, tables and blobs. No Django here."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from chaffinch.errors import UsageError
from chaffinch.ground.files import write_whole

LEDGER_KEY, NEXT_LEDGER_KEY = "ledger", "ledger-next"
"""Names of the keys that sign for the ledger: now, and while the key is being changed."""
PRESS_KEY = "press"
"""Name of the key that signs fact packs; its other half is published beforehand."""


@dataclass(frozen=True, slots=True)
class Home:
    """The places inside one home folder."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        """The one file that a person edits."""
        return self.folder / "chaffinch.toml"

    @property
    def keys(self) -> Path:
        """Secrets, mode 0700 with files of mode 0600; to be backed up apart from the rest."""
        return self.folder / "keys"

    @property
    def database(self) -> Path:
        """The SQLite file, where no other database is set."""
        return self.folder / "chaffinch.sqlite3"

    @property
    def blobs(self) -> Path:
        """Pictures, pages and mails by SHA-256."""
        return self.folder / "blobs"

    @property
    def logs(self) -> Path:
        """What the processes say."""
        return self.folder / "logs"

    @property
    def sources(self) -> Path:
        """Lists that were fetched, and what the last reading of a list held."""
        return self.folder / "sources"

    @property
    def ledger(self) -> Path:
        """What proves later what was planted; to be backed up apart from mail that may be stolen."""
        return self.folder / "ledger"

    @property
    def archive(self) -> Path:
        """What we really wrote, to hold a dump against; its key is in `keys`, and is backed up apart from it."""
        return self.folder / "archive"

    @property
    def dumps(self) -> Path:
        """Of each dump the list of its files, written before anything was judged; and what OCR read in its pictures."""
        return self.folder / "dumps"

    @property
    def kill_switch(self) -> Path:
        """While this file is there nothing is fed, whoever put it there."""
        return self.folder / "feeding.stopped"

    @property
    def range_file(self) -> Path:
        """Written by the practice range while it runs."""
        return self.folder / "range.json"

    def create(self) -> None:
        """Make the folders that are missing, closed to other users."""
        for folder in (self.folder, self.keys, self.blobs, self.logs, self.sources):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def read_key(self, name: str, *, length: int = 32, make: bool = True) -> bytes:
        """Return the key of that name, made on first use.

        Raises:
            UsageError: the key is missing although it must exist, is empty, or other users can read it.
        """
        path = self.keys / f"{name}.key"
        if not path.exists():
            if not make:
                raise UsageError(
                    f"The key {path} is missing.",
                    why="What was encrypted with it cannot be read without it.",
                    todo="Copy it back from the place where you keep a second copy of the keys folder.",
                )
            self.create()
            write_whole(path, secrets.token_hex(length).encode() + b"\n")
        if path.stat().st_mode & 0o077:
            raise UsageError(f"Other users of this machine can read {path}.", todo=f"Run: chmod 600 {path}")
        try:
            key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except (ValueError, UnicodeDecodeError) as error:
            raise UsageError(
                f"{path} does not hold a key.", why="It must be one line of hexadecimal digits."
            ) from error
        if len(key) < length:
            raise UsageError(f"{path} is too short: {len(key)} bytes, {length} are needed.")
        return key


def find_home(given: str | os.PathLike[str] | None = None) -> Home:
    """Return the home folder: the one given, else CHAFFINCH_HOME, else the user's own (XDG base directories)."""
    if given:
        return Home(Path(given).expanduser().absolute())
    if named := os.environ.get("CHAFFINCH_HOME"):
        return Home(Path(named).expanduser().absolute())
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Home(Path(base).expanduser().absolute() / "chaffinch")
