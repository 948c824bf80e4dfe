"""One line of `lists` in [sources]: which list, in which format, whole or only what is new. No Django here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chaffinch.errors import UsageError
from chaffinch.names.feeds.lists import FORMATS


class ListedError(UsageError):
    """A line does not say which list is meant."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as the settings name it."""

    place: str
    """Absolute path or address."""
    format: str | None = None
    """None: told by a look at its beginning."""
    column: str | None = None
    new_only: bool = False


def parse_listed(text: str) -> Listed:
    """Read `[new] [FORMAT[:COLUMN]] PLACE`.

    Raises:
        ListedError: what is left after the words is neither a whole path nor an address.
    """
    place, new_only, format_, column = text.strip(), False, None, None
    first, _, rest = place.partition(" ")
    if first == "new" and rest:
        place, new_only = rest.strip(), True
        first, _, rest = place.partition(" ")
    name, _, named_column = first.partition(":")
    if name in FORMATS and rest:
        place, format_, column = rest.strip(), name, named_column or None
    if place.startswith("~"):
        place = str(Path(place).expanduser())
    if not place.startswith(("/", "https://", "http://")):
        raise ListedError(
            f"{text!r} names no list",
            why="It must end with a whole path or an address.",
            todo=f'For example: "new zone /srv/zones/fr.txt.gz"; formats are {", ".join(FORMATS)}.',
        )
    return Listed(place, format_, column, new_only)
