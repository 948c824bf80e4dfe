"""What may go wrong with a job, apart from the job's own work."""

from __future__ import annotations

from datetime import datetime

from chaffinch.errors import ChaffinchError


class LeaseLostError(ChaffinchError):
    """The job's lease belongs to nobody or to another worker by now; what this one did must not count."""

    def __init__(self, job_id: int) -> None:
        super().__init__(
            f"Job {job_id} is no longer held by this worker.",
            why="Its lease ran out or was given back, so another worker may have it.",
            todo="Nothing: the job runs again.",
        )


class PostponedError(ChaffinchError):
    """A job cannot do its work yet, through no fault of its own: it waits, and no attempt is counted.

    Attributes:
        until: when it is tried again.
    """

    def __init__(self, what: str, *, until: datetime, why: str = "", todo: str = "") -> None:
        super().__init__(what, why=why, todo=todo)
        self.until = until


_LONGEST_TEXT = 2_000


def describe_error(error: BaseException) -> str:
    """Return what happened and why, fit for a text column of any database.

    PostgreSQL refuses NUL, and no encoding takes lone surrogates; both come in with hostile input.
    """
    text = error.diagnostics() if isinstance(error, ChaffinchError) else f"{type(error).__name__}: {error}"
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
