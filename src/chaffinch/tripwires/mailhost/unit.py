"""The systemd unit by which a decoy mail host starts with its machine."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from pathlib import Path

from chaffinch.tripwires.mailhost.folder import HostFolder

_INSTALLED = Path("/etc/systemd/system")
_UNIT = """# Written by `chaffinch traps set-up`; install it with: systemctl enable --now {file}
[Unit]
Description=Mail
After=network-online.target
Wants=network-online.target

[Service]
ExecStart={python} -m chaffinch traps run {folder}
Restart=always
RestartSec=2
KillMode=mixed
TimeoutStopSec=20
MemoryMax=2G
MemorySwapMax=0
TasksMax=600
CPUQuota=150%
LimitNOFILE=16384

[Install]
WantedBy=multi-user.target
"""


def unit_file(host: HostFolder) -> Path:
    """Return where the host's unit stands; its name says nothing and is the folder's own."""
    digest = hashlib.sha256(str(host.folder).encode()).hexdigest()[:8]
    return host.folder / f"mail-{digest}.service"


def write_unit(host: HostFolder) -> str:
    """Return the unit's text."""
    return _UNIT.format(file=unit_file(host), python=sys.executable, folder=_quote(str(host.folder)))


def find_installed_unit(host: HostFolder) -> Path | None:
    """Return the link to the host's unit in systemd's folder, None where there is none."""
    place = _INSTALLED / unit_file(host).name
    with contextlib.suppress(OSError):
        if place.is_symlink() and place.readlink() == unit_file(host):
            return place
    return None


def _quote(text: str) -> str:
    """Quote one argument of ExecStart (systemd.syntax, systemd.service)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
