"""How far a list has been read: what a checkpoint holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from chaffinch.names.feeds.lists.errors import ListCheckpointError


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list. The desk may show `format`, `state["column"]`, `left_out`, `new` and `gone`."""

    format: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the format knows of the lines before."""
    line: int = 0
    """Lines (of a document: entries) read."""
    offset: int = 0
    """Bytes read, unpacked; of a document, names."""
    head: str = ""
    """Fingerprint of the list's beginning; of a document, of all of it."""
    before: str = ""
    """Fingerprint of the bytes just before `offset`; empty when unknown."""
    tail: int = 0
    """Bytes of the last line when it had no end."""
    ended: bool = False
    """The list was read to its end."""
    trouble: str = ""
    """Code of the fault that stands in the way until the list changes: damaged, no-names, bad-json, too-large."""
    asked: str = ""
    """Format, column and origin that the caller named: with others the list is read anew."""
    stamp: str = ""
    """What tells without reading that the file is still the one that was read."""
    etag: str = ""
    modified: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """What of this reading is by design not read, by kind."""
    names: int = 0
    """Names of this reading, known ones included."""
    new: int = 0
    """Names of this reading that were handed on."""
    gone: int | None = None
    """Names of the reading before that this one no longer had; None where that is not looked for."""
    reading: int = 1
    """Number of this reading."""
    memory: int = 0
    """Number of the reading whose names count as known; 0 for none."""
    kept: int = 0
    """Names of this reading that the memory to come holds."""
    events: str = ""
    """Of a feed: the events that were read, by eight bytes each, base 64."""
    event: str = ""
    """Of a feed: the event that was begun; `offset` of its names were given."""

    def write(self) -> dict[str, Any]:
        """Return it as JSON values, what says nothing left out."""
        beginning = asdict(Place())
        return {name: value for name, value in asdict(self).items() if value != beginning[name]}

    @classmethod
    def read(cls, checkpoint: Mapping[str, Any] | None) -> Place:
        """Read what `write` wrote; the beginning for none.

        Raises:
            ListCheckpointError: it is none of a list.
        """
        if not checkpoint:
            return cls()
        beginning = cls()
        try:
            for name, value in checkpoint.items():
                usual = getattr(beginning, name)
                expected = (
                    (Mapping if isinstance(usual, Mapping) else type(usual)) if usual is not None else int
                )
                if not isinstance(value, expected) or (isinstance(value, int) and value < 0):
                    raise ValueError(f"{name} cannot be {value!r}"[:200])
            place = cls(**checkpoint)
        except (TypeError, ValueError, AttributeError) as fault:
            raise ListCheckpointError(
                "This is not the checkpoint of a list",
                why=str(fault),
                todo="Read the list from its beginning.",
            ) from fault
        return place
