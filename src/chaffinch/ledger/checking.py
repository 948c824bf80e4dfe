"""Check a disclosure whole: what `verify.py` checks, and every signature, the growth of the log, and who is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from chaffinch.ground.merkle import ProofError, verify_consistency
from chaffinch.ground.stamps import StampError, verify_stamp
from chaffinch.ledger.cms import CmsFault, Signer, read_signer
from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.note import Checkpoint, NoteKey, read_checkpoint, read_key, verify_note
from chaffinch.ledger.rotation import verify_rotations
from chaffinch.ledger.stamping import Dating, say_dating
from chaffinch.ledger.verify import Broken, check, unpack

StampState = Literal[
    "trusted", "signed", "untrusted", "expired-then", "certificate", "unsupported", "revoked", "revoked-later"
]
"""trusted: below a root that was given. signed: it holds by its own certificate, no root was given. revoked-later: revoked
after it stamped, for a harmless reason: it still counts. The others do not count."""
_COUNTS = ("trusted", "signed", "revoked-later")
_HARMLESS = {
    x509.ReasonFlags.unspecified,
    x509.ReasonFlags.affiliation_changed,
    x509.ReasonFlags.superseded,
    x509.ReasonFlags.cessation_of_operation,
}
"""Reasons of a revocation after which earlier stamps stay valid (RFC 3161, 4)."""


@dataclass(frozen=True, slots=True)
class DatedBy:
    """What one authority's answer is worth."""

    authority: str
    """As the file calls it."""
    signer: str
    """Subject of the certificate that signed."""
    at: datetime | None
    state: StampState
    key: bytes
    """The signer's public key; empty where it is not known."""
    expires: datetime | None = None
    """When the signer's certificate ends or ended; a stamp made before stays good as long as nobody can forge it."""

    @property
    def counts(self) -> bool:
        """Whether it dates anything."""
        return self.state in _COUNTS


@dataclass(frozen=True, slots=True)
class Proved:
    """What a disclosure proves."""

    values: dict[str, Any]
    """The file."""
    checkpoint: Checkpoint
    key: NoteKey
    pinned: bool
    """Whether the signer is, or was vouched for by, a key that the checker knew before."""
    stamps: tuple[DatedBy, ...]
    earlier: Checkpoint | None
    """A checkpoint since which the log has only grown."""

    @property
    def dating(self) -> Dating:
        """Whether two authorities date it; those with one key are one."""
        return say_dating(len({one.key for one in self.stamps if one.counts}))

    @property
    def since(self) -> datetime | None:
        """The earliest moment at which somebody else saw it."""
        return min((one.at for one in self.stamps if one.counts and one.at), default=None)


def check_disclosure(
    untrusted_file: bytes,
    *,
    pinned: NoteKey | None = None,
    roots: Sequence[x509.Certificate] = (),
    revocations: Sequence[x509.CertificateRevocationList] = (),
    published: str = "",
) -> Proved:
    """Return what a disclosure proves.

    Args:
        untrusted_file: the file.
        pinned: the log's key as it was published; the file's own key proves only that one key signed it all.
        roots: of authorities that the checker trusts.
        revocations: lists of certificates that were revoked, signed by a root or a certificate that came along.
        published: the note of a checkpoint that the checker got elsewhere.

    Raises:
        ProofFault: it does not hold.
    """
    try:
        values = check(untrusted_file)
    except Broken as fault:
        raise ProofFault(str(fault)) from fault
    checkpoint, key = read_checkpoint(values["note"]), read_key(values["key"])
    if key.name != checkpoint.origin:
        raise ProofFault("key", why="the key is of another log")
    verify_note(values["note"], keys=(key,))
    chain = verify_rotations(_read_texts(values.get("rotations", [])), signer=key)
    if pinned is not None and pinned not in chain:
        raise ProofFault("key", why="it was signed with another key than the one that you have")
    earlier = _check_growth(values, checkpoint, chain=chain)
    if published:
        check_published(published, checkpoint=checkpoint, earlier=earlier)
    stamps = tuple(
        _judge_stamp(
            one["authority"], unpack(one["token"]), root=checkpoint.root, roots=roots, revocations=revocations
        )
        for one in values["stamps"]
    )
    return Proved(values, checkpoint, key, pinned is not None, stamps, earlier)


