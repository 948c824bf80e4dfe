"""The invented staff of the demo organisation: about sixty people of different ages, one address pattern."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.organisation import DOMAINS


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the staff."""

    name: str
    address: str
    born: int
    """Year."""
    role: str


def _write_address(name: str) -> str:
    # A space inside a surname goes, a hyphen stays: Paulo da Costa is paulo.dacosta.
    first, _, last = name.lower().partition(" ")
    folded = unicodedata.normalize("NFKD", f"{first}.{last.replace(' ', '')}")
    return folded.encode("ascii", "ignore").decode() + f"@{DOMAINS[0]}"


def _read_staff() -> tuple[Colleague, ...]:
    known = {account.name: account.address for account in ACCOUNTS}
    text = (files("chaffinch.lab") / "victims" / "staff.toml").read_text(encoding="utf-8")
    return tuple(
        Colleague(name, known.get(name) or _write_address(name), born, role)
        for name, born, role in tomllib.loads(text)["people"]
    )


STAFF = _read_staff()
