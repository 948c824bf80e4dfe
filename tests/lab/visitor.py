"""A visitor of the practice range: plain sockets, so that a test can also say what no browser would."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from chaffinch.lab.range import Range


@dataclass(frozen=True, slots=True)
class Visit:
    """What the visitor was answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where it sends him; empty when nowhere."""
        return self.headers.get("Location", "")


def connect(practice_range: Range, host: str, *, secure: bool, source: str = "127.0.0.1") -> socket.socket:
    """Open a connection as if the host's name led to loopback; TLS is verified against the range's authority.

    `source` is the loopback address that the range sees at the other end.
    """
    ports = practice_range.directory.hosts[host]
    port = ports["https" if secure else "http"]
    bare = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))
    if not secure:
        return bare
    context = ssl.create_default_context(cadata=practice_range.authority_pem.decode())
    return context.wrap_socket(bare, server_hostname=host)


def visit(
    practice_range: Range,
    url: str,
    *,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    source: str = "127.0.0.1",
) -> Visit:
    """Ask for one address of the range, by POST when there is a form."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = http.client.HTTPConnection(host)
    connection.sock = connect(practice_range, host, secure=parts.scheme == "https", source=source)
    body = None if form is None else urlencode(form)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET" if form is None else "POST", target, body, {**kind, **(headers or {})})
    answer = connection.getresponse()
    found = Visit(answer.status, answer.headers, answer.read())
    connection.close()
    return found


def send_bytes(practice_range: Range, host: str, raw: bytes) -> bytes:
    """Send raw bytes over plain HTTP and return everything that comes back."""
    with connect(practice_range, host, secure=False) as bare:
        bare.sendall(raw)
        bare.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := bare.recv(65_536):
            answer += piece
    return answer
