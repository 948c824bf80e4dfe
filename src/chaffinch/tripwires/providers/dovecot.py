"""Dovecot, 2.3 and 2.4, on this machine: a file of names that are denied, and `doveadm` for what is open.

The file is a passdb with `deny = yes` before the others (Dovecot, "Authentication databases", Deny): whoever stands in it
is refused, whatever the password. Dovecot looks at most once a second whether it has changed, so that what is open is
ended a moment later: `doveadm auth cache flush` lets go of a log-in that its cache holds, `doveadm kick` ends sessions,
until it finds nobody.

Not together with `auth_verbose_passwords` (seen with 2.3.19): with `auth_verbose`, Dovecot logs of everybody who signs in
that this passdb does not know him, then with the hash of his right password.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chaffinch.ground.files import write_whole
from chaffinch.tripwires.providers.program import Ended, run_program
from chaffinch.tripwires.providers.provider import ProviderError, Scope, SessionEnd, UnendedError

#: What `doveadm kick` of 2.3 ends with where nobody of that name is connected (sysexits, EX_NOHOST).
_NOBODY = 68
#: What that of 2.4 says then, and ends with 0.
_NOBODY_KICKED = re.compile(r"0\b|no\b", re.IGNORECASE)
_LARGEST = 10_000_000
#: Dovecot compares whole seconds.
_SECONDS_TO_SEE = 2.0
_SECONDS_TO_END = 1.0
_MOST_KICKS = 5


@dataclass(frozen=True, slots=True)
class Dovecot:
    """One mail server."""

    scope: Scope
    deny_file: Path
    """Writable by us, readable by Dovecot's authentication process; it must be there."""
    doveadm: tuple[str, ...] = ("doveadm",)
    """How doveadm is called, for example through `sudo -n`."""
    wait: Callable[[float], object] = time.sleep
    kind: str = "dovecot"
    session_end: SessionEnd = "at-once"
    can_unblock: bool = True

    def block(self, account: str) -> None:
        """Deny the account, then end what is open."""
        if deny(self.deny_file, account):
            self.wait(_SECONDS_TO_SEE)
        try:
            self._call("auth", "cache", "flush", account)
            self._end_sessions(account)
        except ProviderError as error:
            raise UnendedError(error.code, error.detail) from error

    def unblock(self, account: str) -> None:
        """Deny the account no more."""
        if admit(self.deny_file, account):
            self.wait(_SECONDS_TO_SEE)
        self._call("auth", "cache", "flush", account)

    def _end_sessions(self, account: str) -> None:
        """End what is open, and once more a moment later: a log-in that was let in before may not have been listed yet."""
        self._call("kick", account, also=_NOBODY)
        for _ in range(_MOST_KICKS):
            self.wait(_SECONDS_TO_END)
            ended = self._call("kick", account, also=_NOBODY)
            if ended.code == _NOBODY or _NOBODY_KICKED.match(ended.said):
                return
        raise ProviderError(
            "command",
            f"doveadm kick: somebody is still connected after {_MOST_KICKS} more; it says: {ended.said}",
        )

    def _call(self, *arguments: str, also: int = 0) -> Ended:
        """Call doveadm; return how it ended: with 0, or with what is allowed also."""
        ended = run_program([*self.doveadm, *arguments])
        if ended.code not in (0, also):
            raise ProviderError(
                "command", f"doveadm {' '.join(arguments[:-1])} ended with {ended.code}: {ended.said}"
            )
        return ended


def write_deny_passdb(version: str, deny_file: Path) -> str:
    """Return what must stand in Dovecot's configuration before its other passdbs.

    Args:
        version: as `dovecot --version` says it.
        deny_file: a whole path.

    Raises:
        ValueError: the version cannot be read.
    """
    major, minor = (int(part) for part in version.split(maxsplit=1)[0].split(".")[:2])
    if (major, minor) >= (2, 4):
        return (
            f"passdb denied {{\n  driver = passwd-file\n  passwd_file_path = {deny_file}\n  deny = yes\n}}\n"
        )
    return f"passdb {{\n  driver = passwd-file\n  args = username_format=%Lu {deny_file}\n  deny = yes\n}}\n"


def deny(deny_file: Path, account: str) -> bool:
    """Write an account into the file, durably; return whether it did not stand there.

    Raises:
        ProviderError: `deny-file`.
    """
    with _lock(deny_file) as lines:
        if account in lines:
            return False
        _replace(deny_file, [*lines, account])
        return True


def admit(deny_file: Path, account: str) -> bool:
    """Take an account out of the file; return whether it stood there.

    Raises:
        ProviderError: `deny-file`.
    """
    with _lock(deny_file) as lines:
        if account not in lines:
            return False
        _replace(deny_file, [line for line in lines if line != account])
        return True


@contextmanager
def _lock(deny_file: Path) -> Iterator[list[str]]:
    """Hold the file's folder for ourselves, and give the file's lines."""
    try:
        folder = os.open(deny_file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise ProviderError("deny-file", f"{deny_file}: {error.strerror}") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with deny_file.open("rb") as file:
            yield file.read(_LARGEST).decode("utf-8", "surrogateescape").splitlines()
    except OSError as error:
        raise ProviderError("deny-file", f"{deny_file}: {error.strerror}") from None
    finally:
        os.close(folder)


def _replace(deny_file: Path, lines: list[str]) -> None:
    """Put the lines in the file's place, whole or not at all, readable by whom it was readable by."""
    before = deny_file.stat()
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    mode = before.st_mode & 0o777
    write_whole(deny_file, content, mode=mode, owner=before.st_uid, group=before.st_gid)
