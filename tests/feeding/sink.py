"""A phisher's server on loopback that counts what arrives, and a submitter whose browser only posts there."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType
from typing import Any

from tests.desk.web.story import draw_picture

from chaffinch.feeding.order import FillOrder
from chaffinch.feeding.submit import Submitter
from chaffinch.ground.egress import Egress
from chaffinch.pages.capture import Scene
from chaffinch.pages.hosts import read_host
from chaffinch.pages.sandbox.worker_process import Answer, WorkerGone


class Sink:
    """Count each address that arrived whole; answer after a moment."""

    def __init__(self, *, longest_answer: float = 0.0) -> None:
        self.arrived: Counter[str] = Counter()
        self.broken_off = 0
        """How many sent only a part."""
        self._listener: Callable[[str], object] = lambda _: None
        rng = Random()
        sink = self

        class Visitor(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    sink.broken_off += 1
                    return
                sink.arrived[body.decode()] += 1
                sink._listener(body.decode())
                time.sleep(rng.uniform(0, longest_answer))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                """Keep the tests' output clean."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Whoever was killed leaves a connection half-way."""

        self._server = Server(("127.0.0.1", 0), Visitor)
        self.port = self._server.server_port

    def listen(self, listener: Callable[[str], object]) -> None:
        """Have somebody told of each address that arrives."""
        self._listener = listener

    def __enter__(self) -> Sink:
        """Start serving."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class SinkBrowser:
    """What the submitter asks of its sandbox, without a browser: it sends the address to the sink, in two pieces."""

    def __init__(
        self,
        port: int,
        *,
        longest_typing: float = 0.0,
        say: Callable[[str], None] = lambda _: None,
        pictures: bool = False,
    ) -> None:
        self.visits = 0
        """Orders that type nothing."""
        self._port = port
        self._longest_typing = longest_typing
        self._say = say
        self._pieces = {"window_png": draw_picture(f"before {port}")} if pictures else {}
        self._rng = Random()
        self._under_way: tuple[Future[Answer], socket.socket] | None = None

    def make_ready(self) -> None:
        """There is nothing to start."""

    def begin(self, order: FillOrder) -> Future[Answer]:
        """Send the address; the answer comes later. A visit sends nothing."""
        answer: Future[Answer] = Future()
        if not order.types:
            self.visits += 1
            answer.set_result(({"stage": "visited", "typed": [], "sent": [], "status": 200}, {}))
            return answer
        line = socket.create_connection(("127.0.0.1", self._port))
        self._under_way = (answer, line)
        threading.Thread(target=self._type, args=(order, answer, line), daemon=True).start()
        return answer

    def end_worker(self, code: str, cause: str) -> None:
        """Hang up."""
        if self._under_way is not None:
            self._under_way[1].shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """There is nothing to end."""

    def _type(self, order: FillOrder, answer: Future[Answer], line: socket.socket) -> None:
        body = order.address.encode()
        host = read_host(order.url)
        done: dict[str, Any] = {
            "stage": "answered",
            "typed": ["name", "password"],
            "sent": ["name", "password"],
        }
        try:
            with line:
                self._say("typing")
                line.sendall(f"POST / HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:3])
                time.sleep(self._rng.uniform(0, self._longest_typing))
                line.sendall(body[3:])
                self._say("answering")
                if not line.recv(4_096).startswith(b"HTTP/1.0 200"):
                    raise ConnectionResetError("the sink hung up")
            after = asdict(Scene("Merci", "Merci beaucoup"))
            answer.set_result(({**done, "statuses": [[host, 200]], "after": after}, self._pieces))
        except OSError as fault:
            answer.set_exception(WorkerGone("crashed", str(fault)))


def make_sink_submitter(browser: SinkBrowser, *, key: bytes, is_killed: Callable[[], bool]) -> Submitter:
    """Return the product's submitter with that browser in place of Chromium."""
    submitter = Submitter(egress=Egress(), key=key, is_killed=is_killed)
    vars(submitter)["_supervisor"] = browser
    return submitter
