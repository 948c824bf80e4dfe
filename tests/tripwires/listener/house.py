"""A listener that really runs, in a thread of the test, on loopback."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chaffinch.tripwires.listener.equipment import Equipment, equip
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.server import Server, bind
from chaffinch.tripwires.listener.settings import load_settings
from chaffinch.tripwires.listener.tokens import make_token

NONCE = "5a" * 32
TOKEN = "3f2a11c09ab84711d0d1ffee01234567"
BEACON = f"/static/img/{TOKEN}.png"


@dataclass
class Running:
    """A running listener."""

    folder: Folder
    port: int
    equipment: Equipment
    tls: ssl.SSLContext | None = None

    def connect(self) -> socket.socket:
        """Open a connection."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return self.tls.wrap_socket(plain, server_hostname="localhost") if self.tls else plain

    def send(self, raw: bytes) -> bytes:
        """Send bytes, close our side, return all that comes back."""
        with self.connect() as wire:
            wire.sendall(raw)
            return read_all(wire)

    def ask(self, path: str, *, method: str = "GET", body: bytes = b"", **fields: str) -> Told:
        """Send one request."""
        lines = [f"{method} {path} HTTP/1.1", "Host: listener.test", "Connection: close"]
        lines += [f"Content-Length: {len(body)}"] if body else []
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        return Told.read(self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body))

    def push(self, name: str, token: str, body: bytes, **fields: str) -> int:
        """Push lines; return the status."""
        told = self.ask(f"/push/{name}", method="POST", body=body, authorization=f"Bearer {token}", **fields)
        return told.status

    def make_token(self, name: str) -> str:
        """Return a new token, known to the running listener."""
        token = make_token(self.folder.tokens, name)
        self.equipment.pushes.tokens.refresh()
        return token

    def beacons(self) -> list[dict[str, Any]]:
        """Return what was written of beacons."""
        return [json.loads(line) for line in self.folder.beacons.read_bytes().splitlines()]

    def tries(self) -> list[dict[str, Any]]:
        """Return what was written of tries at portals."""
        return [json.loads(line) for line in self.folder.portal.read_bytes().splitlines()]


@dataclass
class Told:
    """An answer."""

    status: int
    names: list[str]
    fields: dict[str, str]
    body: bytes

    @classmethod
    def read(cls, raw: bytes) -> Told:
        """Take an answer apart."""
        head, _, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = [line.partition(": ")[::2] for line in lines]
        return cls(int(first.split()[1]) if first else 0, [name for name, _ in pairs], dict(pairs), body)


def read_all(wire: socket.socket) -> bytes:
    """Return what comes until the other side ends."""
    received = b""
    try:
        while piece := wire.recv(65_536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def make_folder(path: Path, text: str = "", *, nonce: str = NONCE) -> Folder:
    """Return a folder with settings and keys."""
    folder = Folder(path)
    folder.create()
    folder.settings_file.write_text(f'listen = "127.0.0.1:0"\n{text}', encoding="utf-8")
    folder.nonce.write_text(nonce + "\n", encoding="ascii")
    folder.nonce.chmod(0o600)
    return folder


@contextmanager
def start(
    path: Path,
    text: str = "",
    *,
    limits: Limits | None = None,
    tls: ssl.SSLContext | None = None,
    nonce: str = NONCE,
) -> Iterator[Running]:
    """Run a listener while the block runs."""
    folder = make_folder(path, text, nonce=nonce)
    settings = load_settings(folder.settings_file)
    clock = lambda: datetime.now(UTC)  # noqa: E731
    listening = bind(settings)
    equipment = equip(settings, folder, group=None, rng=random.Random(1), clock=clock, limits=limits)
    server = Server(
        settings, folder, equipment=equipment, listening=listening, group=None, confined="", clock=clock
    )
    loop, stopping = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(server.run(stopping)))
    thread.start()
    try:
        yield Running(folder, listening.getsockname()[1], equipment, tls)
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(20)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
        assert not thread.is_alive()


def write_certificate(folder: Path, name: str = "localhost") -> str:
    """Write a new certificate and its key; return the settings that name them."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "chain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return f'certificate = "{folder}/chain.pem"\nkey = "{folder}/key.pem"\n'
