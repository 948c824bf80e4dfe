"""The signature of a time-stamp (CMS, RFC 5652; RFC 3161, 2.4.2), checked with the certificate that it brings along."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from chaffinch.errors import ChaffinchError
from chaffinch.ledger.verify import Broken, walk

_CONTENT_TYPE, _DIGEST = "2a864886f70d010903", "2a864886f70d010904"
_CERTIFICATE_V1, _CERTIFICATE_V2 = "2a864886f70d010910020c", "2a864886f70d010910022f"
"""Which certificate the signer meant (RFC 2634, by SHA-1; RFC 5035, by any hash)."""
_SIGNED, _STAMPED = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("060b2a864886f70d0109100104")
_VERSIONS = (b"\1", b"\3", b"\4", b"\5")
"""Of SignedData (RFC 5652, 5.1)."""
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "608648016503040201": hashes.SHA256(),
    "608648016503040202": hashes.SHA384(),
    "608648016503040203": hashes.SHA512(),
}
_RSA = {
    "2a864886f70d010101": None,
    "2a864886f70d01010b": hashes.SHA256(),
    "2a864886f70d01010c": hashes.SHA384(),
    "2a864886f70d01010d": hashes.SHA512(),
}
"""None: as the digest's."""
_ECDSA = {
    "2a8648ce3d040302": hashes.SHA256(),
    "2a8648ce3d040303": hashes.SHA384(),
    "2a8648ce3d040304": hashes.SHA512(),
}


