"""Make a planting's lot from what is on record: the same each time, however often it broke off. Writes accounts only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.conf import settings

from chaffinch.decoys import DecoyOrder, Seed, make_decoys, read_rules
from chaffinch.decoys.letters import Delivered, deliver_letters
from chaffinch.decoys.lists import Account
from chaffinch.decoys.planting.lot import Lot, make_lot
from chaffinch.decoys.planting.order import PlantingOrder, read_order
from chaffinch.desk.home import find_home
from chaffinch.desk.models import Planting, TrapAccount
from chaffinch.desk.planting_places import read_templates
from chaffinch.desk.services.audit import WORKER
from chaffinch.desk.services.sending import find_decoys
from chaffinch.desk.services.staff import learn_house_pattern, list_examples, refuse_people
from chaffinch.desk.services.traps import keep_accounts, open_account, take_registered

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
#: Copies of letters that are held at once; a mailbox is filled in one go.
_COPIES_AT_ONCE = 4_000


def prepare_accounts(planting: Planting, *, now: datetime) -> list[Account]:
    """Return the accounts of a planting, invented or taken the first time and the same ones ever after.

    Raises:
        ExhaustedError: nobody new could be invented.
    """
    order = read_order(planting.order)
    if not order.accounts:
        return []
    if order.invented:
        if not TrapAccount.objects.filter(planting=planting).exists():
            invented = _invent_accounts(order, planting.batch, at=planting.begun_at or now)
            keep_accounts(invented, isolated=True, actor=WORKER, now=now, planting=planting)
        rows = list(TrapAccount.objects.filter(planting=planting).order_by("pk"))
    else:
        rows = take_registered(planting, order.accounts)
    return [open_account(row) for row in rows[: order.accounts]]


def _invent_accounts(order: PlantingOrder, batch: str, *, at: datetime) -> list[Account]:
    refused, taken = refuse_people()
    examples = list_examples()
    wanted = DecoyOrder(
        kinds={"trap": order.accounts},
        domain=order.domain,
        page=f"planting {batch}",
        locales={_LOCALES[language]: share for language, share in order.languages.items()},
        rules=read_rules(settings.CONFIGURATION.feeding.password_rules),
        pattern=learn_house_pattern(examples, domain=order.domain),
        refused=refused,
        staff=[entry.name for entry in examples],
        used=taken,
    )
    made = make_decoys(wanted, seed=read_seed(), at=at)
    return [
        Account(one.persona.name.full, one.address, one.password.reveal())
        for one in made
        if not find_decoys(one.address)
    ]


def make_again(planting: Planting, accounts: Sequence[Account]) -> Lot:
    """Return everything of a planting; the same record makes the same.

    Raises:
        OrderError, LetterOrderError, PlaceError, and what make_documents raises.
    """
    order = read_order(planting.order)
    assert planting.begun_at is not None  # noqa: S101 -- only what two people approved is made
    return make_lot(
        order,
        accounts,
        batch=planting.batch,
        seed=read_seed(),
        at=planting.begun_at,
        zone=settings.CONFIGURATION.organisation.time_zone,
        templates=read_templates(settings.CONFIGURATION.planting),
    )


def deliver(planting: Planting, lot: Lot, owners: frozenset[str] | None = None) -> Iterator[Delivered]:
    """Yield the copies of a planting's letters, of all mailboxes or of some."""
    server = read_order(planting.order).mail_server
    return deliver_letters(lot.corpus.letters, seed=read_seed(), server=server, owners=owners)


def deliver_by_mailbox(
    planting: Planting, lot: Lot, owners: Sequence[str]
) -> Iterator[tuple[str, list[Delivered]]]:
    """Yield each mailbox with all its messages; some mailboxes are written at once, never all of them."""
    expected = dict.fromkeys(owners, 0)
    for letter in lot.corpus.letters:
        for one in {letter.sender.address, *(reader.address for reader in letter.readers)}:
            if one in expected:
                expected[one] += 1
    for together in _gather(owners, expected):
        copies = sorted(deliver(planting, lot, frozenset(together)), key=lambda one: one.mailbox)
        filled = {mailbox: list(some) for mailbox, some in groupby(copies, key=lambda one: one.mailbox)}
        for address in together:
            yield address, filled.get(address, [])


def _gather(owners: Sequence[str], expected: dict[str, int]) -> Iterator[list[str]]:
    together: list[str] = []
    for address in owners:
        if together and sum(expected[one] for one in together) + expected[address] > _COPIES_AT_ONCE:
            yield together
            together = []
        together.append(address)
    if together:
        yield together


def read_seed() -> Seed:
    """Return the installation's seed."""
    return Seed(find_home().read_key("decoys"))
