"""Tricks, said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.names.match import KINDS, Trick
from chaffinch.reports.tricks import say_tricks


def say(*tricks: Trick, locale: str = "en", brand: str = "en-marche.fr") -> str:
    return say_tricks(tricks, brand=brand, display="en.marche.fr", locale=locale)


def trick(kind: str, ours: str, theirs: str) -> Trick:
    return Trick(kind=kind, ours=ours, theirs=theirs, start=0, end=1)


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "english", "french"),
    [
        (
            "separator",
            "-",
            ".",
            "a dot where we write a hyphen",
            "un point là où nous écrivons un trait d’union",
        ),
        ("separator", "-", "", "a hyphen left out", "un trait d’union en moins"),
        ("separator", "", "-", "a hyphen added", "un trait d’union en plus"),
        ("homoglyph", "m", "rn", "“rn” in place of “m”", "« rn » à la place de « m »"),
        (
            "homoglyph",
            "e",
            "е",
            "a Cyrillic “е” (U+0435) in place of “e”",
            "un « е » cyrillique (U+0435) à la place de « e »",
        ),
        ("homoglyph", "e", "ẹ", "“ẹ” (U+1EB9) in place of “e”", "« ẹ » (U+1EB9) à la place de « e »"),
        (
            "mixed-script",
            "",
            "αρ",
            "among our letters, a Greek “αρ” (U+03B1, U+03C1)",
            "parmi nos lettres, un « αρ » grec (U+03B1, U+03C1)",
        ),
        (
            "service",
            "microsoft365",
            "onedrive",
            "“onedrive” joined to our name",
            "« onedrive » accolé à notre nom",
        ),
        ("keyword", "front", "login", "“login” joined to our name", "« login » accolé à notre nom"),
        (
            "subdomain",
            "",
            "acces-compte.test",
            "our name in front of somebody else’s domain (acces-compte.test)",
            "notre nom devant le domaine de quelqu’un d’autre (acces-compte.test)",
        ),
        (
            "tld",
            "fr",
            "com",
            "our address with another ending (.com)",
            "notre adresse avec une autre terminaison (.com)",
        ),
        (
            "path",
            "",
            "/en-marche.fr",
            "our name in the path, not in the host",
            "notre nom dans le chemin, et non dans le nom d’hôte",
        ),
        ("transposition", "ma", "am", "“m” and “a” swapped", "« m » et « a » intervertis"),
        ("repetition", "r", "rr", "“r” repeated", "« r » répété"),
        ("leet", "o", "0", "the digit 0 in place of “o”", "le chiffre 0 à la place de « o »"),
        ("omission", "r", "", "“r” left out", "« r » en moins"),
        ("insertion", "", "s", "“s” added", "« s » en plus"),
        (
            "insertion",
            "",
            "\u200d",
            "an invisible character (U+200D) added",
            "un caractère invisible (U+200D) en plus",
        ),
    ],
)
def test_a_trick_is_named_in_words(kind: str, ours: str, theirs: str, english: str, french: str) -> None:
    assert say(trick(kind, ours, theirs)) == english
    assert say(trick(kind, ours, theirs), locale="fr").replace("\u00a0", " ") == french


def test_several_tricks_make_one_sentence_without_repeating_any() -> None:
    dot, rn = trick("separator", "-", "."), trick("homoglyph", "m", "rn")
    assert say(dot, rn, dot) == "a dot where we write a hyphen, and “rn” in place of “m”"


def test_a_service_as_such_is_not_called_our_name() -> None:
    office, portal = trick("service", "microsoft365", "office"), trick("keyword", "front", "portal")
    said = say(office, portal, brand="microsoft365")
    assert said == "a name like that of a service we use (Microsoft 365), with “portal” beside it"
    altered = say(
        trick("homoglyph", "m", "rn"), trick("service", "microsoft365", "rnicrosoft"), brand="microsoft365"
    )
    assert altered == "“rn” in place of “m”, and a name like that of a service we use (Microsoft 365)"


def test_words_joined_to_our_name_are_said_together() -> None:
    tricks = (
        trick("keyword", "sign-in", "accounts"),
        trick("service", "google-workspace", "google"),
        trick("tld-in-label", "", "com"),
    )
    assert (
        say(*tricks)
        == "“accounts” and “google” joined to our name, and the ending “com” written inside the name"
    )
    french = say(*tricks[:2], locale="fr").replace("\u00a0", " ")
    assert french == "« accounts » et « google » accolés à notre nom"


def test_our_whole_name_before_another_s_domain_needs_no_other_words() -> None:
    said = say(
        trick("keyword", "sign-in", "portail"),
        trick("tld-in-label", "test", "test"),
        trick("subdomain", "", "acces-compte.test"),
        trick("keyword", "sign-in", "compte"),
        trick("homoglyph", "m", "rn"),
    )
    assert said == "our name in front of somebody else’s domain (acces-compte.test), and “rn” in place of “m”"


def test_without_a_trick_the_names_only_resemble_each_other() -> None:
    assert say() == "en.marche.fr resembles en-marche.fr"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("ours", "theirs"), [("e", "а"), ("", "x"), ("x", ""), ("", "")])
def test_every_kind_has_a_sentence_in_both_languages(kind: str, ours: str, theirs: str) -> None:
    english, french = (say(trick(kind, ours, theirs), locale=locale) for locale in ("en", "fr"))
    assert english
    assert french not in ("", english)


def test_an_unknown_kind_is_said_by_what_it_replaces() -> None:
    assert say(trick("of-tomorrow", "a", "b")) == "“b” in place of “a”"


@given(st.sampled_from([*KINDS, "?"]), st.text(), st.text(), st.integers(), st.sampled_from(["en", "fr"]))
def test_nothing_hostile_gets_into_a_sentence(
    kind: str, ours: str, theirs: str, at: int, locale: str
) -> None:
    said = say_tricks(
        (Trick(kind, ours, theirs, at, at + len(theirs)),), brand="a.test", display=theirs, locale=locale
    )
    assert said.strip()
    assert not {"\n", "\r", "\x00", "\u202e", "\u202d", "\u200b"} & set(said)
