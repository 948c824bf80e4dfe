"""The lock-out of the range's mail accounts, as a pure rule that Dovecot and the model share."""

from __future__ import annotations

from dataclasses import dataclass, field

FAILURES = 5
LOCKED_SECONDS = 900.0


@dataclass(slots=True)
class LockOut:
    """After five tries in a row that failed, an account refuses everybody for fifteen minutes, the right password too.

    A try counts when it is let in, and is forgiven by the log-in that works; so tries side by side cannot get past
    the limit. Accounts that do not exist count as well: what is locked tells nothing about what is there.
    """

    failures: int = FAILURES
    locked_seconds: float = LOCKED_SECONDS
    _tried: dict[str, int] = field(default_factory=dict)
    _locked_until: dict[str, float] = field(default_factory=dict)

    def admit(self, address: str, *, now: float) -> bool:
        """Return whether a try at `now` (seconds) is let in, and count it."""
        account = address.lower()
        if now < self._locked_until.get(account, now):
            return False
        if self._locked_until.pop(account, None) is not None:
            self._tried[account] = 0
        tried = self._tried.get(account, 0) + 1
        self._tried[account] = tried
        if tried >= self.failures:
            self._locked_until[account] = now + self.locked_seconds
        return True

    def forgive(self, address: str) -> None:
        """Forget the account's tries: the last one worked."""
        self._tried.pop(address.lower(), None)
        self._locked_until.pop(address.lower(), None)
