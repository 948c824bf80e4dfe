"""Encryption and keyed hashes for what rests on disk."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chaffinch.errors import ChaffinchError

_MARK = b"CF1"
_NONCE = 12


class UnreadableSecretError(ChaffinchError):
    """What was to be decrypted was changed, cut, or encrypted with another key."""


def derive_key(key: bytes, purpose: str) -> bytes:
    """Return a 32-byte key for one purpose, so that no two purposes share one."""
    return hmac.new(key, b"chaffinch/" + purpose.encode(), hashlib.sha256).digest()


def encrypt(plain: bytes, *, key: bytes, purpose: str) -> bytes:
    """Encrypt with AES-256-GCM under a key derived for `purpose` (NIST SP 800-38D); a fresh nonce each time."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(derive_key(key, purpose)).encrypt(nonce, plain, purpose.encode())
    return _MARK + nonce + sealed


def decrypt(sealed: bytes, *, key: bytes, purpose: str) -> bytes:
    """Return what `encrypt` was given.

    Raises:
        UnreadableSecretError: it is not whole, or not of this key and purpose.
    """
    if not sealed.startswith(_MARK):
        raise UnreadableSecretError("This is not something that Chaffinch encrypted.")
    nonce, body = sealed[len(_MARK) : len(_MARK) + _NONCE], sealed[len(_MARK) + _NONCE :]
    try:
        return AESGCM(derive_key(key, purpose)).decrypt(nonce, body, purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise UnreadableSecretError(
            "An encrypted entry cannot be read.",
            why="It was changed, or it was encrypted with another key.",
            todo="Put back the keys folder that belongs to this home folder.",
        ) from error


def keyed_hash(text: str, *, key: bytes, purpose: str) -> str:
    """Return HMAC-SHA256 as hex, for looking something up without keeping it."""
    return hmac.new(derive_key(key, purpose), text.encode(), hashlib.sha256).hexdigest()
