"""How connections leave the house: the choice of the user, and the way of one connection.

A way is found in one order only: practice range, then literal addresses, then names; whatever it is, the address
that was checked is the one that is connected to.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from chaffinch.errors import RefusedError, UsageError
from chaffinch.ground.addresses import classify_address, is_numeric_host, parse_address
from chaffinch.ground.range_directory import LOOPBACK, RangeDirectory, is_range_name

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port → every address the name has, as text. Raises OSError when there is none."""

_LOCAL_NAMES = (
    "localhost", "local", "internal", "lan", "home", "corp", "intranet", "private", "home.arpa", "arpa", "onion",
    "invalid", "alt", "test", "example",
)  # fmt: skip
_DEFAULT_PORTS = {"http": 3128, "socks5": 1080}


class EgressError(UsageError):
    """The way out is not one that can be used."""


class EgressUnansweredError(RefusedError):
    """Nobody has said yet how captures leave the house."""

    def __init__(self) -> None:
        super().__init__(
            "No live page is opened yet",
            why="a visit shows the phisher who is looking, and nobody has said how captures leave the house",
            todo="say it once: direct, or the address of a proxy (http://… or socks5://…)",
        )


@dataclass(frozen=True, slots=True)
class Upstream:
    """One proxy through which connections leave; it resolves the names itself."""

    scheme: Literal["http", "socks5"]
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Its address, without the password that it asks for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> Upstream:
        """Read `http://[user:password@]host[:port]` or `socks5://…` (`socks5h` means the same here).

        Raises:
            EgressError: it is another scheme, or there is no host or no valid port.
        """
        parts = urlsplit(text.strip())
        scheme = parts.scheme.replace("socks5h", "socks5")
        try:
            port = parts.port or _DEFAULT_PORTS.get(scheme, 0)
        except ValueError:
            port = 0
        if scheme not in ("http", "socks5") or not parts.hostname or not port:
            raise EgressError(
                "This is not a proxy that captures can leave by",
                why=f"{text.rpartition('@')[2]!r} is neither http://host:port nor socks5://host:port",
                todo="write the proxy's address with its scheme, or `direct`",
            )
        return cls(
            scheme="http" if scheme == "http" else "socks5",
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


@dataclass(frozen=True, slots=True)
class Egress:
    """The user's answer: not given yet, straight from here, or by one of these proxies."""

    mode: Literal["unset", "direct", "proxy"] = "unset"
    proxies: tuple[Upstream, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a mode without its proxies and proxies without their mode."""
        if (self.mode == "proxy") != bool(self.proxies):
            raise EgressError("Proxies and the mode `proxy` go together", todo="list at least one proxy")

    @classmethod
    def parse(cls, *answers: str) -> Egress:
        """Read the answers of a settings file or command line: nothing, `direct`, or proxies.

        Raises:
            EgressError: an answer is neither, or `direct` stands beside proxies.
        """
        given = [answer.strip() for answer in answers if answer.strip() not in ("", "unset")]
        if not given:
            return cls()
        if given == ["direct"]:
            return cls(mode="direct")
        return cls(mode="proxy", proxies=tuple(Upstream.parse(answer) for answer in given))


@dataclass(frozen=True, slots=True)
class Way:
    """Where a connection may go: checked addresses, or a name that only an upstream resolves."""

    host: str
    port: int
    addresses: tuple[str, ...]
    """Checked; the first that answers is used. Empty when an upstream resolves the name."""
    connect_port: int
    via: Literal["range", "direct", "upstream"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a connection may not be made."""

    code: Literal["egress", "refused-address", "not-found"]
    params: dict[str, Any]


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """Return every address of the name by the system's resolver, search domains left out."""
    found = await asyncio.get_running_loop().getaddrinfo(f"{host}.", port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


async def find_way(
    untrusted_host: str,
    port: int,
    *,
    egress: Egress,
    directory: RangeDirectory | None,
    resolve: Resolve = resolve_name,
) -> Way | Refusal:
    """Return where a connection to host and port may go, or why it may not.

    Args:
        untrusted_host: as the browser asked for it.
        port: as the browser asked for it.
        egress: the user's answer.
        directory: a practice range that has proved that it runs; None without one.
        resolve: how names become addresses.
    """
    host = untrusted_host.lower().rstrip(".")
    if is_range_name(host):
        range_port = directory.find_port(host, port) if directory else None
        if range_port is None:
            return Refusal("not-found", {"host": host, "range": True})
        return Way(host, port, (LOOPBACK,), range_port, "range")
    refusal = _refuse_notation(host)
    if refusal:
        return refusal
    if egress.mode == "unset":
        return Refusal("egress", {"host": host})
    literal = parse_address(host)
    if literal is not None or egress.mode == "proxy":
        addresses = () if literal is None else (str(literal),)
        return Way(host, port, addresses, port, "upstream" if egress.mode == "proxy" else "direct")
    return await _resolve_checked(host, port, resolve=resolve)


def _refuse_notation(host: str) -> Refusal | None:
    literal = parse_address(host)
    if literal is not None:
        kind = classify_address(literal)
        return (
            Refusal("refused-address", {"host": host, "address": str(literal), "kind": kind})
            if kind
            else None
        )
    if is_numeric_host(host) or not _is_host_name(host):
        return Refusal("refused-address", {"host": host[:253], "kind": "malformed"})
    if "." not in host or any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES):
        return Refusal("refused-address", {"host": host, "kind": "local-name"})
    return None


def _is_host_name(host: str) -> bool:
    return (
        0 < len(host) <= 253
        and host.isascii()
        and all(0 < len(label) <= 63 for label in host.split("."))
        and all(letter.isalnum() or letter in "-_." for letter in host)
    )


async def _resolve_checked(host: str, port: int, *, resolve: Resolve) -> Way | Refusal:
    """Resolve once and refuse the whole name when any of its addresses is not public (DNS rebinding)."""
    try:
        untrusted_addresses = await asyncio.wait_for(resolve(host, port), timeout=8)
    except (OSError, UnicodeError, TimeoutError):
        untrusted_addresses = ()
    if not untrusted_addresses:
        return Refusal("not-found", {"host": host})
    checked: list[str] = []
    for untrusted_address in untrusted_addresses:
        address = parse_address(untrusted_address)
        kind = classify_address(address) if address is not None else "malformed"
        if address is None or kind or "%" in untrusted_address:
            params = {"host": host, "address": str(untrusted_address)[:60], "kind": kind or "link-local"}
            return Refusal("refused-address", params)
        checked.append(str(address))
    return Way(host, port, tuple(checked[:8]), port, "direct")
