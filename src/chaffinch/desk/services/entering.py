"""What of a run or a planting is entered into the ledger, and when: all of it, before any of it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from chaffinch.desk.ledger_folder import open_ledger
from chaffinch.desk.models import (
    FedDecoy,
    FeedingApproval,
    FeedingRun,
    LedgerEntry,
    PlantedItem,
    Planting,
    PlantingApproval,
    TrapAccount,
)
from chaffinch.desk.services.ledger import Planted, commit_entries
from chaffinch.desk.services.planted import Said, open_item
from chaffinch.desk.services.sending import open_decoy
from chaffinch.desk.services.traps import open_account
from chaffinch.feeding.limits import APPROVAL_LASTS
from chaffinch.ground.texts import sketch_text
from chaffinch.ledger.log import Log
from chaffinch.ledger.login import print_login

_SENT = (FedDecoy.State.SPENT, FedDecoy.State.DONE, FedDecoy.State.UNKNOWN)
_KINDS = ("phantom", "trap", "echo")
_YES = (Planting.State.RUNNING, Planting.State.STOPPED, Planting.State.PLANTED)


def enter_run(run: FeedingRun, *, now: datetime) -> int | None:
    """Enter every decoy of a run that is not entered; to be called before one is sent.

    Returns:
        how many are new; None where no ledger is begun: nothing of the run can be proved later then.

    Raises:
        LedgerClosedError: the ledger takes nothing, so nothing may be sent.
    """
    waiting = _list_decoys().filter(run=run)
    if not waiting.exists():
        return 0
    if open_ledger() is None:
        return None
    return commit_entries(_describe_decoys(waiting, now=now), now=now)


def enter_items(planting: Planting, *, now: datetime) -> int | None:
    """Enter every item of a planting that is not entered; to be called when they are made, before one is put in its place.

    Returns:
        how many are new; None where no ledger is begun.

    Raises:
        LedgerClosedError: the ledger takes nothing, so nothing may be planted.
    """
    waiting = _list_items().filter(planting=planting)
    if not waiting.exists():
        return 0
    if open_ledger() is None:
        return None
    return commit_entries([_describe_item(one, now=now) for one in waiting], now=now)


def enter_past(*, now: datetime) -> int | None:
    """Enter whatever was planted and is not entered: from before the ledger was begun, or lost with an old backup of it.

    Raises:
        LedgerClosedError: the ledger takes nothing.
    """
    log = open_ledger()
    if log is None:
        return None
    _forget_lost(log)
    found = _describe_decoys(_list_decoys(), now=now)
    found += [_describe_item(one, now=now) for one in _list_items()]
    return commit_entries(found, now=now) if found else 0


def name_approval(order: FeedingRun | Planting) -> str:
    """Return where the yes to a run or a planting stands, and whose it was."""
    since = (order.begun_at or order.proposed_at) - APPROVAL_LASTS
    given: list[FeedingApproval | PlantingApproval]
    if isinstance(order, FeedingRun):
        given = [one for one in order.approvals.all() if one.order == order.order]
    else:
        given = [one for one in order.approvals.all() if one.order_hash == order.order_hash]
    names = dict.fromkeys(one.person.get_username()[:80] for one in given if one.at > since)
    what = "run" if isinstance(order, FeedingRun) else "planting"
    return f"{what} {order.pk}: {', '.join(names)}"[:200]


def _list_decoys() -> QuerySet[FedDecoy]:
    """Decoys that may be used or were, and stand in no entry; one that was given up unsent was never planted."""
    approvals = Prefetch("run__approvals", FeedingApproval.objects.select_related("person"))
    return (
        FedDecoy.objects.filter(kind__in=_KINDS, ledger_entry=None)
        .exclude(state=FedDecoy.State.DROPPED)
        .select_related("run__case")
        .prefetch_related(approvals)
        .order_by("pk")
    )


def _list_items() -> QuerySet[PlantedItem]:
    """Items that two people agreed to, and that stand in no entry; what was taken away unplaced was never planted."""
    approvals = Prefetch("planting__approvals", PlantingApproval.objects.select_related("person"))
    agreed = Q(planting__state__in=_YES) | Q(placed_at__isnull=False)
    return (
        PlantedItem.objects.filter(agreed, ledger_entry=None)
        .exclude(state=PlantedItem.State.GONE, placed_at=None)
        .select_related("planting", "trap")
        .prefetch_related(approvals)
        .order_by("pk")
    )


def _describe_decoys(decoys: Iterable[FedDecoy], *, now: datetime) -> list[Planted]:
    chosen = list(decoys)
    traps = TrapAccount.objects.exclude(run=None).values_list("found_by", "number")
    numbers = dict(traps) if any(one.kind == "trap" for one in chosen) else {}
    return [_describe_decoy(one, numbers=numbers, now=now) for one in chosen]


def _describe_decoy(decoy: FedDecoy, *, numbers: Mapping[str, str], now: datetime) -> Planted:
    secrets, _persona = open_decoy(decoy)
    sent = decoy.state in _SENT
    # An account has one name wherever it stands: planted first and fed later it is one item, not two.
    number = numbers.get(decoy.found_by, "") if decoy.kind == "trap" else ""
    return _describe_login(
        Planted(
            name=number or f"{decoy.kind}-{decoy.number}",
            kind=decoy.kind,  # type: ignore[arg-type]  # of the three that are asked for
            planted_at=(decoy.spent_at or decoy.planned_at) if sent else now,
            planted_in=str(decoy.run.terms.get("url") or decoy.run.case.url),
            approval=name_approval(decoy.run),
            sha256="",
            text_ref=f"decoy {decoy.number}",
            late=sent,
            links=(("decoy", decoy.pk),),
        ),
        secrets.address,
        secrets.password,
    )


def _describe_item(item: PlantedItem, *, now: datetime) -> Planted:
    late = item.placed_at is not None or item.state != PlantedItem.State.MADE
    account = item.trap if item.kind == PlantedItem.Kind.TRAP else None
    said = open_item(item)
    planted = Planted(
        name=account.number if account is not None else f"{item.kind}-{item.number}",
        kind=item.kind,  # type: ignore[arg-type]  # kinds of the ledger, all three
        planted_at=(item.placed_at or now) if late else now,
        planted_in=_name_place(item, said),
        approval=name_approval(item.planting),
        sha256=item.sha256,
        text_sha256=item.text_sha256,
        signature=sketch_text(said.text) if said.text else (),
        text_ref=f"item {item.number}",
        late=late,
        links=(("item", item.pk),),
    )
    if account is None:
        return planted
    opened = open_account(account)
    return _describe_login(planted, opened.address, opened.password)


def _name_place(item: PlantedItem, said: Said) -> str:
    """Return where an item stands or is to stand: whose mailboxes, or which file in which folder."""
    if said.mailboxes and item.kind != PlantedItem.Kind.TRAP:
        return " ".join(said.mailboxes)
    place = item.planting.order.get("mailboxes" if item.kind == PlantedItem.Kind.TRAP else "files") or {}
    parts = (str(place.get("where", "")), said.folder, said.file)
    return item.place or "/".join(part for part in parts if part) or f"planting {item.planting_id}"


def _describe_login(planted: Planted, address: str, password: str) -> Planted:
    prints = print_login(address, password)
    return replace(planted, sha256=prints.sha256, text_sha256=prints.text_sha256, signature=prints.signature)


def _forget_lost(log: Log) -> None:
    """Take rows away whose entry is in the folder no more and was never committed to: they are entered anew."""
    placed = {name for kept in log.checkpoints for name in kept.places}
    for name in set(LedgerEntry.objects.values_list("name", flat=True)) - log.entries.keys() - placed:
        LedgerEntry.objects.filter(name=name).delete()
