"""A DKIM key as DNS gives it (RFC 6376, 3.6.1), from 512 bits up: evidence names its length, it does not refuse it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key

from chaffinch.mail.signature import read_tags

_BLANK = re.compile(r"\s+")
_LARGEST = 16_384
_HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256()}  # noqa: S303 - what was signed with it is to be checked


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signatures are checked with."""

    kind: str
    """rsa or ed25519; empty where there is none."""
    key: RSAPublicKey | Ed25519PublicKey | None
    bits: int = 0
    hashes: tuple[str, ...] = ()
    """Which it may be used with; all where empty."""
    testing: bool = False
    """`t=y`: the owner asks not to rely on it."""
    exact: bool = False
    """`t=s`: signers of subdomains are excluded."""
    fault: str = ""
    """`revoked` an empty `p=`, `malformed`, `service` it is not for mail, `unsupported` another kind of key."""

    def verify(self, signature: bytes, content: bytes, *, hash_name: str) -> bool:
        """Return whether the signature over the content holds."""
        try:
            if isinstance(self.key, RSAPublicKey):
                self.key.verify(signature, content, PKCS1v15(), _HASHES[hash_name])
            elif isinstance(self.key, Ed25519PublicKey):
                digest = hashes.Hash(_HASHES[hash_name])  # RFC 8463, 3: over the hash, not over the text
                digest.update(content)
                self.key.verify(signature, digest.finalize())
            else:
                return False
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            return False
        return True


@lru_cache(maxsize=4_096)
def read_public_key(record: str) -> PublicKey:
    """Read the text of a key record; what is wrong with it stands in `fault`."""
    tags, _ = read_tags(record[:20_000])
    kind = tags.get("k", "rsa").lower()
    if "p" not in tags or tags.get("v", "DKIM1") != "DKIM1":
        return PublicKey(kind="", key=None, fault="malformed")
    if not tags["p"]:
        return PublicKey(kind=kind, key=None, fault="revoked")
    services = [service.strip() for service in tags.get("s", "*").split(":")]
    if not {"*", "email"} & set(services):
        return PublicKey(kind=kind, key=None, fault="service")
    if kind not in {"rsa", "ed25519"}:
        return PublicKey(kind=kind, key=None, fault="unsupported")
    key = _load(_BLANK.sub("", tags["p"]), kind)
    if key is None:
        return PublicKey(kind=kind, key=None, fault="malformed")
    flags = {flag.strip() for flag in tags.get("t", "").split(":")}
    return PublicKey(
        kind=kind,
        key=key,
        bits=key.key_size if isinstance(key, RSAPublicKey) else 256,
        hashes=tuple(name.strip().lower() for name in tags["h"].split(":")) if tags.get("h") else (),
        testing="y" in flags,
        exact="s" in flags,
    )


def _load(untrusted: str, kind: str) -> RSAPublicKey | Ed25519PublicKey | None:
    try:
        der = base64.b64decode(untrusted + "=" * (-len(untrusted) % 4), validate=True)
        if kind == "ed25519" and len(der) == 32:
            return Ed25519PublicKey.from_public_bytes(der)
        key = load_der_public_key(der)
    except (binascii.Error, ValueError, UnsupportedAlgorithm, OverflowError):
        return None
    if isinstance(key, RSAPublicKey):
        return key if kind == "rsa" and key.key_size <= _LARGEST else None
    return key if isinstance(key, Ed25519PublicKey) and kind == "ed25519" else None


@lru_cache(maxsize=256)
def is_private_half(pem: str, record: str) -> bool:
    """Return whether a private key (PEM, without a password) is the other half of a record's key."""
    try:
        private = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        return False
    return private.public_key() == read_public_key(record).key
