"""The passwords of one installation: each as a person would choose it, under the target's rules."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import lru_cache

from chaffinch.decoys.chance import Seed
from chaffinch.decoys.errors import ExhaustedError
from chaffinch.decoys.passwords.echo import list_variants
from chaffinch.decoys.passwords.model import PasswordModel, Wish, load_counts
from chaffinch.decoys.passwords.rules import PasswordRules, add_capital, add_sign, meet_rules
from chaffinch.decoys.passwords.sieve import load_weights
from chaffinch.decoys.passwords.words import write_plain
from chaffinch.decoys.persona import Persona

#: How far the model of an installation stands from the shipped one.
SPREAD = 0.5
#: How many passwords hold the person's own first name, surname, or year of birth: studies find 1 to 7 of 100 in Western
#: leaks, by kind (Wang et al., "Targeted online password guessing", CCS 2016).
_OWN_FIRST, _OWN_LAST, _OWN_YEAR = 0.030, 0.015, 0.020
#: A person of another language makes so many passwords of words of that language; the rest is English as everywhere.
_OWN_LANGUAGE = 0.7
#: So many write a capital where there are rules, whether they ask for one or not; and of those who bend a password, so many
#: put a sign behind it.
_CAPITAL, _SIGN = 0.20, 0.07
#: A year at the end that is no year of the person's: so many of a hundred.
_ANY_YEAR = 0.3
_YEAR = re.compile(r"(?<!\d)(?:19[4-9]\d|200\d)$")
_TRIES = 400

Refuse = Callable[[str], bool]


def refuse_nothing(_: str) -> bool:
    """Refuse no password."""
    return False


class PasswordSource:
    """Write passwords with one installation's model."""

    def __init__(self, seed: Seed) -> None:
        self._model = open_model(seed)

    def write(
        self,
        chance: random.Random,
        *,
        persona: Persona | None = None,
        rules: PasswordRules | None = None,
        refuse: Refuse = refuse_nothing,
    ) -> str:
        """Return a password that meets the rules and is not refused.

        Raises:
            ExhaustedError: none was found; the rules ask for what people do not choose, or too much is refused.
        """
        asked = rules or PasswordRules()
        for _ in range(_TRIES):
            mends = chance.random() * 100 < asked.mended
            text = self._choose(chance, persona, None if mends else asked.wish)
            year = _draw_year(chance, persona)
            met = (
                text
                if asked.accepts(text)
                else meet_rules(text, asked, chance, year=year, word=self._draw_word(chance, persona))
            )
            if met and rules and chance.random() < _CAPITAL:
                met = add_capital(met, asked, chance)
            if met and rules and mends and chance.random() < _SIGN:
                met = add_sign(met, asked, chance)
            if met and not refuse(met):
                return met
        raise ExhaustedError(
            "No password could be written that meets the rules.",
            why=f"{_TRIES} were tried; each broke a rule or was refused.",
            todo="Loosen the pattern, or refuse fewer passwords.",
        )

    def write_echoes(
        self,
        count: int,
        chance: random.Random,
        *,
        persona: Persona | None = None,
        rules: PasswordRules | None = None,
        refuse: Refuse = refuse_nothing,
    ) -> tuple[str, ...]:
        """Return near variants of one password that was invented for the purpose; none is refused.

        Raises:
            ExhaustedError: not enough were found.
        """
        asked = rules or PasswordRules()
        for _ in range(_TRIES):
            base = self.write(chance, persona=persona, rules=rules, refuse=refuse)
            found = list_variants(
                base, count, chance, year=_draw_year(chance, persona), rules=asked, refuse=refuse
            )
            if len(found) == count:
                return tuple(found)
        raise ExhaustedError(
            f"{count} variants of one password could not be found.",
            todo="Ask for fewer echoes, or loosen the rules.",
        )

    def measure(self, text: str) -> tuple[float, ...]:
        """Return by what an attacker may order passwords (`PasswordModel.measure`)."""
        return self._model.measure(text)

    def _choose(self, chance: random.Random, persona: Persona | None, wish: Wish | None) -> str:
        """Return a first choice; of those who have the rules in mind, one that wants a capital or a sign at most."""
        if persona is None:
            return self._model.write(chance, wish=wish)
        language = persona.language if chance.random() < _OWN_LANGUAGE else "en"
        text = _fit_year(self._model.write(chance, language=language, wish=wish), chance, persona)
        drawn = chance.random()
        for share, own in ((_OWN_FIRST, persona.name.first), (_OWN_LAST, persona.name.last)):
            if drawn < share:
                return _put_name(text, own)
            drawn -= share
        return _put_year(text, persona.born) if drawn < _OWN_YEAR else text

    def _draw_word(self, chance: random.Random, persona: Persona | None) -> str:
        return self._model.write_word(chance, language=persona.language if persona else "en")


@lru_cache(maxsize=4)
def open_model(seed: Seed) -> PasswordModel:
    """Return the model of one installation: the shipped counts, bent by its seed."""
    return PasswordModel(
        load_counts(), chance=seed.open_stream("password model"), spread=SPREAD, weights=load_weights()
    )


def _draw_year(chance: random.Random, persona: Persona | None) -> int:
    """Return a year that a person may think of: the own birth, a child's, a recent one."""
    born = persona.born if persona else chance.randint(1960, 2003)
    return chance.choice((born, born, born + chance.randint(22, 36), chance.randint(born + 12, born + 30)))


def _fit_year(text: str, chance: random.Random, persona: Persona) -> str:
    """Let a year that somebody may be born in mean something to the person, mostly."""
    found = _YEAR.search(text)
    if not found or chance.random() < _ANY_YEAR:
        return text
    return text[: found.start()] + str(_draw_year(chance, persona))


def _put_name(text: str, name: str) -> str:
    """Put a person's name in the place of the letters."""
    own = "".join(filter(str.isalpha, write_plain(name.replace("-", " ").split(" ")[0])))
    letters = text.rstrip("0123456789!.@*-_")
    return own + text[len(letters) :] if letters else own + text[:4]


def _put_year(text: str, born: int) -> str:
    """Put a year of birth where the digits at the end were."""
    letters = text.rstrip("0123456789")
    return f"{letters}{born}" if len(letters) < 6 else f"{letters}{born % 100:02}"
