"""Make decoys as they are ordered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chaffinch.decoys.chance import Seed, Weighted
from chaffinch.decoys.decoy import KINDS, Colleague, Decoy, Kind, Secret
from chaffinch.decoys.errors import ExhaustedError, OrderError
from chaffinch.decoys.names import Name, NameSource
from chaffinch.decoys.passwords.rules import PasswordRules
from chaffinch.decoys.passwords.source import PasswordSource, Refuse, refuse_nothing
from chaffinch.decoys.pattern import AddressPattern, check_domain, write_address, write_local
from chaffinch.decoys.persona import Persona, draw_persona
from chaffinch.decoys.refusal import RefusedNames
from chaffinch.decoys.spreading import spread_choice
from chaffinch.decoys.tables import check_locale

MAX_DECOYS = 100_000
#: How far an installation's weights of names stand from the shipped ones.
_SPREAD = 0.25
_TRIES = 200
#: So many are drawn for each one that is kept; more than `_MOST_SPREAD` of a kind lie evenly by chance alone.
_DRAWN, _MOST_SPREAD = 4, 500


@dataclass(frozen=True, slots=True)
class DecoyOrder:
    """What decoys are wanted."""

    kinds: Mapping[Kind, int]
    """How many of each."""
    domain: str
    page: str
    """The case that they are for; another page's decoys share nothing with them."""
    locales: Mapping[str, float] = field(default_factory=lambda: {"fr_FR": 1.0})
    """Shares of the staff."""
    pattern: AddressPattern = field(default_factory=AddressPattern)
    rules: PasswordRules = field(default_factory=PasswordRules)
    refused: RefusedNames = field(default_factory=RefusedNames)
    """Staff and public people."""
    staff: Sequence[str] = ()
    """Full names of colleagues: decoys' surnames are as common as theirs."""
    used: frozenset[str] = frozenset()
    """Addresses of the domain that exist or were decoys before."""
    colleagues: Sequence[Colleague] = ()
    """Those who consented to be an echo."""
    refuse_password: Refuse = refuse_nothing
    """True for a password that was ever a colleague's; asked of every password."""

    def __post_init__(self) -> None:
        check_domain(self.domain)
        for locale in self.locales:
            check_locale(locale)
        counts = self.kinds.values()
        if not set(self.kinds) <= set(KINDS) or any(count < 0 for count in counts) or not self.page:
            raise OrderError("An order names a page, and how many of: phantom, trap, echo.")
        if not 0 < sum(counts) <= MAX_DECOYS:
            raise OrderError(f"{sum(counts)} decoys were ordered.", todo=f"Order 1 to {MAX_DECOYS:,}.")
        if not self.locales or min(self.locales.values()) < 0 or not sum(self.locales.values()):
            raise OrderError("An order needs a locale.", todo="Name one, such as fr_FR.")
        if self.kinds.get("echo") and not self.colleagues:
            raise OrderError("Nobody has consented to be an echo.", todo="Order phantoms and traps only.")


def make_decoys(order: DecoyOrder, *, seed: Seed, at: datetime) -> tuple[Decoy, ...]:
    """Make the decoys of one page, in an order that says nothing of their kind.

    The same seed, order and page give the same decoys; another page or another seed gives others.

    Args:
        order: what is wanted.
        seed: the installation's.
        at: when they are made; the year says how old people are.

    Raises:
        ExhaustedError: names, addresses or passwords ran out under what is refused.
    """
    chance = seed.open_stream(f"page {order.page}")
    passwords = PasswordSource(seed)
    made: list[Decoy] = []
    for kind, persona, address, password in _draw_logins(order, passwords, chance, seed=seed, year=at.year):
        made.append(
            Decoy(f"{chance.getrandbits(96):024x}", kind, persona, address, Secret(password), order.page, at)
        )
    chance.shuffle(made)
    return tuple(made)


Login = tuple[Kind, Persona, str, str]


