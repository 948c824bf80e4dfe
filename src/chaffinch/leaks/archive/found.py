"""What sources yield, and what was taken of it inside the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from chaffinch.leaks.prints import ItemPrint


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a source is read once an item of it is kept: where to go on after a stop, or the next night."""

    name: str
    """Of the file or the folder on a server."""
    value: str
    """As the source wrote it; empty: the file is done with."""


@dataclass(frozen=True, slots=True)
class Found:
    """One message or document of ours, as it lies in a source."""

    path: str
    """As `prints.Where` writes it."""
    untrusted: bytes
    mailbox: str
    folders: tuple[str, ...] = ()
    """In which it stands, the outermost first."""
    kind: Literal["mail", "document"] = "mail"
    place: str = ""
    """The folder whose numbers tell in which order things came; empty where nothing tells it."""
    loose: bool = False
    """Whether that order is an export's own, and then may say nothing."""
    marks: tuple[Mark, ...] = ()
    """What is known of the source once this is kept."""
    fault: str = ""
    """Why it could not be read; then there are no bytes."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A thing that was found and what was taken of it."""

    found: Found
    item: ItemPrint
    texts: tuple[str, ...] = ()
    """Hashes of what it says: of the text, and of the page where there are both."""
    sketch: tuple[int, ...] = ()
    quoted: tuple[int, ...] = ()
    """Runs of its quotations (`runs.pick_quoted`)."""


class Known(Protocol):
    """What sources ask of the archive, so as to read nothing twice."""

    def get_mark(self, name: str) -> str | None:
        """Return how far it was read; None where it never was."""


class Source(Protocol):
    """Where mail or documents of ours are."""

    def measure(self) -> int | None:
        """Return how many bytes there are, for the progress; None where nobody can say."""

    def read(self, known: Known) -> Iterator[Found]:
        """Yield `Found`, from where the last run stopped."""
