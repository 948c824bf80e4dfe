"""The formats that can be named, and how a log of each is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args

from chaffinch.ground.streams import MAX_LINE
from chaffinch.tripwires import dovecot
from chaffinch.tripwires.errors import FormatError
from chaffinch.tripwires.formats import entra, google, keycloak, nextcloud, portal, postfix, sshd
from chaffinch.tripwires.formats.columns import ENTRA_COLUMNS, ColumnMap, ColumnReader
from chaffinch.tripwires.formats.web import AttemptRule, WebReader
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.signin import SignIn, Spot

LogFormat = Literal[
    "dovecot",
    "postfix",
    "sshd",
    "web",
    "nextcloud",
    "keycloak",
    "keycloak-json",
    "google",
    "entra",
    "entra-csv",
    "csv",
    "portal",
]
FORMATS: tuple[str, ...] = get_args(LogFormat)
#: A line of an attempt is much shorter; a provider's record may be long.
_SHORT, _LONG = 4_096, 262_144


class ReadLine(Protocol):
    """Reads one line whole."""

    def __call__(self, line: bytes, /, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
        """Return the attempt, None where the line is none or cannot be believed."""


@dataclass(frozen=True, slots=True)
class LineFormat:
    """How the lines of one log are read."""

    name: str
    find_login: Callable[[bytes], bytes | None]
    """The quick look: the name that a line's attempt names, None for none, `BROKEN` where it cannot be found."""
    read_line: ReadLine
    longest: int = _SHORT
    """Bytes of a line; a longer one is counted as unreadable where it looks like an attempt."""
    documents: bool = False
    """Whether records may stand in one document, not a line each (tripwires/documents.py)."""
    has_heading: bool = False
    """Whether the file's first line is needed to read the others."""


DOVECOT = LineFormat("dovecot", dovecot.find_login, dovecot.read_line)
_PLAIN = {
    "dovecot": DOVECOT,
    "postfix": LineFormat("postfix", postfix.find_login, postfix.read_line),
    "sshd": LineFormat("sshd", sshd.find_login, sshd.read_line),
    "nextcloud": LineFormat("nextcloud", nextcloud.find_login, nextcloud.read_line, longest=MAX_LINE - 1),
    "keycloak": LineFormat("keycloak", keycloak.find_login, keycloak.read_line, longest=MAX_LINE - 1),
    "keycloak-json": LineFormat(
        "keycloak-json", keycloak.find_login, keycloak.read_line, longest=_LONG, documents=True
    ),
    "portal": LineFormat("portal", portal.find_login, portal.read_line, longest=MAX_LINE - 1),
    "google": LineFormat("google", google.find_login, google.read_line, longest=_LONG, documents=True),
    "entra": LineFormat("entra", entra.find_login, entra.read_line, longest=_LONG, documents=True),
}


def choose_format(name: str, *, columns: Iterable[str] = (), attempts: str = "") -> LineFormat:
    """Return how one log is read; a new one for each file, since some learn from its first line.

    Args:
        name: one of `FORMATS`.
        columns: for `csv`, as `ColumnMap.parse` reads them.
        attempts: for `web`, as `AttemptRule.parse` reads it; empty: every request with a name.

    Raises:
        FormatError: there is no such format, or what it needs is missing or wrong.
    """
    columns = tuple(columns)
    if name not in FORMATS:
        raise FormatError(f"There is no log format {name!r}.", todo=f"Choose one of: {', '.join(FORMATS)}.")
    if columns and name != "csv":
        raise FormatError(f"A log of format {name} has no columns to name.", todo="Leave the columns out.")
    if attempts and name != "web":
        raise FormatError(f"A log of format {name} needs no rule of attempts.", todo="Leave the rule out.")
    if name == "web":
        web = WebReader(AttemptRule.parse(attempts) if attempts else None)
        return LineFormat(name, web.find_login, web.read_line, longest=MAX_LINE - 1)
    if name in ("csv", "entra-csv"):
        chosen = ENTRA_COLUMNS if name == "entra-csv" else ColumnMap.parse(columns)
        table = ColumnReader(chosen, in_utc=name == "entra-csv")
        return LineFormat(
            name, table.find_login, table.read_line, longest=MAX_LINE - 1, has_heading=chosen.has_heading
        )
    return _PLAIN[name]
