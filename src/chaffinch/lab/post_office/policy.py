"""Dovecot's auth policy server, inside the range: it refuses what is locked out."""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from chaffinch.lab.loopback import LOOPBACK
from chaffinch.lab.post_office.configuration import KEY_HEADER
from chaffinch.lab.post_office.lockout import LockOut

_LARGEST = 16_384


class PolicyServer:
    """Answers `?command=allow` and takes `?command=report`, on a free port of loopback, from a thread of its own.

    Its message is always empty: Dovecot would show it to whoever tries.

    Attributes:
        key: what Dovecot sends with each request, so that nobody else of this machine unlocks an account.
    """

    def __init__(self, lock_out: LockOut, *, clock: Callable[[], float]) -> None:
        self.key = secrets.token_hex(16)
        self._lock_out = lock_out
        self._clock = clock
        self._guard = threading.Lock()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._make_answering())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    @property
    def port(self) -> int:
        """Return the port on loopback."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, command: str, untrusted_request: dict[str, Any]) -> dict[str, object]:
        """Return the answer to one request: status −1 refuses, 0 lets in."""
        address = str(untrusted_request.get("login", ""))
        with self._guard:
            if command == "report":
                if untrusted_request.get("success") is True:
                    self._lock_out.forgive(address)
                return {"status": 0, "msg": ""}
            admitted = self._lock_out.admit(address, now=self._clock())
        return {"status": 0 if admitted else -1, "msg": ""}

    def receive(
        self, command: str, *, key: str, length: str, read: Callable[[int], bytes]
    ) -> tuple[HTTPStatus, bytes]:
        """Return the status and the body for one request over HTTP, whatever it holds."""
        if not hmac.compare_digest(key.encode("utf-8", "replace"), self.key.encode()):
            return HTTPStatus.FORBIDDEN, b"{}"
        if not (length.isascii() and length.isdecimal() and int(length) <= _LARGEST):
            return HTTPStatus.BAD_REQUEST, b"{}"
        try:
            untrusted_request = json.loads(read(int(length)))
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST, b"{}"
        if not isinstance(untrusted_request, dict):
            return HTTPStatus.BAD_REQUEST, b"{}"
        return HTTPStatus.OK, json.dumps(self.answer(command, untrusted_request)).encode()

    def _make_answering(self) -> type[BaseHTTPRequestHandler]:
        policy = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                command = self.path.rpartition("=")[2]
                status, answer = policy.receive(
                    command,
                    key=self.headers.get(KEY_HEADER, ""),
                    length=self.headers.get("Content-Length", ""),
                    read=self.rfile.read,
                )
                # What was refused unread must not be taken for a next request.
                self.close_connection = status != HTTPStatus.OK
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing: Dovecot's own log tells what was tried."""

        return Answering
