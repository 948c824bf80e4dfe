"""Orders are kept: counts, refusals, uniqueness, and secrets that stay secret."""

from __future__ import annotations

import copy
import logging
import pickle
import random
from datetime import UTC, datetime

import pytest

from chaffinch.decoys import (
    Colleague,
    DecoyOrder,
    PasswordRules,
    RefusedNames,
    Secret,
    Seed,
    make_decoys,
    read_rules,
)
from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.errors import ExhaustedError, OrderError, SeedError
from chaffinch.decoys.names import Name
from chaffinch.decoys.passwords.model import load_counts
from chaffinch.decoys.pattern import AddressPattern

AT = datetime(2026, 3, 2, tzinfo=UTC)
SEED = Seed(b"an installation of the tests")
INES = Colleague("Inès", "Kerbrat", "i.kerbrat@aurore.test", "fr_FR", 1990)


def order(**changes: object) -> DecoyOrder:
    fields: dict[str, object] = {"kinds": {"phantom": 40}, "domain": "aurore.test", "page": "case-1"}
    return DecoyOrder(**{**fields, **changes})  # type: ignore[arg-type]


def test_the_same_seed_and_page_give_the_same_decoys() -> None:
    first = make_decoys(order(), seed=SEED, at=AT)
    assert first == make_decoys(order(), seed=SEED, at=AT)
    for other in (
        make_decoys(order(page="case-2"), seed=SEED, at=AT),
        make_decoys(order(), seed=Seed(b"x" * 16), at=AT),
    ):
        assert not {one.id for one in first} & {one.id for one in other}
        assert len({one.address for one in first} & {one.address for one in other}) <= 1


def test_nobody_comes_twice_and_every_page_is_named() -> None:
    made = make_decoys(order(kinds={"phantom": 1500, "trap": 500}), seed=SEED, at=AT)
    assert len({one.id for one in made}) == len({one.address for one in made}) == 2000
    assert len({one.persona.name.full for one in made}) == 2000
    assert sum(one.kind == "trap" for one in made) == 500
    assert {(one.page, one.made_at) for one in made} == {("case-1", AT)}
    assert "trap" in {one.kind for one in made[:40]}, "the order of decoys says their kind"


def test_used_addresses_and_refused_names_never_come() -> None:
    free = make_decoys(order(kinds={"phantom": 300}), seed=SEED, at=AT)
    names = [one.persona.name.full for one in free[:150]]
    used = frozenset(one.address for one in free[150:])
    refused = RefusedNames(names)
    again = make_decoys(order(kinds={"phantom": 300}, refused=refused, used=used), seed=SEED, at=AT)
    assert not {one.address for one in again} & used
    assert not {one.persona.name.full for one in again} & set(names)
    assert not any(refused.refuse(one.persona.name) for one in again)


def test_when_everything_is_taken_it_says_what_to_do() -> None:
    with pytest.raises(ExhaustedError) as caught:
        make_decoys(
            order(kinds={"phantom": 3000}, pattern=AddressPattern(order="first"), locales={"pl_PL": 1.0}),
            seed=SEED,
            at=AT,
        )
    assert "further locales" in caught.value.todo


def test_echoes_keep_their_colleague_and_are_variants_of_one_another() -> None:
    rules = PasswordRules(min_length=8, needs=frozenset({"upper", "digit"}))
    made = make_decoys(order(kinds={"echo": 5}, colleagues=[INES], rules=rules), seed=SEED, at=AT)
    assert {one.address for one in made} == {INES.address}
    assert {one.persona.name for one in made} == {Name("Inès", "Kerbrat")}
    texts = {one.password.reveal() for one in made}
    assert len(texts) == 5
    assert all(map(rules.accepts, texts))


def test_a_password_that_was_ever_theirs_never_comes() -> None:
    first = {
        one.password.reveal()
        for one in make_decoys(order(kinds={"phantom": 50, "echo": 4}, colleagues=[INES]), seed=SEED, at=AT)
    }
    again = make_decoys(
        order(kinds={"phantom": 50, "echo": 4}, colleagues=[INES], refuse_password=first.__contains__),
        seed=SEED,
        at=AT,
    )
    assert not {one.password.reveal() for one in again} & first


def test_a_secret_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    decoy = make_decoys(order(kinds={"phantom": 1}, rules=read_rules("min=12")), seed=SEED, at=AT)[0]
    text = decoy.password.reveal()
    logging.getLogger("test").warning("%s %r %s", decoy, decoy, decoy.password)
    shown = [
        repr(decoy),
        str(decoy),
        f"{decoy.password}",
        f"{decoy.password:>40}",
        caplog.text,
        repr({"a": [decoy.password]}),
    ]
    assert not any(text in one for one in shown)
    assert not hasattr(decoy.password, "__dict__")
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            leak(decoy.password)
    assert decoy.password == Secret(text)
    assert "key" not in repr(SEED)


def test_no_card_identity_or_telephone_number_is_invented() -> None:
    fields = {
        *DecoyOrder.__dataclass_fields__,
        *make_decoys(order(), seed=SEED, at=AT)[0].__dataclass_fields__,
    }
    assert not {name for name in fields if name in ("phone", "card", "iban", "identity")}


@pytest.mark.parametrize(
    "bad",
    [
        {"kinds": {}},
        {"kinds": {"phantom": -1}},
        {"kinds": {"phantom": 10**6}},
        {"kinds": {"ghost": 1}},
        {"kinds": {"echo": 1}},
        {"domain": "aurore"},
        {"page": ""},
        {"locales": {}},
        {"locales": {"xx_XX": 1.0}},
        {"locales": {"fr_FR": -1.0}},
    ],
)
def test_a_contradicting_order_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(OrderError):
        order(**bad)


def test_a_short_seed_is_refused() -> None:
    with pytest.raises(SeedError):
        Seed(b"short")


def test_two_installations_share_no_more_than_two_towns_would() -> None:
    """Even under one domain, which no two installations have.

    Homonyms: two draws of 4,000 people from the French tables are expected to have about 16 million × 4e-7 = 6 pairs.
    Passwords of 8 characters or more with a digit: as any two crowds they share 12345678 and the like, and few others; two
    draws of as many people from the generator's part share most.
    """
    rules = read_rules("min=8 digit")
    one, other = (
        make_decoys(order(kinds={"phantom": 4000}, rules=rules), seed=Seed(name * 16), at=AT)
        for name in (b"a", b"b")
    )
    assert len({decoy.address for decoy in one} & {decoy.address for decoy in other}) <= 30
    mine, theirs = ({decoy.password.reveal() for decoy in made} for made in (one, other))
    shared = mine & theirs
    assert len(shared) / 4000 < 0.10
    assert sum(not text.isdigit() for text in shared) / 4000 < 0.05
    assert min(len(mine), len(theirs)) > 2500
    listed = {text: count for text, count in load_counts().items() if rules.accepts(text)}
    crowd, chance = Weighted.of(listed), random.Random(1)
    people = [{crowd.draw(chance) for _ in range(4000)} for _ in range(2)]
    assert len(people[0] & people[1]) / len(people[0]) > 5 * len(shared) / len(mine)
