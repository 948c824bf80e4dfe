"""Ask a provider's interface, by the user's way out, at the hosts that are named and at no other."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import httpcore
import httpx

from chaffinch.ground.egress import Egress, Resolve, Way, resolve_name
from chaffinch.ground.upstream import open_way
from chaffinch.ground.web_wire import CheckedWire, WayRefusedError, Wire
from chaffinch.tripwires.providers.provider import ProviderError

_SECONDS = 25.0
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interface stands."""

    url: str
    """https://…; http only on this machine. Without a final slash."""
    address: str = ""
    """IP address at which its host is connected to; a host of our own network needs it, since its name leads to no public
    one. Empty: the address that its name has, which must be a public one."""

    @property
    def host(self) -> str:
        """The only host that is asked."""
        return (urlsplit(self.url).hostname or "").lower()

    @classmethod
    def parse(cls, url: str, address: str = "") -> Self:
        """Read what the settings say.

        Raises:
            ValueError: it is no https address, holds a log-in or a query, or the address is none.
        """
        parts = urlsplit(url.rstrip("/"))
        if address:
            ipaddress.ip_address(address)
        near = _is_loopback(address or (parts.hostname or ""))
        if parts.scheme != "https" and not (parts.scheme == "http" and near):
            raise ValueError("it is no https address")
        if not parts.hostname or parts.username or parts.query or parts.fragment or (parts.port or 1) < 1:
            raise ValueError("it is no plain address of a host")
        return cls(url.rstrip("/"), address or (parts.hostname if near else ""))


@dataclass(frozen=True, slots=True)
class Reply:
    """What an interface answered."""

    status: int
    body: bytes = field(repr=False)

    def read_json(self) -> Any:
        """Return the body's value.

        Raises:
            ProviderError: it is no JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise ProviderError("unexpected", f"status {self.status}, no JSON") from None


class Wires:
    """Asks a few hosts; nothing is followed, nothing is tried twice, nothing that was sent is told in an error."""

    def __init__(
        self,
        places: Iterable[Place],
        *,
        egress: Egress,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve = resolve_name,
    ) -> None:
        """Prepare.

        Args:
            places: all that may be asked.
            egress: the user's way out.
            trust: certificates that are believed; the usual authorities by default.
            resolve: how names become addresses.
        """
        self._pins = {place.host: place.address for place in places}
        self._egress = egress
        self._trust = trust or httpx.create_ssl_context(trust_env=False)
        self._resolve = resolve

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        values: Any = None,
    ) -> Reply:
        """Ask once.

        Args:
            method: of HTTP.
            url: at one of the places.
            headers: beside the client's own.
            form: sent as a form.
            values: sent as JSON, where they are not None.

        Raises:
            ProviderError: `unreachable`, or its host is none of the places'; `unexpected` where the answer is too long.
        """
        kind, body = "", b""
        if form is not None:
            kind, body = "application/x-www-form-urlencoded", urlencode(form).encode()
        elif values is not None:
            kind, body = "application/json", json.dumps(values).encode()
        sent = {
            "Host": urlsplit(url).netloc,
            "User-Agent": "Chaffinch",
            "Accept": "application/json",
            **({"Content-Type": kind} if kind else {}),
            "Content-Length": str(len(body)),
            **(headers or {}),
        }
        try:
            return asyncio.run(self._ask(method, url, headers=sent, body=body))
        except WayRefusedError as refused:
            raise ProviderError("unreachable", f"{urlsplit(url).hostname}: {refused.refusal.code}") from None
        except ssl.SSLCertVerificationError as fault:
            raise ProviderError("unreachable", f"{urlsplit(url).hostname}: {fault.verify_message}") from None
        except (
            TimeoutError,
            OSError,
            httpcore.TimeoutException,
            httpcore.NetworkError,
            httpcore.ProtocolError,
        ) as fault:
            raise ProviderError("unreachable", f"{urlsplit(url).hostname}: {type(fault).__name__}") from None

    async def _ask(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> Reply:
        backend = _PinnedWire(self._pins, egress=self._egress, resolve=self._resolve)
        async with (
            asyncio.timeout(_SECONDS),
            httpcore.AsyncConnectionPool(ssl_context=self._trust, network_backend=backend) as pool,
            pool.stream(method, url, headers=list(headers.items()), content=body) as answer,
        ):
            kept = b""
            async for chunk in answer.aiter_stream():
                kept += chunk
                if len(kept) > _LARGEST:
                    raise ProviderError("unexpected", f"status {answer.status}, too long")
            return Reply(answer.status, kept)


class _PinnedWire(CheckedWire):
    """Connects to the named hosts only, at the address that the settings name where they name one."""

    def __init__(self, pins: Mapping[str, str], *, egress: Egress, resolve: Resolve) -> None:
        super().__init__(egress=egress, directory=None, resolve=resolve)
        self._pins = pins

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        pin = self._pins.get(host.lower())
        if pin is None:
            raise ProviderError("unreachable", f"{host[:100]} is not the provider's host")
        if not pin:
            return await super().connect_tcp(host, port, timeout, local_address, socket_options)
        try:
            streams, _ = await open_way(Way(host, port, (pin,), port, "direct"))
        except (OSError, TimeoutError) as fault:
            raise httpcore.ConnectError(str(fault) or type(fault).__name__) from fault
        return Wire(streams)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def bearer(token: str) -> dict[str, str]:
    """Return the header of a request that carries this token (RFC 6750)."""
    return {"Authorization": f"Bearer {token}"}


def refuse_status(reply: Reply) -> ProviderError:
    """Say what a status means that is none of success."""
    if reply.status in (401, 403):
        return ProviderError("refused", f"status {reply.status}")
    if reply.status == 404:
        return ProviderError("no-such-account", "status 404")
    return ProviderError("unexpected", f"status {reply.status}")
