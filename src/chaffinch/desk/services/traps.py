"""Accounts that really open, registered by hand, each given to one page only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from chaffinch.decoys.lists import Account
from chaffinch.desk.home import find_home
from chaffinch.desk.lookup import hash_address
from chaffinch.desk.models import FedDecoy, FeedingRun, Planting, TrapAccount
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.ground.secrets import UnreadableSecretError, decrypt, encrypt

_SEALED = "trap account"


@transaction.atomic
def keep_accounts(
    accounts: Iterable[Account],
    *,
    isolated: bool,
    actor: Actor,
    now: datetime,
    planting: Planting | None = None,
) -> int:
    """Keep registered accounts; return how many are new. One that is known, or that was a decoy before, is passed over.

    Args:
        accounts: as a list has them.
        isolated: whether they open, on a host or tenant of their own; in the live one their sign-in must be blocked.
        actor: who gives them.
        now: when.
        planting: the planting that invented them, where one did.
    """
    key, count = find_home().read_key("store"), 0
    for account in accounts:
        found_by = hash_address(account.address)
        if FedDecoy.objects.filter(found_by=found_by).exists():
            continue
        plain = json.dumps([account.name, account.address, account.password]).encode()
        sealed = encrypt(plain, key=key, purpose=_SEALED)
        _, made = TrapAccount.objects.get_or_create(
            found_by=found_by,
            defaults={
                "sealed": sealed, "isolated": isolated, "added_at": now, "number": f"trap-{found_by[:24]}",
                "domain": account.address.rpartition("@")[2].lower(), "planting": planting,
            },
        )  # fmt: skip
        count += made
    if count:
        params = {"accounts": count, "isolated": isolated}
        write_audit("traps kept", subject=("feeding", "traps"), actor=actor, now=now, params=params)
    return count


def count_ready(*, isolated_only: bool) -> int:
    """Return how many accounts are ready and given to no page."""
    return _list_ready(isolated_only=isolated_only).count()


def count_domains(*, isolated_only: bool) -> Counter[str]:
    """Return at which domains the ready accounts are, and how many."""
    return Counter(
        open_account(row).address.rpartition("@")[2].lower()
        for row in _list_ready(isolated_only=isolated_only)
    )


def count_registered() -> int:
    """Return how many registered accounts have neither a page nor a mailbox that a planting fills."""
    return _list_registered().count()


@transaction.atomic
def take_registered(planting: Planting, count: int) -> list[TrapAccount]:
    """Give so many registered accounts to a planting, for good; fewer where fewer are left. Those it has stay its own."""
    held = list(TrapAccount.objects.filter(planting=planting).order_by("pk"))
    missing = max(0, count - len(held))
    rows = list(_list_registered().select_for_update(of=("self",)).order_by("-isolated", "pk")[:missing])
    TrapAccount.objects.filter(pk__in=[row.pk for row in rows]).update(planting=planting)
    return [*held, *rows]


def _list_registered() -> QuerySet[TrapAccount]:
    return TrapAccount.objects.filter(run=None, planting=None, lent=False)


@transaction.atomic
def take_traps(run: FeedingRun, count: int, *, isolated_only: bool) -> list[tuple[Account, bool]]:
    """Give so many accounts to a run, for good; fewer where fewer are left. The second value: whether it is isolated."""
    ready = _list_ready(isolated_only=isolated_only).select_for_update(of=("self",))
    rows = list(ready.order_by("-isolated", "pk")[:count])
    TrapAccount.objects.filter(pk__in=[row.pk for row in rows]).update(run=run)
    return [(open_account(row), row.isolated) for row in rows]


def _list_ready(*, isolated_only: bool) -> QuerySet[TrapAccount]:
    """Return the accounts that may be given to a page: no page has them, no document; their mailboxes are filled."""
    filled = Q(planting=None) | Q(planting__state=Planting.State.PLANTED)
    ready = TrapAccount.objects.filter(filled, run=None, lent=False)
    return ready.filter(isolated=True) if isolated_only else ready


def open_account(row: TrapAccount) -> Account:
    """Return whose account it is, its address and password.

    Raises:
        UnreadableSecretError: it was changed, or the key is another.
    """
    plain = decrypt(bytes(row.sealed), key=find_home().read_key("store"), purpose=_SEALED)
    return Account(*json.loads(plain))


def name_holder(row: TrapAccount) -> str:
    """Return the invented name that an account bears, for the desk's own pages; empty where it cannot be read."""
    try:
        return open_account(row).name
    except UnreadableSecretError:
        return ""
