"""What is written for a provider is read back as the same accounts, whatever stands in a password."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.decoys.lists import Account, read_accounts
from chaffinch.decoys.registering import Form, write_accounts

FORMS: tuple[Form, ...] = ("csv", "google", "entra")
NAMES = ("Lise Corbel", "Jean-Yves Le Goff", "Nora")
SIGNS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=4, max_size=20)


@pytest.mark.parametrize("form", FORMS)
@given(passwords=st.lists(SIGNS, min_size=3, max_size=3))
def test_the_same_accounts_come_back(form: Form, passwords: list[str]) -> None:
    accounts = [
        Account(name, f"a{place}@aurore.test", password)
        for place, (name, password) in enumerate(zip(NAMES, passwords, strict=True))
    ]
    found = read_accounts(write_accounts(accounts, form).encode().splitlines())
    assert found.faults == ()
    assert [(one.address, one.password) for one in found.accounts] == [
        (one.address, one.password) for one in accounts
    ]
    assert [one.name for one in found.accounts][:2] == list(NAMES[:2])


def test_each_provider_finds_its_own_columns() -> None:
    accounts = [Account("Lise Corbel", "lise@aurore.test", 'Brume,"87"')]
    google = list(csv.DictReader(write_accounts(accounts, "google", unit="/Leurres").splitlines()))
    assert google[0]["Email Address [Required]"] == "lise@aurore.test"
    assert google[0]["Password [Required]"] == 'Brume,"87"'
    assert google[0]["Org Unit Path [Required]"] == "/Leurres"
    version, *entra = write_accounts(accounts, "entra", blocked=True).splitlines()
    assert version == "version:v1.0"
    [row] = csv.DictReader(entra)
    assert row["Block sign in (Yes/No) [accountEnabled] Required"] == "Yes"
    assert row["User name [userPrincipalName] Required"] == "lise@aurore.test"
