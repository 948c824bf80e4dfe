"""What each request is answered, and what is written down of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chaffinch.tripwires.listener.answers import Answer, say_error
from chaffinch.tripwires.listener.beacons import find_token, hash_token, write_hit
from chaffinch.tripwires.listener.gate import Gate
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.portal import DecoyPortal, draw_wait
from chaffinch.tripwires.listener.pushing import PushDoor
from chaffinch.tripwires.listener.recorder import Recorder
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.listener.settings import BeaconAnswer


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request whose body may come."""

    what: Literal["push", "portal", "page"]
    body_bytes: int
    """So many at most; 0: none is read."""
    name: str = ""
    """Of the pushed log."""


class Reception:
    """Answers requests.

    Args:
        portals: in the order in which their paths are tried.
        pushes: where logs are pushed.
        recorder: where hits are written.
        gate: counts requests.
        limits: of bodies.
        server: what error pages are signed with.
        beacon_answer: what beacons answer.
        picture: of beacons.
        rng: unforeseeable.
        clock: the time of now, aware.
        ticks: seconds of a clock that never goes back.
        wait: sleeps.
    """

    def __init__(
        self,
        *,
        portals: Sequence[DecoyPortal],
        pushes: PushDoor,
        recorder: Recorder,
        gate: Gate,
        limits: Limits,
        server: str,
        beacon_answer: BeaconAnswer,
        picture: bytes,
        rng: random.Random,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._portals, self._pushes, self._recorder = portals, pushes, recorder
        self._gate, self._limits, self._server = gate, limits, server
        self._rng, self._clock, self._ticks, self._wait = rng, clock, ticks, wait
        self._found = {
            "picture": Answer(200, picture, "image/png"),
            "empty": Answer(200),
            "missing": say_error(404, server=server),
        }[beacon_answer]

    def admit(self, request: Request) -> Admitted | None:
        """Return what a request is, before its body is read; None where its address asks too often.

        A beacon that is opened is written down here, whatever comes of the rest.
        """
        self._note_beacon(request)
        if not self._gate.allow(request.source, now=self._ticks()):
            return None
        if name := self._pushes.find_name(request):
            return Admitted("push", self._limits.push_bytes, name)
        if self._find_portal(request) is not None:
            return Admitted("portal", self._limits.form_bytes if request.method == "POST" else 0)
        return Admitted("page", 0)

    async def answer(self, request: Request, admitted: Admitted, untrusted_body: bytes) -> Answer:
        """Return the answer of an admitted request."""
        if admitted.what == "push":
            status = await self._pushes.take(admitted.name, request, untrusted_body)
            return Answer(204) if status == 204 else self.refuse(status)
        portal = self._find_portal(request)
        if portal is not None and request.method == "POST":
            return await self._try(portal, request, untrusted_body)
        if request.method not in ("GET", "HEAD"):
            return self.refuse(405)
        if portal is not None:
            return portal.show(request, rng=self._rng)
        return self._found if find_token(request.path) else self.refuse(404)

    def refuse(self, status: int) -> Answer:
        """Return an error page."""
        return say_error(status, server=self._server)

    async def _try(self, portal: DecoyPortal, request: Request, untrusted_body: bytes) -> Answer:
        now = self._clock()
        tried, line = portal.read_try(request, untrusted_body, now=now)
        if line:
            self._recorder.note_try(portal.portal.path, line, source=request.source, now=now)
        await self._wait(draw_wait(self._rng))
        return portal.refuse(request, tried, rng=self._rng)

    def _note_beacon(self, request: Request) -> None:
        if token := find_token(request.path):
            now = self._clock()
            line = write_hit(request, token, now=now)
            self._recorder.note_beacon(hash_token(token), line, source=request.source, now=now)

    def _find_portal(self, request: Request) -> DecoyPortal | None:
        return next((portal for portal in self._portals if portal.owns(request.path)), None)
