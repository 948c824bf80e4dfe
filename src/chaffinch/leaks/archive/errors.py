"""What goes wrong with an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from chaffinch.errors import ChaffinchError, RefusedError, UsageError

Trouble = Literal["none-there", "wrong-key", "busy", "full", "malformed", "other-way"]


class ArchiveError(ChaffinchError):
    """An archive cannot be opened or written.

    Attributes:
        code: none-there, wrong-key, busy, full, malformed, other-way.
    """

    def __init__(self, code: Trouble, what: str, *, why: str = "", todo: str = "") -> None:
        super().__init__(what, why=why, todo=todo)
        self.code: Trouble = code


class SourceError(ChaffinchError):
    """A source of mail cannot be read."""


class KeyFileError(UsageError):
    """The file with the archive's key cannot be used."""


class NotAllowedError(RefusedError):
    """Nobody is told of the archive, or nobody has assessed it: then none is made."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(
            "No archive is made without the owners' notice, a legal basis and an impact assessment on record.",
            why=f"Missing: {', '.join(missing)}.",
            todo="Give --notice, --legal-basis and --assessment, each saying where it stands; or write them into [archive]"
            " of chaffinch.toml. They are asked for once.",
        )


class FullDiskError(ArchiveError):
    """The disk takes no more; what was added before stands."""

    def __init__(self, folder: Path, *, why: str) -> None:
        super().__init__(
            "full",
            f"The disk with {folder} is full.",
            why=why,
            todo="Make room; the same call goes on where it stopped.",
        )
