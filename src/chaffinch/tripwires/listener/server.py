"""The listener's process: accepts connections, shows that it lives, ends in order."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from chaffinch.ground.files import write_whole
from chaffinch.tripwires.fields import read_source
from chaffinch.tripwires.listener.conversation import Conversation
from chaffinch.tripwires.listener.equipment import Equipment
from chaffinch.tripwires.listener.errors import FullError, ListenerError
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.request import is_trusted
from chaffinch.tripwires.listener.settings import Settings
from chaffinch.tripwires.listener.state import BEAT_SECONDS, State

_log = logging.getLogger(__name__)
_BACKLOG = 512
_SYNC_SECONDS = 1.0
_PAUSE_SECONDS = 0.2
"""When the system has no more descriptors."""


def bind(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say.

    Raises:
        ListenerError: something else does, or it may not.
    """
    host, port = settings.address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        raise ListenerError(
            f"The listener cannot listen on {settings.listen}.",
            why=str(error),
            todo="Choose another: listen = …",
        ) from error
    return listening


class Server:
    """One listener.

    Args:
        settings: checked.
        folder: made.
        equipment: made of both.
        listening: as `bind` returns it.
        group: number of the group that may read what is written.
        confined: what keeps the process in its folder.
        clock: the time of now, aware.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Folder,
        *,
        equipment: Equipment,
        listening: socket.socket,
        group: int | None,
        confined: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._folder, self._with = settings, folder, equipment
        self._listening, self._group, self._confined, self._clock = listening, group, confined, clock
        self._keep = timedelta(days=settings.keep_days)
        self._started_at = clock()
        self._held: set[asyncio.Task[None]] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until the event is set."""
        with contextlib.suppress(FullError):
            self._with.pushes.open_logs()
        self._show_life()
        tasks = [asyncio.create_task(work()) for work in (self._accept, self._beat, self._sync)]
        stopped = asyncio.create_task(stopping.wait())
        done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        await self._end([*tasks, stopped])
        for task in done - {stopped}:
            task.result()

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        push_slots = asyncio.Semaphore(self._with.limits.pushes)
        proxies = self._settings.networks
        while True:
            try:
                connection, peer = await loop.sock_accept(self._listening)
            except OSError as error:
                _log.warning("no connection could be taken: %s", error)
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            source = read_source(str(peer[0]))
            if not self._with.gate.enter(source, trusted=is_trusted(source, proxies)):
                connection.close()
                continue
            task = asyncio.create_task(self._host(connection, source, push_slots))
            self._held.add(task)
            task.add_done_callback(self._held.discard)

    async def _host(self, connection: socket.socket, source: str, push_slots: asyncio.Semaphore) -> None:
        writer: asyncio.StreamWriter | None = None
        try:
            reader, writer = await self._open(connection)
            secured = writer.get_extra_info("ssl_object")
            await Conversation(
                (reader, writer),
                reception=self._with.reception,
                limits=self._with.limits,
                peer=source,
                tls=secured.version() if secured else "",
                proxies=self._settings.networks,
                server=self._settings.server,
                clock=self._clock,
                push_slots=push_slots,
            ).hold()
        except (OSError, TimeoutError, ListenerError):
            pass  # whoever hangs up or breaks off the handshake is nobody
        except Exception:  # at a connection's edge: whatever one of them does, the others are served
            _log.exception("a connection ended badly")
        finally:
            self._with.gate.leave(source)
            if writer is None:
                connection.close()
            else:
                writer.close()
                with contextlib.suppress(OSError, TimeoutError):
                    async with asyncio.timeout(_SYNC_SECONDS):
                        await writer.wait_closed()

    async def _open(self, connection: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return the streams of an accepted connection, after its handshake where there is a certificate."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        context: ssl.SSLContext | None = self._with.certificate.open() if self._with.certificate else None
        patience = (
            {"ssl_handshake_timeout": self._with.limits.head_seconds, "ssl_shutdown_timeout": 1.0}
            if context
            else {}
        )
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol, connection, ssl=context, **patience
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            now = self._clock()
            if self._with.certificate is not None:
                self._with.certificate.refresh()
            await asyncio.to_thread(self._with.room.count)
            with contextlib.suppress(OSError):
                self._with.recorder.tend(now=now, keep=self._keep)
                await self._with.pushes.tend(now=now, keep=self._keep)
            self._show_life()

    async def _sync(self) -> None:
        while True:
            await asyncio.sleep(_SYNC_SECONDS)
            try:
                self._with.recorder.sync()
            except OSError as error:
                _log.warning("hits could not be written through to the disk: %s", error)

    def _show_life(self) -> None:
        now = self._clock()
        fault = self._with.certificate.fault if self._with.certificate else ""
        if self._with.certificate and self._with.certificate.until and self._with.certificate.until <= now:
            fault = fault or "it has expired"
        state = State(
            at=now,
            started_at=self._started_at,
            hits=self._with.recorder.hits,
            tries=self._with.recorder.tries,
            pushes=self._with.pushes.taken,
            refused=self._with.gate.refused,
            full=self._with.room.full,
            certificate=fault,
            confined=self._confined,
        )
        try:
            mode = 0o600 if self._group is None else 0o640
            write_whole(self._folder.state, state.write(), mode=mode, group=self._group, sync=False)
        except OSError as error:
            _log.warning("no sign of life could be written: %s", error)

    async def _end(self, tasks: Iterable[asyncio.Task[Any]]) -> None:
        everything = [*tasks, *self._held]
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)
        # A body that is just being written is written to its end, before its file is closed.
        await asyncio.get_running_loop().shutdown_default_executor()
        self._listening.close()
        self._with.recorder.close(now=self._clock())
        self._with.pushes.close()
