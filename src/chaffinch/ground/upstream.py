"""Open a connection along a way: straight to a checked address, or through an HTTP or SOCKS5 proxy."""

from __future__ import annotations

import asyncio
import base64
import struct
from ipaddress import IPv4Address, IPv6Address, ip_address

from chaffinch.ground.egress import Upstream, Way

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_SECONDS_TO_CONNECT = 8.0
_LARGEST_HEAD = 65_536


class UpstreamFault(OSError):
    """The proxy answered, and will not carry this connection."""


async def open_way(way: Way, *, upstream: Upstream | None = None) -> tuple[Streams, str]:
    """Connect along the way; return the streams and the address that was connected to.

    The address is empty where an upstream resolved the name.

    Raises:
        OSError: nothing answered, or the upstream refused.
        TimeoutError: nothing answered in time.
    """
    if upstream is not None and way.via == "upstream":
        target = way.addresses[0] if way.addresses else way.host
        async with asyncio.timeout(2 * _SECONDS_TO_CONNECT):
            return await _open_through(upstream, host=target, port=way.connect_port), next(
                iter(way.addresses), ""
            )
    last_fault: Exception = OSError("no address")
    for address in way.addresses:
        try:
            async with asyncio.timeout(_SECONDS_TO_CONNECT):
                return await asyncio.open_connection(address, way.connect_port, limit=_LARGEST_HEAD), address
        except (OSError, TimeoutError) as fault:
            last_fault = fault
    raise last_fault


async def _open_through(upstream: Upstream, *, host: str, port: int) -> Streams:
    reader, writer = await asyncio.open_connection(upstream.host, upstream.port, limit=_LARGEST_HEAD)
    try:
        if upstream.scheme == "socks5":
            await _greet_socks(reader, writer, upstream=upstream)
            await _ask_socks(reader, writer, host=host, port=port)
        else:
            await _ask_connect(reader, writer, upstream=upstream, authority=_join_authority(host, port))
    except BaseException:
        writer.close()
        raise
    return reader, writer


def _join_authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def _ask_connect(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, upstream: Upstream, authority: str
) -> None:
    lines = [f"CONNECT {authority} HTTP/1.1", f"Host: {authority}"]
    if upstream.user:
        pair = base64.b64encode(f"{upstream.user}:{upstream.password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {pair}")
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
    await writer.drain()
    try:
        untrusted_head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as fault:
        raise UpstreamFault("the proxy gave no answer") from fault
    status = untrusted_head.split(b" ", 2)[1:2]
    if not (status and status[0].startswith(b"2")):
        raise UpstreamFault("the proxy refused the connection")


async def _greet_socks(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, upstream: Upstream
) -> None:
    """Agree on a method: none, or name and password (RFC 1928, RFC 1929)."""
    method = 2 if upstream.user else 0
    writer.write(bytes((5, 1, method)))
    await writer.drain()
    if await _read(reader, 2) != bytes((5, method)):
        raise UpstreamFault("the SOCKS proxy wants another way to log in")
    if method:
        user, password = upstream.user.encode()[:255], upstream.password.encode()[:255]
        writer.write(bytes((1, len(user))) + user + bytes((len(password),)) + password)
        await writer.drain()
        if (await _read(reader, 2))[1] != 0:
            raise UpstreamFault("the SOCKS proxy does not know this name and password")


async def _ask_socks(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, host: str, port: int
) -> None:
    try:
        literal: IPv4Address | IPv6Address | None = ip_address(host)
    except ValueError:
        literal = None
    if literal is None:
        name = host.encode("ascii")
        target = bytes((3, len(name))) + name
    else:
        target = bytes((1 if literal.version == 4 else 4,)) + literal.packed
    writer.write(b"\x05\x01\x00" + target + struct.pack(">H", port))
    await writer.drain()
    answer = await _read(reader, 4)
    if answer[:2] != b"\x05\x00":
        raise UpstreamFault("the SOCKS proxy refused the connection")
    length = {1: 4, 4: 16}.get(answer[3])
    if length is None:
        length = (await _read(reader, 1))[0]
    await _read(reader, length + 2)


async def _read(reader: asyncio.StreamReader, count: int) -> bytes:
    try:
        return await reader.readexactly(count)
    except asyncio.IncompleteReadError as fault:
        raise UpstreamFault("the SOCKS proxy hung up") from fault
