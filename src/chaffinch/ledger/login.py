"""What identifies a decoy log-in: the forms in which address and password are hashed, so that a dump can be matched with it.

A stranger makes them with two tools that every system has: `printf '%s\\n%s\\n' ADDRESS PASSWORD | sha256sum` is an entry's
`sha256`, `printf '%s\\n' ADDRESS | sha256sum` its `text_sha256`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_MARK = b"chaffinch log-in mark v1\n"


@dataclass(frozen=True, slots=True)
class LoginPrint:
    """The hashes by which an entry stands for one log-in."""

    sha256: str
    """Of the log-in, hex."""
    text_sha256: str
    """Of the address alone, hex: a dump that lost the password is matched by it."""
    signature: tuple[int, ...]
    """Of address, local part and password, each alone: what was altered in a copy still meets one of them."""


def write_login(address: str, password: str) -> bytes:
    """Return a log-in as it is hashed: the address in lower case, the password as it is typed, a line each, in UTF-8."""
    return f"{_fold(address)}\n{password}\n".encode()


def print_login(address: str, password: str) -> LoginPrint:
    """Return the hashes of a log-in."""
    folded = _fold(address)
    parts = {"address": folded, "local": folded.partition("@")[0], "password": password}
    return LoginPrint(
        sha256=hashlib.sha256(write_login(address, password)).hexdigest(),
        text_sha256=hashlib.sha256(f"{folded}\n".encode()).hexdigest(),
        signature=tuple(_mark(name, value) for name, value in parts.items()),
    )


def _fold(address: str) -> str:
    return address.strip().lower()


def _mark(name: str, value: str) -> int:
    """The first 64 bits of SHA-256 over what it is of, and the value."""
    return int.from_bytes(hashlib.sha256(_MARK + f"{name}\n{value}".encode()).digest()[:8], "big")
