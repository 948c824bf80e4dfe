"""Private persons are covered up; amounts and dates, which are what is disputed, stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.reports.factpack.redaction import Redactor, find_personal, list_people


def redact(text: str, *people: str, public: tuple[str, ...] = ()) -> str:
    return Redactor(people=frozenset(people), public=frozenset(public)).redact(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Écris à claire@aurore.test.", "Écris à [address 1]."),
        ("claire (at) aurore.test", "[address 1]"),
        ("Appelle le 06 12 34 56 78 !", "Appelle le [number 1] !"),
        ("ou +33 (0)1 99 00 12 34", "ou [number 1]"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "IBAN [number 1]"),
        ("carte 4970 1000 0000 0154", "carte [number 1]"),
        ("depuis 192.0.2.17", "depuis [number 1]"),
        ("Vu sur https://partage.test/x?cle=1.", "Vu sur [link 1]."),
        ("au 12 bis rue de la Paix, Paris", "au [place 1], Paris"),
        ("at 10 Downing Street today", "at [place 1] today"),
        ("M. Dupont et Mme Le Goff viennent", "M. [person 1] et Mme [person 2] viennent"),
        ("Bonjour Jean-Paul,", "Bonjour [person 1],"),
        ("Amélie Durand viendra.", "[person 1] viendra."),
        ("voir DURAND Amélie et Amélie Durand", "voir [person 1] [person 1] et [person 1]"),
    ],
)
def test_persons_addresses_numbers_and_links_are_covered_up(text: str, left: str) -> None:
    assert redact(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Le budget est de 1 250 000 euros.",
        "Le budget est de 1 250 000.",
        "5 000 € puis 50.000 €, soit 12,5 %",
        "EUR 20000000 payés",
        "le 12/05/2027 à 14h30, le 2027-05-12",
        "en 2017, 71 848 courriels",
        "Le petit groupe de travail se réunit mardi.",
    ],
)
def test_amounts_and_dates_stay(text: str) -> None:
    assert redact(text) == text
    assert list(find_personal(text)) == []


def test_the_same_one_is_covered_up_in_the_same_way_everywhere() -> None:
    redactor = Redactor(people=frozenset({"Claire Martin"}))
    assert redactor.redact("Claire Martin a dit à Paul Garnier") == "[person 1] a dit à [person 2]"
    assert redactor.redact("Garnier a répondu à Claire") == "[person 2] a répondu à [person 1]"
    assert redactor.counts == {"person": 4}


def test_a_name_that_is_also_a_word_is_covered_up_only_as_a_name() -> None:
    assert redact("Petit est un petit homme, PETIT signe", "Jean Petit") == (
        "[person 1] est un petit homme, [person 1] signe"
    )


def test_who_is_public_stays() -> None:
    text = "Inès Moreau répond à presse@aurore.test ; Paul Garnier non."
    public = ("Inès Moreau", "presse@aurore.test")
    assert redact(text, "Inès Moreau", "Paul Garnier", public=public) == text.replace(
        "Paul Garnier", "[person 1]"
    )


def test_a_path_that_bears_a_name_is_covered_up() -> None:
    redactor = Redactor(people=frozenset({"Claire Martin"}))
    assert redactor.redact_path("boites/claire.martin.mbox!/17") == "boites/[person 1].mbox!/17"
    assert redactor.redact_path("c.eml") == "c.eml"


def test_people_are_read_from_the_headers_of_a_mail() -> None:
    headers = (
        ("To", '"Martin, Claire" <claire@a.test>, Bob <bob@b.test>'),
        ("Subject", "Jean"),
        ("From", "x@y.test"),
    )
    assert list_people(headers) == {"Martin, Claire", "claire@a.test", "Bob", "bob@b.test", "x@y.test"}


@given(st.text(max_size=300))
def test_what_was_redacted_holds_nothing_personal_and_is_not_redacted_again(text: str) -> None:
    once = redact(text)
    assert list(find_personal(once)) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "a@b.test",
                "06 12 34 56 78",
                "M. Dupont",
                "5 000 €",
                "mardi",
                "FR7630006000011234567890189",
                "\n",
                ", ",
                " ",
            ]
        ),
        max_size=30,
    )
)
def test_nothing_personal_is_left_in_whatever_order_it_stands(parts: list[str]) -> None:
    left = redact(" ".join(parts))
    for never in ("a@b", "06 12", "Dupont", "3000600001"):
        assert never not in left
