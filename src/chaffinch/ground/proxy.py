"""The egress proxy: as many gates as the browser has tabs, served by one thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from chaffinch.ground.egress import Egress, Refusal, Resolve, Upstream, Way, find_way, resolve_name
from chaffinch.ground.gate import Gate, Passage
from chaffinch.ground.range_directory import RangeDirectory, check_proof

CheckWay = Callable[[Way], Refusal | None]
"""A last word on where a connection may go, beside what is refused to everybody."""
_LARGEST_HEAD = 65_536
_Value = TypeVar("_Value")


class EgressProxy:
    """Carry what browsers behind unix sockets ask for, by the user's way out and no other."""

    def __init__(
        self,
        *,
        egress: Egress,
        directory: RangeDirectory | None = None,
        resolve: Resolve = resolve_name,
        check_way: CheckWay | None = None,
    ) -> None:
        self._egress = egress
        self._check_way = check_way
        self._directory = directory
        self._proven = False
        self._resolve = resolve
        self._upstreams = itertools.cycle(egress.proxies or (None,))
        self._gates: dict[Path, Gate] = {}
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="egress", daemon=True)

    def __enter__(self) -> EgressProxy:
        """Start the thread."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection and end the thread."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def open_gate(self, path: Path) -> None:
        """Listen on a unix socket at the path; whoever may reach the file may use it."""
        self._run(self._listen(path))

    def begin_visit(
        self, path: Path, *, received_bytes: int, connections: int, upstream: Upstream | None = None
    ) -> None:
        """Let one visit through the gate, by this upstream, else by the next of the list."""
        upstream = upstream or next(self._upstreams)
        gate = self._gates[path]
        self._run(
            _call(gate.begin, received_bytes=received_bytes, connections=connections, upstream=upstream)
        )

    def end_visit(self, path: Path) -> tuple[tuple[Passage, ...], bool]:
        """Close what the visit left open; return its log, and whether it was cut for its size."""
        return self._run(self._gates[path].end())

    def _run(self, work: Coroutine[Any, Any, _Value]) -> _Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _listen(self, path: Path) -> None:
        gate = Gate(find_way=self._find_way)
        server = await asyncio.start_unix_server(gate.serve, path, limit=_LARGEST_HEAD)
        path.chmod(
            0o666
        )  # the browser runs as another user; the folder around it is closed to everybody else
        self._gates[path] = gate
        self._servers.append(server)

    async def _find_way(self, host: str, port: int) -> Way | Refusal:
        way = await find_way(
            host, port, egress=self._egress, directory=await self._trust_range(), resolve=self._resolve
        )
        refusal = self._check_way(way) if self._check_way is not None and isinstance(way, Way) else None
        return refusal or way

    async def _trust_range(self) -> RangeDirectory | None:
        """Return the range's directory once the range has proved that it runs."""
        if self._directory is not None and not self._proven:
            self._proven = await asyncio.to_thread(check_proof, self._directory)
        return self._directory if self._proven else None

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for gate in self._gates.values():
            await gate.end()
        for path in self._gates:
            with contextlib.suppress(OSError):
                path.unlink()
        await self._loop.shutdown_default_executor()


async def _call(function: Any, **arguments: Any) -> None:
    function(**arguments)
