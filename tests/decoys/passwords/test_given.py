"""First names in passwords are the persons' country's, of the length that is asked for."""

from __future__ import annotations

import random

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.passwords.given import GivenNames, find_names, load_bearers
from chaffinch.decoys.passwords.source import open_model


def test_the_share_of_first_names_is_learnt_by_spot() -> None:
    spot, other = (7, "alone"), (4, "end")
    shares = find_names([(spot, "michael", 3.0), (spot, "qwertzu", 1.0), (other, "xxxx", 2.0)])
    assert 0.3 < shares[spot] < 0.5
    assert shares[other] == 0.0


def test_names_are_of_the_language_and_of_the_length() -> None:
    names, chance = GivenNames(1), random.Random(1)
    french = {names.draw("fr", 6, chance) for _ in range(300)}
    assert all(len(name) == 6 and name in load_bearers("fr_FR") for name in french)
    assert {"nicole", "michel", "gerard"} & french
    assert names.draw("fr", 60, chance) == names.draw("xx", 6, chance) == ""


def test_french_passwords_hold_french_first_names() -> None:
    model, chance = open_model(Seed(b"first names of the tests")), random.Random(2)
    made = [model.write(chance, language="fr").rstrip("0123456789") for _ in range(600)]
    common = {name for name, bearers in load_bearers("fr_FR").items() if bearers > 50_000 and len(name) > 3}
    assert sum(text in common for text in made) > 25
