"""Where the listener keeps what: the only place that it writes to."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chaffinch.ground.files import write_whole
from chaffinch.tripwires.listener.errors import ListenerError

_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Folder:
    """The places inside the listener's folder."""

    path: Path

    @property
    def settings_file(self) -> Path:
        """The one file that a person edits."""
        return self.path / "listener.toml"

    @property
    def beacons(self) -> Path:
        """A line for each opened beacon."""
        return self.path / "spool" / "beacons.log"

    @property
    def portal(self) -> Path:
        """A line for each try at a decoy portal."""
        return self.path / "spool" / "portal.log"

    @property
    def pushed(self) -> Path:
        """Logs that others push."""
        return self.path / "pushed"

    @property
    def tokens(self) -> Path:
        """Hashes of the tokens that let push."""
        return self.path / "tokens.json"

    @property
    def state(self) -> Path:
        """The sign of life."""
        return self.path / "state.json"

    @property
    def seed(self) -> Path:
        """What the portals' look is drawn from."""
        return self.path / "seed"

    @property
    def nonce(self) -> Path:
        """A copy of the desk's `keys/sign-ins.key`."""
        return self.path / "sign-ins.key"

    def create(self) -> None:
        """Make what is missing, closed to others; who owns the folder owns all of it.

        Raises:
            ListenerError: it cannot be made.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.beacons.parent, self.pushed):
                folder.mkdir(mode=0o700, exist_ok=True)
            if not self.seed.exists():
                write_whole(self.seed, secrets.token_hex(_SEED_BYTES).encode() + b"\n")
            self.settle_owner()
        except OSError as error:
            raise ListenerError(f"The folder {self.path} cannot be made.", why=str(error)) from error

    def settle_owner(self) -> None:
        """Where root made something in somebody's folder, give it to whoever owns the folder.

        Only by the names that are ours, and not through links: who owns the folder may have put anything there.

        Raises:
            ListenerError: something of these is a link.
        """
        if os.geteuid() != 0:
            return
        owner = self.path.stat()
        kept = (self.settings_file, self.tokens, self.seed, self.nonce)
        for path in (self.beacons.parent, self.pushed, *filter(Path.exists, kept)):
            try:
                with open_own(path) as (file, status):
                    if status.st_uid == 0 and (stat.S_ISDIR(status.st_mode) or status.st_nlink == 1):
                        os.fchown(file, owner.st_uid, owner.st_gid)
            except OSError as error:
                raise ListenerError(
                    f"{path} cannot be given to the folder's owner.", why=str(error)
                ) from error

    def let_enter(self, group: int) -> None:
        """Let a group into the folders; files made in them from now on are the group's, readable where they are shared.

        Raises:
            ListenerError: only who is in the group, or root, can do so.
        """
        for path in (self.path, self.beacons.parent, self.pushed):
            try:
                with open_own(path) as (file, _status):
                    os.fchown(file, -1, group)
                    os.fchmod(file, 0o2750)
            except PermissionError as error:
                raise ListenerError(
                    f"{path} cannot be opened to the group of readers.",
                    why="Only who is in the group, or root, can do so.",
                    todo="Add the listener's user to the group, or have root start the listener.",
                ) from error

    def read_seed(self) -> bytes:
        """Return the seed.

        Raises:
            ListenerError: there is none.
        """
        return self._read_hex(self.seed, todo="Run: chaffinch listener init --dir DIR").encode()

    def read_nonce(self) -> str:
        """Return the nonce of password hashes.

        Raises:
            ListenerError: there is none, or others can read it.
        """
        if self.nonce.exists() and self.nonce.stat().st_mode & 0o077:
            raise ListenerError(f"Others can read {self.nonce}.", todo=f"Run: chmod 600 {self.nonce}")
        return self._read_hex(
            self.nonce, todo="Copy the desk's keys/sign-ins.key there; only its owner may read it."
        )

    def _read_hex(self, path: Path, *, todo: str) -> str:
        try:
            text = path.read_text(encoding="ascii").strip()
            bytes.fromhex(text)
        except (OSError, ValueError) as error:
            raise ListenerError(f"{path} cannot be read.", why=str(error), todo=todo) from error
        if len(text) < 2 * _SEED_BYTES:
            raise ListenerError(f"{path} is too short.", todo=todo)
        return text.lower()


@contextmanager
def open_own(path: Path) -> Iterator[tuple[int, os.stat_result]]:
    """Open a file or folder that is no link, and look at it.

    Raises:
        OSError: it is a link, or cannot be opened.
    """
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield file, os.fstat(file)
    finally:
        os.close(file)
