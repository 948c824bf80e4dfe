"""A program of the user's own: a list of arguments, in which `{account}` stands for the account."""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.tripwires.providers.program import run_program
from chaffinch.tripwires.providers.provider import ProviderError, Scope, SessionEnd

ACCOUNT = "{account}"


@dataclass(frozen=True, slots=True)
class Command:
    """Ends with 0 when it did what it was asked."""

    scope: Scope
    to_block: tuple[str, ...]
    to_unblock: tuple[str, ...] = ()
    kind: str = "command"
    session_end: SessionEnd = "unknown"

    @property
    def can_unblock(self) -> bool:
        """Whether there is one that opens an account again."""
        return bool(self.to_unblock)

    def block(self, account: str) -> None:
        """Run the one that blocks."""
        _run(self.to_block, account)

    def unblock(self, account: str) -> None:
        """Run the one that opens an account again."""
        if not self.to_unblock:
            raise ProviderError("not-possible")
        _run(self.to_unblock, account)


def _run(arguments: tuple[str, ...], account: str) -> None:
    ended = run_program([argument.replace(ACCOUNT, account) for argument in arguments])
    if ended.code != 0:
        raise ProviderError("command", f"{arguments[0]} ended with {ended.code}: {ended.said}")
