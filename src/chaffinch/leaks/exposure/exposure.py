"""One personal thing in a text, and how it is shown to those who only need to know that it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

ThingKind = Literal["address", "phone", "iban", "card", "identity", "password", "home"]
"""address: of mail. iban: a bank account. card: of payment. identity: a French social security number. home: by post."""
THING_KINDS: tuple[str, ...] = get_args(ThingKind)
HIDDEN = "•"


@dataclass(frozen=True, slots=True)
class Exposure:
    """One thing that was found."""

    kind: ThingKind
    value: str
    """In one form, so that the same thing written twice is found to be the same; secret."""
    start: int
    """Where in the text, in characters."""
    end: int

    @property
    def masked(self) -> str:
        """What may be shown of it."""
        return mask_value(self.kind, self.value)


def mask_value(kind: ThingKind, value: str) -> str:
    """Return a value with all but what lets its owner recognise it put out of sight; of a password nothing is left."""
    start, end = value[:1], value[-2:]
    masks = {
        "address": f"{start}{HIDDEN * 3}@{value.rpartition('@')[2]}",
        "iban": f"{value[:2]}{HIDDEN * 2} {HIDDEN * 4} {value[-4:]}",
        "card": f"{HIDDEN * 4} {value[-4:]}",
        "phone": f"{value[:4]}{HIDDEN * 4}{end}",
        "identity": f"{start}{HIDDEN * 10}{end}",
        "home": f"{HIDDEN * 3}, {_name_region(value)}",
    }
    return masks.get(kind, HIDDEN * 8)


def _name_region(value: str) -> str:
    """Return the place of a postal address without its street: two digits of its code say the region."""
    code = next((word for word in value.split() if len(word) == 5 and word.isdigit()), "")
    return f"{code[:2]}{HIDDEN * 3}" if code else HIDDEN * 3
