"""What can be wrong with a log's answer."""

from __future__ import annotations

from typing import Any

from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.names.feeds.feed import FeedFault


class LogListError(UsageError):
    """This is no list of certificate logs, or it does not hold what was asked for."""


class LogCheckpointError(UsageError):
    """The checkpoint is not one of this log."""


class LogAnswerError(ChaffinchError):
    """A log answered, and the answer cannot be used.

    Attributes:
        fault: what is counted and listed.
    """

    def __init__(self, code: str, where: str, **params: Any) -> None:
        super().__init__(
            f"A certificate log's answer cannot be used: {code}", why=f"{where} {params or ''}".strip()
        )
        self.fault = FeedFault(code, where, params)
