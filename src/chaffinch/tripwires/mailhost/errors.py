"""What can go wrong with a decoy mail host."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, UsageError


class MailHostError(ChaffinchError):
    """The decoy mail host cannot do its work now."""


class MailHostUsageError(UsageError):
    """What was asked of a decoy mail host cannot be done so."""


class NoDovecotError(UsageError):
    """Dovecot is not installed."""
