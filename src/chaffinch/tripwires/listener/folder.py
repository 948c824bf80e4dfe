"""Where the listener keeps what: the only place that it writes to."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from chaffinch.tripwires.listener.errors import ListenerError
from chaffinch.tripwires.listener.growing import write_whole

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
        """Where root made files in somebody's folder, give them to whoever owns it."""
        if os.geteuid() != 0:
            return
        owner = self.path.stat()
        for path in (self.path, *self.path.rglob("*")):
            if path.lstat().st_uid == 0:
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

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
