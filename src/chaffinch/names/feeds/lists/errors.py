"""What can be wrong with a list before any of it was read."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, UsageError


class ListFormatError(UsageError):
    """The list is not of the format that was named, or of none that is known."""


class ListSourceError(UsageError):
    """This cannot be a list: not there, or it needs something that was not given."""


class ListCheckpointError(UsageError):
    """The checkpoint is not one of this list."""


class ListStoreError(ChaffinchError):
    """What is kept beside a list, or fetched, cannot be written."""
