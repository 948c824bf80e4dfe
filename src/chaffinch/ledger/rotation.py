"""A new signing key: named in a note that the old and the new one sign, and that is itself an entry of the log."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import datetime

from chaffinch.ledger.entry import Entry
from chaffinch.ledger.errors import LedgerError, ProofFault
from chaffinch.ledger.log import Kept, Log
from chaffinch.ledger.note import NoteKey, Rotation, SigningKey, sign_note, verify_rotation


def rotate_key(
    log: Log, *, old: SigningKey, new: SigningKey, approval: str, at: datetime, chance: random.Random
) -> Kept:
    """Let a new key take over, and make the checkpoint that both sign. It can be called again after a crash.

    Args:
        log: whose key it is.
        old: signs until now.
        new: signs from now on.
        approval: where the two people's yes stands.
        at: now.
        chance: a source that cannot be guessed, where this is not a test.

    Raises:
        LedgerError: the old key does not sign for this log.
        NotApprovedError: there is no approval.
    """
    name = f"key-rotation-{new.note_key.id.hex()}"
    if log.keys[-1] != new.note_key:
        if log.keys[-1] != old.note_key:
            raise LedgerError("The old key does not sign for this log now.", "key")
        if new.note_key in log.keys:
            raise LedgerError("This key signed once already and was replaced.", "key")
        rotation = sign_note(Rotation(old.note_key, new.note_key, log.size).text, keys=(old, new))
        digest = hashlib.sha256(rotation.encode()).hexdigest()
        if log.entries.get(name, None) is None:
            entry = Entry(
                name,
                "key-rotation",
                at.replace(microsecond=0),
                log.origin,
                digest,
                approval,
                chance.randbytes(32),
            )
            log.add([entry])
        log.add_key(new.note_key, rotation=rotation)
    return log.make_checkpoint((old, new), chance=chance)


def verify_rotations(untrusted_notes: Sequence[str], *, signer: NoteKey) -> tuple[NoteKey, ...]:
    """Return every key that one signer's word leads to or comes from, oldest first; all are one log's.

    Args:
        untrusted_notes: from each key to the next, in order; they must lead past the signer.
        signer: signed the checkpoint.

    Raises:
        ProofFault: a note was not signed by both its keys, or they do not follow one another, or lead elsewhere.
    """
    rotations = [verify_rotation(note) for note in untrusted_notes]
    chain = [rotations[0].old, *(one.new for one in rotations)] if rotations else [signer]
    if [one.old for one in rotations] != chain[:-1] or signer not in chain:
        raise ProofFault("rotation", why="the keys do not follow one another")
    return tuple(chain)
