"""What somebody wishes to plant, made into an order by what the settings say. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from chaffinch.decoys.planting.order import LANGUAGES, PlantingOrder
from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.planting_places import read_place


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; places by their names in the settings."""

    domain: str
    accounts: int
    letters: int
    months: int
    documents: int
    attached: int | None = None
    """None: half of the documents, where there are letters."""
    registered: bool = False
    mailboxes: str = ""
    files: str = ""
    languages: Mapping[str, float] = field(default_factory=dict)
    """Empty: the organisation's own language."""
    lent_in_letters: int = 0
    lent_in_documents: int = 0


def write_order(wish: Wish) -> PlantingOrder:
    """Return the order; what has no accounts has no letters either.

    Raises:
        OrderError: a place is not known, or a number is out of its bounds.
    """
    configuration: Configuration = settings.CONFIGURATION
    table, house = configuration.planting, configuration.organisation
    letters = wish.letters if wish.accounts else 0
    attached = wish.attached if wish.attached is not None else min(wish.documents // 2, letters)
    return PlantingOrder(
        domain=wish.domain.strip().lower(),
        accounts=wish.accounts,
        invented=not wish.registered,
        letters=letters,
        months=wish.months,
        documents=wish.documents,
        attached=attached,
        mailboxes=read_place(table.places, wish.mailboxes) if wish.accounts else None,
        files=read_place(table.places, wish.files) if wish.documents > attached else None,
        languages=dict(wish.languages) or {house.language if house.language in LANGUAGES else "en": 1.0},
        lent_in_letters=wish.lent_in_letters if letters else 0,
        lent_in_documents=wish.lent_in_documents if wish.accounts else 0,
        organisation=house.name,
        server=table.server,
        beacon=table.beacon,
    )
