"""The room's tables of names and roles."""

from __future__ import annotations

import lzma
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chaffinch.decoys.errors import OrderError

#: Locales whose first names are counted by decade of birth, and the first of the decades.
FIRST_DECADE = {"fr_FR": 1950}
LOCALES = ("fr_FR", "en_GB", "en_US", "de_DE", "es_ES", "it_IT", "pl_PL")


@dataclass(frozen=True, slots=True)
class Names:
    """Names and how many people bear each."""

    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """A row for each name; a column for each decade of birth, or a single one."""

    def weigh(self, column: int) -> list[int]:
        """Return the weights of one column."""
        return [row[column] for row in self.counts]


def check_locale(locale: str) -> str:
    """Return a locale that has tables.

    Raises:
        OrderError: it has none.
    """
    if locale not in LOCALES:
        raise OrderError(f"There are no names for {locale!r}.", todo=f"Take one of: {', '.join(LOCALES)}.")
    return locale


def read_locales(texts: Sequence[str]) -> dict[str, float]:
    """Read locales with their shares of the staff, each written as `fr_FR` or `fr_FR=0.9`; none is France.

    Raises:
        OrderError: a locale has no tables, or a share is no number.
    """
    shares: dict[str, float] = {}
    for text in texts or ("fr_FR",):
        locale, _, share = text.partition("=")
        try:
            shares[check_locale(locale)] = float(share or 1)
        except ValueError as error:
            raise OrderError(f"{share!r} is no share.", todo="Write for example fr_FR=0.9.") from error
    return shares


@cache
def load_names(locale: str, table: str) -> Names:
    """Read one table: men, women, surnames, or (where they differ) surnames-men and surnames-women."""
    packed = files("chaffinch.decoys").joinpath("tables", f"{locale}.{table}.txt.xz").read_bytes()
    head, _, tail = lzma.decompress(packed).decode().partition("\n\n")
    names = head.split("\n")[1:]
    counts = [tuple(int(count) for count in row.split(",")) for row in tail.split()]
    assert len(names) == len(counts)  # noqa: S101 -- a table of ours, cut short
    return Names(tuple(names), tuple(counts))


@cache
def load_roles(language: str) -> Mapping[str, Sequence[str]]:
    """Read roles.toml: a role's id → how men and women of a language write it."""
    text = files("chaffinch.decoys").joinpath("tables", "roles.toml").read_text(encoding="utf-8")
    return {role: tuple(spoken[language]) for role, spoken in tomllib.loads(text).items()}
