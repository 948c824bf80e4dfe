"""Keycloak by its administration interface: `enabled`, and `logout`.

After "Keycloak Admin REST API": users are found by `username` or `email` with `exact=true`; PUT takes the whole
representation, so that it is read first; `POST …/users/{id}/logout` ends the user's sessions (204). The client needs the
roles manage-users and view-users of the realm. An access token that is out lives on until its own end, minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from chaffinch.tripwires.providers.provider import ProviderError, Scope, SessionEnd, UnendedError
from chaffinch.tripwires.providers.tokens import ask_token
from chaffinch.tripwires.providers.wire import Place, Wires, bearer, refuse_status


@dataclass(frozen=True, slots=True)
class Keycloak:
    """One realm."""

    scope: Scope
    wires: Wires
    place: Place
    """With `/auth` at its end where that server has it."""
    realm: str
    client_id: str
    client_secret: str = field(repr=False)
    kind: str = "keycloak"
    session_end: SessionEnd = "minutes"
    can_unblock: bool = True

    def block(self, account: str) -> None:
        """Disable the account, then end its sessions."""
        token = self._ask_token()
        user = self._find_user(account, token=token)
        self._enable(user, enabled=False, token=token)
        try:
            reply = self.wires.ask("POST", f"{self._name(user)}/logout", headers=bearer(token))
            if reply.status not in (200, 204):
                raise refuse_status(reply)
        except ProviderError as error:
            raise UnendedError(error.code, error.detail) from error

    def unblock(self, account: str) -> None:
        """Enable the account."""
        token = self._ask_token()
        self._enable(self._find_user(account, token=token), enabled=True, token=token)

    def _find_user(self, account: str, *, token: str) -> str:
        """Return the account's id; by its name, else by its address."""
        for key in ("username", "email") if "@" in account else ("username",):
            query = urlencode({key: account, "exact": "true"})
            reply = self.wires.ask("GET", f"{self._users}?{query}", headers=bearer(token))
            if reply.status != 200:
                raise refuse_status(reply)
            users = reply.read_json()
            if not isinstance(users, list):
                raise ProviderError("unexpected", "no list of users")
            found = [str(user["id"]) for user in users if _is_user(user, key, account)]
            if len(found) > 1:
                raise ProviderError("several-accounts", f"{len(found)}")
            if found:
                return found[0]
        raise ProviderError("no-such-account")

    def _enable(self, user: str, *, enabled: bool, token: str) -> None:
        reply = self.wires.ask("GET", self._name(user), headers=bearer(token))
        if reply.status != 200:
            raise refuse_status(reply)
        values = reply.read_json()
        if not isinstance(values, dict):
            raise ProviderError("unexpected", "no user")
        reply = self.wires.ask(
            "PUT", self._name(user), headers=bearer(token), values={**values, "enabled": enabled}
        )
        if reply.status != 204:
            raise refuse_status(reply)

    @property
    def _users(self) -> str:
        return f"{self.place.url}/admin/realms/{quote(self.realm, safe='')}/users"

    def _name(self, user: str) -> str:
        return f"{self._users}/{quote(user, safe='')}"

    def _ask_token(self) -> str:
        return ask_token(
            self.wires,
            f"{self.place.url}/realms/{quote(self.realm, safe='')}/protocol/openid-connect/token",
            form={
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
            },
        )


def _is_user(untrusted_user: Any, key: str, account: str) -> bool:
    return (
        isinstance(untrusted_user, dict)
        and isinstance(untrusted_user.get("id"), str)
        and str(untrusted_user.get(key, "")).lower() == account
    )
