"""The command line of the sandbox in which Dovecot and its companions run: no network but its own loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from chaffinch.ground.bubblewrap import NOBODY, Binding, build_command, find_python
from chaffinch.tripwires.mailhost.errors import NoDovecotError
from chaffinch.tripwires.mailhost.folder import HostFolder, HostSettings
from chaffinch.tripwires.mailhost.inside.places import DOORS, HOST, MAIL, USER

_SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin:/sbin"
_TMP_BYTES = 128_000_000


def find_dovecot() -> str:
    """Return where the program stands.

    Raises:
        NoDovecotError: it is not installed.
    """
    found = shutil.which("dovecot", path=os.environ.get("PATH", "") + os.pathsep + _SYSTEM_FOLDERS)
    if found is None:
        raise NoDovecotError(
            "There is no Dovecot on this machine.",
            why="The decoy mail host is a real one.",
            todo="apt-get install dovecot-imapd bubblewrap",
        )
    return found


def ask_version(program: str) -> str:
    """Return what `dovecot --version` says, its first word."""
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)
    return asked.stdout.split()[0]


def build_host_command(host: HostFolder, settings: HostSettings, program: Sequence[str]) -> list[str]:
    """Return the command that runs a program where the host's Dovecot runs."""
    bindings = [
        *_bind_names(host),
        Binding(host.inside, Path(HOST)),
        Binding(host.mail, Path(MAIL), writable=True),
        Binding(host.doors, Path(DOORS), writable=True),
    ]
    return build_command(program, bindings=bindings, tmp_bytes=_TMP_BYTES, user=settings.uid)


def build_mailbox_command(host: HostFolder, settings: HostSettings, *, home: Path, module: str) -> list[str]:
    """Return the command that runs a module of ours where only one account's folder is, writable."""
    bindings = [*_bind_names(host), Binding(home, Path(MAIL), writable=True)]
    return build_command([find_python(), "-m", module], bindings=bindings, user=settings.uid)


def write_names(uid: int) -> tuple[bytes, bytes]:
    """Return the sandbox's own passwd and group: Dovecot wants names for its users."""
    nobody = "" if uid == NOBODY else f"nobody:x:{NOBODY}:{NOBODY}::/:/usr/sbin/nologin\n"
    passwd = f"root:x:0:0::/:/usr/sbin/nologin\n{USER}:x:{uid}:{uid}::{MAIL}:/usr/sbin/nologin\n{nobody}"
    group = f"root:x:0:\n{USER}:x:{uid}:\n" + (f"nogroup:x:{NOBODY}:\n" if nobody else "")
    return passwd.encode(), group.encode()


def _bind_names(host: HostFolder) -> list[Binding]:
    return [
        Binding(host.inside / "passwd", Path("/etc/passwd")),
        Binding(host.inside / "group", Path("/etc/group")),
    ]
