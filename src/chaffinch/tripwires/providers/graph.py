"""Microsoft Entra by Graph v1.0: `accountEnabled`, and `revokeSignInSessions`.

After Microsoft, "Update user" (PATCH, 204) and "user: revokeSignInSessions" (POST, 200 with a value of true, or 204). The
application needs User.EnableDisableAccount.All, User.RevokeSessions.All and User.Read.All, and administrators' accounts a
role above theirs. Refresh tokens and cookies end "within minutes"; an access token that is out already lives on for up to
an hour where continuous access evaluation is off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from chaffinch.tripwires.providers.provider import ProviderError, Scope, SessionEnd, UnendedError
from chaffinch.tripwires.providers.tokens import ask_token
from chaffinch.tripwires.providers.wire import Place, Wires, bearer, refuse_status

API: Final = "https://graph.microsoft.com"
#: Graph's host, and where its tokens are asked for, of each cloud (Microsoft, "National cloud deployments").
SIGN_IN: Final = {
    "graph.microsoft.com": "https://login.microsoftonline.com",
    "graph.microsoft.us": "https://login.microsoftonline.us",
    "dod-graph.microsoft.us": "https://login.microsoftonline.us",
    "microsoftgraph.chinacloudapi.cn": "https://login.partner.microsoftonline.cn",
}
_API, _SIGN_IN = Place(API), Place(SIGN_IN["graph.microsoft.com"])


@dataclass(frozen=True, slots=True)
class Graph:
    """One tenant."""

    scope: Scope
    wires: Wires
    tenant: str
    client_id: str
    client_secret: str = field(repr=False)
    api: Place = _API
    sign_in: Place = _SIGN_IN
    audience: str = API
    """The cloud's own Graph, for which the token is asked for."""
    kind: str = "graph"
    session_end: SessionEnd = "minutes"
    can_unblock: bool = True

    def block(self, account: str) -> None:
        """Disable the account, then revoke its sessions."""
        token = self._ask_token()
        self._enable(account, enabled=False, token=token)
        try:
            reply = self.wires.ask(
                "POST", f"{self._name(account)}/revokeSignInSessions", headers=bearer(token)
            )
            if reply.status not in (200, 204):
                raise refuse_status(reply)
            answer = reply.read_json() if reply.status == 200 else {"value": True}
            if not isinstance(answer, dict) or answer.get("value") is not True:
                raise ProviderError("unexpected", "the sessions were not revoked")
        except ProviderError as error:
            raise UnendedError(error.code, error.detail) from error

    def unblock(self, account: str) -> None:
        """Enable the account."""
        self._enable(account, enabled=True, token=self._ask_token())

    def _enable(self, account: str, *, enabled: bool, token: str) -> None:
        reply = self.wires.ask(
            "PATCH", self._name(account), headers=bearer(token), values={"accountEnabled": enabled}
        )
        if reply.status != 204:
            raise refuse_status(reply)

    def _name(self, account: str) -> str:
        return f"{self.api.url}/v1.0/users/{quote(account, safe='')}"

    def _ask_token(self) -> str:
        return ask_token(
            self.wires,
            f"{self.sign_in.url}/{quote(self.tenant, safe='')}/oauth2/v2.0/token",
            form={
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "scope": f"{self.audience}/.default",
            },
        )
