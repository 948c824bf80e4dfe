"""Real HTTP proxies on loopback, whose every tunnel leads to one site."""

from __future__ import annotations

import shutil
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Proxy(socketserver.ThreadingTCPServer):
    """Tunnels (RFC 9110, CONNECT) to the port, wherever they are to lead."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.port = port
        self.asked: list[str] = []
        """Host and port of each tunnel."""
        self.address = f"http://127.0.0.1:{self.server_address[1]}"


class _Tunnel(socketserver.StreamRequestHandler):
    server: Proxy

    def handle(self) -> None:
        line = self.rfile.readline().split()
        if len(line) != 3 or line[0] != b"CONNECT":
            return  # somebody only asked whether anybody is here
        while self.rfile.readline().strip():
            pass
        self.server.asked.append(line[1].decode())
        with socket.create_connection(("127.0.0.1", self.server.port)) as far:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=self._carry_back, args=(far,), daemon=True)
            back.start()
            while piece := self.request.recv(65_536):
                far.sendall(piece)
            far.shutdown(socket.SHUT_WR)
            back.join(timeout=5)

    def _carry_back(self, far: socket.socket) -> None:
        with far.makefile("rb", buffering=0) as source:
            shutil.copyfileobj(source, self.wfile)


@contextmanager
def run_proxy(port: int) -> Iterator[Proxy]:
    """Run one that leads to the port."""
    with Proxy(port) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        yield proxy
        proxy.shutdown()


def find_dead_address() -> str:
    """Return the address of a proxy that has gone."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
