"""Decoys as sign-in logs are searched for them: by keyed hash, opened only where a log names one. Reads only."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from chaffinch.desk.home import Home
from chaffinch.desk.lookup import FOUND_BY
from chaffinch.desk.models import FedDecoy, TrapAccount
from chaffinch.desk.services.sending import open_decoy
from chaffinch.desk.services.traps import open_account
from chaffinch.ground.secrets import UnreadableSecretError, derive_key
from chaffinch.tripwires.match import Bait
from chaffinch.tripwires.passwords import recognise
from chaffinch.tripwires.signin import PasswordMark


class DecoyIndex:
    """Finds decoys by a log-in's name, without keeping an address or a password in memory."""

    def __init__(self, home: Home) -> None:
        """Load all decoys that there are."""
        self._key = derive_key(home.read_key("store"), FOUND_BY)
        self._nonces = (home.read_key("sign-ins").hex(),)
        self._baits: dict[str, list[Bait]] = defaultdict(list)
        self._traps: dict[str, Bait] = {}
        self._domains: set[str] = set()
        self._newest = self._newest_trap = 0
        self.refresh()

    def refresh(self) -> bool:
        """Take in decoys and accounts that were made since; return whether there were any."""
        return self._take_decoys() | self._take_traps()

    def _take_decoys(self) -> bool:
        fresh = FedDecoy.objects.filter(pk__gt=self._newest).order_by("pk")
        before = self._newest
        for pk, number, kind, domain, found_by in fresh.values_list(
            "pk", "number", "kind", "domain", "found_by"
        ):
            self._newest = pk
            self._domains.add(domain)
            self._baits[found_by].append(
                Bait(number, kind, partial(self._recognise, pk))  # type: ignore[arg-type]  # only kinds are kept
            )
        return self._newest != before

    def _take_traps(self) -> bool:
        fresh = TrapAccount.objects.filter(pk__gt=self._newest_trap).order_by("pk")
        before = self._newest_trap
        for pk, number, domain, found_by in fresh.values_list("pk", "number", "domain", "found_by"):
            self._newest_trap = pk
            self._domains.add(domain)
            self._traps[found_by] = Bait(number, "trap", partial(self._recognise_trap, pk))
        return self._newest_trap != before

    def find(self, login: str) -> Sequence[Bait]:
        """Return the decoys of a log-in; one without a domain is looked for at every domain that decoys have."""
        name = login.strip().lower()
        if "@" in name:
            return self._find(name)
        found = (self._find(f"{name}@{domain}") for domain in self._domains)
        return [bait for baits in found for bait in baits] if name else ()

    def _find(self, address: str) -> Sequence[Bait]:
        """Return what was fed with this address; an account that no page had, only where there is none."""
        found_by = self._hash(address)
        fed = self._baits.get(found_by)
        if fed or found_by not in self._traps:
            return fed or ()
        return (self._traps[found_by],)

    def _hash(self, address: str) -> str:
        return hmac.digest(self._key, address.encode("utf-8", "replace"), "sha256").hex()

    def _recognise(self, decoy_id: int, login: str, mark: PasswordMark) -> bool | None:
        try:
            secrets, _persona = open_decoy(FedDecoy.objects.get(pk=decoy_id))
        except UnreadableSecretError:
            return None
        return recognise(mark, login=login, password=secrets.password, nonces=self._nonces)

    def _recognise_trap(self, trap_id: int, login: str, mark: PasswordMark) -> bool | None:
        try:
            account = open_account(TrapAccount.objects.get(pk=trap_id))
        except UnreadableSecretError:
            return None
        return recognise(mark, login=login, password=account.password, nonces=self._nonces)
