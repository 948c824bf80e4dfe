"""Logs of both kinds, served over loopback by the test itself, with real keys and whatever goes wrong with them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.ground.loopback_web import LoopbackWeb, Reply
from tests.names.feeds.certificates import reference_tree
from tests.names.feeds.certificates.issuing import NOW, Made

from chaffinch.ground.egress import Egress
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.names.feeds.certificates import CertificateLog, Log, read_log_list

Kind = Literal["rfc6962", "static"]
KINDS: tuple[Kind, ...] = ("rfc6962", "static")
HOST = "log.test"
_EC, _RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
QUICK = Patience(attempts=2, first_pause=0.01, longest_pause=0.02, seconds=20)


@dataclass
class ServedLog:
    """One log; its fields may be changed while it runs."""

    kind: Kind
    entries: list[Made]
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = _EC
    size: int | None = None
    """Entries that the head speaks of; all by default."""
    timestamp: int = round(NOW.timestamp() * 1000)
    most: int = 1000
    """Entries that one answer holds."""
    root: bytes | None = None
    """A root that is not the tree's."""
    spoil: Callable[[str], Reply | None] = lambda path: None
    """What is answered instead."""
    asked: list[str] = field(default_factory=list)
    host: str = HOST

    def describe(self) -> dict[str, Any]:
        """Return the list of logs that describes this one."""
        encoded = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        entry = {
            "description": f"Test {self.kind}",
            "log_id": base64.b64encode(hashlib.sha256(encoded).digest()).decode(),
            "key": base64.b64encode(encoded).decode(),
            "state": {"usable": {"timestamp": "2025-01-01T00:00:00Z"}},
            "temporal_interval": {
                "start_inclusive": "2026-07-01T00:00:00Z",
                "end_exclusive": "2027-01-01T00:00:00Z",
            },
        }
        where = {"url": f"http://{self.host}/"}
        if self.kind == "static":
            where = {
                "submission_url": "https://submit.test/2026h2/",
                "monitoring_url": f"http://{self.host}/",
            }
        kind = "logs" if self.kind == "rfc6962" else "tiled_logs"
        return {"version": "1", "operators": [{"name": "Test", "email": [], kind: [{**entry, **where}]}]}

    @property
    def log(self) -> Log:
        """The log as a list of logs has it."""
        return read_log_list(json.dumps(self.describe()).encode())[0]

    @property
    def tree(self) -> tuple[bytes, ...]:
        """The leaves of the head's tree."""
        return tuple(one.leaf for one in self.entries[: self.size])

    def names(self, start: int = 0, end: int | None = None) -> list[tuple[int, bytes]]:
        """Return the index and name of all that a reader must find."""
        return [
            (index, name)
            for index, one in enumerate(self.entries[: self.size])
            for name in one.names
            if start <= index < (end or len(self.entries))
        ]

    def answer(self, path: str, _: Mapping[str, str]) -> Reply:
        """Answer one request."""
        self.asked.append(path)
        spoilt = self.spoil(path)
        if spoilt is not None:
            return spoilt
        return self._answer_plain(path) if self.kind == "rfc6962" else self._answer_tiled(path)

    def _sign(self) -> bytes:
        root = self.root or find_root(self.tree)
        content = struct.pack(">BBQQ", 0, 1, self.timestamp, len(self.tree)) + root
        if isinstance(self.key, rsa.RSAPrivateKey):
            signature = self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        else:
            signature = self.key.sign(content, ec.ECDSA(hashes.SHA256()))
        return (
            struct.pack(">BBH", 4, 1 if isinstance(self.key, rsa.RSAPrivateKey) else 3, len(signature))
            + signature
        )

    def _answer_plain(self, path: str) -> Reply:
        parts = urlsplit(path)
        query = {name: int(values[0]) for name, values in parse_qs(parts.query).items()}
        tree = self.tree
        if parts.path == "/ct/v1/get-sth":
            return _give_json(
                {
                    "tree_size": len(tree),
                    "timestamp": self.timestamp,
                    "sha256_root_hash": base64.b64encode(self.root or find_root(tree)).decode(),
                    "tree_head_signature": base64.b64encode(self._sign()).decode(),
                }
            )
        if parts.path == "/ct/v1/get-sth-consistency":
            proof = reference_tree.consistency(query["first"], tree[: query["second"]])
            return _give_json({"consistency": [base64.b64encode(one).decode() for one in proof]})
        if parts.path == "/ct/v1/get-entries":
            end = min(query["end"] + 1, query["start"] + self.most)
            given = self.entries[query["start"] : end]
            return _give_json(
                {
                    "entries": [
                        {"leaf_input": base64.b64encode(one.leaf).decode(), "extra_data": "AAAA"}
                        for one in given
                    ]
                }
            )
        return Reply(status=404)

    def _answer_tiled(self, path: str) -> Reply:
        if path == "/checkpoint":
            return Reply(self._write_note())
        _, _, kind, *groups = path.split("/")
        width = 256
        if groups[-2:-1] and groups[-2].endswith(".p"):
            width = int(groups.pop())
            groups[-1] = groups[-1].removesuffix(".p")
        index = int("".join(group.removeprefix("x") for group in groups))
        if kind == "data":
            given = self.entries[: self.size][index * 256 : index * 256 + width]
            body = b"".join(one.tile_leaf for one in given)
            return _pack(body) if len(given) == width else Reply(status=404)
        step, tree = 256 ** int(kind), self.tree
        hashed = [
            find_root(tree[place : place + step])
            for place in range(index * 256 * step, (index * 256 + width) * step, step)
            if place + step <= len(tree)
        ]
        return Reply(b"".join(hashed)) if len(hashed) == width else Reply(status=404)

    def _write_note(self) -> bytes:
        origin = self.log.origin
        root = base64.b64encode(self.root or find_root(self.tree)).decode()
        key_id = hashlib.sha256(origin.encode() + b"\n\x05" + self.log.log_id).digest()[:4]
        signed = base64.b64encode(key_id + struct.pack(">Q", self.timestamp) + self._sign()).decode()
        witness = base64.b64encode(b"abcd" + bytes(72)).decode()
        return (
            f"{origin}\n{len(self.tree)}\n{root}\nextension\n\n— witness.test {witness}\n— {origin} {signed}\n"
        ).encode()


@lru_cache(maxsize=4_000)
def find_root(leaves: tuple[bytes, ...]) -> bytes:
    """Return a root, remembered."""
    return reference_tree.root(leaves)


def _give_json(value: object) -> Reply:
    return Reply(json.dumps(value).encode())


def _pack(body: bytes) -> Reply:
    return Reply(gzip.compress(body, 1), headers={"Content-Encoding": "gzip"})


@contextmanager
def serve(*logs: ServedLog) -> Iterator[Fetcher]:
    """Serve logs, each under its host, and yield a fetcher that reaches them."""

    def answer(path: str, headers: Mapping[str, str]) -> Reply:
        return next(log for log in logs if log.host == headers["host"]).answer(path, headers)

    with (
        LoopbackWeb(answer, hosts=tuple(log.host for log in logs)) as web,
        Fetcher(Egress(), directory=web.directory, patience=QUICK) as fetcher,
    ):
        yield fetcher


def open_feed(served: ServedLog, fetcher: Fetcher, **arguments: Any) -> CertificateLog:
    """Return the feed of a served log, at a time when its head is fresh."""
    arguments.setdefault("start", "beginning")
    arguments.setdefault("clock", lambda: NOW + timedelta(minutes=1))
    return CertificateLog(served.log, fetcher, **arguments)


def go_on() -> bool:
    """Never stop."""
    return False
