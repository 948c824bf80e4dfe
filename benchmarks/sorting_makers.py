"""Makers of decoys for the sorting desk: naive ones, people's with other passwords, ours, and people."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from chaffinch.decoys import DecoyOrder, RefusedNames, Seed, make_decoys, read_rules, spread_order
from chaffinch.lab.organisation import DOMAINS
from chaffinch.lab.phisher_desk import Catch, Observation
from chaffinch.lab.phishers import INVITATION_HOST
from chaffinch.lab.phishers.gates import make_token
from chaffinch.lab.sorting.mangling import bend_word, draw_likely, fits_rules
from chaffinch.lab.sorting.markov import CharacterModel
from chaffinch.lab.victims.habits import load_habits
from chaffinch.lab.victims.lure import Victim, fall_for, staff_accounts

HOST = INVITATION_HOST
RULES = "min=8 digit"
INSTALLATION = Seed(b"an installation of the benchmark")
SENT_AT = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
DECOYS = 57
WATCHED = 27
_FIRST = [
    "Alice",
    "Bob",
    "Carlos",
    "Denise",
    "Edgar",
    "Fiona",
    "Gaspard",
    "Hilda",
    "Igor",
    "Jasmine",
    "Kurt",
    "Lola",
]
_LAST = [
    "Smith",
    "Dupond",
    "Durandal",
    "Jones",
    "Garciaz",
    "Muller",
    "Rossi",
    "Ivanov",
    "Lefebvrier",
    "Tanaka",
]
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/119.0.0.0 Safari/537.36"
_ONE_LURE = "7c1f9a02"
_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()_+"

Login = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fed:
    """What was fed to a page."""

    catches: list[Catch]
    watched: frozenset[Login]
    """Address and password of those that are watched, if not all are."""


Maker = Callable[[random.Random], Fed]


def list_makers() -> dict[str, Maker]:
    """Return every maker of decoys by name. Of all but ours, any are watched."""
    return {
        "naive": lambda rng: watch_any(make_naive(rng)),
        "random": lambda rng: watch_any(change_passwords(make_people(rng), make_random_password, rng)),
        "listed": lambda rng: watch_any(change_passwords(make_people(rng), make_listed_password, rng)),
        "modelled": lambda rng: watch_any(change_passwords(make_people(rng), make_modelled_password, rng)),
        "ours": make_ours,
        "people": lambda rng: watch_any(make_people(rng)),
    }


def watch_any(catches: list[Catch]) -> Fed:
    """Return the decoys with as many of them watched as chance has it."""
    drawn = random.Random(f"{catches[0]}").sample(catches, min(WATCHED, len(catches)))
    return Fed(catches, frozenset((one.address, one.password) for one in drawn))


def make_real(rng: random.Random, count: int) -> tuple[Victim, ...]:
    """Return what so many of the staff typed."""
    accounts = staff_accounts(rng)
    return fall_for(accounts, host=HOST, sent_at=SENT_AT, count=count, rng=rng, write_token=make_token)


def make_naive(rng: random.Random) -> list[Catch]:
    """Return decoys as a script of ten lines makes them."""
    started = SENT_AT.timestamp() + 3_600
    return [
        Catch(
            HOST,
            f"{rng.choice(_FIRST)}.{rng.choice(_LAST)}{rng.choice(['', rng.randint(1, 99)])}@{DOMAINS[0]}".lower(),
            make_random_password(rng),
            "",
            seen=Observation(
                at=started + 60 * number,
                source="198.51.100.9",
                user_agent=_AGENT,
                language="en-US",
                screen="1280x720x24",
                zone="UTC",
                session="5f0c1b7e9a2d4e6f8091a2b3c4",
                token=_ONE_LURE,
                seconds_on_page=1.2 + rng.random() / 5,
                typing_ms=0.0,
                keys=0,
            ),
        )
        for number in range(DECOYS)
    ]


def change_passwords(
    catches: list[Catch], make_password: Callable[[random.Random], str], rng: random.Random
) -> list[Catch]:
    """Return decoys that come as people do, with other passwords."""
    return [replace(catch, password=make_password(rng)) for catch in catches]


def make_people(rng: random.Random) -> list[Catch]:
    """Return decoys that nothing tells from victims: other people of the same staff."""
    return [victim.catch for victim in make_real(rng, DECOYS) if victim.works]


def make_ours(rng: random.Random) -> Fed:
    """Return decoys that come as people do, with Chaffinch's people, addresses and passwords under the portal's rules.

    The watched ones are its traps, made and put among the others as a run does it.
    """
    catches, names, addresses = make_people(rng), *list_staff()
    order = DecoyOrder(
        kinds={"phantom": len(catches) - WATCHED, "trap": WATCHED},
        domain=DOMAINS[0],
        page=f"page {rng.getrandbits(64)}",
        rules=read_rules(RULES),
        refused=RefusedNames(names, addresses=addresses),
        staff=names,
    )
    made = make_decoys(order, seed=INSTALLATION, at=SENT_AT)
    placed = [made[place] for place in spread_order([one.kind == "trap" for one in made], rng)]
    fed = [
        replace(
            catch,
            address=decoy.address,
            password=decoy.password.reveal(),
            seen=replace(catch.seen, token=make_token(decoy.address)),
        )
        for catch, decoy in zip(catches, placed, strict=True)
    ]
    traps = zip(fed, placed, strict=True)
    return Fed(fed, frozenset((one.address, one.password) for one, decoy in traps if decoy.kind == "trap"))


@cache
def list_staff() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names and addresses of the range's staff, as an organisation gives its own."""
    accounts = staff_accounts(random.Random(0))
    return tuple(one.name for one in accounts), tuple(one.address for one in accounts)


def make_random_password(rng: random.Random) -> str:
    """Return ten characters with a digit, as Faker's `password()` makes them."""
    password = rng.choices(_CHARACTERS, k=9) + rng.choices("0123456789", k=1)
    rng.shuffle(password)
    return "".join(password)


def make_listed_password(rng: random.Random) -> str:
    """Return any word of the victims' list, bent to the rules."""
    return bend_word(rng.choice(list_words()), rng)


def make_modelled_password(rng: random.Random) -> str:
    """Return what a character model of the victims' list makes, under the rules."""
    while not fits_rules(password := learn_words().make_password(rng)):
        pass
    return password


@cache
def list_words() -> tuple[str, ...]:
    """Return the victims' list."""
    return tuple(load_habits())


@cache
def learn_words() -> CharacterModel:
    """Return a character model of what people make of the victims' list."""
    return CharacterModel(draw_likely(load_habits(), 40_000, random.Random("the benchmark's model")))
