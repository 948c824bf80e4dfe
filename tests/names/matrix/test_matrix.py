"""Every brand × kind: what was made without looking at the matcher is found, and called by its name."""

from __future__ import annotations

import os

import pytest
from tests.names.matrix.brands import BRANDS, WatchedBrand
from tests.names.matrix.cells import GENUINE, explain_absence, fill_cell
from tests.names.matrix.judged import judge_cell, watch
from tests.names.matrix.kinds import ALONE, COMBINED, KINDS, Kind

from chaffinch.names.match import Match

CELLS = [(brand, kind) for kind in KINDS for brand in BRANDS if not explain_absence(brand, kind)]
ABSENT = [(brand, kind) for kind in KINDS for brand in BRANDS if explain_absence(brand, kind)]

#: One address in five may be told as what it also is: a flipped bit as the neighbouring key, a homophone as the
#: letter that it exchanges.
NAMED_ALONE = 0.8
#: Of two kinds, one nearly always; both in most: a second difference is rightly told as part of the first (a dot
#: forgotten behind "www" as a word in front).
NAMED_PARTLY, NAMED_WHOLLY = 0.95, 0.6

FEWEST_PAIRS = 15

STEP = 1 if os.environ.get("CHAFFINCH_FULL") else 3
"""Each third brand is read as a stream, too; all with `make soak`."""


def _title(value: WatchedBrand | Kind) -> str:
    return value.domain if isinstance(value, WatchedBrand) else value.title.replace(" ", "-")


@pytest.mark.parametrize(("brand", "kind"), CELLS, ids=_title)
def test_every_imitation_of_this_kind_is_found(brand: WatchedBrand, kind: Kind) -> None:
    verdict = judge_cell(brand, kind)
    assert verdict.cell.addresses, "an empty cell proves nothing"
    assert not verdict.missed, f"{verdict.found} of {len(verdict.cell.addresses)}: {' '.join(verdict.missed)}"


@pytest.mark.parametrize("brand", BRANDS[::STEP], ids=_title)
def test_a_stream_finds_what_each_address_by_itself_is_found_for(brand: WatchedBrand) -> None:
    addresses = [address for kind in KINDS for address in fill_cell(brand, kind).addresses]
    matcher = watch((brand.domain,), brand.services)
    found = {
        match.line
        for match in matcher.match_lines([address.encode() for address in addresses])
        if isinstance(match, Match)
    }
    passed_over = [
        address
        for line, address in enumerate(addresses, start=1)
        if line not in found and matcher.match(address)
    ]
    assert not passed_over


@pytest.mark.parametrize("kind", ALONE, ids=_title)
def test_a_kind_alone_is_called_by_its_name(kind: Kind) -> None:
    verdicts = [judge_cell(brand, kind) for brand in BRANDS]
    unnamed = [f"{address} ({' '.join(kinds)})" for verdict in verdicts for address, kinds in verdict.unnamed]
    found = sum(verdict.found for verdict in verdicts)
    assert found - len(unnamed) >= NAMED_ALONE * found, " ".join(unnamed)


@pytest.mark.parametrize("kind", COMBINED, ids=_title)
def test_two_kinds_together_are_called_by_their_names(kind: Kind) -> None:
    verdicts = [judge_cell(brand, kind) for brand in BRANDS]
    unnamed = [f"{address} ({' '.join(kinds)})" for verdict in verdicts for address, kinds in verdict.unnamed]
    found = sum(verdict.found for verdict in verdicts)
    assert sum(verdict.partly_named for verdict in verdicts) >= NAMED_PARTLY * found, " ".join(unnamed)
    assert sum(verdict.named for verdict in verdicts) >= NAMED_WHOLLY * found, " ".join(unnamed)


def test_a_kind_that_does_not_apply_leaves_its_cell_empty_with_the_reason() -> None:
    assert ABSENT
    for brand, kind in ABSENT:
        cell = fill_cell(brand, kind)
        assert not cell.addresses
        assert cell.why_empty == explain_absence(brand, kind)


def test_a_dozen_brands_and_fifteen_pairs_are_there() -> None:
    assert len({brand.domain for brand in BRANDS}) >= 12
    assert len(COMBINED) >= FEWEST_PAIRS
    assert len({kind.title for kind in KINDS}) == len(KINDS)


def test_the_matrix_is_the_same_at_each_run() -> None:
    for brand in BRANDS[::4]:
        for kind in KINDS[::6]:
            assert fill_cell(brand, kind) == fill_cell(brand, kind)


def test_the_genuine_ones_left_out_are_few() -> None:
    assert len(GENUINE) <= len(BRANDS)
