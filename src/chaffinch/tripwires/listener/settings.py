"""listener.toml, read strictly: where the listener stands, what it looks like, how much it keeps."""

from __future__ import annotations

import re
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal

from chaffinch.tripwires.listener.errors import ListenerError
from chaffinch.tripwires.listener.limits import Limits

BeaconAnswer = Literal["picture", "empty", "missing"]
Outcome = Literal["refused", "code"]
Network = IPv4Network | IPv6Network
_PATH = re.compile(r"/[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*")
_LISTEN = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[0-9.]+):(\d{1,5})")
_SHOWN = re.compile(r"[ -~]{0,60}")


@dataclass(frozen=True, slots=True)
class Portal:
    """One decoy sign-in page; its look is drawn from the folder's seed."""

    path: str = ""
    """Such as `/espace`; what lies below it shows the same page."""
    language: Literal["en", "fr"] = "en"
    name: str = ""
    """What the tool calls itself; empty: drawn."""
    outcome: Outcome = "refused"
    """`refused`: each try is; `code`: a code is asked for that never comes, and none is right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole file."""

    listen: str = "127.0.0.1:8480"
    """Address and port."""
    certificate: str = ""
    """PEM file with the chain; empty: plain HTTP, for behind a proxy of your own."""
    key: str = ""
    """PEM file; both are read again when they change."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of reverse proxies, whose X-Forwarded-For is believed; nobody else's is."""
    server: str = "nginx"
    """The Server field, and what error pages are signed with; empty: none."""
    beacon_answer: BeaconAnswer = "picture"
    """What a beacon's address answers: a small picture, an empty page, or as if nothing were there."""
    push_path: str = "/push"
    """Below it logs are pushed."""
    readers: str = ""
    """Group that may read what the listener writes, for a desk that runs as another user; empty: nobody else."""
    disk_mb: int = 2_000
    """What the folder may hold, in millions of bytes; then pushed logs are refused (507) and hits only counted."""
    rotate_mb: int = 64
    """A file longer than that is set aside and a new one begun."""
    keep_days: int = 30
    """Files that were set aside are deleted after so many days."""
    connections: int = Limits().connections
    """At a time."""
    requests_a_minute: int = Limits().requests_a_minute
    """From one address; behind a proxy, from the address that it names."""
    portals: tuple[Portal, ...] = field(default=())

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def networks(self) -> tuple[Network, ...]:
        """The trusted proxies."""
        return tuple(ip_network(proxy) for proxy in self.proxies)

    @property
    def limits(self) -> Limits:
        """The product's limits with what the file says of them."""
        return Limits(connections=self.connections, requests_a_minute=self.requests_a_minute)


#: Whole numbers have bounds: below and above them a limit is none.
_BOUNDS = {
    "disk_mb": (1, 1_000_000),
    "rotate_mb": (1, 4_000),
    "keep_days": (1, 3_650),
    "connections": (4, 10_000),
    "requests_a_minute": (10, 100_000),
}


def load_settings(path: Path) -> Settings:
    """Read and check the file; a missing file gives the defaults.

    Raises:
        ListenerError: it is not TOML, or a key or value is wrong.
    """
    try:
        return parse_settings(tomllib.loads(path.read_text(encoding="utf-8")), name=str(path))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ListenerError(f"{path} cannot be read.", why=str(error)) from error


def parse_settings(said: Mapping[str, Any], *, name: str = "listener.toml") -> Settings:
    """Check a mapping and return the values.

    Raises:
        ListenerError: a key or value is wrong.
    """
    settings: Settings = _fill(Settings, said, name=name)
    _check(settings, name)
    return settings


def _fill(wanted: type[Any], said: Mapping[str, Any], *, name: str) -> Any:
    known = {entry.name for entry in fields(wanted)}
    hints = typing.get_type_hints(wanted)
    values: dict[str, Any] = {}
    for key, value in said.items():
        if key not in known:
            raise ListenerError(
                f"{name}: there is no key {key!r}.", todo=f"Known keys: {', '.join(sorted(known))}."
            )
        values[key] = _convert(value, hints[key], key=key, name=name)
    return wanted(**values)


def _convert(value: Any, hint: Any, *, key: str, name: str) -> Any:
    if typing.get_origin(hint) is Literal:
        if value in typing.get_args(hint):
            return value
        raise ListenerError(
            f"{name}: {key} cannot be {value!r}.", todo=f"Choose one of: {', '.join(typing.get_args(hint))}."
        )
    if isinstance(hint, types.GenericAlias):
        if hint.__args__[0] is Portal and _is_list(value, dict):
            return tuple(_fill(Portal, entry, name=f"{name}, [[{key}]]") for entry in value)
        if hint.__args__[0] is str and _is_list(value, str):
            return tuple(value)
    elif isinstance(value, hint) and not isinstance(value, bool):
        return value
    raise ListenerError(f"{name}: {key} is of the wrong kind.", todo="See the reference of the listener.")


def _is_list(value: Any, of: type) -> bool:
    return isinstance(value, list) and all(isinstance(entry, of) for entry in value)


def _check(settings: Settings, name: str) -> None:
    for key, why, todo in (*_find_faults(settings), *_find_portal_faults(settings)):
        raise ListenerError(f"{name}: {key} cannot be used.", why=why, todo=todo)


def _find_faults(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong: the key, why, and what to do."""
    listen = _LISTEN.fullmatch(settings.listen)
    if listen is None or not 0 <= int(listen[1]) < 65_536:
        yield "listen", "It is no address and port.", "For example: 127.0.0.1:8480, [::]:443"
    if bool(settings.certificate) != bool(settings.key):
        yield "certificate", "A certificate and its key belong together.", "Name both, or neither."
    for path in (settings.certificate, settings.key):
        if path and not path.startswith("/"):
            yield "certificate", f"{path!r} is not a whole path.", ""
    if not _SHOWN.fullmatch(settings.server):
        yield "server", "It holds more than 60 characters, or other than plain ones.", "For example: nginx"
    for proxy in settings.proxies:
        try:
            ip_network(proxy)
        except ValueError as error:
            yield "proxies", str(error), "For example: 127.0.0.1, 10.0.0.0/8"
    for key, (least, most) in _BOUNDS.items():
        if not least <= getattr(settings, key) <= most:
            yield key, f"It is not between {least} and {most}.", ""


def _find_portal_faults(settings: Settings) -> Iterator[tuple[str, str, str]]:
    if not _PATH.fullmatch(settings.push_path):
        yield "push_path", f"{settings.push_path!r} is not a path.", "For example: /push"
    paths = [portal.path for portal in settings.portals]
    for portal in settings.portals:
        path = portal.path
        taken = f"{path}/".startswith(f"{settings.push_path}/") or paths.count(path) > 1
        if not _PATH.fullmatch(path) or taken:
            yield (
                "path of [[portals]]",
                f"{path!r} is not a path of its own.",
                "For example: /espace, /intranet/login",
            )
        if len(portal.name) > 60 or not portal.name.isprintable():
            yield "name of [[portals]]", "It is too long, or cannot be shown.", ""
