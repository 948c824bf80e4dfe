"""Make a planting that was approved, enter it into the ledger, and put everything in its place."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chaffinch.decoys.lists import Account
from chaffinch.decoys.places.errors import PlaceError
from chaffinch.decoys.planting.lot import Lot
from chaffinch.decoys.planting.order import PlantingOrder, read_order
from chaffinch.desk.home import find_home
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import LeaseLostError
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.ledger_folder import LedgerClosedError
from chaffinch.desk.lookup import hash_address
from chaffinch.desk.models import PlantedItem, Planting
from chaffinch.desk.planting_making import deliver, deliver_by_mailbox, make_again, prepare_accounts
from chaffinch.desk.planting_places import FileShare, fill_mailbox
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.entering import enter_items
from chaffinch.desk.services.planted import (
    end_planting,
    hash_sent,
    keep_lot,
    note_placed,
    open_document,
    open_item,
)
from chaffinch.desk.services.planting import stop_planting
from chaffinch.errors import ChaffinchError

_log = logging.getLogger(__name__)
_ATTEMPTS = 4
_LONGEST_SECONDS = 3_600
_NOTED_AT_ONCE = 20
_LOOK_EVERY = 50


class _EndedError(Exception):
    """Somebody stopped the planting, or the worker ends."""


def stop_abandoned(payload: Mapping[str, Any], now: datetime) -> None:
    """Stop a planting whose job nobody takes up any more."""
    stop_planting(payload["planting"], code="broken", actor=WORKER, now=now)


@job_kind(
    "plant", lane="planting", run_seconds=_LONGEST_SECONDS, max_attempts=_ATTEMPTS, given_up=stop_abandoned
)
def plant(payload: Mapping[str, Any], context: JobContext) -> None:
    """Take a planting up where it stopped; what stands in the way for good stops it for a person."""
    planting = Planting.objects.get(pk=payload["planting"])
    if planting.state != Planting.State.RUNNING:
        return
    try:
        _plant(planting, context)
    except _EndedError:
        return
    except PlaceError as error:
        if not error.lasting and context.attempt < _ATTEMPTS:
            raise
        _log.warning("%s", error.diagnostics())
        params = {"place": error.what, "why": error.why}
        stop_planting(planting.pk, code=error.code, actor=WORKER, now=context.now(), params=params)
    except LeaseLostError:
        raise
    except LedgerClosedError as error:
        _log.warning("%s", error.diagnostics())
        stop_planting(planting.pk, code="ledger", actor=WORKER, now=context.now(), params={"why": error.what})
    except ChaffinchError as error:
        _log.warning("%s", error.diagnostics())
        stop_planting(
            planting.pk,
            code="cannot",
            actor=WORKER,
            now=context.now(),
            params={"why": f"{error.what} {error.why}"},
        )


def _plant(planting: Planting, context: JobContext) -> None:
    order = read_order(planting.order)
    accounts = prepare_accounts(planting, now=context.now())
    lot = make_again(planting, accounts)
    _look(planting, context)
    if not planting.items.exists():
        keep_lot(planting, lot, sent=dict(hash_sent(deliver(planting, lot))), now=context.now())
    elif changed := _find_changed(planting, lot):
        # The program was changed between two tries: what would be planted is not what was entered.
        stop_planting(
            planting.pk, code="changed", actor=WORKER, now=context.now(), params={"letter": changed}
        )
        return
    enter_items(planting, now=context.now())
    _fill_mailboxes(planting, order, accounts, lot, context)
    _put_files(planting, order, context)
    end_planting(planting.pk, now=context.now())


def _find_changed(planting: Planting, lot: Lot) -> str:
    """Return the number of a letter that is not what it was when it was kept; an empty text where all are."""
    kept = dict(planting.items.filter(kind=PlantedItem.Kind.MAIL).values_list("sha256", "number"))
    made = {sha256 for _, sha256 in hash_sent(deliver(planting, lot))}
    return next((number for sha256, number in kept.items() if sha256 not in made), "")


def _fill_mailboxes(
    planting: Planting, order: PlantingOrder, accounts: list[Account], lot: Lot, context: JobContext
) -> None:
    place = order.mailboxes
    if place is None:
        return
    waiting = {
        item.trap.found_by: item
        for item in planting.items.filter(
            kind=PlantedItem.Kind.TRAP, state=PlantedItem.State.MADE
        ).select_related("trap")
        if item.trap is not None
    }
    by_address = {one.address: one for one in accounts}
    owners = [address for address in by_address if hash_address(address) in waiting]
    done, total = len(accounts) - len(owners), len(accounts)
    for address, copies in deliver_by_mailbox(planting, lot, owners):
        for count in fill_mailbox(place, by_address[address], copies):
            if count % _LOOK_EVERY == 0:
                _look(planting, context, done=done, total=total)
        done += 1
        note_placed([(waiting[hash_address(address)].pk, place.where)], now=context.now())
        _look(planting, context, done=done, total=total)


def _put_files(planting: Planting, order: PlantingOrder, context: JobContext) -> None:
    place = order.files
    loose = planting.items.filter(kind=PlantedItem.Kind.DOCUMENT, state=PlantedItem.State.MADE)
    if place is None or not loose.exists():
        return
    placed: list[tuple[int, str]] = []
    with FileShare(place, home=find_home()) as share:
        for item in loose:
            said = open_item(item)
            if said.mailboxes:
                continue
            dated = datetime.fromisoformat(said.made_at)
            placed.append((item.pk, share.put(said.folder, said.file, open_document(item), dated=dated)))
            if len(placed) >= _NOTED_AT_ONCE:
                note_placed(placed, now=context.now())
                placed = []
                _look(planting, context)
    note_placed(placed, now=context.now())


def _look(planting: Planting, context: JobContext, *, done: int = 0, total: int = 0) -> None:
    """Say that the job lives.

    Raises:
        _EndedError: the worker ends, or somebody stopped the planting.
    """
    context.heartbeat(done=done, total=total)
    running = Planting.objects.filter(pk=planting.pk, state=Planting.State.RUNNING).exists()
    if context.cancelled() or not running:
        raise _EndedError
