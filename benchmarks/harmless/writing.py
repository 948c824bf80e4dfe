"""How a pattern becomes names: its fields filled with drawn words and numbers, and an ending behind it."""

from __future__ import annotations

from string import Formatter

import numpy as np
from benchmarks.harmless.corpora import Corpora, Pool

Chance = np.random.Generator
_LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"), dtype="U1")


def write_patterns(
    patterns: tuple[tuple[float, str], ...], pools: dict[str, Pool], count: int, chance: Chance
) -> list[str]:
    """Write each pattern its share of `count` times."""
    labels: list[str] = []
    for part, pattern in patterns:
        some = round(count * part)
        fields = {
            field: pool.draw(some, chance) for field, pool in pools.items() if f"{{{field}}}" in pattern
        }
        labels.extend(fill(pattern, {**fields, **draw_numbers(pattern, some, chance)}))
    return labels


def add_endings(labels: list[str], corpora: Corpora, chance: Chance, *, french: float = 0.0) -> list[str]:
    """Give each label an ending as they are spread over the popular names; a share `french` ends in .fr."""
    endings = corpora.endings.draw(len(labels), chance)
    if french:
        own = (chance.random(len(labels)) < french).tolist()
        endings = ["fr" if here else ending for here, ending in zip(own, endings, strict=True)]
    return [f"{label}.{ending}" for label, ending in zip(labels, endings, strict=True)]


def fill(pattern: str, fields: dict[str, list[str]]) -> list[str]:
    """Write the pattern once for each row of its fields."""
    names = [name for _, name, _, _ in Formatter().parse(pattern) if name]
    plain = pattern.format_map(dict.fromkeys(names, "%s"))
    return [plain % row for row in zip(*(fields[name] for name in names), strict=True)]


def draw_numbers(pattern: str, count: int, chance: Chance) -> dict[str, list[str]]:
    """Draw the pattern's numbers: a digit; a year, a department or a small number; 32 random bits."""
    drawn: dict[str, list[str]] = {}
    if "{digit}" in pattern:
        drawn["digit"] = list(map(str, chance.integers(0, 10, count).tolist()))
    if "{n}" in pattern:
        kinds = [chance.integers(low, high, count) for low, high in ((1, 100), (1950, 2031), (100, 1000))]
        drawn["n"] = list(map(str, chance.permutation(np.concatenate(kinds))[:count].tolist()))
    if "{hex}" in pattern:
        drawn["hex"] = [f"{number:08x}" for number in chance.integers(0, 2**32, count).tolist()]
    return drawn


def draw_acronyms(count: int, chance: Chance) -> list[str]:
    """Draw 3, 4 or 5 letters, a quarter, a half and a quarter of the times."""
    rows = _LETTERS[chance.integers(0, 26, (count, 5))]
    lengths = chance.choice([3, 4, 5], size=count, p=[0.25, 0.5, 0.25])
    rows[np.arange(5) >= lengths[:, None]] = ""
    joined: list[str] = ["".join(row) for row in rows.tolist()]
    return joined
