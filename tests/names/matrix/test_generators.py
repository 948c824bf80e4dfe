"""The generators: registrable addresses, of the field's definitions, made without the matcher."""

from __future__ import annotations

import ast
from pathlib import Path

import idna
import pytest
from tests.names.matrix import boundaries, letters, typing_errors
from tests.names.matrix.brands import BRANDS, WatchedBrand
from tests.names.matrix.cells import fill_cell, needs_company
from tests.names.matrix.kinds import ALONE, KINDS
from tests.names.matrix.vocabulary import PLAIN_SIGN_IN_WORDS, SERVICE_NAMES

from chaffinch.names.match import KINDS as NAMED_KINDS

EN_MARCHE = BRANDS[0]
OPEN_DOORS = {"chaffinch.names.match", "chaffinch.names.matcher", "chaffinch.names.watchlist"}


def test_the_matrix_imports_the_public_call_only() -> None:
    for path in Path(__file__).parent.glob("*.py"):
        imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
        ours = {node.module for node in imports if (node.module or "").startswith("chaffinch")}
        assert ours <= OPEN_DOORS, path.name


def test_every_kind_of_the_contract_has_a_row() -> None:
    assert {name for kind in ALONE for name in kind.names} == set(NAMED_KINDS)


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.domain)
def test_hosts_can_be_registered_and_are_not_ours(brand: WatchedBrand) -> None:
    for kind in KINDS:
        for address in fill_cell(brand, kind).addresses:
            if "://" not in address:
                host = idna.encode(address, std3_rules=True).decode()
                assert not f".{host}".endswith(f".{brand.ascii_domain}")


def test_a_short_brands_typing_error_stands_beside_a_sign_in_word_or_a_service() -> None:
    company = {*PLAIN_SIGN_IN_WORDS, *(name for names in SERVICE_NAMES.values() for name in names)}
    cells = [fill_cell(brand, kind) for brand in BRANDS for kind in KINDS if needs_company(brand, kind)]
    assert cells
    for cell in cells:
        assert all(any(word in address.lower() for word in company) for address in cell.addresses)


def test_an_omission_drops_one_letter_and_no_hyphen() -> None:
    assert set(typing_errors.omit_letter("ab-c")) == {"b-c", "a-c", "ab-"}


def test_a_neighbouring_key_is_one_of_the_english_or_the_french_keyboard() -> None:
    assert {"w", "z", "s"} <= typing_errors.find_neighbours("a")
    assert "p" in typing_errors.find_neighbours("m")
    assert "p" not in typing_errors.find_neighbours("a")


def test_a_flipped_bit_leaves_a_letter_or_a_digit() -> None:
    assert typing_errors.flip_bits("e") == {"a", "d", "g", "m", "u"}


def test_a_transposition_swaps_two_different_neighbours() -> None:
    assert set(typing_errors.transpose_letters("aab-c")) == {"aba-c"}


def test_look_alikes_are_letters_of_another_code_point_or_two_for_one() -> None:
    made = set(letters.imitate_letters("marche"))
    assert {"rnarche", "mаrche", "marchẹ"} <= made
    assert "marche" not in made


def test_mixed_scripts_keep_a_latin_letter() -> None:
    for label in letters.mix_scripts("caf"):
        assert any(letter.isascii() for letter in label)
        assert not label.isascii()


def test_a_dot_for_a_hyphen_and_a_hyphen_dropped_are_separators() -> None:
    assert {"en.marche", "enmarche", "www-en-marche"} <= set(
        boundaries.move_separators("en-marche", EN_MARCHE)
    )
