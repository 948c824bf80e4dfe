"""Personal things in a text are found where they stand, hold their checks, and are shown masked only."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chaffinch.leaks.exposure.exposure import THING_KINDS, mask_value
from chaffinch.leaks.exposure.finding import find_exposures
from chaffinch.leaks.exposure.numbers import IBAN_LENGTHS, is_card, is_iban, is_social_security


@pytest.mark.parametrize(
    ("text", "kind", "value", "masked"),
    [
        ("Mon IBAN : FR14 2004 1010 0505 0001 3M02 606 BIC PSSTFRPP", "iban", "FR1420041010050500013M02606", "FR•• •••• 2606"),
        ("IBAN DE89370400440532013000.", "iban", "DE89370400440532013000", "DE•• •••• 3000"),
        ("carte 4111 1111 1111 1111, exp. 12/29", "card", "4111111111111111", "•••• 1111"),
        ("Amex 378282246310005", "card", "378282246310005", "•••• 0005"),
        ("appelle-moi au 06 12 34 56 78 !", "phone", "+33612345678", "+336••••78"),
        ("Tel. +44 20 7946 0958", "phone", "+442079460958", "+442••••58"),
        ("+33 (0)1 99 00 12 34", "phone", "+33199001234", "+331••••34"),
        ("N° 2 55 08 14 168 025 38", "identity", "255081416802538", "2••••••••••38"),
        ("Le mot de passe est : Hirondelle27!", "password", "Hirondelle27!", "••••••••"),
        ("login: claire\npassword: hunter2", "password", "hunter2", "••••••••"),
        ("MDP=« Loriot-2027 »", "password", "Loriot-2027", "••••••••"),
        ("12 bis rue de la Paix, 75002 Paris", "home", "12 bis rue de la paix, 75002 paris", "•••, 75•••"),
        ("Écrire à Claire.Duval@Aurore.test.", "address", "claire.duval@aurore.test", "c•••@aurore.test"),
    ],
)  # fmt: skip
def test_what_is_there_is_found_and_masked(text: str, kind: str, value: str, masked: str) -> None:
    [found] = [one for one in find_exposures(text) if one.kind == kind]
    assert (found.value, found.masked) == (value, masked)
    assert text[found.start : found.end][0] == value[0] or found.kind in ("phone", "home", "address")


@pytest.mark.parametrize(
    "text",
    [
        "FR14 2004 1010 0505 0001 3M02 607",  # one digit off
        "4111 1111 1111 1112",
        "1111 1111 1111 1117",
        "2 55 08 14 168 025 39",
        "le 12/03/2017 à 10h, 2017-03-12 12:30:00",
        "Le mot de passe est expiré.",
        "Your password is required to continue",
        "facture 2017-00012345, total 12 345,67 €",
        "v1.2.3.4 a@b",
    ],
)
def test_what_only_looks_like_it_is_left(text: str) -> None:
    assert find_exposures(text) == ()


@given(st.text(string.ascii_letters + string.digits + " @.+-:\n/", max_size=300))
@example("FR14 2004 1010 0505 0001 3M02 606 06 12 34 56 78 a@b.fr")
def test_nothing_overlaps_and_all_lies_in_the_text(text: str) -> None:
    end = 0
    for one in find_exposures(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


@given(st.sampled_from(sorted(IBAN_LENGTHS)), st.integers(0, 10**24))
def test_every_iban_with_its_check_is_one_and_none_with_another_digit(country: str, number: int) -> None:
    account = f"{number:030d}"[-(IBAN_LENGTHS[country] - 4) :]
    turned = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    check = 98 - int(turned) % 97
    iban = f"{country}{check:02d}{account}"
    assert is_iban(iban)
    other = str((int(iban[-1]) + 1) % 10)
    assert not is_iban(iban[:-1] + other)


@given(st.from_regex(r"4[0-9]{14}", fullmatch=True))
def test_every_card_has_exactly_one_last_digit(start: str) -> None:
    assert sum(is_card(f"{start}{last}") for last in string.digits) == 1


@given(st.integers(0, 99), st.integers(1, 12), st.integers(1, 95), st.integers(0, 999_999))
def test_a_social_security_number_holds_its_key(year: int, month: int, department: int, rest: int) -> None:
    body = f"1{year:02d}{month:02d}{department:02d}{rest:06d}"
    assert is_social_security(f"{body}{97 - int(body) % 97:02d}")
    assert not is_social_security(f"{body}{(97 - int(body) % 97) % 97 + 1:02d}")


def test_corsica_counts_as_its_letters_do() -> None:
    number = int("1840119004005")
    assert is_social_security(f"184012A004005{97 - number % 97:02d}")


@given(
    st.sampled_from(THING_KINDS), st.text(string.ascii_lowercase + string.digits, min_size=12, max_size=30)
)
def test_a_mask_never_shows_the_whole(kind: str, value: str) -> None:
    whole = f"{value}@aurore.test" if kind == "address" else value
    assert value not in mask_value(kind, whole)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["a@" * 50_000, "1 " * 100_000, "FR76" + "A " * 60_000, "password is is " * 20_000, "12 rue " + "a " * 99_000])  # fmt: skip
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    assert len(find_exposures(text)) < len(text)
