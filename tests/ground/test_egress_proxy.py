"""The proxy on its unix socket: what it carries, by which upstream, and what its log says."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.egress import Egress
from chaffinch.ground.proxy import EgressProxy
from chaffinch.ground.range_directory import RangeDirectory


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LoopbackSite]:
    with LoopbackSite(tmp_path, hosts=("portail.test",)) as running:
        running.page("/", "hello")
        yield running


async def resolve_to_public(host: str, port: int) -> Sequence[str]:
    return ("93.184.216.34",)


def ask(gate: Path, request: bytes, *, then: bytes = b"") -> bytes:
    """Send a request to the gate and return all that comes."""
    answer = b""
    with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(ConnectionError):
        connection.settimeout(10)  # a closed gate hangs up before it has read what it is sent
        connection.connect(str(gate))
        connection.sendall(request)
        answer = connection.recv(65_536) if then else b""
        if then:
            connection.sendall(then)
        while chunk := connection.recv(65_536):
            answer += chunk
    return answer


GET = b"GET http://portail.test/?a=1 HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\n\r\n"
CONNECT = b"CONNECT portail.test:80 HTTP/1.1\r\nHost: portail.test:80\r\n\r\n"
INSIDE = b"GET / HTTP/1.1\r\nHost: portail.test\r\nConnection: close\r\n\r\n"


def test_plain_http_is_rewritten_for_the_site(site: LoopbackSite, tmp_path: Path) -> None:
    with EgressProxy(egress=Egress(), directory=site.directory) as proxy:
        proxy.open_gate(tmp_path / "g")
        proxy.begin_visit(tmp_path / "g", received_bytes=10_000, connections=10)
        answer = ask(tmp_path / "g", GET)
        passages, cut = proxy.end_visit(tmp_path / "g")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"hello")
    assert b"Connection: close" in answer
    assert "portail.test/?a=1" in site.requests
    assert [(one.host, one.address, one.outcome) for one in passages] == [("portail.test", "127.0.0.1", "ok")]
    assert not cut


def test_a_tunnel_carries_whatever_is_inside(site: LoopbackSite, tmp_path: Path) -> None:
    with EgressProxy(egress=Egress(), directory=site.directory) as proxy:
        proxy.open_gate(tmp_path / "g")
        proxy.begin_visit(tmp_path / "g", received_bytes=10_000, connections=10)
        assert ask(tmp_path / "g", CONNECT, then=INSIDE).endswith(b"hello")


def test_the_mapping_counts_for_nothing_without_the_proof(site: LoopbackSite, tmp_path: Path) -> None:
    liar = RangeDirectory(site.directory.hosts, site.directory.control_port, "ab" * 16)
    with EgressProxy(egress=Egress.parse("direct"), directory=liar, resolve=resolve_to_public) as proxy:
        proxy.open_gate(tmp_path / "g")
        proxy.begin_visit(tmp_path / "g", received_bytes=10_000, connections=10)
        assert b"200 Connected" not in ask(tmp_path / "g", CONNECT)
        passages, _ = proxy.end_visit(tmp_path / "g")
    assert passages[0].outcome == "not-found"


def test_between_visits_nothing_passes(site: LoopbackSite, tmp_path: Path) -> None:
    with EgressProxy(egress=Egress(), directory=site.directory) as proxy:
        proxy.open_gate(tmp_path / "g")
        assert ask(tmp_path / "g", GET) == b""
        proxy.begin_visit(tmp_path / "g", received_bytes=10_000, connections=10)
        proxy.end_visit(tmp_path / "g")
        assert ask(tmp_path / "g", GET) == b""
    assert not any(request.startswith("portail.test/") for request in site.requests)


@pytest.mark.parametrize(
    "request_bytes",
    [b"GET / HTTP/1.1\r\n\r\n", b"\x00\xff\r\n\r\n", b"CONNECT a:b HTTP/1.1\r\n\r\n", b"GET ftp://a/ HTTP/1.1\r\n\r\n",
     b"CONNECT [::1 HTTP/1.1\r\n\r\n", b"X" * 70_000, b"GET  http://a.test/ HTTP/1.1\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_proxy_request_is_dropped(
    request_bytes: bytes, site: LoopbackSite, tmp_path: Path
) -> None:
    with EgressProxy(egress=Egress(), directory=site.directory) as proxy:
        proxy.open_gate(tmp_path / "g")
        proxy.begin_visit(tmp_path / "g", received_bytes=10_000, connections=10)
        assert b"200" not in ask(tmp_path / "g", request_bytes)
        assert ask(tmp_path / "g", GET).endswith(b"hello")


def test_bytes_and_connections_are_bounded(site: LoopbackSite, tmp_path: Path) -> None:
    site.page("/big", "x" * 300_000)
    with EgressProxy(egress=Egress(), directory=site.directory) as proxy:
        proxy.open_gate(tmp_path / "g")
        proxy.begin_visit(tmp_path / "g", received_bytes=100_000, connections=1)
        assert len(ask(tmp_path / "g", GET.replace(b"/?a=1", b"/big"))) < 200_000
        assert ask(tmp_path / "g", GET) == b""
        passages, cut = proxy.end_visit(tmp_path / "g")
    assert cut
    assert [one.outcome for one in passages] == ["ok", "too-many-connections"]


class _Upstream(socketserver.BaseRequestHandler):
    """A proxy of the user's: reads what it is asked for, then answers as if it were the site."""

    asked: list[bytes]
    dialogue: list[tuple[int, bytes]]

    def handle(self) -> None:
        for length, answer in self.dialogue:
            self.asked.append(self.request.recv(length))
            self.request.sendall(answer)