def _draw_logins(
    order: DecoyOrder, passwords: PasswordSource, chance: random.Random, *, seed: Seed, year: int
) -> Iterator[Login]:
    people = PersonaSource(order, seed=seed, year=year)

    def draw(kind: Kind) -> Login:
        persona, address = people.draw(chance)
        password = passwords.write(chance, persona=persona, rules=order.rules, refuse=order.refuse_password)
        return kind, persona, address, password

    for kind in ("phantom", "trap"):
        yield from _draw_spread(kind, order.kinds.get(kind, 0), draw, passwords, chance)
    yield from _draw_echoes(order, passwords, people, chance)


def _draw_spread(
    kind: Kind,
    count: int,
    draw: Callable[[Kind], Login],
    passwords: PasswordSource,
    chance: random.Random,
) -> Iterator[Login]:
    """Draw more than are wanted and keep those that lie spread over what an attacker may order passwords by."""
    if count > _MOST_SPREAD:
        yield from (draw(kind) for _ in range(count))
        return
    drawn = [draw(kind) for _ in range(_DRAWN * count)]
    measures = [passwords.measure(password) for *_, password in drawn]
    yield from (drawn[place] for place in spread_choice(measures, count, chance))


def _draw_echoes(
    order: DecoyOrder, passwords: PasswordSource, people: PersonaSource, chance: random.Random
) -> Iterator[Login]:
    """Share the echoes among the colleagues; each colleague's are variants of one invented password."""
    wanted = order.kinds.get("echo", 0)
    for place, colleague in enumerate(order.colleagues):
        share = wanted // len(order.colleagues) + (place < wanted % len(order.colleagues))
        if not share:
            continue
        persona = people.draw_habits_of(colleague, chance)
        for password in passwords.write_echoes(
            share, chance, persona=persona, rules=order.rules, refuse=order.refuse_password
        ):
            yield "echo", persona, colleague.address, password


class PersonaSource:
    """People of one order: nobody twice, nobody refused."""

    def __init__(self, order: DecoyOrder, *, seed: Seed, year: int) -> None:
        self._order, self._year = order, year
        self._sources = {
            locale: NameSource(
                locale, chance=seed.open_stream(f"names {locale}"), spread=_SPREAD, staff=order.staff
            )
            for locale in {*order.locales, *(one.locale for one in order.colleagues)}
        }
        self._locales = Weighted.of(order.locales)
        self._names: set[str] = set()
        self._addresses = {address.lower() for address in order.used}

    def draw(self, chance: random.Random) -> tuple[Persona, str]:
        """Return somebody new and the address.

        Raises:
            ExhaustedError: nobody new was found.
        """
        for _ in range(_TRIES):
            persona = draw_persona(self._sources[self._locales.draw(chance)], chance, year=self._year)
            if address := self._admit(persona.name):
                return persona, address
        raise ExhaustedError(
            f"After {len(self._names):,} people nobody new could be invented.",
            why=f"{_TRIES} names in a row were refused, or their addresses were taken.",
            todo="Order fewer, name further locales, or look whether the refused names fit everybody.",
        )

    def draw_habits_of(self, colleague: Colleague, chance: random.Random) -> Persona:
        """Return a colleague as a persona, with invented habits."""
        drawn = draw_persona(self._sources[colleague.locale], chance, year=self._year)
        name = Name(colleague.first, colleague.last)
        return replace(drawn, name=name, born=colleague.born or drawn.born)

    def _admit(self, name: Name) -> str:
        """Return the address of a name that may be used, and keep both; an empty text for one that may not."""
        local = write_local(self._order.pattern, name)
        key = name.full.casefold()
        if not local or key in self._names or self._order.refused.refuse(name, local=local):
            return ""
        address = write_address(self._order.pattern, name, self._order.domain)
        if address in self._addresses:
            return ""
        self._names.add(key)
        self._addresses.add(address)
        return address
