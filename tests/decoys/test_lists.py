"""Lists as people write them: what can be read is, what cannot is named by its line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.decoys.lists import Entry, Fault, read_accounts, read_people

INES = Entry("Inès Kerbrat", "i.kerbrat@aurore.fr")


def lines(text: str) -> list[bytes]:
    return text.encode().splitlines()


def test_people_are_read_in_every_usual_form() -> None:
    for text in (
        "Inès Kerbrat <i.kerbrat@aurore.fr>",
        '"Inès Kerbrat" <I.Kerbrat@Aurore.fr>',
        "Inès Kerbrat,i.kerbrat@aurore.fr",
        "i.kerbrat@aurore.fr;Inès Kerbrat",
        "nom;courriel\nInès Kerbrat;i.kerbrat@aurore.fr",
        "E-Mail\tTeam\tName\ni.kerbrat@aurore.fr\tpresse\tInès Kerbrat",
        "\ufeff# our people\n\nInès  Kerbrat,i.kerbrat@aurore.fr\nInès Kerbrat,i.kerbrat@aurore.fr",
    ):
        assert read_people(lines(text)).entries == (INES,), text


def test_a_name_is_told_by_the_address_where_none_stands() -> None:
    assert read_people(lines("tomas.le-roy@aurore.fr")).entries == (
        Entry("Tomas Le Roy", "tomas.le-roy@aurore.fr"),
    )
    assert read_people(lines("accueil@aurore.fr")).entries == (Entry("", "accueil@aurore.fr"),)


def test_bad_lines_are_named_and_the_rest_is_read() -> None:
    found = read_people([*lines("Tomas,x\nInès Kerbrat,i.kerbrat@aurore.fr"), b"\xff", b"a" * 3_000])
    assert found.entries == (INES,)
    assert found.faults == (Fault(1, "no-address"), Fault(3, "no-address"), Fault(4, "too-long"))


def test_of_public_people_the_name_is_enough() -> None:
    assert read_people(lines("Jean Public"), addresses=False).entries == (Entry("Jean Public", ""),)


def test_accounts_come_from_our_own_lines_or_from_columns() -> None:
    text = (
        '{"first_name": "Ana", "last_name": "Roux", "address": "ana.roux@aurore.fr", "password": "x,y", "born": 1980}\n'
        "luc.petit@aurore.fr;sesame\n{\n[]\nnu@aurore.fr"
    )
    found = read_accounts(lines(text))
    assert [(one.name, one.address, one.password) for one in found.accounts] == [
        ("Ana Roux", "ana.roux@aurore.fr", "x,y"), ("Luc Petit", "luc.petit@aurore.fr", "sesame"),
    ]  # fmt: skip
    assert [(fault.line, fault.code) for fault in found.faults] == [
        (3, "malformed"), (4, "no-address"), (5, "no-password"),
    ]  # fmt: skip
    assert "sesame" not in repr(found)


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_every_line_is_read_named_or_a_comment(given_lines: list[bytes]) -> None:
    found = read_people(given_lines)
    assert len(found.entries) + len(found.faults) <= len(given_lines)
    for entry in found.entries:
        assert entry.address == entry.address.lower()
        assert entry.name.isprintable()
