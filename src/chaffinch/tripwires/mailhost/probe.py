"""The process that tries the host each minute as a stranger would: `python -m chaffinch.tripwires.mailhost.probe DIR`.

It signs in with an account that no list has and a password that is wrong, at the public address, and waits until the
log-in was told with the hash that it must have. What it finds it writes to state.json.
"""

from __future__ import annotations

import contextlib
import hashlib
import imaplib
import secrets
import shutil
import smtplib
import ssl
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from chaffinch.ground.clock import read_clock
from chaffinch.ground.files import write_whole
from chaffinch.tripwires.mailhost.folder import Door, HostFolder, HostKeys, HostSettings
from chaffinch.tripwires.mailhost.state import DoorState, Fault, HostState, read_state, write_state
from chaffinch.tripwires.passwords import hash_policy

EVERY_SECONDS = 60.0
_TIMEOUT = 15.0
_TOLD_WITHIN = 10.0
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - the address to be probed, not one to listen on


def probe_door(door: Door, *, host: HostFolder, keys: HostKeys, certificate: str) -> Fault:
    """Try one door; return what is wrong with it.

    Args:
        door: that is tried.
        host: its folder, where the keeper notes what was told.
        keys: the probe's account and the nonce.
        certificate: SHA-256 of the host's own, hex: somebody else may listen there.
    """
    password = secrets.token_hex(12)
    told = host.run / f"told-{'submission' if door.kind == 'submission' else 'imap'}"
    try:
        presented = _sign_in(door, login=keys.watch, password=password)
    except (ConnectionRefusedError, TimeoutError):
        return "unreachable"
    except (OSError, imaplib.IMAP4.error, smtplib.SMTPException, ValueError):
        return "no-answer"
    if presented != certificate:
        return "wrong-certificate"
    expected = hash_policy(keys.watch, password, nonce=keys.nonce)
    deadline = time.monotonic() + _TOLD_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if told.read_text(encoding="ascii") == expected:
                return ""
        time.sleep(0.1)
    return "no-report"


def _sign_in(door: Door, *, login: str, password: str) -> str:
    """Try to sign in, which must fail; return SHA-256 of the certificate that was shown, hex.

    Raises:
        OSError: nobody answers as a server does.
        ValueError: the wrong password was taken, or no certificate shown.
    """
    address = _ANY.get(door.address, door.address)
    # It is compared with the host's own; whoever signed it does not matter.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if door.kind == "submission":
        return _sign_in_to_submission(address, door.port, context, login=login, password=password)
    client: imaplib.IMAP4
    if door.kind == "imaps":
        client = imaplib.IMAP4_SSL(address, door.port, ssl_context=context, timeout=_TIMEOUT)
    else:
        client = imaplib.IMAP4(address, door.port, timeout=_TIMEOUT)
        client.starttls(context)
    try:
        shown = _hash_certificate(client.sock)
        try:
            client.login(login, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return shown
        raise ValueError("a wrong password was taken")
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            client.shutdown()


def _sign_in_to_submission(
    address: str, port: int, context: ssl.SSLContext, *, login: str, password: str
) -> str:
    with smtplib.SMTP(address, port, local_hostname="localhost", timeout=_TIMEOUT) as client:
        client.starttls(context=context)
        shown = _hash_certificate(client.sock)
        try:
            client.login(login, password)
        except smtplib.SMTPAuthenticationError:
            return shown
    raise ValueError("a wrong password was taken")


def _hash_certificate(sock: object) -> str:
    shown = sock.getpeercert(binary_form=True) if isinstance(sock, ssl.SSLSocket) else None
    if not shown:
        raise ValueError("no certificate was shown")
    return hashlib.sha256(shown).hexdigest()


def run_probe(host: HostFolder, *, wait: Callable[[float], object], rounds: int | None = None) -> None:
    """Probe every door again and again.

    Args:
        host: its folder.
        wait: sleeps so many seconds.
        rounds: how often; None: for ever.
    """
    settings, keys = host.read_settings(), host.read_keys()
    known = read_state(host.state)
    doors = dict(known.doors) if known else {}
    begun = 0
    while rounds is None or begun < rounds:
        begun += 1
        certificate = x509.load_pem_x509_certificate((host.inside / "certificate.pem").read_bytes())
        fingerprint = certificate.fingerprint(SHA256()).hex()
        for door in settings.doors:
            fault = probe_door(door, host=host, keys=keys, certificate=fingerprint)
            doors[door.kind] = _note(doors.get(door.kind), fault, now=read_clock())
        state = _describe(host, settings, doors, until=certificate.not_valid_after_utc, now=read_clock())
        with contextlib.suppress(OSError):  # a full disk: the old state grows stale, and that is told
            write_whole(host.state, write_state(state), mode=0o644)
        wait(EVERY_SECONDS if not any(door.fault for door in doors.values()) else EVERY_SECONDS / 6)


def _note(before: DoorState | None, fault: Fault, *, now: datetime) -> DoorState:
    if not fault:
        return DoorState(seen=now, since=None)
    since = before.since if before and before.fault and before.since else now
    return DoorState(seen=before.seen if before else None, since=since, fault=fault)


def _describe(
    host: HostFolder, settings: HostSettings, doors: dict[str, DoorState], *, until: datetime, now: datetime
) -> HostState:
    return HostState(
        at=now,
        doors={door.kind: doors[door.kind] for door in settings.doors},
        free_bytes=shutil.disk_usage(host.mail).free,
        least_free_bytes=settings.least_free_megabytes * 10**6,
        certificate_until=until.astimezone(UTC),
    )


def main() -> int:
    """Probe until the process is ended."""
    time.sleep(2)
    run_probe(HostFolder.at(Path(sys.argv[1])), wait=time.sleep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
