"""The manifest of a bundle: the hash of every file, signed, and dated by somebody else where that is configured."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chaffinch.errors import UsageError
from chaffinch.ground import stamps
from chaffinch.ground.stamps import Stamp, StampError

MANIFEST, SIGNATURE, STAMP = "manifest.json", "manifest.sig", "manifest.tsr"
_ALGORITHM = "Ed25519"
_LARGEST = 1_000_000
_STAMP_FAULTS = {
    "malformed": "is malformed",
    "imprint": f"is not over this {MANIFEST}",
    "untrusted": "is not of an authority that you trust",
}


class BundleError(UsageError):
    """This is not an evidence bundle, or it was changed since it was written."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who vouches for a manifest."""

    fingerprint: str
    """SHA-256 of the raw public key, hex: what two people compare by telephone."""


def make_manifest(files: Mapping[str, bytes], *, url: str, taken_at: datetime) -> bytes:
    """Return the manifest over these files, by name."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    values = {"version": 2, "url": url, "taken_at": taken_at.isoformat(), "sha256": hashes}
    return json.dumps(values, ensure_ascii=False, indent=1).encode()


def check_files(untrusted_manifest: bytes, files: Mapping[str, bytes]) -> None:
    """Check that the files are exactly those of the manifest.

    Raises:
        BundleError: one is missing, changed, or stands there without being named.
    """
    try:
        untrusted_hashes = json.loads(untrusted_manifest[:_LARGEST])["sha256"]
        wanted = {str(name): str(digest) for name, digest in untrusted_hashes.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise BundleError(
            "This is not an evidence bundle", why=f"{MANIFEST} is malformed: {fault}"[:200]
        ) from fault
    for name, digest in wanted.items():
        if name not in files:
            raise BundleError(f"{name} is missing from the bundle", why=f"{MANIFEST} names it")
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise BundleError(
                f"{name} was changed since it was written", why=f"its hash is not that of {MANIFEST}"
            )
    extra = sorted(set(files) - set(wanted) - {MANIFEST, SIGNATURE, STAMP})
    if extra:
        raise BundleError(f"{extra[0]} does not belong to the bundle", why=f"{MANIFEST} does not name it")


def name_key(key: bytes) -> str:
    """Return the fingerprint by which a signing key is known: SHA-256 of its raw public key, hex."""
    return _fingerprint(Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw())


def _fingerprint(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()


def sign_manifest(manifest: bytes, *, key: bytes) -> bytes:
    """Return the signature as JSON, with the public key.

    Args:
        manifest: what is signed, as it stands.
        key: the 32 bytes of an Ed25519 private key (RFC 8032).
    """
    private = Ed25519PrivateKey.from_private_bytes(key)
    public = private.public_key().public_bytes_raw()
    values = {
        "algorithm": _ALGORITHM,
        "public_key": base64.b64encode(public).decode(),
        "fingerprint": _fingerprint(public),
        "signature": base64.b64encode(private.sign(manifest)).decode(),
    }
    return json.dumps(values, indent=1).encode()


def verify_signature(untrusted_signature: bytes, *, manifest: bytes) -> Signature:
    """Return who signed.

    Raises:
        BundleError: the signature is malformed, or not over this manifest.
    """
    try:
        values = json.loads(untrusted_signature[:_LARGEST])
        public = base64.b64decode(values["public_key"], validate=True)
        if values["algorithm"] != _ALGORITHM:
            raise ValueError("unknown algorithm")
        Ed25519PublicKey.from_public_bytes(public).verify(
            base64.b64decode(values["signature"], validate=True), manifest
        )
    except InvalidSignature as fault:
        raise BundleError(f"{MANIFEST} was changed since it was signed") from fault
    except (ValueError, KeyError, TypeError, binascii.Error) as fault:
        raise BundleError(f"{SIGNATURE} is malformed", why=str(fault)[:200]) from fault
    return Signature(_fingerprint(public))


def make_stamp_request(manifest: bytes) -> bytes:
    """Return the request for a time-stamp over the manifest, DER (RFC 3161, 2.4.1), with a fresh nonce."""
    return stamps.make_stamp_request(hashlib.sha512(manifest).digest(), chance=random.SystemRandom())


def verify_stamp(untrusted_stamp: bytes, *, manifest: bytes, roots: Sequence[x509.Certificate] = ()) -> Stamp:
    """Return when the manifest was stamped; checked against the roots where there are any.

    Raises:
        BundleError: the stamp is malformed, over something else, or not of an authority below the roots.
    """
    digests = {hashlib.new(name, manifest).digest() for name in ("sha256", "sha384", "sha512")}
    try:
        return stamps.verify_stamp(untrusted_stamp, digests=digests, roots=roots)
    except StampError as fault:
        raise BundleError(f"{STAMP} {_STAMP_FAULTS[fault.code]}", why=fault.why) from fault
