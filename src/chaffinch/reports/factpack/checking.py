"""Check a fact pack whole: what verify.py checks, and every signature of the ledger and of the authorities in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509

from chaffinch.leaks.triage.dating import ManifestStamp, check_manifest_stamp
from chaffinch.ledger.checking import Proved, check_disclosure
from chaffinch.reports.factpack.errors import PackError, PackFault
from chaffinch.reports.factpack.verify import FAULTS, Broken, check_pack, read_place
from chaffinch.reports.factpack.verify_key import fingerprint


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """What holds of a pack."""

    manifest: Mapping[str, Any]
    """As `verify.read_manifest` returns it."""
    fingerprint: str
    """Of the key that signed; empty for a draft."""
    pinned: bool
    """Whether that key is the one that was published."""
    dumped: bool
    """Whether a copy of the dump was compared."""
    proofs: tuple[Proved, ...]
    mails: tuple[Mapping[str, Any], ...]
    """File → its DKIM signatures, as found here and as the pack says."""
    stamp: ManifestStamp | None = None
    """Who else dated the list of the dump's files."""

    @property
    def draft(self) -> bool:
        """Whether nobody has signed it."""
        return bool(self.manifest["state"] == "draft")


def verify_pack(
    place: Path, *, published: str = "", dump: Path | None = None, roots: Sequence[x509.Certificate] = ()
) -> CheckedPack:
    """Return what holds of a pack.

    Args:
        place: a zip, or the folder that it was unpacked to.
        published: the key or its fingerprint, as it was published beforehand.
        dump: a copy of the dump, file or folder.
        roots: of time-stamping authorities that the checker trusts.

    Raises:
        PackFault: it does not hold; the code says where.
        PackError: the pack or the dump cannot be read.
    """
    proofs, stamps = list[Proved](), list[ManifestStamp]()
    try:
        found = check_pack(
            read_place(place),
            published=published,
            dump=dump,
            check_proof=_make_check(proofs, roots),
            read_stamp=_make_stamp_check(stamps, roots),
        )
    except Broken as fault:
        raise PackFault(fault.code, FAULTS[fault.code], where=fault.where) from fault
    except OSError as fault:
        raise PackError("It cannot be read.", why=str(fault)) from fault
    return CheckedPack(
        manifest=found,
        fingerprint=fingerprint(found["key"]) if found["key"] else "",
        pinned=bool(found["key"] and published),
        dumped=dump is not None,
        proofs=tuple(proofs),
        mails=tuple(found["mails"]),
        stamp=stamps[0] if stamps else None,
    )


def _make_check(
    proofs: list[Proved], roots: Sequence[x509.Certificate]
) -> Callable[[bytes], Mapping[str, Any]]:
    def check_proof(untrusted_file: bytes) -> Mapping[str, Any]:
        proved = check_disclosure(untrusted_file, roots=roots)
        proofs.append(proved)
        return {**proved.values, "origin": proved.checkpoint.origin}

    return check_proof


def _make_stamp_check(
    stamps: list[ManifestStamp], roots: Sequence[x509.Certificate]
) -> Callable[[bytes, bytes], str]:
    def read_stamp(untrusted_answer: bytes, digest: bytes) -> str:
        stamp = check_manifest_stamp(untrusted_answer, manifest_sha256=digest.hex(), roots=roots)
        stamps.append(stamp)
        return f"{stamp.at:%Y%m%d%H%M%S}Z"

    return read_stamp
