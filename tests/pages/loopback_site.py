"""A web site on loopback under `.test` names, with TLS of its own authority: what the tests let the browser open."""

from __future__ import annotations

import base64
import datetime
import hashlib
import ipaddress
import secrets
import ssl
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chaffinch.ground.range_directory import RangeDirectory, answer_proof

Route = Callable[["Visitor"], None]


class Visitor(BaseHTTPRequestHandler):
    """One request, answered by the site's route for its path."""

    site: LoopbackSite
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer by the route; 404 without one."""
        parts = urlsplit(self.path)
        self.site.requests.append(f"{self.headers.get('Host', '')}{self.path}")
        if parts.path == "/.range/prove":
            self.say(answer_proof(self.site.secret, parse_qs(parts.query)["nonce"][0]), kind="text/plain")
            return
        host = self.headers.get("Host", "").partition(":")[0]
        route = self.site.routes.get(f"{host}{parts.path}") or self.site.routes.get(parts.path)
        if route is None:
            self.say("<h1>There is no such page</h1>", status=404)
        else:
            route(self)

    do_POST = do_GET

    def say(
        self,
        body: str | bytes,
        *,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a whole answer."""
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep the tests' output clean."""


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Hostile pages are left half-way all the time."""


class LoopbackSite:
    """Serve the same routes by HTTP and HTTPS, and answer the range's proof."""

    def __init__(
        self, folder: Path, *, hosts: tuple[str, ...], untrusted_hosts: tuple[str, ...] = ()
    ) -> None:
        self.routes: dict[str, Route] = {}
        """By path for every host, or by host and path."""
        self.requests: list[str] = []
        self.secret = secrets.token_hex(16)
        self._authority = Authority()
        stranger = Authority()
        visitor = type("SiteVisitor", (Visitor,), {"site": self})
        self._servers = [_QuietServer(("127.0.0.1", 0), visitor) for _ in range(3)]
        for server, authority, names in (
            (self._servers[1], self._authority, hosts),
            (self._servers[2], stranger, untrusted_hosts or ("nobody.test",)),
        ):
            context = authority.make_context(folder, names=names)
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        plain, trusted, untrusted = (server.server_port for server in self._servers)
        self.directory = RangeDirectory(
            hosts={host: {"http": plain, "https": trusted} for host in hosts}
            | {host: {"http": plain, "https": untrusted} for host in untrusted_hosts},
            control_port=plain,
            secret=self.secret,
            spki_sha256=(self._authority.spki_sha256,),
        )

    def page(self, path: str, body: str | bytes, *, kind: str = "text/html; charset=utf-8") -> None:
        """Serve a fixed answer at the path."""
        self.routes[path] = lambda visitor: visitor.say(body, kind=kind)

    def redirect(self, path: str, *, to: str) -> None:
        """Send the visitor elsewhere."""
        self.routes[path] = lambda visitor: visitor.say("", status=302, headers={"Location": to})

    def __enter__(self) -> LoopbackSite:
        """Start serving."""
        for server in self._servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        for server in self._servers:
            server.shutdown()
            server.server_close()


class Authority:
    """A throw-away certificate authority."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Loopback test authority")])
        self._certificate = self._sign(self._name, self._key, names=())
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.spki_sha256 = base64.b64encode(hashlib.sha256(public).digest()).decode()

    def make_context(self, folder: Path, *, names: tuple[str, ...]) -> ssl.SSLContext:
        """Return a server's TLS context for the names; the authority stands in the chain."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        certificate = self._sign(subject, key, names=names)
        path = folder / f"{secrets.token_hex(4)}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
            + self._certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, names: tuple[str, ...]
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        )
        if names:
            alternatives = [*map(x509.DNSName, names), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        return builder.sign(self._key, hashes.SHA256())
