"""Certificates a second on one core: names by our DER walk, by `cryptography`, and whole readings over loopback.

    python benchmarks/certificates.py [--certificates 2000] [--rounds 5]

The certificates are made here: ECDSA, two names, and the extensions that public authorities write (usage, key ids,
where to ask, policies, two log timestamps). Beside each figure stands what all public logs together take in, some 300
certificates a second. The served side of the whole readings runs in the same process.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from tests.names.feeds.certificates.issuing import NOW, make_entries, make_entry
from tests.names.feeds.certificates.served_log import KINDS, ServedLog, go_on, open_feed, serve

from chaffinch.ground.merkle import Frontier, hash_leaf
from chaffinch.names.feeds.certificates.der import find_names
from chaffinch.names.feeds.certificates.entries import read_leaf

_LIVE = 300
_LOG_TIMESTAMP = b"\0\x76" + bytes(43) + b"\x04\x03\0\x47" + bytes(71)
"""A SignedCertificateTimestamp of the usual length (RFC 6962, 3.3)."""


def issue_like_the_public_ones(count: int) -> list[bytes]:
    """Return certificates, DER, as long and as full as those of the public authorities."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Some Authority"),
            x509.NameAttribute(NameOID.COMMON_NAME, "R13"),
        ]
    )
    place = x509.UniformResourceIdentifier("http://r13.authority.test/1")
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.KeyUsage(True, *[False] * 8), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False),
        (
            x509.AuthorityInformationAccess(
                [x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)]
            ),
            False,
        ),
        (
            x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier("2.23.140.1.2.1"), None)]),
            False,
        ),
        (x509.CRLDistributionPoints([x509.DistributionPoint([place], None, None, None)]), False),
        (
            x509.UnrecognizedExtension(
                x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), b"\x04\x81\xf2\0\xf0" + 2 * _LOG_TIMESTAMP
            ),
            False,
        ),
    ]
    made = []
    for number in range(count):
        names = [x509.DNSName(f"n{number}.net"), x509.DNSName(f"www.n{number}.net")]
        builder = x509.CertificateBuilder(issuer, x509.Name([]), key.public_key(), 3 + (number << 64))
        builder = builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=90))
        for extension, critical in [*extensions, (x509.SubjectAlternativeName(names), False)]:
            builder = builder.add_extension(extension, critical)
        made.append(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))
    return made


def find_names_by_cryptography(der: bytes) -> tuple[bytes, ...]:
    """Return the same names by the full parser."""
    certificate = x509.load_der_x509_certificate(der)
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    names = extension.value.get_values_for_type(x509.DNSName)
    return tuple(dict.fromkeys(name.lower().encode() for name in names))


def measure(work: Callable[[bytes], object], items: list[bytes], *, rounds: int) -> float:
    """Return items a second, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        for item in items:
            work(item)
        best = min(best, time.process_time() - begun)
    return len(items) / best


def read_all(kind: str, count: int) -> float:
    """Return entries a second of a whole reading: fetched over loopback, parsed, checked up to the root."""
    served = ServedLog(kind, list(make_entries(count)))  # type: ignore[arg-type]
    with serve(served) as fetcher:
        size = len(served.answer("/checkpoint" if kind == "static" else "/ct/v1/get-sth", {}).body)
        assert size, "the tree is hashed by the served side before the clock starts"
        begun = time.perf_counter()
        entries = sum(chunk.entries for chunk in open_feed(served, fetcher).read(None, stop=go_on))
        seconds = time.perf_counter() - begun
    assert entries == count
    return entries / seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certificates", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    certificates = issue_like_the_public_ones(options.certificates)
    leaves = [make_entry(one, names=(), timestamp=1).leaf for one in certificates]
    assert [find_names(one) for one in certificates] == [
        find_names_by_cryptography(one) for one in certificates
    ]
    tree = Frontier()
    rows = [
        ("names of a certificate, ours", measure(find_names, certificates, rounds=options.rounds)),
        (
            "names of a certificate, cryptography.x509",
            measure(find_names_by_cryptography, certificates, rounds=options.rounds),
        ),
        ("entry of a log, parsed", measure(read_leaf, leaves, rounds=options.rounds)),
        (
            "entry of a log, hashed into the tree",
            measure(lambda leaf: tree.add(hash_leaf(leaf)), leaves, rounds=options.rounds),
        ),
        *((f"whole reading over loopback, {kind}", read_all(kind, options.certificates)) for kind in KINDS),
    ]
    print(f"{len(leaves)} entries of {sum(map(len, leaves)) // len(leaves)} bytes on average\n")
    print(f"{'what':<45}{'a second':>12}{'× live logs':>14}")
    for what, rate in rows:
        print(f"{what:<45}{rate:>12,.0f}{rate / _LIVE:>14,.0f}")


if __name__ == "__main__":
    main()
