"""One correspondence of some hundred letters for all tests of the room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import pytest

from chaffinch.decoys import DecoyOrder, Seed, make_decoys
from chaffinch.decoys.letters import (
    Attachment,
    Corpus,
    Delivered,
    LetterOrder,
    deliver_letters,
    write_letters,
)
from chaffinch.decoys.persona import Persona

SEED = Seed(b"an installation of the tests")
SERVER = "mail.aurore.test"
PAPER = Attachment("Devis été.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)) * 4)


def draw_people(count: int) -> list[tuple[Persona, str]]:
    """Return so many people and their addresses, the same ones each time; never while tests are collected: it takes seconds."""
    return list(_draw_people(count))


@cache
def _draw_people(count: int) -> tuple[tuple[Persona, str], ...]:
    order = DecoyOrder({"phantom": count}, "aurore.test", "mail", locales={"fr_FR": 0.6, "en_GB": 0.4})
    made = make_decoys(order, seed=SEED, at=datetime(2026, 3, 2, tzinfo=UTC))
    return tuple((one.persona, one.address) for one in made)


def order(**changes: object) -> LetterOrder:
    fields: dict[str, object] = {
        "people": draw_people(16), "count": 900, "since": date(2025, 2, 1), "until": date(2026, 2, 1),
        "organisation": "Mouvement Aurore", "papers": [PAPER] * 20,
    }  # fmt: skip
    return LetterOrder(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def post() -> Corpus:
    return write_letters(order(), seed=SEED)


@pytest.fixture(scope="session")
def delivered(post: Corpus) -> list[Delivered]:
    return list(deliver_letters(post.letters, seed=SEED, server=SERVER))
