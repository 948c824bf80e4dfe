"""Set a decoy mail host up, check it, and tear it down without a trace."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import ssl
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from chaffinch.decoys.lists import Account
from chaffinch.ground.bubblewrap import choose_user
from chaffinch.ground.clock import read_clock
from chaffinch.ground.files import write_whole
from chaffinch.tripwires.mailhost.accounts import (
    add_accounts,
    choose_watch_name,
    hash_password,
    list_accounts,
    write_accounts,
)
from chaffinch.tripwires.mailhost.configuration import DovecotSetting, write_configuration
from chaffinch.tripwires.mailhost.errors import MailHostError, MailHostUsageError
from chaffinch.tripwires.mailhost.folder import Door, HostFolder, HostKeys, HostSettings, write_inside
from chaffinch.tripwires.mailhost.inside.places import HOST
from chaffinch.tripwires.mailhost.sandbox import (
    ask_version,
    build_host_command,
    find_dovecot,
    write_names,
)
from chaffinch.tripwires.mailhost.unit import find_installed_unit, unit_file, write_unit


@dataclass(frozen=True, slots=True)
class Wish:
    """What a host is to be."""

    doors: tuple[Door, ...]
    certificate: Path
    key: Path
    accounts: tuple[Account, ...] = ()
    nonce: str = ""
    """The desk's, so that it knows its own passwords again; empty: one is made."""
    name: str = ""
    """Empty: the certificate's."""
    quota_megabytes: int = 200
    least_free_megabytes: int = 500
    readers: str = ""
    """A group that may read what is told, the desk's for example; empty: nobody but who sets up."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken away."""

    accounts: int
    letters: int
    reports: int
    """Lines of log-ins that were told."""
    unit: Path | None
    """The systemd unit that was installed."""


def set_up(host: HostFolder, wish: Wish) -> HostSettings:
    """Make the folder of a host, whole or not at all.

    Raises:
        MailHostUsageError: there is something in the folder, or certificate, key or a name is wrong.
        NoDovecotError: it is not installed.
        MailHostError: Dovecot does not take its configuration.
    """
    if host.folder.exists() and (not host.folder.is_dir() or any(host.folder.iterdir())):
        raise MailHostUsageError(
            f"{host.folder} is not empty.", todo="Name a new folder, or tear the host in it down first."
        )
    name = check_certificate(wish.certificate, wish.key)
    version = ask_version(find_dovecot())
    existed = host.folder.exists()
    try:
        return _lay_out(host, wish, name=wish.name or name, version=version)
    except BaseException:
        shutil.rmtree(host.folder, ignore_errors=True)
        if existed:
            host.folder.mkdir(mode=0o700)
        raise


def _lay_out(host: HostFolder, wish: Wish, *, name: str, version: str) -> HostSettings:
    root = os.geteuid() == 0
    uid = choose_user() if root else os.geteuid()
    settings = HostSettings(
        name=name, doors=wish.doors, uid=uid, gate_uid=choose_user() if root else uid,
        quota_megabytes=wish.quota_megabytes, least_free_megabytes=wish.least_free_megabytes,
    )  # fmt: skip
    keys = HostKeys(nonce=wish.nonce or secrets.token_hex(32), watch=choose_watch_name())
    host.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for folder in (host.inside, host.mail, host.doors, host.run):
        folder.mkdir(mode=0o700)
        if root and folder != host.run:
            os.chown(folder, uid, uid)
    # The gate comes here as another user, through the folder that it had open before.
    host.doors.chmod(0o711)
    if wish.readers:
        _let_read(host, wish.readers)
    host.write(settings, keys)
    for name_file, content in zip(("passwd", "group"), write_names(uid), strict=True):
        write_whole(host.inside / name_file, content, mode=0o644)
    renew_certificate(host, wish.certificate, wish.key)
    write_accounts(host, settings, {keys.watch: hash_password(secrets.token_hex(32))})
    add_accounts(host, wish.accounts)
    _write_dovecot(host, settings, keys, version)
    write_whole(unit_file(host), write_unit(host).encode(), mode=0o644)
    # They are there before anybody signs in: a log that is missing would be a fault.
    for told in (host.reports, host.reads):
        write_whole(told, b"", mode=0o640)
    check_configuration(host)
    return settings


def renew_certificate(host: HostFolder, certificate: Path, key: Path) -> None:
    """Take a certificate and its key over; a running host has them from its next start on.

    Raises:
        MailHostUsageError: they do not belong together, cannot be read, or the certificate's time is over.
    """
    check_certificate(certificate, key)
    settings = host.read_settings()
    write_inside(host.inside / "certificate.pem", certificate.read_bytes(), settings=settings)
    write_inside(host.inside / "key.pem", key.read_bytes(), settings=settings)


def check_certificate(certificate: Path, key: Path) -> str:
    """Return the name that a certificate is for.

    Raises:
        MailHostUsageError: it cannot be read, is not the key's, or its time is over or has not begun.
    """
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=_refuse_password)
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ValueError) as error:
        raise MailHostUsageError(
            f"Certificate {certificate} and key {key} cannot be used.",
            why=str(error),
            todo="Give the certificate's chain and its private key as PEM, without a password.",
        ) from error
    now = read_clock()
    if not found.not_valid_before_utc <= now < found.not_valid_after_utc:
        raise MailHostUsageError(
            f"The certificate {certificate} is not valid now.",
            why=f"Its time is {found.not_valid_before_utc:%Y-%m-%d} to {found.not_valid_after_utc:%Y-%m-%d}.",
            todo="Get a new one from your authority.",
        )
    return _find_name(found)


