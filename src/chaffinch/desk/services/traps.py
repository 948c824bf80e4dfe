"""Accounts that really open, registered by hand, each given to one page only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from chaffinch.decoys.lists import Account
from chaffinch.desk.home import find_home
from chaffinch.desk.lookup import hash_address
from chaffinch.desk.models import FedDecoy, FeedingRun, TrapAccount
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.ground.secrets import decrypt, encrypt

_SEALED = "trap account"


@transaction.atomic
def keep_accounts(accounts: Iterable[Account], *, isolated: bool, actor: Actor, now: datetime) -> int:
    """Keep registered accounts; return how many are new. One that is known, or that was a decoy before, is passed over.

    Args:
        accounts: as a list has them.
        isolated: whether they open, on a host or tenant of their own; in the live one their sign-in must be blocked.
        actor: who gives them.
        now: when.
    """
    key, count = find_home().read_key("store"), 0
    for account in accounts:
        found_by = hash_address(account.address)
        if FedDecoy.objects.filter(found_by=found_by).exists():
            continue
        plain = json.dumps([account.name, account.address, account.password]).encode()
        sealed = encrypt(plain, key=key, purpose=_SEALED)
        _, made = TrapAccount.objects.get_or_create(
            found_by=found_by, defaults={"sealed": sealed, "isolated": isolated, "added_at": now}
        )
        count += made
    if count:
        params = {"accounts": count, "isolated": isolated}
        write_audit("traps kept", subject=("feeding", "traps"), actor=actor, now=now, params=params)
    return count


def count_ready(*, isolated_only: bool) -> int:
    """Return how many accounts are ready and given to no page."""
    ready = TrapAccount.objects.filter(run=None)
    return (ready.filter(isolated=True) if isolated_only else ready).count()


@transaction.atomic
def take_traps(run: FeedingRun, count: int, *, isolated_only: bool) -> list[tuple[Account, bool]]:
    """Give so many accounts to a run, for good; fewer where fewer are left. The second value: whether it is isolated."""
    ready = TrapAccount.objects.select_for_update().filter(run=None).order_by("-isolated", "pk")
    rows = list((ready.filter(isolated=True) if isolated_only else ready)[:count])
    TrapAccount.objects.filter(pk__in=[row.pk for row in rows]).update(run=run)
    return [(_open(row), row.isolated) for row in rows]


def _open(row: TrapAccount) -> Account:
    plain = decrypt(bytes(row.sealed), key=find_home().read_key("store"), purpose=_SEALED)
    return Account(*json.loads(plain))
