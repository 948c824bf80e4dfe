"""The folder of a decoy mail host: where everything stands, and the two files that say how it is set up."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from chaffinch.ground.files import write_whole
from chaffinch.tripwires.mailhost.errors import MailHostUsageError
from chaffinch.tripwires.mailhost.limits import Limits

DoorKind = Literal["imaps", "imap", "submission"]
DOOR_KINDS: tuple[DoorKind, ...] = ("imaps", "imap", "submission")


@dataclass(frozen=True, slots=True)
class Door:
    """One public address of the host."""

    kind: DoorKind
    """imaps: IMAP with TLS from the first byte; imap and submission: with STARTTLS."""
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class HostSettings:
    """How a host was set up; nothing in it is secret."""

    name: str
    """As it calls itself in mail: the certificate's."""
    doors: tuple[Door, ...]
    uid: int
    """Whose processes and mail are inside."""
    gate_uid: int
    """As whom the gate runs once it has its ports."""
    quota_megabytes: int = 200
    """Of one account, its planted mail included."""
    least_free_megabytes: int = 500
    """Below it nobody new is let in."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class HostKeys:
    """What only the host's owner reads."""

    nonce: str
    """For the hashes in the reports; the desk knows it as well."""
    watch: str
    """The account by which the host tries itself; it is on no list."""


@dataclass(frozen=True, slots=True)
class HostFolder:
    """The places in the folder."""

    folder: Path

    @property
    def settings_file(self) -> Path:
        """By this file a folder is known as a host's."""
        return self.folder / "host.json"

    @property
    def keys_file(self) -> Path:
        """Nonce and probe account."""
        return self.folder / "keys.json"

    @property
    def inside(self) -> Path:
        """What the sandbox sees and cannot change: configuration, accounts, certificate and key."""
        return self.folder / "inside"

    @property
    def mail(self) -> Path:
        """The mailboxes, a folder each."""
        return self.folder / "mail"

    @property
    def doors(self) -> Path:
        """The Unix sockets on which the inside listens."""
        return self.folder / "doors"

    @property
    def run(self) -> Path:
        """What the processes outside tell one another."""
        return self.folder / "run"

    @property
    def reports(self) -> Path:
        """Each log-in, a JSON line; `format = "dovecot"` reads it."""
        return self.folder / "reports.jsonl"

    @property
    def reads(self) -> Path:
        """What was done in the mailboxes, a JSON line each (tripwires/reads.py)."""
        return self.folder / "reads.jsonl"

    @property
    def log(self) -> Path:
        """Dovecot's own log."""
        return self.folder / "dovecot.log"

    @property
    def state(self) -> Path:
        """When the host last proved itself to work (mailhost/state.py)."""
        return self.folder / "state.json"

    @property
    def domains_file(self) -> Path:
        """The domains of its accounts, a line each."""
        return self.folder / "domains"

    def read_settings(self) -> HostSettings:
        """Return how the host was set up.

        Raises:
            MailHostUsageError: the folder is none of a decoy mail host, or the file is damaged.
        """
        values = self._read_object(self.settings_file)
        try:
            return HostSettings(
                **{
                    **values,
                    "doors": tuple(Door(**door) for door in values["doors"]),
                    "limits": Limits(**values["limits"]),
                }
            )
        except (KeyError, TypeError) as error:
            raise self._refuse(f"{self.settings_file} lacks {error}") from error

    def read_keys(self) -> HostKeys:
        """Return the host's secrets.

        Raises:
            MailHostUsageError: they cannot be read.
        """
        try:
            return HostKeys(**self._read_object(self.keys_file))
        except TypeError as error:
            raise self._refuse(str(error)) from error

    def write(self, settings: HostSettings, keys: HostKeys) -> None:
        """Keep both."""
        write_whole(self.settings_file, json.dumps(asdict(settings), indent=1).encode())
        write_whole(self.keys_file, json.dumps(asdict(keys)).encode())

    def read_domains(self) -> tuple[str, ...]:
        """Return the domains of the host's accounts; none where that cannot be read."""
        with contextlib.suppress(OSError):
            return tuple(self.domains_file.read_text(encoding="utf-8").split())
        return ()

    def _read_object(self, path: Path) -> dict[str, Any]:
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._refuse(str(error)) from error
        if not isinstance(values, dict):
            raise self._refuse(f"{path} holds no object")
        return values

    def _refuse(self, why: str) -> MailHostUsageError:
        return MailHostUsageError(
            f"{self.folder} is no folder of a decoy mail host that can be read.",
            why=why,
            todo="Make one: chaffinch traps set-up",
        )

    @classmethod
    def at(cls, folder: str | Path) -> Self:
        """Return the places below a folder, whole paths."""
        return cls(Path(folder).expanduser().absolute())


def write_inside(path: Path, content: bytes, *, settings: HostSettings) -> None:
    """Write a file that only the user inside the sandbox reads; who is not root is that user."""
    owner = settings.uid if os.geteuid() == 0 else None
    write_whole(path, content, owner=owner, group=owner)
