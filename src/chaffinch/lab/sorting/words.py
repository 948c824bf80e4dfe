"""The attacker's own lists: common passwords with their counts, first names and surnames."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

TABLES = files("chaffinch.lab") / "sorting" / "tables"


@cache
def load_passwords() -> Mapping[str, int]:
    """Return what the attacker's models learn from: four fifths of his third of the list of common passwords,
    password → count, most common first."""
    return {word: count for word, count in _read_table("passwords.txt.gz").items() if not is_held_out(word)}


@cache
def load_held_out() -> Mapping[str, int]:
    """Return the other fifth, on which he finds out how his models judge people's passwords that they never saw."""
    return {word: count for word, count in _read_table("passwords.txt.gz").items() if is_held_out(word)}


def is_held_out(password: str) -> bool:
    """Return whether a password is kept from learning; by the second byte of its SHA-256 (the first splits the list)."""
    return hashlib.sha256(password.encode("utf-8")).digest()[1] % 5 == 0


@cache
def load_first_names() -> Mapping[str, int]:
    """Return first names of people of working age in France: name in plain lower-case letters → how many."""
    return _read_table("first_names.txt.gz")


@cache
def load_surnames() -> Mapping[str, int]:
    """Return surnames in France: name in plain lower-case letters without spaces → how many."""
    return _read_table("surnames.txt.gz")


def _read_table(name: str) -> Mapping[str, int]:
    text = gzip.decompress((TABLES / name).read_bytes()).decode("utf-8")
    rows = (line.rsplit(" ", 1) for line in text.splitlines())
    return {word: int(count) for word, count in rows}
