"""Where things stand inside the sandbox, fixed since nothing else is there."""

from __future__ import annotations

HOST = "/srv/host"
"""Read-only: configuration, accounts, certificate and key."""
MAIL = "/srv/mail"
DOORS = "/srv/doors"
"""Unix sockets that the gate outside connects to."""
USER = "vmail"
"""The one ordinary user's name, in the sandbox's own /etc/passwd."""
_TEMPORARY = "/tmp/dovecot"  # noqa: S108 - the sandbox's own, empty at each start
AUTH_FOLDER = f"{_TEMPORARY}/run"
STATE_FOLDER = f"{_TEMPORARY}/state"
AUTH_SOCKET = f"{AUTH_FOLDER}/auth-client"
HOOK_PORT = 10_080
IMAP_PORT = 10_143
IMAPS_PORT = 10_993
"""On the sandbox's own loopback."""
