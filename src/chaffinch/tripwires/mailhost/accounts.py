"""The accounts of a decoy mail host: their names and hashed passwords in Dovecot's passwd-file."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

from argon2 import PasswordHasher

from chaffinch.decoys.lists import Account
from chaffinch.ground.files import write_whole
from chaffinch.tripwires.mailhost.errors import MailHostUsageError
from chaffinch.tripwires.mailhost.folder import HostFolder, HostSettings, write_inside

#: One lane, as libsodium wants it, which Dovecot checks with; little memory, since an intruder says how often.
_HASHER = PasswordHasher(time_cost=3, memory_cost=12_288, parallelism=1)
#: What Dovecot takes as a name (auth_username_chars), in lower case, and no path.
_ADDRESS = re.compile(r"[a-z0-9_+-][a-z0-9._+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def hash_password(password: str) -> str:
    """Return the password's Argon2id hash (RFC 9106) as Dovecot's passwd-file has it."""
    return "{ARGON2ID}" + _HASHER.hash(password)


def choose_watch_name() -> str:
    """Return a name for the probe's account that nobody guesses and no list has."""
    return f"watch-{secrets.token_hex(8)}"


def list_accounts(host: HostFolder) -> tuple[str, ...]:
    """Return the addresses of the host's accounts, the probe's left out."""
    watch = host.read_keys().watch
    return tuple(address for address in _read_hashes(host) if address != watch)


def add_accounts(host: HostFolder, accounts: Iterable[Account]) -> int:
    """Give accounts to the host, or new passwords to those that it has; return how many were new.

    Raises:
        MailHostUsageError: an address is none that Dovecot can serve, or a password has a line's end in it.
    """
    settings = host.read_settings()
    hashes = _read_hashes(host)
    before = len(hashes)
    for account in accounts:
        address = account.address.lower()
        if not _ADDRESS.fullmatch(address) or len(address) > 254:
            raise MailHostUsageError(
                f"{account.address} cannot be an account of a decoy mail host.",
                why="Its name must be of letters, digits, dots, hyphens, plus signs and underscores.",
                todo="Take that line out of the list.",
            )
        hashes[address] = hash_password(account.password)
    write_accounts(host, settings, hashes)
    return len(hashes) - before


def write_accounts(host: HostFolder, settings: HostSettings, hashes: dict[str, str]) -> None:
    """Write the passwd-file, and the domains for the desk; a running Dovecot reads the file anew by itself."""
    lines = "".join(f"{address}:{hashed}::::::\n" for address, hashed in hashes.items())
    write_inside(host.inside / "users", lines.encode(), settings=settings)
    domains = {address.rpartition("@")[2] for address in hashes if "@" in address}
    write_whole(host.domains_file, "".join(f"{domain}\n" for domain in sorted(domains)).encode(), mode=0o644)


def _read_hashes(host: HostFolder) -> dict[str, str]:
    path = host.inside / "users"
    if not path.exists():
        return {}
    rows = (line.split(":", 2) for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 3}
