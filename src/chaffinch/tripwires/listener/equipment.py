"""What a running listener works with, made from its settings and its folder."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.gate import Gate
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.pictures import draw_picture
from chaffinch.tripwires.listener.portal import DecoyPortal
from chaffinch.tripwires.listener.pushing import PushDoor
from chaffinch.tripwires.listener.reception import Reception
from chaffinch.tripwires.listener.recorder import Recorder
from chaffinch.tripwires.listener.room import Room
from chaffinch.tripwires.listener.settings import Settings
from chaffinch.tripwires.listener.tls import Certificate


@dataclass(frozen=True, slots=True)
class Equipment:
    """The parts of one listener."""

    limits: Limits
    room: Room
    gate: Gate
    recorder: Recorder
    pushes: PushDoor
    reception: Reception
    certificate: Certificate | None


def equip(
    settings: Settings,
    folder: Folder,
    *,
    group: int | None,
    rng: random.Random,
    clock: Callable[[], datetime],
    limits: Limits | None = None,
) -> Equipment:
    """Open files and make the parts.

    Args:
        settings: checked.
        folder: made.
        group: number of the group that may read what is written.
        rng: unforeseeable.
        clock: the time of now, aware.
        limits: others than the settings'.

    Raises:
        ListenerError: the seed, the nonce or the certificate cannot be read.
    """
    limits = limits or settings.limits
    seed = folder.read_seed()
    nonce = folder.read_nonce() if settings.portals else ""
    certificate = (
        Certificate(Path(settings.certificate), Path(settings.key)) if settings.certificate else None
    )
    if certificate is not None:
        certificate.open()
    room = Room(folder.path, most_bytes=settings.disk_mb * 1_000_000)
    rotate_bytes, gate = settings.rotate_mb * 1_000_000, Gate(limits)
    recorder = Recorder(folder, room=room, limits=limits, group=group, rotate_bytes=rotate_bytes)
    pushes = PushDoor(
        folder, prefix=settings.push_path, room=room, limits=limits, group=group, rotate_bytes=rotate_bytes
    )
    reception = Reception(
        portals=[DecoyPortal(portal, seed=seed, nonce=nonce) for portal in settings.portals],
        pushes=pushes,
        recorder=recorder,
        gate=gate,
        limits=limits,
        server=settings.server,
        beacon_answer=settings.beacon_answer,
        picture=draw_picture(seed),
        rng=rng,
        clock=clock,
        ticks=time.monotonic,
    )
    return Equipment(limits, room, gate, recorder, pushes, reception, certificate)
