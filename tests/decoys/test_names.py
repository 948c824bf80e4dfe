"""Names fit a country, a year and a sex; the tables are whole."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from chaffinch.decoys.errors import OrderError
from chaffinch.decoys.names import NameSource, compare_commonness
from chaffinch.decoys.persona import draw_persona
from chaffinch.decoys.tables import LOCALES, load_names, load_roles


@pytest.mark.parametrize("locale", LOCALES)
def test_every_table_is_whole(locale: str) -> None:
    surnames = ("surnames-men", "surnames-women") if locale == "pl_PL" else ("surnames",)
    for table in ("men", "women", *surnames):
        found = load_names(locale, table)
        assert len(set(found.names)) == len(found.names) > 40
        assert {len(row) for row in found.counts} == {6 if locale == "fr_FR" and "sur" not in table else 1}
        assert all(sum(row) > 0 and min(row) >= 0 for row in found.counts)
        assert all(
            name == name.strip() and not any(letter.isdigit() for letter in name) for name in found.names
        )


def test_french_tables_keep_the_tail_and_the_accents() -> None:
    assert len(load_names("fr_FR", "surnames").names) > 50_000
    assert len(load_names("fr_FR", "women").names) > 7_000
    assert {"Zoé", "Anaïs", "Françoise"} <= set(load_names("fr_FR", "women").names)
    assert {"Martin", "Le Goff", "Da Silva"} <= set(load_names("fr_FR", "surnames").names)


def test_a_french_first_name_fits_the_year_of_birth() -> None:
    source, chance = NameSource("fr_FR", chance=random.Random(1)), random.Random(2)
    old = Counter(source.draw(chance, sex="f", born=1958).first for _ in range(4000))
    young = Counter(source.draw(chance, sex="f", born=2001).first for _ in range(4000))
    assert old["Martine"] + old["Brigitte"] > 60
    assert young["Léa"] + young["Manon"] > 60
    assert young["Martine"] + young["Brigitte"] + old["Léa"] + old["Manon"] < 6


@pytest.mark.corpus
def test_french_proportions_are_those_of_the_country(corpus: Path) -> None:
    import io
    import zipfile

    packed = zipfile.ZipFile(corpus / "people" / "insee_surnames_2008.txt.zip")
    with io.TextIOWrapper(packed.open(packed.namelist()[0]), encoding="utf-8") as lines:
        rows = {line.split("\t")[0]: sum(map(int, line.split("\t")[7:12])) for line in list(lines)[1:]}
    total = sum(rows.values())
    source, chance = NameSource("fr_FR", chance=random.Random(1)), random.Random(3)
    drawn = Counter(source.draw(chance, sex="m", born=1980).last.upper() for _ in range(20_000))
    assert drawn["MARTIN"] == pytest.approx(20_000 * rows["MARTIN"] / total, rel=0.35)
    rare = {name for name, count in rows.items() if count < 1000}
    share = sum(count for name, count in drawn.items() if name in rare) / 20_000
    wanted = sum(rows[name] for name in rare if name != "AUTRES NOMS") / total
    assert share == pytest.approx(wanted, abs=0.13)


def test_polish_women_bear_womens_forms() -> None:
    source, chance = NameSource("pl_PL", chance=random.Random(1)), random.Random(2)
    hers = [source.draw(chance, sex="f", born=1980).last for _ in range(3000)]
    his = [source.draw(chance, sex="m", born=1980).last for _ in range(3000)]
    assert not any(part.endswith(("ski", "cki")) for name in hers for part in name.split("-"))
    assert any(name.endswith("ska") for name in hers)
    assert any(name.endswith("ski") for name in his)


def test_spaniards_bear_two_surnames() -> None:
    source, chance = NameSource("es_ES", chance=random.Random(1)), random.Random(2)
    assert sum(" " in source.draw(chance, sex="f", born=1980).last for _ in range(300)) > 290


def test_a_locale_without_tables_is_refused() -> None:
    with pytest.raises(OrderError, match="xx_XX"):
        NameSource("xx_XX", chance=random.Random(1))


@pytest.mark.parametrize("locale", LOCALES)
def test_personas_work_and_fit_together(locale: str) -> None:
    source, chance = NameSource(locale, chance=random.Random(1)), random.Random(2)
    people = [draw_persona(source, chance, year=2026) for _ in range(800)]
    assert all(20 <= 2026 - one.born <= 66 for one in people)
    assert 0.4 < sum(one.sex == "f" for one in people) / 800 < 0.64
    assert len({one.role for one in people}) == len(load_roles(locale[:2]))
    assert all(one.title in load_roles(locale[:2])[one.role] for one in people)
    phones = [one for one in people if one.habits.device == "phone"]
    assert 0.1 < len(phones) / 800 < 0.3
    assert all(one.habits.platform == "android" and one.habits.screen[0] < 500 for one in phones)
    assert all(one.habits.hours[1] - one.habits.hours[0] >= 180 for one in people)
    assert all(
        70 <= one.habits.typing.median_ms <= 600 and 0 < one.habits.typing.error_rate < 0.2 for one in people
    )


def test_surnames_are_as_common_as_the_staffs() -> None:
    common = ["Anne Martin", "Luc Bernard", "Zoé Petit", "Ali Durand", "Eva Leroy", "Max Moreau"] * 10
    rare = [f"Anne Zzyzx{letter}" for letter in "abcdefghij"] * 6
    shares = []
    for staff in ([], common, rare):
        source, chance = NameSource("fr_FR", chance=random.Random(1), staff=staff), random.Random(2)
        table = load_names("fr_FR", "surnames")
        counts = dict(zip(table.names, table.weigh(0), strict=True))
        drawn = [source.draw(chance, sex="m", born=1980).last for _ in range(2000)]
        shares.append(sum(counts.get(name, 0) > 5000 for name in drawn) / len(drawn))
    assert shares[1] > shares[0] + 0.2
    assert shares[2] < shares[0] - 0.1


def test_a_staff_of_two_is_believed_little() -> None:
    known = {"martin": 4, "rare": 0}
    two = compare_commonness(known, ["Anne Martin", "Luc Martin"])
    many = compare_commonness(known, ["Anne Martin"] * 200)
    assert 1 < two[4] < 2 < many[4]
    assert compare_commonness(known, ["Cher", ""]) == [1.0] * 5
