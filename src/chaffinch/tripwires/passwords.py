"""Whether what a log tells of a password was told of this one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from chaffinch.tripwires.signin import PasswordMark

_SHA1_HEX, _SHA256_HEX = 40, 64
#: A SHA-1 that was cut shorter than this says nothing (`auth_verbose_passwords = sha1:6`).
_ENOUGH = 16


def hash_policy(login: str, password: str, *, nonce: str) -> str:
    """Return the `pwhash` that Dovecot tells its auth policy server, whole (`auth_policy_hash_truncate = 0`), in hex.

    SHA-256 of nonce, log-in, a NUL and password (Dovecot, src/auth/auth-policy.c).
    """
    return hashlib.sha256(f"{nonce}{login}\0{password}".encode()).hexdigest()


def hash_sha1(password: bytes) -> str:
    """Return the SHA-1 that `auth_verbose_passwords = sha1` writes, in hex."""
    return hashlib.sha1(password, usedforsecurity=False).hexdigest()


def recognise(mark: PasswordMark, *, login: str, password: str, nonces: Iterable[str]) -> bool | None:
    """Return whether the mark was made of this password; None where it is cut too short to tell.

    Args:
        mark: as the log has it.
        login: as the log has it, since the hash holds it.
        password: the decoy's.
        nonces: of the servers whose logs are read.
    """
    value = mark.value.lower()
    if mark.scheme == "sha1":
        if len(value) < _ENOUGH:
            return None
        return hmac.compare_digest(hash_sha1(password.encode())[: len(value)], value[:_SHA1_HEX])
    if len(value) != _SHA256_HEX:
        return None
    return any(hmac.compare_digest(hash_policy(login, password, nonce=nonce), value) for nonce in nonces)
