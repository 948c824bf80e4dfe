"""Tables: CSV (RFC 4180) with columns that are named, by heading or by number, and the portal export of Microsoft Entra.

A record is one line; a cell that holds a line end makes its lines unreadable, which are counted. Separators are comma,
semicolon and tab, told by the headings. The heading of Entra's export ("Date (UTC)", "Username", "IP address", "Status",
"Client app", "User agent") is after published samples and was not checked on a tenant.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

from chaffinch.tripwires.errors import FormatError
from chaffinch.tripwires.fields import BROKEN, clean
from chaffinch.tripwires.formats.entra import read_entra_source
from chaffinch.tripwires.moments import PlaceTime, read_moment
from chaffinch.tripwires.signin import SignIn, Spot

ROLES = ("at", "login", "source", "result", "protocol", "session", "agent")
_NEEDED = ("at", "login", "source", "result")
_SEPARATORS = (b",", b";", b"\t")
_EPOCH = re.compile(r"\d{9,11}(?:\.\d+)?|\d{12,14}")
_MOST_CELLS = 500
_EXAMPLE = (
    "For example: at=Time,login=User,source=Address,result=Outcome,opened=success (or, by number: at=1,…)"
)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What stands in which column."""

    columns: Mapping[str, str]
    """Role → heading, or number counted from 1; `at`, `login`, `source` and `result` at least."""
    opened: frozenset[str] = field(default_factory=lambda: frozenset(("success",)))
    """What `result` says, in small letters, where the log-in worked."""

    @property
    def has_heading(self) -> bool:
        """Whether a line of headings says which column is which."""
        return not all(wanted.isdigit() for wanted in self.columns.values())

    @classmethod
    def parse(cls, parts: Iterable[str]) -> ColumnMap:
        """Read parts such as `at=Time` or `login=3`; `opened=…` says which result is a log-in that worked.

        Raises:
            FormatError: a role is unknown, missing or named twice.
        """
        columns: dict[str, str] = {}
        opened: set[str] = set()
        for part in parts:
            role, equals, wanted = (piece.strip() for piece in part.partition("="))
            if role == "opened" and wanted:
                opened.add(wanted.lower())
            elif role not in ROLES or not equals or not wanted or role in columns or wanted == "0":
                raise FormatError(f"{part!r} does not say which column is which.", todo=_EXAMPLE)
            else:
                columns[role] = wanted
        missing = [role for role in _NEEDED if role not in columns]
        if missing:
            raise FormatError(f"The columns lack {', '.join(missing)}.", todo=_EXAMPLE)
        return cls(MappingProxyType(columns), frozenset(opened) or frozenset(("success",)))


ENTRA_COLUMNS = ColumnMap(
    MappingProxyType(
        {
            "at": "Date (UTC)",
            "login": "Username",
            "source": "IP address",
            "result": "Status",
            "protocol": "Client app",
            "session": "Request ID",
            "agent": "User agent",
        }
    )
)


class ColumnReader:
    """Reads one table; it learns from the line of headings where each column stands."""

    def __init__(self, columns: ColumnMap, *, in_utc: bool = False) -> None:
        """Prepare to read from the headings on.

        Args:
            columns: what stands where.
            in_utc: whether times without a zone are UTC, whatever the log's zone is.
        """
        self._columns = columns
        self._in_utc = in_utc
        self._separator = b","
        self._places: dict[str, int] = {}
        self._most = 0
        if not columns.has_heading:
            self._settle({role: int(number) - 1 for role, number in columns.columns.items()})

    def find_login(self, line: bytes) -> bytes | None:
        """Return the name that a line names, as `tripwires.dovecot.find_login` does; None for headings."""
        if not line.strip():
            return None
        if not self._places:
            return None if self._read_heading(line) else BROKEN
        cells = self._split(line)
        if cells is None:
            return BROKEN
        # Files that were put together repeat their headings; somebody may also type one of them as a name.
        login = cells[self._places["login"]]
        repeats = self._columns.has_heading and login == self._columns.columns["login"].encode()
        return None if repeats and self._read_heading(line) else login

    def read_line(self, line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
        """Read one attempt; None where the line is none, or is no row of this table."""
        cells = self._split(line) if self._places else None
        if cells is None:
            return None

        def read(role: str) -> str:
            place = self._places.get(role)
            return clean(cells[place].strip()) if place is not None and place < len(cells) else ""

        success = read("result").lower() in self._columns.opened
        placed = (lambda local: local.replace(tzinfo=UTC)) if self._in_utc else place_time
        return SignIn(
            at=_read_time(read("at"), place_time=placed, now=now),
            login=clean(cells[self._places["login"]]),
            source=read_entra_source(read("source")),
            protocol=read("protocol").lower()[:16],
            success=success,
            failure="" if success else "failed",
            mark=None,
            session=read("session")[:64],
            sums_up=False,
            spot=spot,
            agent=read("agent"),
        )

    def _settle(self, places: dict[str, int]) -> None:
        self._places = places
        self._most = max(places[role] for role in _NEEDED)

    def _read_heading(self, line: bytes) -> bool:
        """Learn where each column stands; what is needed must be there once."""
        wanted = self._columns.columns
        for separator in _SEPARATORS:
            cells = _cut(line.removeprefix(b"\xef\xbb\xbf"), separator)
            headings = [cell.decode("utf-8", "replace").strip() for cell in cells or ()]
            if all(headings.count(wanted[role]) == 1 for role in _NEEDED):
                places = {role: headings.index(name) for role, name in wanted.items() if name in headings}
                self._separator = separator
                self._settle(places)
                return True
        return False

    def _split(self, line: bytes) -> list[bytes] | None:
        cells = _cut(line, self._separator)
        return cells if cells is not None and len(cells) > self._most else None


def _cut(line: bytes, separator: bytes) -> list[bytes] | None:
    """Return a line's cells; None where a quotation mark is not closed, or what is left is no text of a table."""
    if b'"' not in line:
        return line.rstrip(b"\r").split(separator, _MOST_CELLS)
    text = line.rstrip(b"\r").decode("utf-8", "surrogateescape")
    if text.count('"') % 2 or "\0" in text or "\r" in text:
        return None
    try:
        row = next(csv.reader([text], delimiter=separator.decode(), strict=True), None)
    except csv.Error:
        return None
    return [cell.encode("utf-8", "surrogateescape") for cell in row] if row else None


def _read_time(text: str, *, place_time: PlaceTime, now: datetime) -> datetime | None:
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(
            seconds / 1_000 if "." not in text and len(text) >= 12 else seconds, tz=UTC
        )
    return read_moment(text, place_time=place_time, now=now)
