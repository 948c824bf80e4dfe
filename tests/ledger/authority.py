"""A time-stamping authority whose every byte follows from a seed: its keys, its certificates, its answers (RFC 3161)."""

from __future__ import annotations

import hashlib
import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2046, 1, 1, tzinfo=UTC)
_SHA256, _RSA, _ECDSA = "608648016503040201", "2a864886f70d010101", "2a8648ce3d040302"
_SIGNED, _STAMPED = "2a864886f70d010702", "2a864886f70d0109100104"


def der(tag: int, *parts: bytes) -> bytes:
    """Return a DER element."""
    content = b"".join(parts)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def oid(text: str) -> bytes:
    """Return an object identifier of its content in hexadecimal."""
    return der(0x06, bytes.fromhex(text))


def make_rsa_key(seed: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the RSA key of a seed; of course nobody else must use such a key."""
    chance = random.Random(seed)
    while True:
        p, q = find_prime(chance, bits // 2), find_prime(chance, bits // 2)
        modulus, order = p * q, math.lcm(p - 1, q - 1)
        if p != q and math.gcd(65_537, order) == 1:
            break
    d = pow(65_537, -1, order)
    p, q = max(p, q), min(p, q)
    public = rsa.RSAPublicNumbers(65_537, modulus)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


def find_prime(chance: random.Random, bits: int) -> int:
    """Return a prime with its two highest bits set (Miller and Rabin, 24 rounds)."""
    while True:
        number = chance.getrandbits(bits) | (3 << (bits - 2)) | 1
        if all(number % small for small in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)) and all(
            is_probable_prime(number, chance.randrange(2, number - 1)) for _ in range(24)
        ):
            return number


def is_probable_prime(number: int, base: int) -> bool:
    """Tell whether a number passes one round of Miller and Rabin's test."""
    odd, twos = number - 1, 0
    while not odd & 1:
        odd, twos = odd >> 1, twos + 1
    power = pow(base, odd, number)
    for _ in range(twos):
        if power in (1, number - 1) and (power != 1 or _ == 0):
            return True
        power = power * power % number
    return False


def make_ec_key(seed: str) -> ec.EllipticCurvePrivateKey:
    """Return the P-256 key of a seed."""
    return ec.derive_private_key(random.Random(seed).getrandbits(255) | 1, ec.SECP256R1())


@dataclass(frozen=True)
class TestAuthority:
    """One authority: a root, and a certificate for time-stamping below it."""

    __test__ = False
    name: str
    root: x509.Certificate
    root_key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    key: Key

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def stamp(
        self,
        digest: bytes,
        *,
        at: datetime,
        nonce: bytes = b"",
        serial: int = 1,
        meant: bytes = b"",
        kind: str = "2f",
    ) -> bytes:
        """Return a whole answer over a digest of SHA-256.

        Args:
            digest: what is stamped.
            at: when.
            nonce: of the request.
            serial: of the stamp.
            meant: hash of the certificate that the signer says is its own; the right one by default.
            kind: how that is said: 2f by SHA-256, 0c by SHA-1.
        """
        imprint = der(0x30, der(0x30, oid(_SHA256), der(0x05)), der(0x04, digest))
        content = der(
            0x30,
            der(0x02, b"\x01"),
            oid("2a0304"),
            imprint,
            der(0x02, serial.to_bytes(4, "big").lstrip(b"\0") or b"\0"),
            der(0x18, at.strftime("%Y%m%d%H%M%SZ").encode()),
            der(0x02, nonce) if nonce else b"",
        )
        certificate = self.certificate.public_bytes(serialization.Encoding.DER)
        essential = der(
            0x30,
            der(
                0x30,
                der(
                    0x30,
                    der(
                        0x04, meant or hashlib.new("sha256" if kind == "2f" else "sha1", certificate).digest()
                    ),
                ),
            ),
        )
        attributes = sorted(
            [
                der(0x30, oid("2a864886f70d010903"), der(0x31, oid(_STAMPED))),
                der(0x30, oid("2a864886f70d010904"), der(0x31, der(0x04, hashlib.sha256(content).digest()))),
                der(0x30, oid(f"2a864886f70d01091002{kind}"), der(0x31, essential)),
            ]
        )
        is_rsa = isinstance(self.key, rsa.RSAPrivateKey)
        serial_number = self.certificate.serial_number.to_bytes(20, "big").lstrip(b"\0")
        signer = der(
            0x30,
            der(0x02, b"\x01"),
            der(0x30, self.certificate.issuer.public_bytes(), der(0x02, serial_number)),
            der(0x30, oid(_SHA256), der(0x05)),
            der(0xA0, *attributes),
            der(0x30, oid(_RSA), der(0x05)) if is_rsa else der(0x30, oid(_ECDSA)),
            der(0x04, self._sign(der(0x31, *attributes))),
        )
        signed = der(
            0x30,
            der(0x02, b"\x03"),
            der(0x31, der(0x30, oid(_SHA256), der(0x05))),
            der(0x30, oid(_STAMPED), der(0xA0, der(0x04, content))),
            der(0xA0, certificate),
            der(0x31, signer),
        )
        return der(0x30, der(0x30, der(0x02, b"\0")), der(0x30, oid(_SIGNED), der(0xA0, signed)))

    def revoke(self, *, at: datetime, reason: x509.ReasonFlags | None) -> x509.CertificateRevocationList:
        """Return a list that revokes the certificate."""
        entry = x509.RevokedCertificateBuilder(self.certificate.serial_number, at)
        if reason is not None:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        revoked = x509.CertificateRevocationListBuilder(self.root.subject, at, ENDS)
        return revoked.add_revoked_certificate(entry.build()).sign(self.root_key, hashes.SHA256())

    def _sign(self, content: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(content, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def make_authority(
    name: str, *, kind: str = "rsa", begins: datetime = BEGINS, ends: datetime = ENDS, use: str = "stamping"
) -> TestAuthority:
    """Return the authority of a name.

    Args:
        name: from which everything follows.
        kind: of its key: rsa, ec.
        begins: its certificate is valid from here …
        ends: … to here.
        use: stamping; anything else makes a certificate that must not stamp.
    """
    root_key, key = make_ec_key(f"{name} root"), make_rsa_key(name) if kind == "rsa" else make_ec_key(name)
    root_name, subject = make_name(f"{name} root"), make_name(name)
    chance = random.Random(f"{name} serials")
    root = (
        x509.CertificateBuilder(
            root_name, root_name, root_key.public_key(), chance.getrandbits(62) | 1, BEGINS, ENDS
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), critical=False)
        .add_extension(make_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    purpose = ExtendedKeyUsageOID.TIME_STAMPING if use == "stamping" else ExtendedKeyUsageOID.CODE_SIGNING
    certificate = (
        x509.CertificateBuilder(
            root_name, subject, key.public_key(), chance.getrandbits(62) | 1, begins, ends
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=False)
        .add_extension(make_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return TestAuthority(name, root, root_key, certificate, key)


def make_name(text: str) -> x509.Name:
    """Return a distinguished name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def make_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """Return what a key is for."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
