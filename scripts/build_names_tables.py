"""Pack first names and surnames of seven countries into the tables of chaffinch.decoys.

    uv run --with faker --with names python scripts/build_names_tables.py ../shared/data/people

France is read from INSEE's two files. The others come from Faker's lists (MIT) and, for the United States, from the 1990
census in the package `names` (public domain figures, MIT package). A list without figures is weighed by how often wordfreq
meets the name in texts of the language. A table is a line that says what the
columns are, a name a line, an empty line, and the counts of each name in the same order.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import io
import lzma
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from wordfreq import word_frequency

TABLES = Path(__file__).resolve().parents[1] / "src/chaffinch/decoys/tables"
#: Years of birth of people who work: 1950–59 … 2000–09.
DECADES = range(1950, 2010, 10)
#: INSEE's surname columns that hold them (the last is 1991–2000).
SURNAME_COLUMNS = ("_1951_1960", "_1961_1970", "_1971_1980", "_1981_1990", "_1991_2000")
#: Rarer ones are left out: they would treble the tables for less than a twelfth of the people.
FEWEST_FIRST, FEWEST_LAST = 30, 40
#: What is left out is given to the rarest that are kept: so as many people as in the country bear a rare name.
STILL_RARE = 100
#: A name that no text holds still exists.
LEAST_FREQUENCY = 1e-8
#: A name is at most so many times as frequent at home as elsewhere.
KNOWN_ELSEWHERE = 6
LANGUAGES = ("de", "en", "es", "fr", "it", "pl")
#: Surnames of Faker's lists that are notes or titles.
ODD = re.compile(r"\b(?:II|III|auch|van|von|zu)$|^auch\b|\.")

Rows = Mapping[str, Sequence[int]]


def read_french_first(archive: Path, sex: str) -> Rows:
    """Return first name → births in each decade. INSEE's file carries accents; it writes upper case."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(DECADES))
    for row in csv.DictReader(_open_member(archive), delimiter=";"):
        name, year = row["preusuel"], row["annais"]
        if row["sexe"] != sex or name.startswith("_") or not year.isdigit() or len(name) < 2:
            continue
        place = (int(year) - DECADES.start) // 10
        if 0 <= place < len(DECADES):
            counts[write_title(name)][place] += int(row["nombre"])
    return {name: found for name, found in counts.items() if sum(found) >= FEWEST_FIRST}


def read_french_last(archive: Path) -> Rows:
    """Return surname → births 1951–2000. INSEE writes them without accents; what accent a family uses is not known."""
    counts, everybody = {}, 0
    for row in csv.DictReader(_open_member(archive), delimiter="\t"):
        total = sum(int(row[column]) for column in SURNAME_COLUMNS)
        if row["NOM"] == "AUTRES NOMS":
            continue
        everybody += total
        if total >= FEWEST_LAST and len(row["NOM"]) > 1:
            counts[write_title(row["NOM"])] = total
    rare = sum(total for total in counts.values() if total < STILL_RARE)
    raised = 1 + (everybody - sum(counts.values())) / rare
    return {name: [round(total * raised) if total < STILL_RARE else total] for name, total in counts.items()}


def _open_member(archive: Path) -> io.TextIOWrapper:
    packed = zipfile.ZipFile(archive)
    return io.TextIOWrapper(packed.open(packed.namelist()[0]), encoding="utf-8")


def write_title(name: str) -> str:
    """Write an upper-case name as its bearer would: Jean-Pierre, Le Goff, D'Angelo, de la Tour."""
    words = [
        "-".join("'".join(part.capitalize() for part in piece.split("'")) for piece in word.split("-"))
        for word in name.split(" ")
    ]
    if len(words) > 1 and words[0] in {"De", "Du", "Des"}:
        words[0] = words[0].lower()
        words[1:-1] = [word.lower() if word in {"La", "Las", "Los"} else word for word in words[1:-1]]
    return " ".join(words)


def read_census(name: str) -> Rows:
    """Return the names of the 1990 census of the United States → millionths of the people."""
    rows = {}
    for line in files("names").joinpath(name).read_text(encoding="ascii").splitlines():
        written, share, *_ = line.split()
        if (count := round(float(share) * 10_000)) > 0:
            rows[_write_american(written)] = [count]
    return rows


