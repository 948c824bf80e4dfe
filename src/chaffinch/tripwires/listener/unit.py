"""The systemd unit of a listener, as narrow as the work allows."""

from __future__ import annotations

import re
from pathlib import Path

from chaffinch.tripwires.listener.errors import ListenerError

_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_UNIT = """\
[Unit]
Description=Web listener
After=network.target

[Service]
Type=exec
ExecStart={program} listener run --dir {folder}
User={user}
UMask=0077
Restart=always
RestartSec=2
# Ports below 1024 may be listened on; nothing else of root's is left.
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
# Nothing can be written but the folder.
ProtectSystem=strict
ReadWritePaths={folder}
ProtectHome={home}
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProcSubset=pid
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service landlock_create_ruleset landlock_add_rule landlock_restrict_self
SystemCallFilter=~@privileged @resources
SystemCallFilter=prlimit64 setrlimit
SystemCallErrorNumber=EPERM
MemoryMax=600M
TasksMax=32
LimitNOFILE=16384

[Install]
WantedBy=multi-user.target
"""


def write_unit(*, folder: Path, user: str, program: Path) -> str:
    """Return the unit's text.

    Args:
        folder: of the listener; a whole path without spaces.
        user: who owns it.
        program: the whole path of `chaffinch`.

    Raises:
        ListenerError: one of them cannot stand in a unit.
    """
    for path in (folder, program):
        if not re.fullmatch(r"/[\w./+@:-]+", str(path)):
            raise ListenerError(
                f"{path} cannot stand in a systemd unit.", todo="Use a whole path of plain characters."
            )
    if not _USER.fullmatch(user) or user == "root":
        raise ListenerError(f"{user!r} cannot run the listener.", todo="Name an ordinary user of its own.")
    # A folder below /home can only be reached where it is not hidden.
    home = (
        "read-only"
        if any(str(path).startswith(("/home/", "/root/", "/run/user/")) for path in (folder, program))
        else "yes"
    )
    return _UNIT.format(program=program, folder=folder, user=user, home=home)
