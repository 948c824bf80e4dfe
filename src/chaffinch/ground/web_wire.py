"""What every fetched connection goes through: the way is found and checked first, then that address is opened."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from chaffinch.ground.egress import Egress, Refusal, Resolve, find_way
from chaffinch.ground.range_directory import RangeDirectory, check_proof
from chaffinch.ground.upstream import Streams, open_way


class WayRefusedError(Exception):
    """The connection may not be made; never retried."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class CheckedWire(httpcore.AsyncNetworkBackend):
    """Open connections by the user's way out, to the very address that was checked.

    Args:
        egress: the user's answer.
        directory: a practice range; its names are served once it has proved over loopback that it runs.
        resolve: how names become addresses.
    """

    def __init__(self, *, egress: Egress, directory: RangeDirectory | None, resolve: Resolve) -> None:
        self._egress = egress
        self._directory = directory
        self._proven = False
        self._resolve = resolve
        self._upstreams = itertools.cycle(egress.proxies or (None,))

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Find the way, check every address, connect.

        Raises:
            WayRefusedError: the address is not one that may be connected to.
            httpcore.ConnectError: nothing answered.
        """
        way = await find_way(
            host, port, egress=self._egress, directory=await self._trust_range(), resolve=self._resolve
        )
        if isinstance(way, Refusal):
            raise WayRefusedError(way)
        try:
            streams, _ = await open_way(way, upstream=next(self._upstreams))
        except (OSError, TimeoutError) as fault:
            raise httpcore.ConnectError(str(fault) or type(fault).__name__) from fault
        return Wire(streams)

    async def sleep(self, seconds: float) -> None:
        """Wait, as the connection pool asks it to."""
        await asyncio.sleep(seconds)

    async def _trust_range(self) -> RangeDirectory | None:
        if self._directory is not None and not self._proven:
            self._proven = await asyncio.to_thread(check_proof, self._directory)
        return self._directory if self._proven else None


class Wire(httpcore.AsyncNetworkStream):
    """An open connection as the HTTP library sees it."""

    def __init__(self, streams: Streams) -> None:
        self._reader, self._writer = streams

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return await asyncio.wait_for(self._reader.read(max_bytes), timeout)
        except TimeoutError as fault:
            raise httpcore.ReadTimeout from fault
        except OSError as fault:
            raise httpcore.ReadError(str(fault)) from fault

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._writer.write(buffer)
            await asyncio.wait_for(self._writer.drain(), timeout)
        except TimeoutError as fault:
            raise httpcore.WriteTimeout from fault
        except OSError as fault:
            raise httpcore.WriteError(str(fault)) from fault

    async def aclose(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), 2)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            await asyncio.wait_for(
                self._writer.start_tls(ssl_context, server_hostname=server_hostname), timeout
            )
        except ssl.SSLCertVerificationError:
            self._writer.close()
            raise  # said as what it is: another attempt meets the same certificate
        except (OSError, TimeoutError) as fault:
            self._writer.close()
            raise httpcore.ConnectError(str(fault) or type(fault).__name__) from fault
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # of an idle connection: something to read means that the server closed it
            return self._reader.at_eof()
        return self._writer.get_extra_info(info)
