"""What can go wrong when people are invented."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, UsageError


class SeedError(UsageError):
    """The installation's seed cannot be used."""


class OrderError(UsageError):
    """What was ordered contradicts itself, or names what does not exist."""


class PatternError(UsageError):
    """The examples do not say how the organisation writes its addresses."""


class RulesError(UsageError):
    """The password rules cannot be read, or no password meets them."""


class ExhaustedError(ChaffinchError):
    """No further name, address or password could be found that is not refused."""
