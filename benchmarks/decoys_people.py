"""Whole log-ins: can a name, an age and a password together give a decoy away?"""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.decoys_attackers import Scores, list_missing, measure_auc, measure_shape
from benchmarks.documents import write_table

from chaffinch.decoys import Seed
from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.names import NameSource
from chaffinch.decoys.passwords.source import PasswordSource
from chaffinch.decoys.passwords.words import write_plain
from chaffinch.decoys.persona import Persona, draw_persona

YEAR = 2026
Login = tuple[Persona, str]


class Country:
    """The whole of INSEE's files, the rare names left in: whom France's staff is drawn from."""

    def __init__(self, corpus: Path) -> None:
        self.first: dict[tuple[str, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in csv.DictReader(_open(corpus / "people" / "insee_first_names_2022.csv.zip"), delimiter=";"):
            if row["annais"].isdigit() and not row["preusuel"].startswith("_"):
                sex = "m" if row["sexe"] == "1" else "f"
                self.first[sex, int(row["annais"]) // 5][write_plain(row["preusuel"])] += int(row["nombre"])
        self.last: dict[str, int] = {}
        for row in csv.DictReader(_open(corpus / "people" / "insee_surnames_2008.txt.zip"), delimiter="\t"):
            if row["NOM"] != "AUTRES NOMS":
                self.last[write_plain(row["NOM"])] = sum(int(row[key]) for key in list(row)[7:12])
        self._firsts = {key: Weighted.of(found) for key, found in self.first.items()}
        self._lasts = Weighted.of(self.last)

    def rename(self, persona: Persona, chance: random.Random) -> Persona:
        """Give a persona a name of the country, by the exact years of birth."""
        first = self._firsts[persona.sex, persona.born // 5].draw(chance)
        return replace(persona, name=replace(persona.name, first=first, last=self._lasts.draw(chance)))

    def measure(self, persona: Persona) -> list[float]:
        """Return what can be known of a name: how common it is, at that age and before and after."""
        first, last = write_plain(persona.name.first), write_plain(persona.name.last)
        years = [self.first[persona.sex, persona.born // 5 + step].get(first, 0) for step in (-3, 0, 3)]
        return [*(log(1 + count) for count in years), log(1 + self.last.get(last, 0)), len(first), len(last),
                "-" in first, "-" in last, " " in last, YEAR - persona.born]  # fmt: skip


def _open(archive: Path) -> io.TextIOWrapper:
    packed = zipfile.ZipFile(archive)
    return io.TextIOWrapper(packed.open(packed.namelist()[0]), encoding="utf-8")


def describe_people(corpus: Path, reference: Sequence[str], parts: Mapping[str, Mapping[str, int]]) -> str:
    """Return the AUC of boosted trees on names and ages alone, and on them together with the password.

    A decoy here writes passwords in the list's language under a French name, since there is no French list to judge by.
    People's come from the list, so they know nothing of their bearer: what decoys put of themselves into theirs shows.
    """
    if "sklearn" in list_missing():
        return "scikit-learn is not installed, so whole log-ins were not measured."
    from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-not-found,unused-ignore]

    country, size = Country(corpus), len(reference)
    people = Weighted.of(parts["attacker"])
    chance = random.Random(31)
    known = [people.draw(chance) for _ in range(size)]
    sets = [
        _draw_real(country, known, 32),
        _draw_decoys(33, size),
        _draw_real(country, reference, 34),
        _draw_decoys(35, size),
    ]
    rows = []
    measures: dict[str, Callable[[Login], list[float]]] = {
        "name, sex and age": lambda one: country.measure(one[0]),
        "name in password, year in password": lambda one: measure_link(*one),
        "all together, with the password's shape": lambda one: [
            *country.measure(one[0]),
            *measure_link(*one),
            *measure_shape(one[1]),
        ],
    }
    trees: Any = HistGradientBoostingClassifier
    for title, measure in measures.items():
        tables = [np.array([measure(one) for one in chosen], dtype=np.float64) for chosen in sets]
        model = trees(max_iter=100, learning_rate=0.06, random_state=0)
        model.fit(np.vstack(tables[:2]), [1] * size + [0] * size)
        scores: list[Scores] = [
            np.asarray(model.predict_proba(table)[:, 1], dtype=np.float64) for table in tables[2:]
        ]
        auc = measure_auc(*scores)
        rows.append([title, f"{max(auc, 1 - auc):.3f}"])
    return write_table(("what boosted trees see", "AUC"), rows)


def measure_link(persona: Persona, text: str) -> list[float]:
    """Return what of a person stands in the password."""
    plain = text.lower()
    first, last = (write_plain(name)[:5] for name in (persona.name.first, persona.name.last))
    near = [
        abs(int(plain[at : at + 4]) - persona.born)
        for at in range(len(plain) - 3)
        if plain[at : at + 4].isdigit()
    ]
    return [
        first in plain,
        last in plain,
        str(persona.born) in plain,
        f"{persona.born % 100:02}" in plain,
        min([*near, 99]),
    ]


def _draw_decoys(number: int, size: int) -> list[Login]:
    seed = Seed(bytes([number]) * 32)
    chance, source = seed.open_stream("benchmark"), PasswordSource(seed)
    names = NameSource("fr_FR", chance=chance, spread=0.25)
    drawn = [draw_persona(names, chance, year=YEAR) for _ in range(size)]
    return [(one, source.write(chance, persona=replace(one, locale="en_GB"))) for one in drawn]


def _draw_real(country: Country, passwords: Sequence[str], number: int) -> list[Login]:
    chance = random.Random(number)
    names = NameSource("fr_FR", chance=chance)
    return [(country.rename(draw_persona(names, chance, year=YEAR), chance), text) for text in passwords]
