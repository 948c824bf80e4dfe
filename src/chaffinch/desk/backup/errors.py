"""Why a backup is not made, or not put back."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, RefusedError, UsageError


class BackupError(ChaffinchError):
    """It was begun and could not be finished; nothing is left of it."""


class BackupUsageError(UsageError):
    """It was not begun: what was asked for cannot be."""


class BackupRefusedError(RefusedError):
    """Keys never leave the house unencrypted."""


class DamagedBackupError(ChaffinchError):
    """The file is no backup, is not whole, was changed, or cannot be opened with what was given; nothing was put back."""
