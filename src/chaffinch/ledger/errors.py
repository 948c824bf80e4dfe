"""What can be wrong with a ledger, an entry or a proof."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, RefusedError, UsageError


class LedgerError(UsageError):
    """The call is wrong, or the log's folder is not as it was left.

    Attributes:
        code: what a caller tells apart.
    """

    def __init__(self, what: str, code: str, *, why: str = "", todo: str = "") -> None:
        super().__init__(what, why=why, todo=todo)
        self.code = code


class NotApprovedError(RefusedError):
    """An entry names no approval: two people must have agreed to what enters the ledger."""


class ProofFault(ChaffinchError):
    """A disclosure does not hold.

    Attributes:
        code: too-large, malformed, commitment, opened, note, path, original, token, imprint; and what only a checker of
            signatures sees: key, signature, rotation, growth, stamp.
    """

    def __init__(self, code: str, *, why: str = "") -> None:
        super().__init__(f"It does not hold: {code}.", why=why)
        self.code = code