class CmsFault(ChaffinchError):
    """The signature of a time-stamp does not hold, or cannot be checked here.

    Attributes:
        code: signature, certificate, expired-then, unsupported.
    """

    def __init__(self, code: str, *, why: str = "") -> None:
        super().__init__(f"The time-stamp's signature does not hold: {code}.", why=why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a time-stamp."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...] = field(repr=False)
    """Certificates that came along."""
    at: datetime

    @property
    def key(self) -> bytes:
        """The public key, which tells authorities apart."""
        return self.certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def read_signer(untrusted_answer: bytes) -> Signer:
    """Return who signed an authority's answer, once the signature holds under a certificate for time-stamping in it.

    Whether anybody trusts that certificate is another question.

    Raises:
        CmsFault: the signature does not hold, or the certificate was not valid at that time, or is for something else.
    """
    try:
        wrapped = walk(walk(untrusted_answer, 0x30), 0x30, 0x30)
        signed = walk(walk(wrapped, 0x06, 0xA0), 0x30)
        content = walk(walk(walk(signed, 0x02, 0x31, 0x30), 0x06, 0xA0), 0x04)
        at = read_time(walk(walk(content, 0x30), 0x02, 0x06, 0x30, 0x02, 0x18).decode())
        parts = dict(list(_split(signed))[3:])
        if 0xA0 not in parts:
            raise CmsFault("unsupported", why="no certificate came along")
        brought = {one: _name_certificate(one) for _, one in _split(walk(parts[0xA0], 0xA0))}
        certificates = [x509.load_der_x509_certificate(one) for one in brought]
        ((_, information),) = _split(walk(parts.get(0x31, b""), 0x31))
        fields = [one for _, one in _split(walk(information, 0x30))]
        version, named, digest_kind, attributes, kind, signature = fields[:6]
        (chosen,) = (one for one, name in brought.items() if name == walk(named, 0x30))
        mine = x509.load_der_x509_certificate(chosen)
        digest_name = _read_algorithm(digest_kind)
        named_twice = _read_algorithm(walk(signed, 0x02, 0x31)) == digest_name
        types = (walk(wrapped, 0x06), walk(walk(signed, 0x02, 0x31, 0x30), 0x06))
        if (
            walk(signed, 0x02) not in _VERSIONS
            or walk(version, 0x02) != b"\x01"
            or not named_twice
            or types != (_SIGNED, _STAMPED[2:])
        ):
            raise InvalidSignature
        digest = _HASHES[digest_name]
        _check_attributes(walk(attributes, 0xA0), content=content, digest=digest, certificate=chosen)
        _check_signature(
            mine, walk(signature, 0x04), b"\x31" + attributes[1:], kind=_read_algorithm(kind), digest=digest
        )
    except (InvalidSignature, Broken) as fault:
        raise CmsFault("signature") from fault
    except (KeyError, UnsupportedAlgorithm) as fault:
        raise CmsFault("unsupported", why=str(fault)[:200]) from fault
    except (ValueError, TypeError, x509.InvalidVersion) as fault:
        raise CmsFault("signature", why=str(fault)[:200]) from fault
    _check_certificate(mine, at=at)
    return Signer(mine, tuple(one for one in certificates if one != mine), at)


def read_time(text: str) -> datetime:
    """Return the moment of an ASN.1 GeneralizedTime as time-stamps spell it, to the second (RFC 3161, 2.4.2)."""
    return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _split(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and whole of each element in a row."""
    while der:
        content = walk(der, der[0])
        head = 2 + max(0, der[1] - 0x80)
        yield der[0], der[: head + len(content)]
        der = der[head + len(content) :]


def _read_algorithm(der: bytes) -> str:
    """Return the object identifier of an algorithm that has no parameters, or an empty one."""
    whole = walk(der, 0x30)
    name = walk(whole, 0x06)
    if whole[2 + len(name) :] not in (b"", b"\x05\x00"):
        raise InvalidSignature
    return name.hex()


def _name_certificate(certificate: bytes) -> bytes:
    """Return issuer and serial number as a signature names them (RFC 5652, 10.2.4)."""
    parts = [one for _, one in _split(walk(walk(certificate, 0x30), 0x30))]
    serial, issuer = (parts[1], parts[3]) if parts[0][0] == 0xA0 else (parts[0], parts[2])
    number = walk(serial, 0x02)
    if not any(number) or number[0] & 0x80:
        raise InvalidSignature  # RFC 5280, 4.1.2.2: a serial number is positive
    return issuer + serial


def _check_attributes(
    attributes: bytes, *, content: bytes, digest: hashes.HashAlgorithm, certificate: bytes
) -> None:
    found = {
        walk(walk(one, 0x30), 0x06).hex(): walk(walk(one, 0x30), 0x06, 0x31) for _, one in _split(attributes)
    }
    if found.get(_CONTENT_TYPE) != _STAMPED:
        raise InvalidSignature
    if walk(found.get(_DIGEST, b""), 0x04) != hashlib.new(digest.name, content).digest():
        raise InvalidSignature
    meant = walk(walk(walk(found.get(_CERTIFICATE_V2) or found.get(_CERTIFICATE_V1, b""), 0x30), 0x30), 0x30)
    name = "sha256" if _CERTIFICATE_V2 in found else "sha1"
    if meant[:1] == b"\x30":
        name, meant = _HASHES[walk(walk(meant, 0x30), 0x06).hex()].name, meant[2 + meant[1] :]
    if walk(meant, 0x04) != hashlib.new(name, certificate, usedforsecurity=False).digest():
        raise InvalidSignature


def _check_signature(
    certificate: x509.Certificate, signature: bytes, signed: bytes, *, kind: str, digest: hashes.HashAlgorithm
) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), _RSA[kind] or digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(_ECDSA[kind]))
    else:
        raise UnsupportedAlgorithm(kind)


def _check_certificate(certificate: x509.Certificate, *, at: datetime) -> None:
    try:
        use = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError) as fault:
        raise CmsFault("certificate", why="it says nothing of its use") from fault
    if list(use.value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not use.critical:
        raise CmsFault("certificate", why="it is not for time-stamping alone")
    if not certificate.not_valid_before_utc <= at.astimezone(UTC) <= certificate.not_valid_after_utc:
        raise CmsFault("expired-then", why=f"it was not valid on {at:%Y-%m-%d}")
