"""The browser as the house sees it: addresses in, captures out, whatever the page does."""

from __future__ import annotations

import queue
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from chaffinch.errors import UsageError
from chaffinch.ground.egress import Egress, EgressUnansweredError, Resolve, resolve_name
from chaffinch.ground.proxy import EgressProxy
from chaffinch.ground.range_directory import RangeDirectory, is_range_name
from chaffinch.pages.capture import Capture, Limits
from chaffinch.pages.order import Order
from chaffinch.pages.profile import DESKTOP, Profile
from chaffinch.pages.sandbox.answer import Visit, build_capture
from chaffinch.pages.sandbox.bubblewrap import build_worker_command, list_ports
from chaffinch.pages.sandbox.supervisor import Supervisor
from chaffinch.pages.sandbox.worker_process import Answer, WorkerGone

_GRACE_SECONDS = 4.0
_MOST_CONNECTIONS = 1_000
_LONGEST_SOCKET_PATH = 80


class PageAddressError(UsageError):
    """The text is not the address of a web page."""


class Browser:
    """One hardened Chromium, started once, with some tabs; safe to call from several threads.

    Args:
        egress: the user's answer of how captures leave the house.
        range_directory: the running practice range whose reserved names are served on loopback.
        work_dir: an existing folder for the gates' sockets; the system's temporary folder by default.
        tabs: how many captures run at once; more callers wait.
        memory_bytes: for Chromium as a whole; the largest tab is ended when it passes that.
        resolve: how names become addresses.
    """

    def __init__(
        self,
        *,
        egress: Egress,
        range_directory: RangeDirectory | None = None,
        work_dir: Path | None = None,
        tabs: int = 2,
        memory_bytes: int = 1_500_000_000,
        resolve: Resolve = resolve_name,
    ) -> None:
        self._egress = egress
        self._directory = range_directory
        short = work_dir is not None and len(str(work_dir)) < _LONGEST_SOCKET_PATH
        self._folder = tempfile.TemporaryDirectory(prefix="chaffinch-", dir=work_dir if short else None)
        self._gates = [Path(self._folder.name, f"{number}.sock") for number in range(tabs)]
        self._proxy = EgressProxy(egress=egress, directory=range_directory, resolve=resolve)
        spki = range_directory.spki_sha256 if range_directory else ()
        self._supervisor = Supervisor(
            lambda: build_worker_command(self._gates, spki_sha256=spki), memory_bytes=memory_bytes
        )
        self._free: queue.SimpleQueue[Path] = queue.SimpleQueue()
        self._numbers = threading.Lock()
        self._last_number = 0

    def __enter__(self) -> Browser:
        """Start the proxy and the browser.

        Raises:
            SandboxMissingError: bubblewrap, setpriv or Chromium is missing.
            BrowserStartError: Chromium does not start with its sandbox on.
        """
        self._proxy.__enter__()
        try:
            for gate in self._gates:
                self._proxy.open_gate(gate)
                self._free.put(gate)
            self._supervisor.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the browser and close every connection."""
        self._supervisor.stop()
        self._proxy.__exit__(kind, fault, trace)
        self._folder.cleanup()

    def capture(
        self,
        url: str,
        *,
        limits: Limits | None = None,
        now: datetime | None = None,
        profile: Profile = DESKTOP,
    ) -> Capture:
        """Look at one address; whatever it does, a capture with its reason comes back within the limits.

        Args:
            url: http or https.
            limits: bounds of this capture.
            now: when it is taken; the clock's time by default.
            profile: as whom.

        Raises:
            PageAddressError: it is not an http or https address.
            EgressUnansweredError: it is no range name, and nobody has said how captures leave the house.
            BrowserStartError: the browser had died and cannot be started again.
        """
        check_address(url, egress=self._egress)
        gate = self._free.get()
        try:
            return self._capture_by(
                gate, url, limits=limits or Limits(), now=now or datetime.now(UTC), profile=profile
            )
        finally:
            self._free.put(gate)

    def _capture_by(
        self, gate: Path, url: str, *, limits: Limits, now: datetime, profile: Profile
    ) -> Capture:
        begun = time.monotonic()
        port = list_ports(self._gates)[gate]
        self._proxy.begin_visit(
            gate, received_bytes=limits.response_bytes, connections=min(limits.requests, _MOST_CONNECTIONS)
        )
        try:
            answer = self._send(Order(self._count(), url, port, limits, profile))
            # The other tab's page ended the browser: once more, but nothing is typed twice.
            if answer[0].get("stopped") == "neighbour" and not profile.typed:
                answer = self._send(Order(self._count(), url, port, limits, profile))
        finally:
            passages, cut = self._proxy.end_visit(gate)
        seconds = time.monotonic() - begun
        visit = Visit(
            url, now, seconds, profile.name, limits, passages=passages, cut_for_size=cut, typed=profile.typed
        )
        return build_capture(answer[0], pieces=answer[1], visit=visit)

    def _send(self, order: Order) -> Answer:
        try:
            return self._supervisor.send(order, seconds=order.limits.seconds + _GRACE_SECONDS)
        except WorkerGone as gone:
            return {"stopped": gone.code, "cause": gone.cause}, {}

    def _count(self) -> int:
        with self._numbers:
            self._last_number += 1
            return self._last_number


def check_address(url: str, *, egress: Egress) -> None:
    """Refuse what is no web address, and live pages until somebody has said how captures leave the house.

    Raises:
        PageAddressError: it is not an http or https address with a host.
        EgressUnansweredError: the egress is unset, and the host is no range name.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = None, ""
    if parts is None or parts.scheme not in ("http", "https") or not host or len(url) > 8_192:
        raise PageAddressError(
            "This is not the address of a web page",
            why=f"{url[:120]!r} is not http:// or https:// with a host",
            todo="give the whole address, with http:// or https://",
        )
    if egress.mode == "unset" and not is_range_name(host.rstrip(".")):
        raise EgressUnansweredError
