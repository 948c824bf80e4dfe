"""Nextcloud by its provisioning interface: an account is disabled, which ends its sessions within five minutes.

After Nextcloud, "Instruction set for users" (`PUT ocs/v1.php/cloud/users/ID/disable`, status code 100) and its source
(lib/private/User/Session.php: the token of an account that is disabled is thrown away when it is next checked, every five
minutes). `POST …/wipe` is left alone: it would have the colleague's own devices delete what they hold.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from chaffinch.tripwires.providers.provider import ProviderError, Scope, SessionEnd
from chaffinch.tripwires.providers.wire import Place, Wires, refuse_status

_DONE, _REFUSED, _NOT_FOUND = (100, 200), (997,), (404, 998)


@dataclass(frozen=True, slots=True)
class Nextcloud:
    """One server."""

    scope: Scope
    wires: Wires
    place: Place
    user: str
    """An administrator."""
    password: str = field(repr=False)
    """An app password of that administrator's."""
    kind: str = "nextcloud"
    session_end: SessionEnd = "minutes"
    can_unblock: bool = True

    def block(self, account: str) -> None:
        """Disable the account."""
        self._put(account, "disable")

    def unblock(self, account: str) -> None:
        """Enable the account."""
        self._put(account, "enable")

    def _put(self, account: str, verb: Literal["disable", "enable"]) -> None:
        known = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        reply = self.wires.ask(
            "PUT",
            f"{self.place.url}/ocs/v1.php/cloud/users/{quote(account, safe='')}/{verb}?format=json",
            headers={"Authorization": f"Basic {known}", "OCS-APIRequest": "true"},
        )
        if reply.status != 200:
            raise refuse_status(reply)
        code = _read_code(reply.read_json())
        if code in _REFUSED:
            raise ProviderError("refused", f"status code {code}")
        if code in _NOT_FOUND or code == 101:
            raise ProviderError("no-such-account", f"status code {code}")
        if code not in _DONE:
            raise ProviderError("unexpected", f"status code {code}")


def _read_code(untrusted_answer: Any) -> int:
    try:
        return int(untrusted_answer["ocs"]["meta"]["statuscode"])
    except (KeyError, TypeError, ValueError):
        raise ProviderError("unexpected", "no status code") from None
