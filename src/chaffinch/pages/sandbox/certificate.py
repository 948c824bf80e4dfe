"""Read a server's certificate from its DER form."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from chaffinch.pages.capture import Certificate

_MOST_NAMES = 200
_UNKNOWN_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def read_certificate(untrusted_der: bytes, *, problem: str) -> Certificate:
    """Return what the certificate says; one that cannot be read keeps its problem and is otherwise empty, dated 1970."""
    try:
        certificate = x509.load_der_x509_certificate(untrusted_der)
        return Certificate(
            subject=certificate.subject.rfc4514_string()[:500],
            issuer=certificate.issuer.rfc4514_string()[:500],
            names=_read_names(certificate),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            sha256=certificate.fingerprint(SHA256()).hex(),
            problem=problem,
        )
    except (ValueError, x509.UnsupportedGeneralNameType, x509.DuplicateExtension):
        return Certificate("", "", (), _UNKNOWN_DATE, _UNKNOWN_DATE, "", problem or "unreadable")


def _read_names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = [str(name) for name in names.get_values_for_type(x509.DNSName)]
    hosts += [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return tuple(host[:255] for host in hosts[:_MOST_NAMES])
