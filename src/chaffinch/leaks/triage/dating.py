"""Have somebody else date a dump's manifest (RFC 3161): since when we speak of this dump is then not our word alone."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from chaffinch.errors import ChaffinchError
from chaffinch.ground.files import write_whole
from chaffinch.ground.stamps import StampError, make_stamp_request, verify_stamp
from chaffinch.leaks.triage.custody import MANIFEST
from chaffinch.ledger.cms import CmsFault, read_signer

STAMP = "manifest.tsr"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class ManifestStamp:
    """An authority's answer over a manifest; its signature holds."""

    answer: bytes
    """As it came, DER."""
    at: datetime
    """Aware."""
    by: str
    """As the certificate that signed calls itself."""


def date_manifest(
    folder: Path,
    *,
    authorities: Sequence[str],
    ask: Callable[[str, bytes], bytes],
    chance: random.Random,
    on_fault: Callable[[ChaffinchError], None] = lambda fault: None,
) -> ManifestStamp | None:
    """Return the stamp of the manifest of a folder, asked for now where there is none; None where nobody stamps it.

    Args:
        folder: where the manifest lies; the answer is kept beside it.
        authorities: addresses, asked in turn until one stamps.
        ask: from an address and a request to the answer; a hash leaves and nothing else.
        chance: makes nonces.
        on_fault: is told why one did not stamp.
    """
    if kept := read_manifest_stamp(folder):
        return kept
    digest = _hash_manifest(folder)
    for authority in authorities:
        request = make_stamp_request(bytes.fromhex(digest), chance=chance)
        try:
            answer = ask(authority, request)
            verify_stamp(answer, digests=[bytes.fromhex(digest)], request=request)
            stamp = check_manifest_stamp(answer, manifest_sha256=digest)
        except ChaffinchError as fault:  # down, refused, or no stamp: the dump is read all the same
            on_fault(fault)
            continue
        write_whole(folder / STAMP, answer)
        return stamp
    return None


def read_manifest_stamp(folder: Path) -> ManifestStamp | None:
    """Return the stamp that lies beside a manifest; None where there is none, or none over this manifest."""
    try:
        answer = (folder / STAMP).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return check_manifest_stamp(answer, manifest_sha256=_hash_manifest(folder))
    except (StampError, CmsFault):
        return None


def check_manifest_stamp(
    untrusted_answer: bytes, *, manifest_sha256: str, roots: Sequence[x509.Certificate] = ()
) -> ManifestStamp:
    """Return the stamp, once it is over this manifest and its own signature holds.

    Args:
        untrusted_answer: an authority's, DER.
        manifest_sha256: hex.
        roots: of authorities that are trusted; without any it is not known whether the signer is one.

    Raises:
        StampError: it is over something else, malformed, or not of a trusted authority.
        CmsFault: its signature does not hold.
    """
    stamp = verify_stamp(untrusted_answer, digests=[bytes.fromhex(manifest_sha256)], roots=roots)
    return ManifestStamp(untrusted_answer, stamp.at, _name(read_signer(untrusted_answer).certificate))


def _hash_manifest(folder: Path) -> str:
    with (folder / MANIFEST).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _name(certificate: x509.Certificate) -> str:
    """Return what an authority calls itself: its common name, else its whole name."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    said = str(names[0].value) if names else certificate.subject.rfc4514_string()
    return said[:_LONGEST_NAME]
