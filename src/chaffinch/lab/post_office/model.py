"""The mail server without the server: the same answers by the same rule, for thousands of simulated attackers."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping

from chaffinch.lab.accounts import Account
from chaffinch.lab.post_office.lockout import LockOut


class ModelledPostOffice:
    """What the range's Dovecot answers to log-ins; a test holds both to the same contract."""

    def __init__(self, accounts: Iterable[Account], *, lock_out: LockOut | None = None) -> None:
        self._passwords: Mapping[str, str] = {
            account.address.lower(): account.password for account in accounts
        }
        self._lock_out = lock_out or LockOut()

    def try_log_in(self, address: str, password: str, *, now: float) -> bool:
        """Return whether the log-in opens the mailbox at `now` (seconds)."""
        if not self._lock_out.admit(address, now=now):
            return False
        expected = self._passwords.get(address.lower())
        if expected is None or not hmac.compare_digest(
            expected.encode(), password.encode("utf-8", "replace")
        ):
            return False
        self._lock_out.forgive(address)
        return True
