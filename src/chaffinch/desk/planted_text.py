"""The text of what was planted, by which the ledger's entry refers to it. Reads only."""

from __future__ import annotations

from chaffinch.desk.models import PlantedItem
from chaffinch.desk.services.planted import open_item
from chaffinch.ground.secrets import UnreadableSecretError

_ITEM = "item "


def find_text(reference: str) -> str:
    """Return the text of an entry's `text_ref`; empty where the desk has none, or cannot read it."""
    if not reference.startswith(_ITEM):
        return ""
    row = PlantedItem.objects.filter(number=reference.removeprefix(_ITEM)).first()
    if row is None:
        return ""
    try:
        return open_item(row).text
    except UnreadableSecretError:
        return ""
