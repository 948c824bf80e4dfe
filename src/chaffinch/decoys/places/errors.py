"""What goes wrong when something is put into its place."""

from __future__ import annotations

from typing import Literal

from chaffinch.errors import ChaffinchError

Trouble = Literal[
    "unreachable", "certificate", "refused", "no-such-mailbox", "full", "taken", "answer", "cannot-write"
]


class PlaceError(ChaffinchError):
    """A place takes nothing, or not this.

    Attributes:
        code: what is the matter, for reports to say in words.
        lasting: whether another try soon would end the same.
    """

    def __init__(self, code: Trouble, place: str, *, why: str = "", todo: str = "") -> None:
        super().__init__(f"{place} cannot be filled ({code}).", why=why[:300], todo=todo)
        self.code: Trouble = code
        self.lasting = code not in ("unreachable", "answer")
