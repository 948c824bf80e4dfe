"""What every provider can be asked, and which names may be handed to one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol

from chaffinch.errors import ChaffinchError

Fault = Literal[
    "not-ours",
    "no-such-account",
    "several-accounts",
    "refused",
    "credentials",
    "unreachable",
    "unexpected",
    "deny-file",
    "command",
    "not-possible",
]
SessionEnd = Literal["at-once", "minutes", "unknown", "none"]
"""When sessions that are open end: with the call; within minutes, since tokens live on; nobody knows; they stay open."""

#: What a provider is told must look like an account: the name in a log is whatever a stranger typed.
_LOCAL = re.compile(r"[a-z0-9_](?:[a-z0-9._+'-]{0,62}[a-z0-9_])?")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class ProviderError(ChaffinchError):
    """A provider did not do what it was asked.

    Attributes:
        code: one of `Fault`.
        detail: what it said, short; no secret is in it.
    """

    def __init__(self, code: Fault, detail: str = "") -> None:
        super().__init__(f"The provider did not do it ({code}).", why=detail[:300])
        self.code: Fault = code
        self.detail = detail[:300]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose accounts a provider keeps, and by which name it knows them."""

    domains: tuple[str, ...]
    """In small letters."""
    login: Literal["address", "name"] = "address"
    """Whether it knows an account by its whole address, or by what stands before the @."""

    def name_account(self, untrusted_login: str) -> str:
        """Return the name by which the provider knows an account.

        Args:
            untrusted_login: as a log has it; one without a domain is of the only domain, where there is one only.

        Raises:
            ProviderError: `not-ours`: of another domain, or nothing that an account could be named.
        """
        local, at, domain = untrusted_login.strip().lower().rpartition("@")
        if not at:
            local, domain = domain, self.domains[0] if len(self.domains) == 1 else ""
        if domain not in self.domains or not _DOMAIN.fullmatch(domain) or not _LOCAL.fullmatch(local):
            raise ProviderError("not-ours")
        return f"{local}@{domain}" if self.login == "address" else local


class Provider(Protocol):
    """Closes accounts, opens them again, and ends their sessions. Each call can be made twice with the same end."""

    @property
    def kind(self) -> str:
        """Code of whose interface it is."""

    @property
    def scope(self) -> Scope:
        """Whose accounts it keeps."""

    @property
    def session_end(self) -> SessionEnd:
        """When sessions that are open end, once an account is blocked here."""

    @property
    def can_unblock(self) -> bool:
        """Whether a block can be undone from here."""

    def block(self, account: str) -> None:
        """Let nobody sign in any more, then end what is open.

        Args:
            account: as `Scope.name_account` returns it.

        Raises:
            ProviderError: it was not done, or not wholly; a block that holds while sessions go on is an `Unended`.
        """

    def unblock(self, account: str) -> None:
        """Let the owner sign in again.

        Raises:
            ProviderError: it was not done.
        """


class UnendedError(ProviderError):
    """The account is blocked, and its open sessions could not be ended."""