def _write_american(name: str) -> str:
    for start in ("MC", "O'"):
        if name.startswith(start) and len(name) > 4:
            return start.capitalize() + name[2:].capitalize()
    return name.capitalize()


def weigh_names(names: Iterable[str], language: str) -> Rows:
    """Weigh names by how often texts of the language hold them; a compound by its rarest part."""
    rows = {}
    for name in names:
        parts = name.replace("-", " ").split()
        if ODD.search(name):
            continue
        frequency = min(_weigh_part(part, language) for part in parts)
        if len(parts) > 1:
            frequency /= 20
        rows[name.strip()] = [round(max(frequency, LEAST_FREQUENCY) ** 0.5 * 1e7)]
    return rows


def _weigh_part(part: str, language: str) -> float:
    """Return a name's frequency in its language.

    Less if texts of other languages hardly know it, which speaks for a word that is also a name ("Real", "June"); less if
    they know it better, which speaks for a foreigner's.
    """
    own = word_frequency(part, language, wordlist="best")
    others = [word_frequency(part, one, wordlist="best") for one in LANGUAGES if one != language]
    known = min(own, KNOWN_ELSEWHERE * sum(others) / len(others))
    return known * min(1.0, own / max(*others, LEAST_FREQUENCY))


def read_faker(locale: str) -> tuple[Rows, Rows, Rows, Rows]:
    """Return men's, women's first names, men's and women's surnames of one of Faker's locales."""
    people = importlib.import_module(f"faker.providers.person.{locale}").Provider
    language = locale[:2]
    men, women = (
        weigh_names(set(names), language) for names in (people.first_names_male, people.first_names_female)
    )
    if locale == "pl_PL":
        surnames = sorted({*people.male_last_names, *people.unisex_last_names})
        weighed = weigh_names(surnames, language)
        return men, women, weighed, {turn_polish(name): count for name, count in weighed.items()}
    last = people.last_names
    if hasattr(last, "items"):
        found: Rows = {name: [round(weight * 10_000)] for name, weight in last.items() if weight > 0}
    else:
        found = weigh_names(set(last), language)
    return men, women, found, found


def turn_polish(name: str) -> str:
    """Return a woman's form of a Polish surname that is an adjective: Kowalski, Kowalska."""
    for man, woman in (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")):
        if name.endswith(man):
            return name.removesuffix(man) + woman
    return name


def pack(name: str, columns: str, rows: Rows) -> None:
    """Write one table, names apart from counts (that packs better), and say how large it is."""
    names = sorted(rows)
    counts = [",".join(map(str, rows[key])) for key in names]
    path = TABLES / f"{name}.txt.xz"
    text = "\n".join([columns, *names, "", *counts]) + "\n"
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{path.name}: {len(rows):,} names, {path.stat().st_size:,} bytes")


def main() -> None:
    """Write all tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("people", type=Path)
    people = parser.parse_args().people
    decades = "births " + ",".join(f"{year}-{year + 9}" for year in DECADES)
    for sex, number in (("men", "1"), ("women", "2")):
        pack(f"fr_FR.{sex}", decades, read_french_first(people / "insee_first_names_2022.csv.zip", number))
    pack("fr_FR.surnames", "births 1951-2000", read_french_last(people / "insee_surnames_2008.txt.zip"))
    for sex, part in (("men", "male"), ("women", "female")):
        pack(f"en_US.{sex}", "people per million, 1990", read_census(f"dist.{part}.first"))
    pack("en_US.surnames", "people per million, 1990", read_census("dist.all.last"))
    for locale in ("en_GB", "de_DE", "es_ES", "it_IT", "pl_PL"):
        men, women, his, hers = read_faker(locale)
        pack(f"{locale}.men", "weight", men)
        pack(f"{locale}.women", "weight", women)
        if his is hers:
            pack(f"{locale}.surnames", "weight", his)
        else:
            pack(f"{locale}.surnames-men", "weight", his)
            pack(f"{locale}.surnames-women", "weight", hers)


if __name__ == "__main__":
    main()
