"""Proves what we planted: entries are committed to beforehand, and each can be disclosed later, alone."""

from __future__ import annotations

from chaffinch.ledger.auditing import Flaw, audit_log, compare_note
from chaffinch.ledger.checking import DatedBy, Proved, check_disclosure
from chaffinch.ledger.commitment import commit_item, derive_salt, make_archive_root
from chaffinch.ledger.disclosure import Original, disclose
from chaffinch.ledger.entry import BadLine, Entry, Kind, Reading, read_entries, write_entry
from chaffinch.ledger.errors import LedgerError, NotApprovedError, ProofFault
from chaffinch.ledger.log import FullError, Kept, Log, begin_log
from chaffinch.ledger.note import NoteKey, SigningKey, read_key
from chaffinch.ledger.rotation import rotate_key
from chaffinch.ledger.stamping import Asked, Authority, stamp_checkpoints

__all__ = [
    "Asked",
    "Authority",
    "BadLine",
    "DatedBy",
    "Entry",
    "Flaw",
    "FullError",
    "Kept",
    "Kind",
    "LedgerError",
    "Log",
    "NotApprovedError",
    "NoteKey",
    "Original",
    "ProofFault",
    "Proved",
    "Reading",
    "SigningKey",
    "audit_log",
    "begin_log",
    "check_disclosure",
    "commit_item",
    "compare_note",
    "derive_salt",
    "disclose",
    "make_archive_root",
    "read_entries",
    "read_key",
    "rotate_key",
    "stamp_checkpoints",
    "write_entry",
]