def check_configuration(host: HostFolder) -> None:
    """Have Dovecot read its configuration where it will run, and write it anew where another version came with an upgrade.

    Raises:
        MailHostError: it does not take it, or the sandbox cannot be built.
        NoDovecotError: it is not installed.
    """
    settings, keys = host.read_settings(), host.read_keys()
    dovecot = find_dovecot()
    version = ask_version(dovecot)
    _write_dovecot(host, settings, keys, version)
    command = build_host_command(host, settings, ["/usr/bin/doveconf", "-n", "-c", f"{HOST}/dovecot.conf"])
    asked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if asked.returncode != 0 or "Error" in asked.stderr or "Fatal" in asked.stderr:
        raise MailHostError(
            f"Dovecot {version} cannot be run with the configuration that was written for it.",
            why=asked.stderr.strip()[-600:],
            todo="If bwrap complains: allow unprivileged user namespaces, or run as root. Else report this.",
        )


def tear_down(host: HostFolder) -> Removal:
    """Remove everything of a host: accounts, mail, keys, what was told, an installed unit.

    Raises:
        MailHostUsageError: the folder is none of a host, or it runs.
    """
    host.read_settings()
    with lock_host(host):
        unit = find_installed_unit(host)
        removal = Removal(
            accounts=len(list_accounts(host)),
            letters=count_letters(host),
            reports=count_reports(host),
            unit=unit,
        )
        if unit:
            unit.unlink()
        for secret in (host.keys_file, host.inside / "key.pem", host.inside / "users"):
            _blank(secret)
        shutil.rmtree(host.folder)
    return removal


@contextmanager
def lock_host(host: HostFolder) -> Iterator[None]:
    """Hold the host for this process alone; the lock ends with the process, however it ends.

    Raises:
        MailHostUsageError: it runs elsewhere.
    """
    with (host.folder / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise MailHostUsageError(
                f"The decoy mail host in {host.folder} runs.",
                todo="Stop it first: end `chaffinch traps run`.",
            ) from error
        yield


def is_running(host: HostFolder) -> bool:
    """Return whether `traps run` holds the host."""
    try:
        with lock_host(host):
            return False
    except MailHostUsageError:
        return True


def count_letters(host: HostFolder) -> int:
    """Return how many messages lie in the mailboxes."""
    return sum(1 for folder in host.mail.rglob("*") if folder.parent.name in ("cur", "new"))


def count_reports(host: HostFolder) -> int:
    """Return how many log-ins were told, rotated files included."""
    count = 0
    for path in host.folder.glob(f"{host.reports.name}*"):
        with contextlib.suppress(OSError), path.open("rb") as stream:
            count += sum(1 for _ in stream)
    return count


def describe_accounts(accounts: Iterable[str]) -> dict[str, int]:
    """Return how many accounts there are at each domain."""
    counts: dict[str, int] = {}
    for address in accounts:
        domain = address.rpartition("@")[2]
        counts[domain] = counts.get(domain, 0) + 1
    return counts


def _write_dovecot(host: HostFolder, settings: HostSettings, keys: HostKeys, version: str) -> None:
    setting = DovecotSetting(
        uid=settings.uid,
        nonce=keys.nonce,
        quota_megabytes=settings.quota_megabytes,
        connections=settings.limits.connections,
    )
    try:
        content = write_configuration(setting, version)
    except ValueError as error:
        raise MailHostError(
            f"There is no configuration for Dovecot {version}.",
            why=str(error),
            todo="Use Debian 12 or 13, whose Dovecot is tried.",
        ) from error
    write_inside(host.inside / "dovecot.conf", content.encode(), settings=settings)


def _let_read(host: HostFolder, group: str) -> None:
    """Let a group see what is told; new files of the folder become the group's by themselves (its set-group-ID bit)."""
    try:
        shutil.chown(host.folder, group=group)
    except (LookupError, OSError) as error:
        raise MailHostUsageError(
            f"The group {group} cannot be given the folder.",
            why=str(error),
            todo="Name a group of this machine that you are in, or be root.",
        ) from error
    host.folder.chmod(0o2750)


def _find_name(certificate: x509.Certificate) -> str:
    with contextlib.suppress(x509.ExtensionNotFound):
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        for name in names.get_values_for_type(x509.DNSName):
            if not name.startswith("*"):
                return name
    common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else "mail"


def _refuse_password() -> str:
    raise ValueError("the key is locked with a password")


def _blank(path: Path) -> None:
    """Overwrite a secret before it is unlinked; on many file systems and disks that proves nothing, and costs nothing."""
    with contextlib.suppress(OSError):
        size = path.stat().st_size
        with path.open("r+b") as stream:
            stream.write(bytes(size))
            stream.flush()
            os.fsync(stream.fileno())
