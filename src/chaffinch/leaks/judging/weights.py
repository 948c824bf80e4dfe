"""How much each kind of evidence says: the one table of it, so that a reader can question every number.

Positive speaks for ours and as it was, negative against. What an outsider can check without us, and what an intruder would
have needed a key or a second mailbox for, weighs most; habits of programs weigh least: every export rewrites them.
"""

from __future__ import annotations

ARCHIVE_BYTES = 6.0
ARCHIVE_MESSAGE = 5.0
ARCHIVE_TEXT = 4.0
ARCHIVE_CHANGED = -6.0
ARCHIVE_FRAMED = 0.5
ARCHIVE_CUT = 3.0
ARCHIVE_UNREAD = 0.5
LEDGER_EXACT = -6.0
LEDGER_MADE_OF = -5.0
DKIM_ITEM = 5.0
DKIM_COPY = 4.0
DKIM_WORTHLESS = 0.2
DKIM_BROKEN = -0.3
DELIVERED = 3.0
COPIES = 2.5
WITNESS = 3.0
WITNESS_NEAR = 1.0
ORIGIN_DOUBTED = -3.0
ABSENT_THOUGH_COVERED = -5.0
EXPORT = 1.0
REPEATED = 1.0
STRANGER = -2.0
CLAIMS_OURS = 0.5
THREAD_KNOWN = 1.0
THREAD_UNKNOWN = -0.5
THREAD_ODD = -0.3
CLOCK_ODD = -0.4
CLIENT_USUAL = 0.5
CLIENT_UNUSUAL = -1.0
METADATA_NEUTRAL = 0.2
METADATA_EDITED = -0.5
UNREAD = 0.0
