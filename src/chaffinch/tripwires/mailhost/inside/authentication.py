"""Ask Dovecot whether a log-in is right (its authentication protocol 1.2), so that its policy hook tells of it too."""

from __future__ import annotations

import asyncio
import base64
import os
from dataclasses import dataclass

_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to log in."""

    login: str
    password: str
    source: str
    """Address of the client."""
    session: str
    """Our name of the connection; letters and digits."""


class AuthenticationFault(Exception):
    """Dovecot gave no answer."""


async def authenticate(attempt: Attempt, *, socket: str) -> bool:
    """Return whether Dovecot takes the log-in.

    Args:
        attempt: what was typed, and by whom.
        socket: path of Dovecot's `auth-client`.

    Raises:
        AuthenticationFault: it cannot be asked, or does not answer.
    """
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                return await _ask(attempt, reader, writer)
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as fault:
        raise AuthenticationFault(str(fault)) from fault


async def _ask(attempt: Attempt, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    response = base64.b64encode(f"\0{attempt.login}\0{attempt.password}".encode("utf-8", "surrogateescape"))
    writer.write(f"VERSION\t1\t2\nCPID\t{os.getpid()}\n".encode())
    while (await reader.readuntil(b"\n")).split(b"\t")[0].strip() != b"DONE":
        pass
    fields = [
        "AUTH", "1", "PLAIN", "service=submission", f"session={attempt.session}", "lip=0.0.0.0",
        f"rip={attempt.source}", "secured", f"resp={response.decode()}",
    ]  # fmt: skip
    writer.write("\t".join(fields).encode() + b"\n")
    while True:
        verdict = (await reader.readuntil(b"\n")).rstrip(b"\n").split(b"\t")
        if verdict[0] in (b"OK", b"FAIL", b"CONT"):
            return verdict[0] == b"OK"
