"""Where the running practice range serves its reserved names, and how it proves that it is running.

The range writes one (`range.json`); the egress proxy honours it only after the range has answered a fresh nonce
over loopback. Names outside `.test` and `.example` (RFC 2606) are refused on both sides, so no
such file can ever send a real name to loopback.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chaffinch.errors import RefusedError, UsageError
from chaffinch.ground.files import write_whole

LOOPBACK = "127.0.0.1"
PROOF_PATH = "/.range/prove"
RESERVED_SUFFIXES = (".test", ".example")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.(test|example)", re.ASCII)
_LARGEST_FILE = 1_000_000


class RangeNameError(RefusedError):
    """A practice range may only map names that nobody can register."""


class RangeFileError(UsageError):
    """The file is not a range directory."""


def is_range_name(host: str) -> bool:
    """Return whether the host (lower case, no final dot) is one that a practice range may serve."""
    return len(host) <= 253 and _HOST.fullmatch(host) is not None


@dataclass(frozen=True, slots=True)
class RangeDirectory:
    """The names of one running range and the loopback ports that answer for them."""

    hosts: Mapping[str, Mapping[str, int]]
    """Host → {"http": port, "https": port}; either may be missing."""
    control_port: int
    """Loopback port that answers `GET /.range/prove?nonce=…`."""
    secret: str
    """Hex; made anew at each start of the range."""
    spki_sha256: tuple[str, ...] = ()
    """Base64 SHA-256 of the public keys of the range's throw-away authority."""
    sign_in_log: str = ""
    """Path of the log of the range's mail server; empty where it has none."""

    def __post_init__(self) -> None:
        """Refuse names and ports that no range may serve.

        Raises:
            RangeNameError: a name is not below `.test` or `.example`.
            RangeFileError: a port, the secret or a key hash is malformed.
        """
        for host, ports in self.hosts.items():
            if not is_range_name(host):
                raise RangeNameError(
                    f"The practice range may not serve {host[:253]!r}",
                    why="only names below .test and .example are reserved, so nobody else can own them",
                    todo="give the range's host a name below .test",
                )
            if not set(ports) <= {"http", "https"}:
                raise _describe_fault(f"{host} maps something else than http and https")
            for port in ports.values():
                _check_port(port)
        _check_port(self.control_port)
        if not re.fullmatch(r"([0-9a-f]{2}){16,64}", self.secret):
            raise _describe_fault("the secret is not 16 to 64 bytes of lower-case hex")
        if not all(re.fullmatch(r"[A-Za-z0-9+/]{43}=", key) for key in self.spki_sha256):
            raise _describe_fault("a key hash is not base64 of 32 bytes")
        if self.sign_in_log and (not self.sign_in_log.startswith("/") or "\0" in self.sign_in_log):
            raise _describe_fault("the sign-in log is not a whole path")

    def find_port(self, host: str, port: int) -> int | None:
        """Return the loopback port that stands for the host's port 80 or 443; None when there is none."""
        scheme = {80: "http", 443: "https"}.get(port)
        return self.hosts.get(host, {}).get(scheme) if scheme else None

    def write(self, path: Path) -> None:
        """Write the directory as JSON that only its owner can read (mode 0600), in one step."""
        values = {
            "hosts": {host: dict(ports) for host, ports in self.hosts.items()},
            "control_port": self.control_port,
            "secret": self.secret,
            "spki_sha256": list(self.spki_sha256),
            "sign_in_log": self.sign_in_log,
        }
        write_whole(path, json.dumps(values, indent=1).encode(), sync=False)

    @classmethod
    def read(cls, path: Path) -> RangeDirectory:
        """Read a directory that a range wrote.

        Raises:
            RangeFileError: the file cannot be read or is not a range directory.
            RangeNameError: it maps a name that is not reserved.
        """
        try:
            with path.open("rb") as stream:
                untrusted_values = json.loads(stream.read(_LARGEST_FILE))
            return _parse_directory(untrusted_values)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise RangeFileError(
                f"{path} is not a range directory",
                why=str(fault),
                todo="start the practice range again; it writes a new range.json",
            ) from fault


def _parse_directory(untrusted_values: Any) -> RangeDirectory:
    return RangeDirectory(
        hosts={str(host): dict(ports) for host, ports in untrusted_values["hosts"].items()},
        control_port=untrusted_values["control_port"],
        secret=str(untrusted_values["secret"]),
        spki_sha256=tuple(str(key) for key in untrusted_values["spki_sha256"]),
        sign_in_log=str(untrusted_values.get("sign_in_log", "")),
    )


def _check_port(untrusted_port: object) -> None:
    if type(untrusted_port) is not int or not 0 < untrusted_port < 65_536:
        raise _describe_fault(f"{untrusted_port!r} is not a port")


def _describe_fault(why: str) -> RangeFileError:
    return RangeFileError("This is not a range directory", why=why, todo="start the practice range again")


def answer_proof(secret: str, nonce: str) -> str:
    """Return what the range answers to a nonce: HMAC-SHA256 keyed by the secret's bytes, in hex."""
    return hmac.new(bytes.fromhex(secret), nonce.encode(), hashlib.sha256).hexdigest()


def check_proof(directory: RangeDirectory, *, seconds: float = 3.0) -> bool:
    """Ask the range, over loopback, whether it knows the secret; False when it does not or is not there."""
    nonce = secrets.token_hex(16)
    connection = http.client.HTTPConnection(LOOPBACK, directory.control_port, timeout=seconds)
    try:
        connection.request("GET", f"{PROOF_PATH}?nonce={nonce}")
        answer = connection.getresponse()
        untrusted_proof = answer.read(200).strip()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return answer.status == 200 and hmac.compare_digest(
        untrusted_proof, answer_proof(directory.secret, nonce).encode()
    )
