"""A lot is made whole, again the same, and no account is lent twice; an order that cannot be carried out says why."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from chaffinch.decoys import DecoyOrder, Seed, make_decoys
from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.lists import Account
from chaffinch.decoys.planting.lot import Lot, make_lot
from chaffinch.decoys.planting.order import Place, PlantingOrder, read_order

SEED, AT = Seed(b"an installation of the tests"), datetime(2026, 3, 2, 9, tzinfo=UTC)


def order(**changes: Any) -> PlantingOrder:
    fields: dict[str, Any] = {
        "domain": "aurore.test", "accounts": 8, "invented": True, "letters": 160, "months": 6, "documents": 24,
        "attached": 10, "mailboxes": Place("mail-host", "/srv/traps"), "files": Place("folder", "/srv/share"),
        "languages": {"fr": 0.6, "en": 0.4}, "lent_in_letters": 2, "lent_in_documents": 2,
        "organisation": "Mouvement Aurore",
    }  # fmt: skip
    return PlantingOrder(**{**fields, **changes})


@pytest.fixture(scope="module")
def accounts() -> list[Account]:
    made = make_decoys(DecoyOrder({"trap": 8}, "aurore.test", "traps"), seed=SEED, at=AT)
    return [Account(one.persona.name.full, one.address, one.password.reveal()) for one in made]


@pytest.fixture(scope="module")
def lot(accounts: list[Account]) -> Lot:
    return make_lot(order(), accounts, batch="spring", seed=SEED, at=AT, zone="Europe/Paris")


def test_everything_that_was_ordered_is_there(lot: Lot, accounts: list[Account]) -> None:
    assert len(lot.corpus.letters) == 160
    assert {persona.name.full for persona, _ in lot.holders} == {one.name for one in accounts}
    assert (len(lot.loose), len(lot.attached)) == (14, 10)
    sent = Counter(one.name for letter in lot.corpus.letters for one in letter.attachments)
    assert all(sent[paper.document.file] == 1 for paper in lot.attached)
    assert all(letter.sent_at < AT for letter in lot.corpus.letters)
    files = [paper.document.file.casefold() for paper in (*lot.loose, *lot.attached)]
    assert len(set(files)) == len(files)


def test_each_lent_account_stands_in_one_place_with_its_password(lot: Lot, accounts: list[Account]) -> None:
    passwords = {one.address: one.password for one in accounts}
    texts = {letter.id: letter.body for letter in lot.corpus.letters}
    texts |= {paper.document.id: paper.document.text for paper in lot.loose}
    assert len(lot.lent) == len(set(lot.lent.values())) == 4
    for item, address in lot.lent.items():
        assert address in texts[item]
        assert passwords[address] in texts[item]
    others = set(passwords) - set(lot.lent.values())
    assert not [one for one in others for text in texts.values() if passwords[one] in text]


def test_the_same_again_and_another_batch_shares_nothing(lot: Lot, accounts: list[Account]) -> None:
    again = make_lot(order(), accounts, batch="spring", seed=SEED, at=AT, zone="Europe/Paris")
    assert again == lot
    other = make_lot(order(), accounts, batch="autumn", seed=SEED, at=AT, zone="Europe/Paris")
    assert not {one.id for one in other.corpus.letters} & {one.id for one in lot.corpus.letters}
    assert not {one.document.sha256 for one in other.loose} & {one.document.sha256 for one in lot.loose}


def test_an_order_survives_being_kept() -> None:
    assert read_order(json.loads(json.dumps(order().as_values()))) == order()
    for broken in (
        {},
        {**order().as_values(), "files": {"kind": "folder"}},
        {**order().as_values(), "months": "six"},
    ):
        with pytest.raises(OrderError):
            read_order(broken)


@pytest.mark.parametrize(
    "changes",
    [
        {"accounts": 0, "documents": 0, "letters": 0, "attached": 0, "lent_in_letters": 0, "lent_in_documents": 0},
        {"accounts": 1},
        {"accounts": 1_001},
        {"letters": 100_001},
        {"months": 0},
        {"attached": 25},
        {"lent_in_letters": 6},
        {"lent_in_documents": 15},
        {"lent_in_letters": 3},
        {"mailboxes": None},
        {"mailboxes": Place("folder", "/srv")},
        {"mailboxes": Place("mail-host", "")},
        {"files": Place("imap", "mail.aurore.test")},
        {"mailboxes": Place("imap", "mail.aurore.test")},
        {"languages": {"de": 1.0}},
        {"languages": {"fr": 0.0}},
        {"beacon": "https://img.aurore.test/logo.png"},
        {"beacon": "http://img.aurore.test/{id}.png"},
        {"domain": "not a domain"},
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((OrderError, ValueError)) as caught:
        order(**changes)
    assert str(caught.value)