def check_published(note: str, *, checkpoint: Checkpoint, earlier: Checkpoint | None) -> None:
    """Check that a checkpoint from elsewhere is of the same history as a disclosure's.

    Raises:
        ProofFault: growth: it is a fork, or nothing shows that it is none.
    """
    elsewhere = read_checkpoint(note)
    if elsewhere in (checkpoint, earlier):
        return
    if (
        elsewhere.size in {one.size for one in (checkpoint, earlier) if one}
        or elsewhere.origin != checkpoint.origin
    ):
        raise ProofFault("growth", why="forked: two trees of one size, one root each")
    if elsewhere.most != checkpoint.most:
        raise ProofFault("growth", why="the greatest number of items was changed")
    raise ProofFault(
        "growth", why="nothing here says how the two belong together; ask for a file that starts at yours"
    )


def _read_texts(untrusted: object) -> list[str]:
    if not isinstance(untrusted, list) or not all(isinstance(one, str) for one in untrusted):
        raise ProofFault("rotation", why="it is malformed")
    return untrusted


def _check_growth(
    values: dict[str, Any], checkpoint: Checkpoint, *, chain: Sequence[NoteKey]
) -> Checkpoint | None:
    if "earlier" not in values:
        return None
    try:
        note, path = values["earlier"]["note"], unpack(values["earlier"]["path"])
        earlier = read_checkpoint(note)
    except (ValueError, KeyError, TypeError, ProofFault) as fault:
        raise ProofFault("growth", why="it is malformed") from fault
    if not any(_has_signed(key, note) for key in chain):
        raise ProofFault("growth", why="the earlier checkpoint was not signed by the log")
    if earlier.origin != checkpoint.origin or earlier.most != checkpoint.most or len(path) % 32:
        raise ProofFault("growth", why="the earlier checkpoint is of another log")
    if earlier.size == checkpoint.size and earlier.root == checkpoint.root and not path:
        return earlier
    hashes = [path[place : place + 32] for place in range(0, len(path), 32)]
    try:
        verify_consistency(
            hashes,
            first=earlier.size,
            first_root=earlier.root,
            second=checkpoint.size,
            second_root=checkpoint.root,
        )
    except ProofError as fault:
        raise ProofFault(
            "growth", why="the log does not begin with the earlier checkpoint: forked"
        ) from fault
    return earlier


def _has_signed(key: NoteKey, note: str) -> bool:
    try:
        verify_note(note, keys=(key,))
    except ProofFault:
        return False
    return True


def _judge_stamp(
    authority: str,
    token: bytes,
    *,
    root: bytes,
    roots: Sequence[x509.Certificate],
    revocations: Sequence[x509.CertificateRevocationList],
) -> DatedBy:
    try:
        signer = read_signer(token)
    except CmsFault as fault:
        if fault.code == "signature":
            raise ProofFault("stamp", why=f"the signature of {authority[:80]} does not hold") from fault
        state: StampState = next(
            one for one in ("expired-then", "certificate", "unsupported") if one == fault.code
        )
        return DatedBy(authority, "", None, state, b"")
    state = "signed"
    if roots:
        try:
            verify_stamp(token, digests=[root], roots=roots)
            state = "trusted"
        except StampError:
            state = "untrusted"
    if state != "untrusted":
        state = _find_revocation(signer, state, revocations=revocations, vouching=(*roots, *signer.others))
    certificate = signer.certificate
    return DatedBy(
        authority,
        certificate.subject.rfc4514_string(),
        signer.at,
        state,
        signer.key,
        certificate.not_valid_after_utc,
    )


def _find_revocation(
    signer: Signer,
    state: StampState,
    *,
    revocations: Sequence[x509.CertificateRevocationList],
    vouching: Sequence[x509.Certificate],
) -> StampState:
    certificate = signer.certificate
    for revoked_list in revocations:
        issuers = [one for one in vouching if one.subject == certificate.issuer == revoked_list.issuer]
        found = revoked_list.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if found is None or not any(_has_issued(one, revoked_list) for one in issuers):
            continue
        try:
            reason = found.extensions.get_extension_for_class(x509.CRLReason).value.reason
        except x509.ExtensionNotFound:
            return "revoked"
        if reason not in _HARMLESS or found.revocation_date_utc <= signer.at:
            return "revoked"
        state = "revoked-later"
    return state


def _has_issued(certificate: x509.Certificate, revoked_list: x509.CertificateRevocationList) -> bool:
    try:
        return revoked_list.is_signature_valid(certificate.public_key())  # type: ignore[arg-type]
    except (TypeError, ValueError, UnsupportedAlgorithm):
        return False
