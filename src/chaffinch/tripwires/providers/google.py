"""Google Workspace by the Directory API v1: `suspended`, and `users.signOut`.

After Google, "Method: users.patch" (PATCH, 200 with the user), "Method: users.signOut" (POST, an empty body both ways). A
service account with domain-wide delegation acts for an administrator; scopes admin.directory.user and
admin.directory.user.security.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import quote

from chaffinch.tripwires.providers.provider import ProviderError, Scope, SessionEnd, UnendedError
from chaffinch.tripwires.providers.tokens import ask_token, write_assertion
from chaffinch.tripwires.providers.wire import Place, Wires, bearer, refuse_status

API: Final = "https://admin.googleapis.com"
TOKENS: Final = "https://oauth2.googleapis.com"
_SCOPES = (
    "https://www.googleapis.com/auth/admin.directory.user",
    "https://www.googleapis.com/auth/admin.directory.user.security",
)
_API, _TOKENS = Place(API), Place(TOKENS)


@dataclass(frozen=True, slots=True)
class Google:
    """One Workspace."""

    scope: Scope
    wires: Wires
    service_account: str
    administrator: str
    """For whom the service account acts."""
    clock: Callable[[], datetime]
    private_key: str = field(repr=False)
    api: Place = _API
    tokens: Place = _TOKENS
    kind: str = "google"
    session_end: SessionEnd = "at-once"
    can_unblock: bool = True

    def block(self, account: str) -> None:
        """Suspend the account, then sign it out everywhere."""
        token = self._ask_token()
        self._suspend(account, suspended=True, token=token)
        try:
            reply = self.wires.ask("POST", f"{self._name(account)}/signOut", headers=bearer(token))
            if reply.status not in (200, 204):
                raise refuse_status(reply)
        except ProviderError as error:
            raise UnendedError(error.code, error.detail) from error

    def unblock(self, account: str) -> None:
        """End the suspension."""
        self._suspend(account, suspended=False, token=self._ask_token())

    def _suspend(self, account: str, *, suspended: bool, token: str) -> None:
        reply = self.wires.ask(
            "PATCH", self._name(account), headers=bearer(token), values={"suspended": suspended}
        )
        if reply.status != 200:
            raise refuse_status(reply)
        user = reply.read_json()
        if not isinstance(user, dict) or user.get("suspended") is not suspended:
            raise ProviderError("unexpected", "the account stands as it stood before")

    def _name(self, account: str) -> str:
        return f"{self.api.url}/admin/directory/v1/users/{quote(account, safe='')}"

    def _ask_token(self) -> str:
        form = write_assertion(
            self.private_key,
            issuer=self.service_account,
            subject=self.administrator,
            audience=f"{TOKENS}/token",
            scopes=_SCOPES,
            now=self.clock(),
        )
        return ask_token(self.wires, f"{self.tokens.url}/token", form=form)
