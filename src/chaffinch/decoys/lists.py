"""Lists that people write: who works here, which decoy accounts were registered. Bad lines are named, the rest is read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

MAX_LINES = 100_000
_LONGEST = 2_000
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NAMES = frozenset({"name", "nom", "full name", "display name"})
_FIRST_NAMES = frozenset({"first name", "prénom"})
_LAST_NAMES = frozenset({"last name", "nom de famille"})
_ADDRESSES = frozenset(
    {"address", "mail", "email", "e-mail", "adresse", "courriel", "login", "email address", "user name"}
)
_PASSWORDS = frozenset({"password", "mot de passe", "initial password"})
#: What providers' lists write behind a heading: "Name [displayName] Required".
_BEHIND = re.compile(r"\s*\[[^\]]*\]\s*(?:required)?\s*$", re.IGNORECASE)
_VERSION = re.compile(r"version:v[0-9.]+,*")

Trouble = Literal["too-long", "no-address", "no-name", "no-password", "malformed", "too-many"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that was passed over."""

    line: int
    code: Trouble


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on a list."""

    name: str
    """Empty where only the address is known."""
    address: str
    """Lower case; may be empty for a public person."""


@dataclass(frozen=True, slots=True)
class Account:
    """A decoy account that was registered."""

    name: str
    address: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class People:
    """What a list of people holds."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """What a list of accounts holds."""

    accounts: tuple[Account, ...]
    faults: tuple[Fault, ...]


def read_people(untrusted_lines: Iterable[bytes], *, addresses: bool = True) -> People:
    """Read names and addresses.

    A line is `Inès Kerbrat <i.kerbrat@aurore.fr>`, or has columns separated by comma, semicolon or tab, in the order of a
    header line if there is one, else in any order. `#` begins a comment.

    Args:
        untrusted_lines: without their ends.
        addresses: whether each needs an address, as colleagues do; of public people the name is enough.
    """
    entries: dict[tuple[str, str], Entry] = {}
    faults: list[Fault] = []
    for number, row in _read_rows(untrusted_lines, faults):
        address = _pick_address(row)
        name = _pick_name(row)
        if addresses and not address:
            faults.append(Fault(number, "no-address"))
        elif not name and not address:
            faults.append(Fault(number, "no-name"))
        else:
            entries[(name.casefold(), address)] = Entry(name, address)
    return People(tuple(entries.values()), tuple(faults))


def read_accounts(untrusted_lines: Iterable[bytes]) -> Accounts:
    """Read registered accounts: lines of `chaffinch decoys make --kind trap`, or columns address, password and name."""
    accounts: dict[str, Account] = {}
    faults: list[Fault] = []
    for number, row in _read_rows(untrusted_lines, faults):
        address, password = _pick_address(row), row.get("password", "")
        name = _clean_name(row.get("name", "") or _join_names(row)) or _name_by_address(address)
        if not address:
            faults.append(Fault(number, "no-address"))
        elif not password:
            faults.append(Fault(number, "no-password"))
        else:
            accounts[address] = Account(name, address, password)
    return Accounts(tuple(accounts.values()), tuple(faults))


def _read_rows(
    untrusted_lines: Iterable[bytes], faults: list[Fault]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each line's columns by what they hold; lines that cannot be read go to the faults."""
    header: Sequence[str] = ()
    separator = ""
    for number, untrusted_line in enumerate(untrusted_lines, 1):
        if number > MAX_LINES:
            faults.append(Fault(number, "too-many"))
            return
        text = _clean(untrusted_line.decode("utf-8-sig", errors="replace"), keep="\t").strip()
        if not text or text.startswith("#") or _VERSION.fullmatch(text):
            continue
        if len(untrusted_line) > _LONGEST:
            faults.append(Fault(number, "too-long"))
        elif text.startswith("{"):
            row = _read_object(text)
            if row is None:
                faults.append(Fault(number, "malformed"))
            else:
                yield number, row
        else:
            # Behind a header the separator is known; a password may hold any of them.
            between = separator or _find_separator(text)
            cells = [cell.strip() for cell in next(csv.reader([text], delimiter=between), [])]
            if not header and (named := _read_header(cells)):
                header, separator = named, between
            else:
                yield number, _name_cells(cells, header)


def _read_object(text: str) -> Mapping[str, str] | None:
    try:
        values = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    return {**texts, "name": texts.get("name") or _join_names(texts)}


def _join_names(row: Mapping[str, str]) -> str:
    return f"{row.get('first_name', '')} {row.get('last_name', '')}".strip()


def _find_separator(text: str) -> str:
    return next((one for one in ("\t", ";") if one in text), ",")


def _read_header(cells: Sequence[str]) -> Sequence[str]:
    """Return what the columns hold where this is a header; an empty list where it is not."""
    known = {
        **dict.fromkeys(_NAMES, "name"),
        **dict.fromkeys(_ADDRESSES, "address"),
        **dict.fromkeys(_PASSWORDS, "password"),
        **dict.fromkeys(_FIRST_NAMES, "first_name"),
        **dict.fromkeys(_LAST_NAMES, "last_name"),
    }
    named = [known.get(_BEHIND.sub("", cell.lower()), "") for cell in cells]
    return named if any(named) and not any(_ADDRESS.fullmatch(cell) for cell in cells) else []


def _name_cells(cells: Sequence[str], header: Sequence[str]) -> Mapping[str, str]:
    if header:
        return {name: cell for name, cell in zip(header, cells, strict=False) if name}
    row = {f"{place}": cell for place, cell in enumerate(cells)}
    if len(cells) > 1 and _ADDRESS.fullmatch(cells[0]):
        row["password"] = cells[1]
    return row


def _pick_address(row: Mapping[str, str]) -> str:
    """Return the row's address, lower case; one in angle brackets too."""
    for cell in (row.get("address", ""), *row.values()):
        inner = cell[cell.rfind("<") + 1 :].rstrip("> ") if "<" in cell else cell
        if _ADDRESS.fullmatch(inner):
            return inner.lower()
    return ""


def _pick_name(row: Mapping[str, str]) -> str:
    """Return the row's name, else what its address tells of it; may be empty."""
    for cell in (row.get("name", ""), _join_names(row), *row.values()):
        name = cell.partition("<")[0].strip().strip('"')
        if name and "@" not in name:
            return _clean_name(name)
    return _name_by_address(_pick_address(row))


def _name_by_address(address: str) -> str:
    """Guess a name from `ines.kerbrat@…`; an empty text where the address has one word only."""
    words = re.split(r"[._-]+", address.partition("@")[0])
    return " ".join(word.capitalize() for word in words) if len(words) > 1 else ""


def _clean_name(text: str) -> str:
    return " ".join(_clean(text).split())[:200]


def _clean(text: str, *, keep: str = "") -> str:
    return "".join(sign if sign.isprintable() or sign in keep else " " for sign in text)
