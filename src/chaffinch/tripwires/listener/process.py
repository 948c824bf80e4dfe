"""Start and look over a listener: what `chaffinch listener` does."""

from __future__ import annotations

import asyncio
import grp
import random
import resource
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from chaffinch.tripwires.listener.confinement import confine, drop_root
from chaffinch.tripwires.listener.equipment import equip
from chaffinch.tripwires.listener.errors import ListenerError
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.room import Room
from chaffinch.tripwires.listener.server import Server, bind
from chaffinch.tripwires.listener.settings import Settings, load_settings
from chaffinch.tripwires.listener.state import find_fault, read_state
from chaffinch.tripwires.listener.tls import Certificate
from chaffinch.tripwires.listener.tokens import load_tokens

_SOON = timedelta(days=14)
#: Descriptors beside the connections': files, and some to spare.
_DESCRIPTORS = 128


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked at."""

    name: str
    state: Literal["ok", "note", "fault"]
    what: str


def run_listener(folder: Folder, *, user: str, clock: Callable[[], datetime]) -> None:
    """Serve until told to stop; root is given up once the socket is bound, and the rest of the disk, too.

    Args:
        folder: of the listener.
        user: whom root becomes; empty: the folder's owner.
        clock: the time of now, aware.

    Raises:
        ListenerError: the settings, the folder, the socket or the user cannot be used.
    """
    settings = load_settings(folder.settings_file)
    folder.create()
    listening = bind(settings)
    group = find_group(settings)
    if group is not None:
        folder.let_enter(group)
    drop_root(folder.path, user=user)
    _raise_descriptors(settings)
    try:
        equipment = equip(settings, folder, group=group, rng=random.SystemRandom(), clock=clock)
    except OSError as error:
        raise ListenerError(
            f"The folder {folder.path} cannot be used.",
            why=str(error),
            todo="Give it, with all that is in it, to the user that the listener runs as.",
        ) from error
    server = Server(
        settings,
        folder,
        equipment=equipment,
        listening=listening,
        group=group,
        confined=confine(folder.path),
        clock=clock,
    )
    asyncio.run(_serve(server))


async def _serve(server: Server) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await server.run(stopping)


def find_group(settings: Settings) -> int | None:
    """Return the number of the group of `readers`; None where none is named.

    Raises:
        ListenerError: there is no such group.
    """
    if not settings.readers:
        return None
    try:
        return grp.getgrnam(settings.readers).gr_gid
    except KeyError as error:
        raise ListenerError(
            f"There is no group {settings.readers!r}.", todo="Make it, or leave readers empty."
        ) from error


def _raise_descriptors(settings: Settings) -> None:
    wanted = settings.connections + _DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == -1 else min(wanted, hard), hard))


def look_over(folder: Folder, *, now: datetime) -> Iterator[Looked]:
    """Yield what a listener's folder and its process are like.

    Raises:
        ListenerError: the settings cannot be read.
    """
    settings = load_settings(folder.settings_file)
    yield Looked("settings", "ok", f"listens on {settings.listen}, {len(settings.portals)} portals")
    yield from _look_at_secrets(folder, settings)
    if settings.certificate:
        yield _look_at_certificate(settings, now=now)
    elif not settings.address[0].startswith("127.") and settings.address[0] != "::1":
        yield Looked(
            "certificate", "note", "plain HTTP: passwords typed at a portal cross the network in the clear"
        )
    names = sorted(load_tokens(folder.tokens))
    yield Looked("pushed logs", "ok" if names else "note", ", ".join(names) or "nobody may push")
    full = Room(folder.path, most_bytes=settings.disk_mb * 1_000_000).full
    yield Looked("disk", "fault" if full else "ok", "there is no room" if full else "there is room")
    state = read_state(folder.state)
    fault = find_fault(state, now=now)
    confined = f", kept in its folder by {state.confined}" if state and state.confined else ""
    yield Looked("process", "fault" if fault else "ok", fault or f"alive{confined}")


def _look_at_secrets(folder: Folder, settings: Settings) -> Iterator[Looked]:
    try:
        folder.read_seed()
        if settings.portals:
            folder.read_nonce()
    except ListenerError as error:
        yield Looked("keys", "fault", f"{error.what} {error.todo}")
    else:
        yield Looked("keys", "ok", "in place")


def _look_at_certificate(settings: Settings, *, now: datetime) -> Looked:
    certificate = Certificate(Path(settings.certificate), Path(settings.key))
    certificate.refresh()
    if certificate.fault or certificate.until is None:
        return Looked("certificate", "fault", certificate.fault)
    if certificate.until <= now:
        return Looked("certificate", "fault", f"expired {certificate.until:%Y-%m-%d}")
    soon = certificate.until - now < _SOON
    return Looked("certificate", "note" if soon else "ok", f"good until {certificate.until:%Y-%m-%d}")
