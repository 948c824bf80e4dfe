"""A web server on loopback whose answers the test writes, reached under a reserved name like a practice range."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from chaffinch.ground.range_directory import PROOF_PATH, RangeDirectory, answer_proof

SECRET = "5a" * 16


@dataclass(frozen=True)
class Reply:
    """What one request is answered."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    """Send only so many bytes of the body and hang up."""


Answer = Callable[[str, Mapping[str, str]], Reply]
"""Path with its query, and headers in lower case → what is answered."""


class LoopbackWeb:
    """Serve what `answer` says, under the hosts' names, plain; and over TLS too where a context is given."""

    def __init__(
        self, answer: Answer, *, hosts: tuple[str, ...] = ("site.test",), tls: ssl.SSLContext | None = None
    ) -> None:
        self._answer = answer
        self.requests: list[tuple[str, Mapping[str, str]]] = []
        self._plain = self._make_server(None)
        self._servers = [self._plain]
        ports = {"http": self._plain.server_address[1]}
        if tls is not None:
            self._servers.append(self._make_server(tls))
            ports["https"] = self._servers[-1].server_address[1]
        self.directory = RangeDirectory(dict.fromkeys(hosts, ports), ports["http"], SECRET)
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> LoopbackWeb:
        for server in self._servers:
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def _make_server(self, tls: ssl.SSLContext | None) -> ThreadingHTTPServer:
        site = self

        class Requests(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                self._send(site.answer(self.path, headers))

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(reply.body[: reply.cut])
                self.close_connection = self.close_connection or reply.cut is not None

            def log_message(self, format: str, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            block_on_close = False  # a connection that is kept open must not hold up the end
            daemon_threads = True
            request_queue_size = 64

            def finish_request(self, request: object, client_address: object) -> None:
                with contextlib.suppress(OSError):
                    super().finish_request(request, client_address)  # type: ignore[arg-type]

        server = Server(("127.0.0.1", 0), Requests)
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        return server

    def answer(self, path: str, headers: Mapping[str, str]) -> Reply:
        """Prove that this range runs, or answer as the test says."""
        parts = urlsplit(path)
        if parts.path == PROOF_PATH:
            return Reply(answer_proof(SECRET, parse_qs(parts.query)["nonce"][0]).encode())
        self.requests.append((path, headers))
        return self._answer(path, headers)
