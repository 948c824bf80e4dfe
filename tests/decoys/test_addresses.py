"""Addresses are written as the examples are, and can be delivered to."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.decoys.errors import OrderError, PatternError
from chaffinch.decoys.learning import Example, learn_pattern, read_example
from chaffinch.decoys.names import Name
from chaffinch.decoys.pattern import AddressPattern, write_address, write_local

#: Dot-string of RFC 5321, 4.1.2, in the characters that we write.
DOT_STRING = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
JEAN = Name("Jean-Pierre", "Le Goff")

patterns = st.builds(
    AddressPattern,
    order=st.sampled_from(["first-last", "last-first", "first", "last"]),
    first=st.sampled_from(["full", "initial"]),
    last=st.sampled_from(["full", "initial"]),
    separator=st.sampled_from(["", ".", "_", "-"]),
    compound_first=st.sampled_from(["hyphen", "joined", "initials", "foremost"]),
    compound_last=st.sampled_from(["hyphen", "joined", "initials", "foremost"]),
    particle=st.sampled_from(["joined", "hyphen"]),
    umlauts=st.sampled_from(["spelled", "plain"]),
)
letters = st.text("abzéèçïœßłñüöäÅA-' ’", min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("examples", "written"),
    [
        (["ines.kerbrat@a.fr", "hugo.martin@a.fr"], "jean-pierre.legoff"),
        (["t.ferreira@a.fr", "i.kerbrat@a.fr"], "jp.legoff"),
        (["mdelacroix@a.fr", "jdupont@a.fr"], "jplegoff"),
        (["basile_oudinot@a.fr"], "jean-pierre_legoff"),
        (["oudinot-b@a.fr"], "legoff-jp"),
        (["kerbrat.ines@a.fr", "oudinot.basile@a.fr"], "legoff.jean-pierre"),
        (["Inès Kerbrat <ines@a.fr>"], "jean-pierre"),
        (["Inès Kerbrat <kerbrat@a.fr>"], "legoff"),
        (["Marie-Claude Petit <mc.petit@a.fr>", "Anne Dubois <a.dubois@a.fr>"], "jp.legoff"),
        (["Marie-Claude Petit <m.petit@a.fr>", "Anne Dubois <a.dubois@a.fr>"], "j.legoff"),
        (["Marie-Claude Petit <marieclaude.petit@a.fr>"], "jeanpierre.legoff"),
        (["Le Goff, Anne <anne.le-goff@a.fr>"], "jean-pierre.le-goff"),
        (["Hugo Martin <hugo.martin2@a.fr>"], "jean-pierre.legoff"),
    ],
)
def test_a_pattern_is_learnt(examples: list[str], written: str) -> None:
    assert write_local(learn_pattern(map(read_example, examples)).pattern, JEAN) == written


def test_umlauts_are_written_as_the_example_writes_them() -> None:
    for address, written in (("juergen.mueller@a.de", "soeren.weiss"), ("jurgen.muller@a.de", "soren.weiss")):
        learned = learn_pattern([Example(address, Name("Jürgen", "Müller"))])
        assert write_local(learned.pattern, Name("Sören", "Weiß")) == written


def test_an_ambiguous_example_says_so() -> None:
    learned = learn_pattern([Example("martin.thomas@a.fr")])
    assert learned.ambiguous
    assert {one.pattern.order for one in learned.candidates[:2]} == {"first-last", "last-first"}
    assert not learn_pattern([Example("martin.thomas@a.fr"), Example("ines.kerbrat@a.fr")]).ambiguous


def test_what_does_not_fit_is_named_and_counted() -> None:
    learned = learn_pattern(
        Example(f"{local}@a.fr") for local in ("ines.kerbrat", "hugo.martin", "contact", "x.y.z")
    )
    assert learned.unexplained == ("contact@a.fr", "x.y.z@a.fr")
    assert (learned.candidates[0].explained, learned.examples) == (2, 4)


@pytest.mark.parametrize("bad", ["", "@", "a b@x", "<>", "..@a.fr", "é@a.fr"])
def test_what_is_no_address_is_an_error(bad: str) -> None:
    with pytest.raises(PatternError):
        learn_pattern([read_example(bad)])


def test_no_example_is_an_error() -> None:
    with pytest.raises(PatternError, match="0 examples"):
        learn_pattern([])


@settings(deadline=None)
@given(pattern=patterns, first=letters, last=letters, number=st.integers(1, 99))
def test_every_local_part_is_a_dot_string(
    pattern: AddressPattern, first: str, last: str, number: int
) -> None:
    try:
        address = write_address(pattern, Name(first, last), "aurore.test", number=number)
    except OrderError:
        assert not write_local(pattern, Name(first, last))
        return
    local, _, domain = address.partition("@")
    assert DOT_STRING.fullmatch(local)
    assert len(local) <= 64
    assert domain == "aurore.test"


@pytest.mark.parametrize(
    "domain", ["", "localhost", "a_b.fr", "-a.fr", "a..fr", "a.fr\n", "é.fr", "a.fr@b.fr"]
)
def test_a_domain_must_be_one(domain: str) -> None:
    with pytest.raises(OrderError):
        write_address(AddressPattern(), JEAN, domain)


@settings(deadline=None)
@given(
    pattern=patterns,
    address=st.sampled_from(["Inès Kerbrat", "Jean-Pierre Le Goff", "Jürgen Müller-Lüdenscheidt"]),
)
def test_what_a_pattern_writes_is_explained_when_the_name_is_known(
    pattern: AddressPattern, address: str
) -> None:
    name = read_example(f"{address} <x@a.fr>").name
    assert name is not None
    local = write_local(pattern, name)
    if len(local) > 2:
        if pattern.first == pattern.last == "initial" or (
            "initial" in (pattern.first, pattern.last) and pattern.order in ("first", "last")
        ):
            return
        assert write_local(learn_pattern([Example(f"{local}@a.fr", name)]).pattern, name) == local
