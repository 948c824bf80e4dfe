"""DKIM as evidence: four things told apart (RFC 6376, RFC 8463).

Whether the signature over the head holds; whether the body has the hash that it names; which key says so, and how good that
key is; and of which day it speaks. A signature that expired since, a short key or a body that an export broke are reported,
never a reason to stop: a head that is validly signed names the hash of the *original* body, which our own copy may have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from chaffinch.mail.canonical import HASHES, BodyHash, Form, canonicalise_header, hash_body
from chaffinch.mail.headers import Head, Header
from chaffinch.mail.key_records import PublicKey, read_public_key
from chaffinch.mail.keys import KeyArchive, KeyRecord
from chaffinch.mail.signature import ALGORITHMS, Signature, read_signature

MOST_SIGNATURES = 30
SignatureState = Literal["valid", "invalid", "no-key", "unsupported", "malformed"]
BodyState = Literal["match", "mismatch", "cut", "unsupported"]


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """One signature, its four parts told apart."""

    signature: Signature
    header: SignatureState
    """Whether the signature over the head holds."""
    body: BodyState
    """`cut`: it matches, but `l=` signs only the beginning of what is there."""
    key: KeyRecord | None = None
    """The key that verifies it; where none does, the one that was tried last."""
    key_bits: int = 0
    notes: tuple[str, ...] = ()
    """`unquoted` the body matches once mbox's `>From ` is undone; `key-elsewhen` the key was not seen on that day;
    `key-published`, `key-testing`, `key-revoked`; `expired` before the message's own date; why it is malformed."""

    @property
    def holds(self) -> bool:
        """Return whether head and whole body are as they were signed."""
        return self.header == "valid" and self.body == "match"


def check_signatures(
    untrusted: bytes, head: Head, *, keys: KeyArchive, as_of: datetime | None = None
) -> tuple[CheckedSignature, ...]:
    """Check every DKIM-Signature of a head, in order.

    Args:
        untrusted: the message.
        head: its fields, as `split_head` reads them.
        keys: where keys are looked for; nothing is asked of DNS.
        as_of: the message's own date, for signatures that do not say theirs.
    """
    signed = head.list("dkim-signature")[:MOST_SIGNATURES]
    if not signed:
        return ()
    body = _Body(untrusted, head.body_at)
    return tuple(_check(read_signature(header.raw), head.by_key, body, keys, as_of) for header in signed)


@dataclass(slots=True)
class _Body:
    """The body of one message, and its hashes, each made once."""

    untrusted: bytes
    start: int
    _made: dict[tuple[Form, str, int | None, bool], BodyHash] = field(default_factory=dict)

    @property
    def is_quoted(self) -> bool:
        """Return whether mbox may have marked lines of it."""
        return self.untrusted.find(b"\n>From ", max(0, self.start - 1)) >= 0

    def compare(self, signature: Signature, *, unquote: bool = False) -> BodyState:
        """Return whether it has the hash that the signature names."""
        hash_name = ALGORITHMS.get(signature.algorithm, ("", ""))[1]
        if not hash_name:
            return "unsupported"
        asked = (signature.body_form, hash_name, signature.length, unquote)
        if asked not in self._made:
            self._made[asked] = hash_body(
                self.untrusted,
                form=signature.body_form,
                algorithm=hash_name,
                length=signature.length,
                start=self.start,
                unquote=unquote,
            )
        return _compare(self._made[asked], signature.body_hash, signature.length)


def check_body_hash(
    raw_body: bytes, *, form: Form, body_hash: str, algorithm: str = "sha256", length: int | None = None
) -> BodyState:
    """Return whether a body has the hash that a signature names; of the dump's body, or of our own copy.

    Args:
        raw_body: what stands behind the head, with any line ends.
        form: as the second half of `c=`.
        body_hash: `bh=`, base64.
        algorithm: sha256 or sha1, as in `a=`.
        length: `l=`, where the signature has it.
    """
    if algorithm not in HASHES:
        return "unsupported"
    return _compare(hash_body(raw_body, form=form, algorithm=algorithm, length=length), body_hash, length)


def _compare(found: BodyHash, body_hash: str, length: int | None) -> BodyState:
    if found.value != body_hash or (length is not None and length > found.length):
        return "mismatch"
    return "cut" if length is not None and length < found.length else "match"


def _check(
    signature: Signature,
    by_name: dict[str, list[Header]],
    untrusted_body: _Body,
    keys: KeyArchive,
    as_of: datetime | None,
) -> CheckedSignature:
    body, notes = untrusted_body.compare(signature), []
    if body == "mismatch" and untrusted_body.is_quoted:
        undone = untrusted_body.compare(signature, unquote=True)
        if undone != "mismatch":
            body = undone
            notes.append("unquoted")
    if signature.expires_at and as_of and signature.expires_at < as_of:
        notes.append("expired")
    if signature.faults:
        return CheckedSignature(signature, "malformed", body, notes=(*notes, *signature.faults))
    if signature.algorithm not in ALGORITHMS:
        return CheckedSignature(signature, "unsupported", body, notes=tuple(notes))
    moment = signature.signed_at or as_of
    header, record, key = _try_keys(signature, write_signed(signature, by_name), keys, moment, notes)
    if record and record.is_published:
        notes.append("key-published")
    if record and moment and record.covers(moment) is False:
        notes.append("key-elsewhen")
    if key and key.testing:
        notes.append("key-testing")
    return CheckedSignature(signature, header, body, record, key.bits if key else 0, tuple(notes))


def write_signed(signature: Signature, by_name: dict[str, list[Header]]) -> bytes:
    """Return the bytes that the signature is over: the named fields from the last one up, then its own (RFC 6376, 3.7)."""
    left = {name: len(found) for name, found in by_name.items()}
    pieces: list[bytes] = []
    for name in signature.headers:
        left[name] = left.get(name, 0) - 1
        if left[name] >= 0:
            pieces.append(canonicalise_header(by_name[name][left[name]].raw, signature.header_form))
    pieces.append(signature.write_unsigned())
    return b"".join(pieces)


def _try_keys(
    signature: Signature, content: bytes, keys: KeyArchive, moment: datetime | None, notes: list[str]
) -> tuple[SignatureState, KeyRecord | None, PublicKey | None]:
    """Try the keys of that selector, those first that were seen on the day."""
    kind, hash_name = ALGORITHMS[signature.algorithm]
    tried: tuple[KeyRecord, PublicKey] | None = None
    records = keys.find(signature.domain, signature.selector)
    for record in sorted(records, key=lambda one: moment is not None and not one.covers(moment)):
        key = read_public_key(record.record)
        if key.fault == "revoked":
            notes.append("key-revoked")
        if key.fault or key.kind != kind or (key.hashes and hash_name not in key.hashes):
            continue
        if key.exact and signature.identity and signature.identity.rpartition("@")[2] != signature.domain:
            continue
        tried = (record, key)
        if key.verify(signature.value, content, hash_name=hash_name):
            return "valid", record, key
    return ("invalid", *tried) if tried else ("no-key", None, None)