def run_upstream(dialogue: list[tuple[int, bytes]]) -> tuple[socketserver.ThreadingTCPServer, list[bytes]]:
    asked: list[bytes] = []
    handler = type("Handler", (_Upstream,), {"asked": asked, "dialogue": dialogue})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server, asked


SOCKS_OK = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
SITE = (65_536, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nfar")
WAYS = {
    "socks5": ("socks5://127.0.0.1:{}", [(3, b"\x05\x00"), (300, SOCKS_OK), SITE], 1, b"\x03\x0bexample.net\x00\x50"),
    "socks5 with a password": (
        "socks5://me:pw@127.0.0.1:{}", [(3, b"\x05\x02"), (300, b"\x01\x00"), (300, SOCKS_OK), SITE], 1, b"\x02me\x02pw",
    ),
    "http": ("http://127.0.0.1:{}", [(9_999, b"HTTP/1.1 200 OK\r\n\r\n"), SITE], 0, b"CONNECT example.net:80 HTTP/1.1"),
    "http with a password": (
        "http://me:pw@127.0.0.1:{}", [(9_999, b"HTTP/1.1 200 OK\r\n\r\n"), SITE], 0, b"Proxy-Authorization: Basic bWU6cHc=",
    ),
}  # fmt: skip
FAR = b"GET http://example.net/ HTTP/1.1\r\nHost: example.net\r\n\r\n"


@pytest.mark.parametrize(("address", "dialogue", "number", "said"), WAYS.values(), ids=WAYS)
def test_connections_leave_by_the_upstream_which_resolves_the_name(
    address: str, dialogue: list[tuple[int, bytes]], number: int, said: bytes, tmp_path: Path
) -> None:
    upstream, asked = run_upstream(dialogue)
    egress = Egress.parse(address.format(upstream.server_address[1]))
    with upstream, EgressProxy(egress=egress) as proxy:
        proxy.open_gate(tmp_path / "g")
        proxy.begin_visit(tmp_path / "g", received_bytes=10_000, connections=10)
        assert ask(tmp_path / "g", FAR).endswith(b"far")
        passages, _ = proxy.end_visit(tmp_path / "g")
        upstream.shutdown()
    assert said in asked[number]
    assert (passages[0].address, passages[0].outcome) == ("", "ok")


@pytest.mark.parametrize(
    ("scheme", "answer"),
    [("http", b"HTTP/1.1 407 No\r\n\r\n"), ("http", b""), ("socks5", b"\x05\xff"), ("socks5", b"\x04\x00"), ("socks5", b"")],
)  # fmt: skip
def test_an_upstream_that_refuses_is_a_connection_fault(scheme: str, answer: bytes, tmp_path: Path) -> None:
    upstream, _ = run_upstream([(9_999, answer)])
    egress = Egress.parse(f"{scheme}://127.0.0.1:{upstream.server_address[1]}")
    with upstream, EgressProxy(egress=egress) as proxy:
        proxy.open_gate(tmp_path / "g")
        proxy.begin_visit(tmp_path / "g", received_bytes=10_000, connections=10)
        assert ask(tmp_path / "g", FAR) == b""
        passages, _ = proxy.end_visit(tmp_path / "g")
        upstream.shutdown()
    assert (passages[0].outcome, passages[0].params) == ("connection", {"cause": "upstream"})
