"""Who can sign in to the range's portal: invented people, in memory only."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """An invented person's account on the genuine portal."""

    name: str
    address: str
    password: str
    role: str


#: Printed in the manual: they open nothing but the range's own welcome page.
ACCOUNTS = (
    Account("Inès Kerbrat", "ines.kerbrat@mouvement-aurore.test", "brume-sur-le-port-27", "Sécurité"),
    Account("Tomás Ferreira", "tomas.ferreira@mouvement-aurore.test", "trois-pommes-vertes-8", "Direction"),
    Account("Maud Delacroix", "maud.delacroix@mouvement-aurore.test", "escalier-de-craie-41", "Audit"),
    Account("Basile Oudinot", "basile.oudinot@aurore2027.test", "velo-jaune-lundi-63", "Bénévoles"),
)


@dataclass(slots=True)
class SessionBook:
    """The portal's open sessions; they end with the range."""

    accounts: tuple[Account, ...] = ACCOUNTS
    _open: dict[str, Account] = field(default_factory=dict)

    def open_session(self, address: str, password: str) -> str | None:
        """Return a new session's token when the pair is right, else None."""
        for account in self.accounts:
            same_password = hmac.compare_digest(
                account.password.encode(), password.encode("utf-8", "replace")
            )
            if account.address == address.strip().lower() and same_password:
                token = secrets.token_urlsafe(24)
                self._open[token] = account
                return token
        return None

    def find_account(self, token: str) -> Account | None:
        """Return whose session this is, None for an unknown or ended one."""
        return self._open.get(token)

    def end_session(self, token: str) -> None:
        """Forget the session, if there is one."""
        self._open.pop(token, None)
