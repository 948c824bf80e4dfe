"""People who do not exist."""

from __future__ import annotations

import random
from dataclasses import dataclass

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.habits import Habits, draw_habits
from chaffinch.decoys.names import Name, NameSource, Sex
from chaffinch.decoys.tables import load_roles

#: Ages of people at work and how many of a hundred (Eurostat's labour force survey, rounded; campaigns are younger, so those
#: under 35 count half as much again).
_AGES = Weighted.of({(20, 24): 9.0, (25, 29): 15.0, (30, 34): 17.0, (35, 39): 12.0, (40, 44): 12.0, (45, 49): 11.0,
                     (50, 54): 10.0, (55, 59): 9.0, (60, 66): 5.0})  # fmt: skip
#: How many of a campaign, an association or a newsroom hold each role.
_ROLES = {
    "volunteer-lead": 14.0, "field-organiser": 13.0, "communications": 11.0, "press": 6.0, "digital": 7.0, "finance": 5.0,
    "fundraising": 6.0, "policy": 9.0, "assistant": 9.0, "events": 5.0, "legal": 3.0, "logistics": 4.0, "editor": 3.0,
    "reporter": 3.0, "programme": 4.0, "director": 2.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented person."""

    name: Name
    sex: Sex
    born: int
    """Year of birth."""
    locale: str
    role: str
    """Id of a role (roles.toml)."""
    title: str
    """The role as this person would write it."""
    habits: Habits

    @property
    def language(self) -> str:
        """The language's code of two letters."""
        return self.locale[:2]


def draw_persona(source: NameSource, chance: random.Random, *, year: int) -> Persona:
    """Return somebody who works in that year."""
    youngest, oldest = _AGES.draw(chance)
    age = chance.randint(youngest, oldest)
    sex: Sex = "f" if chance.random() < 0.52 else "m"
    role = _DRAWN_ROLES.draw(chance)
    born = year - age
    language = source.locale[:2]
    return Persona(
        name=source.draw(chance, sex=sex, born=born),
        sex=sex,
        born=born,
        locale=source.locale,
        role=role,
        title=load_roles(language)[role][sex == "f"],
        habits=draw_habits(chance, age=age),
    )


_DRAWN_ROLES = Weighted.of(_ROLES)
