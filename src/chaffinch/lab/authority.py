"""A certificate authority that lives as long as the range runs; its keys are never kept."""

from __future__ import annotations

import base64
import hashlib
import ssl
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Authority:
    """One throw-away authority."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        """Return the certificate alone, for clients that are to trust this range."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def spki_sha256(self) -> str:
        """Return base64 of the SHA-256 of the public key, as Chromium's allow-list wants it."""
        spki = self.certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(spki).digest()).decode()


def make_authority(now: datetime) -> Authority:
    """Make an authority whose certificate says what it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name_subject("LAB - Chaffinch practice range")
    certificate = (
        _begin_certificate(name, issuer=name, key=key, now=now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_permit_reserved_names(), critical=True)
        .add_extension(_allow_uses(sign_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key=key, certificate=certificate)


def make_server_context(authority: Authority, hosts: Iterable[str], *, now: datetime) -> ssl.SSLContext:
    """Return a context that shows each host its own certificate, chosen by SNI.

    The chain carries the authority too, so that a browser's allow-list of that one key accepts every host.
    A visitor who names no host or an unknown one is shown the first host's certificate.
    """
    contexts = {host: _make_host_context(authority, host, now=now) for host in hosts}
    default = next(iter(contexts.values()))

    def choose_certificate(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = contexts.get((name or "").lower(), default)

    default.sni_callback = choose_certificate
    return default


def write_chain(authority: Authority, host: str, path: Path, *, now: datetime) -> None:
    """Write a host's key, its certificate and the authority's into one file that its owner alone can read (PEM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _begin_certificate(_name_subject(host), issuer=authority.certificate.subject, key=key, now=now)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_allow_uses(sign_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
        + authority.pem
    )


def _make_host_context(authority: Authority, host: str, *, now: datetime) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # OpenSSL reads keys from files only; this one is gone as soon as it has been read.
    with tempfile.TemporaryDirectory(prefix="chaffinch-range-") as folder:
        chain = Path(folder) / "chain.pem"
        write_chain(authority, host, chain, now=now)
        context.load_cert_chain(chain)
    return context


def _begin_certificate(
    subject: x509.Name, *, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFE)
    )


def _name_subject(name: str) -> x509.Name:
    # A common name ends at 64 characters (RFC 5280); the full host stands among the alternative names.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _permit_reserved_names() -> x509.NameConstraints:
    return x509.NameConstraints([x509.DNSName("test"), x509.DNSName("example")], None)


def _allow_uses(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )
