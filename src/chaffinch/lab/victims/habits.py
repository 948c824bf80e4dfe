"""The passwords of simulated victims: drawn as people choose them, bent to the portal's rules as people bend them."""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import accumulate

from chaffinch.lab.victims.staff import Colleague

_SHORTEST = 8
#: What people put behind a word that a portal does not take (shares by judgement, after what leaked lists show).
_ENDINGS = (
    ("year of birth", 0.22),
    ("two digits of it", 0.16),
    ("a run", 0.22),
    ("one digit", 0.14),
    ("some digits", 0.18),
    ("the department", 0.08),
)
_RUNS = ("123", "1234", "12345", "321", "12")


@cache
def load_habits() -> Mapping[str, int]:
    """Return the victims' third of the list of common passwords: password → count."""
    table = files("chaffinch.lab") / "victims" / "tables" / "passwords.txt.gz"
    rows = (line.rsplit(" ", 1) for line in gzip.decompress(table.read_bytes()).decode("utf-8").splitlines())
    return {password: int(count) for password, count in rows}


@cache
def _list_habits() -> tuple[str, ...]:
    return tuple(load_habits())


@cache
def _add_up_habits() -> tuple[int, ...]:
    return tuple(accumulate(load_habits().values()))


def choose_password(colleague: Colleague, rng: random.Random) -> str:
    """Return a password of the colleague's that the portal takes: eight characters and a digit."""
    password = rng.choices(_list_habits(), cum_weights=_add_up_habits())[0]
    if rng.random() < 0.22:
        password = password.capitalize()
    while len(password) < _SHORTEST or not any(character.isdigit() for character in password):
        password += _choose_ending(colleague, rng)
    if rng.random() < 0.08:
        password += rng.choice("!!!.*?$")
    return password


def _choose_ending(colleague: Colleague, rng: random.Random) -> str:
    kinds, weights = zip(*_ENDINGS, strict=True)
    match rng.choices(kinds, weights=weights)[0]:
        case "year of birth":
            return str(colleague.born)
        case "two digits of it":
            return f"{colleague.born % 100:02d}"
        case "a run":
            return rng.choice(_RUNS)
        case "one digit":
            return str(rng.choice((1, 1, 1, 2, 3, 7, 0, 5)))
        case "some digits":
            return "".join(rng.choices("0123456789", k=rng.choice((2, 2, 3, 4))))
        case _:
            return f"{rng.randint(1, 95):02d}"


def mistype(password: str, rng: random.Random) -> str:
    """Return the password with one slip of the fingers; never the password itself."""
    place = rng.randrange(len(password))
    slips = (
        password[:place] + password[place + 1 :],
        password[:place] + password[place] + password[place:],
        password[:place] + rng.choice("azertyuiopqsdfghjklmwxcvbn") + password[place + 1 :],
        password.swapcase(),
    )
    wrong = [slip for slip in slips if slip != password]
    return rng.choice(wrong) if wrong else password + "é"
