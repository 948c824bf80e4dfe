"""What stands against a fact pack."""

from __future__ import annotations

from chaffinch.errors import ChaffinchError, RefusedError, UsageError


class PackRefusedError(RefusedError):
    """A guardrail stands against it.

    Attributes:
        code: readers, shown, personal, in-use, proof, format.
    """

    def __init__(self, code: str, what: str, *, why: str = "", todo: str = "", **params: object) -> None:
        super().__init__(what, why=why, todo=todo, **params)
        self.code = code


class PackError(UsageError):
    """It cannot be made so."""


class PackFault(ChaffinchError):
    """A pack does not hold.

    Attributes:
        code: as in `verify.FAULTS`.
        where: which file.
    """

    def __init__(self, code: str, what: str, *, where: str = "") -> None:
        super().__init__(what, why=where)
        self.code, self.where = code, where
