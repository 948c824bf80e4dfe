"""The range's servers in one asyncio loop: web with and without TLS, control port, mail."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from chaffinch.lab.control import make_control
from chaffinch.lab.loopback import LOOPBACK, open_listener
from chaffinch.lab.postbox import Postbox
from chaffinch.lab.sites.site import Site
from chaffinch.lab.web import Answer, choose_answer, serve_visitor
from chaffinch.lab.wire import HEAD_BYTES

_GOODBYE_SECONDS = 1.0
#: Lets the loop tell aborted connections that they are lost, before it ends.
_FAREWELL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the servers listen on loopback."""

    http: int
    https: int
    control: int
    smtp: int


class Visits:
    """The web servers and their open connections, so that all can be ended with the range."""

    def __init__(self) -> None:
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._servers: list[asyncio.Server] = []

    async def listen(self, answer: Answer, *, address: str, context: ssl.SSLContext | None = None) -> int:
        """Start a web server and return its port."""

        async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            visit = asyncio.ensure_future(
                serve_visitor(reader, writer, answer=answer, secure=context is not None)
            )
            self._open[visit] = writer
            visit.add_done_callback(self._open.pop)
            await asyncio.wait([visit])

        listener = open_listener(address)
        self._servers.append(
            await asyncio.start_server(receive, sock=listener, ssl=context, limit=HEAD_BYTES)
        )
        return _read_port(listener)

    async def end(self) -> None:
        """Close the servers and every open connection."""
        for server in self._servers:
            end_server(server)
        visits = dict(self._open)
        for visit, writer in visits.items():
            writer.transport.abort()
            visit.cancel()
        if visits:
            await asyncio.wait(visits, timeout=_GOODBYE_SECONDS)


@contextlib.asynccontextmanager
async def open_servers(
    sites: Mapping[str, Site],
    *,
    postbox: Postbox,
    secret: str,
    context: ssl.SSLContext,
    address: str = LOOPBACK,
) -> AsyncIterator[Ports]:
    """Serve the sites, the proof and the mail while the context lasts.

    Raises:
        NotLoopbackError: the address is not loopback.
    """
    visits = Visits()
    answer = choose_answer(sites)
    mail_listener = open_listener(address)
    mail_server = await asyncio.get_running_loop().create_server(postbox.greet_visitor, sock=mail_listener)
    try:
        yield Ports(
            http=await visits.listen(answer, address=address),
            https=await visits.listen(answer, address=address, context=context),
            control=await visits.listen(make_control(secret), address=address),
            smtp=_read_port(mail_listener),
        )
    finally:
        end_server(mail_server)
        postbox.hang_up()
        await visits.end()
        await asyncio.sleep(_FAREWELL_SECONDS)


def end_server(server: asyncio.Server) -> None:
    """Close a server and, where Python knows them, connections that have not shaken hands yet.

    Since Python 3.13 a connection that outlives its closed server complains when it is collected.
    """
    server.close()
    abort_clients = getattr(server, "abort_clients", None)
    if abort_clients is not None:
        abort_clients()


def _read_port(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])
