"""Signed notes (c2sp.org/signed-note) with Ed25519, and the three that the ledger signs: checkpoints, rotations."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chaffinch.ledger.errors import LedgerError, ProofFault
from chaffinch.ledger.verify import NOTE, unpack

_ED25519 = b"\x01"
"""Signature type of Ed25519 in signed notes."""
_NAME = re.compile(r"[a-z0-9][a-z0-9./-]{1,58}[a-z0-9]")
_KEY = re.compile(r"([a-z0-9./-]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})")
_LINE = re.compile(r"— ([a-z0-9./-]+) ([A-Za-z0-9+/]+=*)")
_ROTATION = "chaffinch ledger key rotation v1"
_LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that notes are checked with."""

    name: str
    """The log's origin."""
    public: bytes
    """32 bytes, raw."""

    @property
    def id(self) -> bytes:
        """Four bytes that a signature names its key by."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as it is published: name, id and key with plus signs between."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs notes."""

    name: str
    private: bytes = field(repr=False)
    """32 bytes (RFC 8032)."""

    @property
    def note_key(self) -> NoteKey:
        """What its notes are checked with."""
        return NoteKey(
            self.name, Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw()
        )


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one moment."""

    origin: str
    size: int
    root: bytes
    most: int
    """No more items than this were ever committed to."""

    @property
    def text(self) -> str:
        """What is signed (c2sp.org/tlog-checkpoint, with one line of extension)."""
        return (
            f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\nat most {self.most} items\n"
        )


@dataclass(frozen=True, slots=True)
class Rotation:
    """A new key that takes over from an old one, signed by both."""

    old: NoteKey
    new: NoteKey
    size: int
    """Leaves of the log at that time."""

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{_ROTATION}\n{self.old.text}\n{self.new.text}\n{self.size}\n"


def check_origin(origin: str) -> str:
    """Return the log's name if it can be one: a domain and a path, without its scheme.

    Raises:
        LedgerError: it cannot.
    """
    if not _NAME.fullmatch(origin):
        raise LedgerError(
            f"{origin[:80]!r} cannot name a log.",
            "origin",
            why="lower-case letters, digits, dots, hyphens and slashes, 3 to 60 of them",
            todo="Take a domain of yours and a word: aurore.fr/ledger",
        )
    return origin


def read_key(untrusted_text: str) -> NoteKey:
    """Return a published key.

    Raises:
        ProofFault: it is none, or its id is not its own.
    """
    found = _KEY.fullmatch(untrusted_text.strip())
    try:
        packed = unpack(found[3]) if found else b""
    except ValueError:
        packed = b""
    if found is None or packed[:1] != _ED25519 or len(packed) != 33:
        raise ProofFault("key", why="it is no key of a signed note")
    key = NoteKey(found[1], packed[1:])
    if key.id.hex() != found[2]:
        raise ProofFault("key", why="the key's id is not its own")
    return key


def sign_note(text: str, *, keys: Sequence[SigningKey]) -> str:
    """Return the text with a line of signature for each key."""
    lines = [text, "\n"]
    for key in keys:
        signature = Ed25519PrivateKey.from_private_bytes(key.private).sign(text.encode())
        lines.append(f"— {key.name} {base64.b64encode(key.note_key.id + signature).decode()}\n")
    return "".join(lines)


def verify_note(untrusted_note: str, *, keys: Sequence[NoteKey]) -> str:
    """Return the text that all these keys have signed; signatures of other keys are passed over.

    Raises:
        ProofFault: a key has not.
    """
    text, gap, lines = untrusted_note.partition("\n\n")
    text += "\n"
    if not gap or len(untrusted_note) > _LARGEST:
        raise ProofFault("signature", why="it is no signed note")
    signatures = [_read_signature(line) for line in lines.splitlines()]
    for key in keys:
        mine = [one for name, one in signatures if name == key.name and one[:4] == key.id]
        if len(mine) != 1:
            raise ProofFault("signature", why=f"the key {key.id.hex()} has not signed it")
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(mine[0][4:], text.encode())
        except (InvalidSignature, ValueError) as fault:
            raise ProofFault(
                "signature", why=f"the signature of the key {key.id.hex()} does not hold"
            ) from fault
    return text


def list_signers(untrusted_note: str) -> list[bytes]:
    """Return the ids of the keys that a note says have signed it."""
    return [_read_signature(line)[1][:4] for line in untrusted_note.partition("\n\n")[2].splitlines()]


def read_checkpoint(untrusted_note: str) -> Checkpoint:
    """Return what a checkpoint says; its signatures are another matter.

    Raises:
        ProofFault: it is no checkpoint of a ledger.
    """
    found = NOTE.fullmatch(untrusted_note) if len(untrusted_note) <= _LARGEST else None
    try:
        if found is not None:
            return Checkpoint(found["origin"], int(found["size"]), unpack(found["root"]), int(found["most"]))
    except (ValueError, binascii.Error):
        pass
    raise ProofFault("note", why="it is no checkpoint of a ledger")


def verify_rotation(untrusted_note: str) -> Rotation:
    """Return a rotation that both its keys have signed.

    Raises:
        ProofFault: it is none, or one has not.
    """
    try:
        mark, old, new, size, *rest = untrusted_note.partition("\n\n")[0].split("\n")
        rotation = Rotation(read_key(old), read_key(new), int(size))
        if (
            mark != _ROTATION
            or rest
            or rotation.old.name != rotation.new.name
            or rotation.old == rotation.new
        ):
            raise ProofFault("rotation", why="it is no rotation")
        if verify_note(untrusted_note, keys=(rotation.old, rotation.new)) != rotation.text:
            raise ProofFault("rotation", why="it is spelled in another way")
    except (ProofFault, ValueError) as fault:
        raise ProofFault("rotation", why=str(fault)) from fault
    return rotation


def _read_signature(untrusted_line: str) -> tuple[str, bytes]:
    found = _LINE.fullmatch(untrusted_line)
    try:
        return (found[1], unpack(found[2])) if found else ("", b"")
    except ValueError:
        return "", b""
