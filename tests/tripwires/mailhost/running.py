"""A decoy mail host that really runs, and strangers who come to it."""

from __future__ import annotations

import contextlib
import datetime
import imaplib
import json
import os
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chaffinch.decoys.lists import Account
from chaffinch.ground.clock import read_clock
from chaffinch.tripwires.mailhost.errors import NoDovecotError
from chaffinch.tripwires.mailhost.folder import Door, DoorKind, HostFolder
from chaffinch.tripwires.mailhost.sandbox import find_dovecot
from chaffinch.tripwires.mailhost.setup import Wish, set_up
from chaffinch.tripwires.mailhost.state import judge_state, read_state

ANNA = Account("Anna Sommer", "anna@decoy.test", "Sommer-2026!")
BEA = Account("Béa Roux", "bea@decoy.test", "Brume:%7")
NONCE = "5ac1" * 16
STRANGER = "127.0.0.53"
HOST_NAME = "mail.decoy.test"


def _is_missing() -> bool:
    try:
        find_dovecot()
    except NoDovecotError:
        return True
    return shutil.which("bwrap") is None


needs_dovecot = pytest.mark.skipif(_is_missing(), reason="Dovecot or bubblewrap is not installed")


def make_certificate(folder: Path, *, days: int = 30, name: str = HOST_NAME) -> tuple[Path, Path]:
    """Write a certificate that signs itself, and its key; return their paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = read_clock()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "mail.pem", folder / "mail.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, secret


def find_free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on."""
    with contextlib.ExitStack() as closing:
        sockets = [closing.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [int(one.getsockname()[1]) for one in sockets]


def wish(
    folder: Path,
    *,
    accounts: tuple[Account, ...] = (ANNA, BEA),
    days: int = 30,
    nonce: str = NONCE,
    quota: int = 200,
) -> Wish:
    """Say what a test's host is to be."""
    kinds: tuple[DoorKind, ...] = ("imaps", "imap", "submission")
    doors = tuple(Door(kind, "127.0.0.1", port) for kind, port in zip(kinds, find_free_ports(3), strict=True))
    certificate, key = make_certificate(folder, days=days)
    return Wish(
        doors=doors, certificate=certificate, key=key, accounts=accounts, nonce=nonce, least_free_megabytes=50,
        quota_megabytes=quota,
    )  # fmt: skip


@dataclass(slots=True)
class RunningHost:
    """A host and the process that runs it."""

    host: HostFolder
    process: subprocess.Popen[bytes]

    def port(self, kind: str) -> int:
        """Return a door's port."""
        return next(door.port for door in self.host.read_settings().doors if door.kind == kind)

    def read_reports(self) -> list[dict[str, Any]]:
        """Return the log-ins that were told so far."""
        return read_objects(self.host.reports)

    def await_report(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first report of that kind, within seconds."""
        found: dict[str, Any] = wait_until(lambda: next(filter(wanted, self.read_reports()), None))
        return found

    def await_health(self) -> None:
        """Wait until the host finds that each of its doors tells of a log-in, later than now."""
        begun = read_clock()

        def look() -> bool:
            state = read_state(self.host.state)
            return bool(
                state
                and not judge_state(state, read_clock())
                and all(door.seen and door.seen >= begun for door in state.doors.values())
            )

        wait_until(look, seconds=90)

    def list_processes(self, words: str) -> list[int]:
        """Return the numbers of this host's processes whose command line holds these words."""
        found, tree = [], _list_tree(self.process.pid)
        for number in tree:
            with contextlib.suppress(OSError):
                line = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                if words in line:
                    found.append(number)
        return found


def _list_tree(root: int) -> list[int]:
    """Return a process's descendants, parents first."""
    found, waiting = [], [root]
    while waiting:
        number = waiting.pop(0)
        found.append(number)
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{number}/task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
    return found


@contextmanager
def run_host(folder: Path, **more: Any) -> Iterator[RunningHost]:
    """Set a host up and run it as `chaffinch traps run` does."""
    folder.mkdir(parents=True, exist_ok=True)
    host = HostFolder.at(folder / "host")
    set_up(host, wish(folder, **more))
    with start_host(host) as running:
        running.await_health()
        yield running


@contextmanager
def start_host(host: HostFolder) -> Iterator[RunningHost]:
    """Run a host that was set up."""
    command = [sys.executable, "-m", "chaffinch", "traps", "run", str(host.folder)]
    with (host.folder / "run.out").open("ab") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
    try:
        yield RunningHost(host, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def wait_until(look: Callable[[], Any], *, seconds: float = 30, every: float = 0.02) -> Any:
    """Return what is found, as soon as it is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(every)
    raise AssertionError(f"nothing within {seconds} seconds")


def read_objects(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON lines; none where it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def trust_anybody() -> ssl.SSLContext:
    """Return a client's context that does not look who signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class StrangersImap(imaplib.IMAP4_SSL):
    """A client that comes from an address of its own."""

    def __init__(self, port: int, *, source: str = STRANGER) -> None:
        self._source = source
        super().__init__("127.0.0.1", port, ssl_context=trust_anybody(), timeout=30)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        bare = socket.create_connection(
            (self.host, self.port), timeout=timeout, source_address=(self._source, 0)
        )
        try:
            wrapped: socket.socket = self.ssl_context.wrap_socket(bare, server_hostname=self.host)
        except BaseException:
            bare.close()
            raise
        return wrapped


def opens(port: int, account: Account, *, source: str = STRANGER) -> bool:
    """Return whether the account opens now; False too where nobody answers. The gate counts these: ask seldom."""
    try:
        client = StrangersImap(port, source=source)
    except (OSError, ssl.SSLError, imaplib.IMAP4.error):
        return False
    try:
        return client.login(account.address, account.password)[0] == "OK"
    except (OSError, ssl.SSLError, imaplib.IMAP4.error):
        return False
    finally:
        client.shutdown()


@contextmanager
def submit(port: int, *, source: str = STRANGER) -> Iterator[smtplib.SMTP]:
    """Yield a client of the submission server, behind STARTTLS."""
    with smtplib.SMTP("127.0.0.1", port, "client.test", timeout=30, source_address=(source, 0)) as client:
        client.starttls(context=trust_anybody())
        yield client


def is_root() -> bool:
    """Return whether the test runs as root."""
    return os.geteuid() == 0
