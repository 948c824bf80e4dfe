"""The process at the public addresses: `python -m chaffinch.tripwires.mailhost.gate DIR`.

It lets connections in within limits and carries their bytes, unread, to the sandbox's Unix sockets, with the true source in
front (PROXY protocol, version 1). Started by root it becomes an ordinary user once it has its ports.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import os
import resource
import shutil
import signal
import socket
import sys
import time
from functools import partial
from pathlib import Path

from chaffinch.tripwires.mailhost.errors import MailHostUsageError
from chaffinch.tripwires.mailhost.folder import Door, HostFolder, HostSettings
from chaffinch.tripwires.mailhost.inside.relay import join_streams
from chaffinch.tripwires.mailhost.limits import Admission

_BACKLOG = 1_024
_MOST_FILES = 16_384
_DISK_EVERY = 5.0


def open_doors(settings: HostSettings) -> list[tuple[Door, socket.socket]]:
    """Return a listening socket for each door.

    Raises:
        MailHostUsageError: an address is taken, is not of this machine, or its port is for root.
    """
    opened = []
    for door in settings.doors:
        family = socket.AF_INET6 if ":" in door.address else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((door.address, door.port))
            listener.listen(_BACKLOG)
        except OSError as error:
            listener.close()
            root = error.errno == errno.EACCES
            raise MailHostUsageError(
                f"The decoy mail host cannot listen on {door.address}, port {door.port}.",
                why=str(error),
                todo="Start it as root, or take a port above 1023 and have a firewall lead 993 there."
                if root
                else "Stop what listens there, or tear the host down and set it up with another address.",
            ) from error
        opened.append((door, listener))
    return opened


class Gate:
    """Lets connections through to the sandbox."""

    def __init__(self, settings: HostSettings, *, host: HostFolder) -> None:
        self._settings = settings
        self._admission = Admission(settings.limits)
        # Opened before the gate becomes somebody else, who could not come here; also short, as a socket's path must be.
        self._doors = os.open(host.doors, os.O_PATH | os.O_DIRECTORY)
        self._volume = os.open(host.mail, os.O_PATH | os.O_DIRECTORY)
        self._full_until = 0.0
        self._looked = 0.0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, kind: str) -> None:
        """Carry one connection from outside."""
        peer, here = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
        if not peer or not here:
            writer.close()
            return
        source, target = _normalise(peer[0]), _normalise(here[0])
        own = source == target
        refusal = self._admission.admit(source, own=own, now=time.monotonic())
        if refusal:
            writer.close()
            return
        try:
            if not own and self._is_disk_full():
                return
            there = await asyncio.open_unix_connection(f"/proc/self/fd/{self._doors}/{kind}.sock")
            family = "TCP6" if ":" in source else "TCP4"
            there[1].write(f"PROXY {family} {source} {target} {peer[1]} {here[1]}\r\n".encode())
            await join_streams((reader, writer), there, idle_seconds=self._settings.limits.idle_seconds)
        except OSError:
            pass  # the inside is not there now; the probe tells
        finally:
            writer.close()
            self._admission.release(source, own=own)

    def _is_disk_full(self) -> bool:
        now = time.monotonic()
        if now - self._looked > _DISK_EVERY:
            self._looked = now
            free = shutil.disk_usage(self._volume).free
            self._full_until = (
                now + _DISK_EVERY if free < self._settings.least_free_megabytes * 10**6 else 0.0
            )
        return now < self._full_until


def _normalise(address: str) -> str:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def step_down(uid: int) -> None:
    """Become an ordinary user, where this is root, and take no rights that a program might give."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, _MOST_FILES)), hard))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


async def _run(gate: Gate, listeners: list[tuple[Door, socket.socket]]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    servers = [
        await asyncio.start_server(partial(gate.serve, kind=door.kind), sock=listener, backlog=_BACKLOG)
        for door, listener in listeners
    ]
    await stop.wait()
    for server in servers:
        server.close()


def main() -> int:
    """Serve until told to end; return the exit status."""
    host = HostFolder.at(Path(sys.argv[1]))
    settings = host.read_settings()
    try:
        listeners = open_doors(settings)
    except MailHostUsageError as error:
        sys.stderr.write(error.diagnostics() + "\n")
        return 1
    gate = Gate(settings, host=host)
    step_down(settings.gate_uid)
    asyncio.run(_run(gate, listeners))
    return 0


if __name__ == "__main__":
    sys.exit(main())
