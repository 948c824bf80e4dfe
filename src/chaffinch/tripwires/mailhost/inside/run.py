"""The process inside the sandbox: `python -m chaffinch.tripwires.mailhost.inside.run NAME DOVECOT CLIENTS PROCESSES`.

It starts Dovecot and its companions. What is to be known outside goes to standard output, a JSON line each; Dovecot's log
goes to standard error. When standard input ends, or Dovecot does, everything here ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import ssl
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from chaffinch.tripwires.mailhost.inside.authentication import authenticate
from chaffinch.tripwires.mailhost.inside.hook import Hook
from chaffinch.tripwires.mailhost.inside.places import (
    AUTH_FOLDER,
    AUTH_SOCKET,
    DOORS,
    HOOK_PORT,
    HOST,
    IMAP_PORT,
    IMAPS_PORT,
    STATE_FOLDER,
)
from chaffinch.tripwires.mailhost.inside.relay import Streams, join_streams
from chaffinch.tripwires.mailhost.inside.submission import SubmissionServer

_LARGEST_FILE = 1 << 30
_OWN_MEMORY = 1 << 30
_LONGEST_IDLE = 7_200.0
"""The gate outside has the tighter limit."""
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def main() -> int:
    """Run until told to end; return the exit status."""
    name, dovecot, clients, processes = sys.argv[1:5]
    _bound_self(int(processes))
    return asyncio.run(_run(name, dovecot, backlog=int(clients)))


def _bound_self(processes: int) -> None:
    """Set what every process here inherits; where the user is somebody's own, no number of processes is set."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if processes:
        resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))


async def _run(name: str, dovecot: str, *, backlog: int) -> int:
    for folder in (AUTH_FOLDER, STATE_FOLDER):
        Path(folder).mkdir(mode=0o755, parents=True)
    hook = await asyncio.start_server(Hook(tell).serve, "127.0.0.1", HOOK_PORT)
    process = await asyncio.create_subprocess_exec(
        dovecot, "-F", "-c", f"{HOST}/dovecot.conf", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL
    )  # fmt: skip
    # After Dovecot has its own bounds: these processes here need little.
    resource.setrlimit(resource.RLIMIT_AS, (_OWN_MEMORY, _OWN_MEMORY))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(f"{HOST}/certificate.pem", f"{HOST}/key.pem")
    submission = SubmissionServer(
        name=name, tls=tls, authenticate=partial(authenticate, socket=AUTH_SOCKET), tell=tell
    )
    doors: dict[str, Serve] = {
        "imaps": partial(_relay, port=IMAPS_PORT),
        "imap": partial(_relay, port=IMAP_PORT),
        "submission": submission.serve,
    }
    servers = [await _open_door(kind, serve, backlog) for kind, serve in doors.items()]
    ending = asyncio.create_task(_await_end_of_input())
    dying = asyncio.create_task(process.wait())
    await asyncio.wait([ending, dying], return_when=asyncio.FIRST_COMPLETED)
    for server in (hook, *servers):
        server.close()
    if dying.done():
        return 1
    process.terminate()
    await dying
    return 0


async def _open_door(kind: str, serve: Serve, backlog: int) -> asyncio.Server:
    path = Path(DOORS, f"{kind}.sock")
    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(serve, str(path), backlog=backlog)
    # The folder around it is its owner's alone; the gate has it open from before it became somebody else.
    path.chmod(0o666)
    return server


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, port: int) -> None:
    try:
        there: Streams = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        writer.close()
        return
    await join_streams((reader, writer), there, idle_seconds=_LONGEST_IDLE)


async def _await_end_of_input() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while await reader.read(4_096):
        pass


def tell(kind: str, said: dict[str, Any]) -> None:
    """Tell the outside."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(json.dumps({"kind": kind, "said": said}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
