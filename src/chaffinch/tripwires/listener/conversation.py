"""One connection: requests one after the other, each within its time and size, until somebody ends it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime

import h11

from chaffinch.tripwires.listener.answers import CONTINUE, Answer, write_answer
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.reception import Admitted, Reception
from chaffinch.tripwires.listener.request import (
    BadRequestError,
    Request,
    find_head_end,
    open_request,
    read_request,
)
from chaffinch.tripwires.listener.settings import Network

_PIECE = 65_536
#: What somebody goes on sending after a refusal is read for a moment, so that the refusal arrives.
_LINGER_SECONDS, _LINGER_BYTES = 1.0, 1 << 20


class _TooLargeError(Exception):
    """The body is longer than this request may send."""


class Conversation:
    """Holds one connection.

    Args:
        streams: of the connection.
        reception: answers.
        limits: of time and size.
        peer: address of the other end.
        tls: version; empty for plain HTTP.
        proxies: whose word about addresses is taken.
        server: the Server field.
        clock: the time of now, aware.
        push_slots: so many bodies of logs are in memory at a time, of all connections.
    """

    def __init__(
        self,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        *,
        reception: Reception,
        limits: Limits,
        peer: str,
        tls: str,
        proxies: Iterable[Network],
        server: str,
        clock: Callable[[], datetime],
        push_slots: asyncio.Semaphore,
    ) -> None:
        self._reader, self._writer = streams
        self._reception, self._limits, self._server, self._clock = reception, limits, server, clock
        self._peer, self._tls, self._proxies = peer, tls, tuple(proxies)
        self._push_slots = push_slots
        self._received = b""

    async def hold(self) -> None:
        """Answer until the connection ends; time that runs out ends it without a word."""
        with contextlib.suppress(TimeoutError, OSError):
            for turn in range(1, self._limits.requests_a_connection + 1):
                if not await self._take_turn(last=turn == self._limits.requests_a_connection):
                    return

    async def _take_turn(self, *, last: bool) -> bool:
        """Answer one request; return whether another may follow."""
        parser = h11.Connection(h11.SERVER, max_incomplete_event_size=self._limits.head_bytes)
        try:
            head = await self._read_head()
            if not head:
                return False
            event = open_request(parser, head, self._limits)
            request = read_request(event, peer=self._peer, tls=self._tls, proxies=self._proxies)
        except BadRequestError:
            await self._refuse(400)
            return False
        admitted = self._reception.admit(request)
        if admitted is None:
            await self._refuse(503, method=request.method)
            return False
        async with self._push_slots if admitted.what == "push" else contextlib.nullcontext():
            return await self._answer(parser, request, admitted, last=last)

    async def _answer(
        self, parser: h11.Connection, request: Request, admitted: Admitted, *, last: bool
    ) -> bool:
        body, whole = b"", False
        try:
            if admitted.body_bytes or not _has_body(request):
                async with asyncio.timeout(self._limits.body_seconds):
                    body = await self._read_body(parser, most=admitted.body_bytes)
                whole = True
        except _TooLargeError:
            await self._refuse(413, method=request.method)
            return False
        except h11.RemoteProtocolError:
            await self._refuse(400, method=request.method)
            return False
        answer = await self._reception.answer(request, admitted, body)
        keep_alive = whole and request.keep_alive and not last
        await self._send(answer, method=request.method, keep_alive=keep_alive)
        if not keep_alive:
            await self._linger()
        return keep_alive

    async def _read_head(self) -> bytes:
        """Return a request's head; empty where the connection ended before one began.

        Raises:
            BadRequestError: it is not one.
            TimeoutError: it did not come.
        """
        if not self._received:
            async with asyncio.timeout(self._limits.idle_seconds):
                self._received = await self._reader.read(_PIECE)
        async with asyncio.timeout(self._limits.head_seconds):
            while True:
                end = find_head_end(self._received)
                if end:
                    head, self._received = self._received[:end], self._received[end:]
                    return head
                if len(self._received) > self._limits.head_bytes:
                    raise BadRequestError
                piece = await self._reader.read(_PIECE)
                if not piece:
                    return b""
                self._received += piece

    async def _read_body(self, parser: h11.Connection, *, most: int) -> bytes:
        """Return the body; what follows it is the next request's."""
        pieces: list[bytes] = []
        size = 0
        if self._received:
            parser.receive_data(self._received)
            self._received = b""
        while True:
            event = parser.next_event()
            if event is h11.NEED_DATA:
                if parser.they_are_waiting_for_100_continue:
                    self._writer.write(CONTINUE)
                    parser.send(h11.InformationalResponse(status_code=100, headers=[]))
                parser.receive_data(await self._reader.read(_PIECE))
            elif isinstance(event, h11.Data):
                size += len(event.data)
                if size > most:
                    raise _TooLargeError
                pieces.append(bytes(event.data))
            else:
                self._received = bytes(parser.trailing_data[0])
                return b"".join(pieces)

    async def _refuse(self, status: int, *, method: str = "GET") -> None:
        await self._send(self._reception.refuse(status), method=method, keep_alive=False)
        await self._linger()

    async def _send(self, answer: Answer, *, method: str, keep_alive: bool) -> None:
        written = write_answer(
            answer, method=method, server=self._server, now=self._clock(), keep_alive=keep_alive
        )
        self._writer.write(written)
        async with asyncio.timeout(self._limits.answer_seconds):
            await self._writer.drain()

    async def _linger(self) -> None:
        """Read on for a moment: a connection closed over unread bytes takes the answer with it (RFC 9112, 9.6)."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
        left = _LINGER_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while left > 0 and (piece := await self._reader.read(_PIECE)):
                    left -= len(piece)


def _has_body(request: Request) -> bool:
    return bool(request.read("transfer-encoding")) or request.read("content-length") not in (b"", b"0")
