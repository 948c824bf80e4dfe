"""What can go wrong while a log is read."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, UsageError


class LogError(ChaffinchError):
    """A sign-in log cannot be read now.

    Attributes:
        code: `no-such-file`, `not-allowed`, `not-a-file` or `unreadable`.
    """

    def __init__(self, code: str, path: str, why: str) -> None:
        super().__init__(
            f"The sign-in log {path} cannot be read.",
            why=why,
            todo="Check the path, and that whoever runs Chaffinch may read it.",
        )
        self.code = code


class FormatError(UsageError):
    """What was said of a log's format does not say how to read it."""


class DatabaseError(UsageError):
    """A database of addresses cannot be read."""
