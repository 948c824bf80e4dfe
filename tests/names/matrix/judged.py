"""What the matcher says of a cell, by its public call only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from tests.names.matrix.brands import WatchedBrand
from tests.names.matrix.cells import Cell, fill_cell
from tests.names.matrix.kinds import Kind
from tests.names.matrix.real_cases import RealCase

from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class Verdict:
    """A cell's figures and its failures."""

    cell: Cell
    missed: tuple[str, ...]
    """Addresses not reported for the brand."""
    alerts: int
    unnamed: tuple[tuple[str, tuple[str, ...]], ...]
    """Addresses found whose kinds leave out one that they are made of, with the kinds reported."""

    @property
    def found(self) -> int:
        return len(self.cell.addresses) - len(self.missed)

    @property
    def named(self) -> int:
        """How many of those found are named rightly and wholly."""
        return self.found - len(self.unnamed)

    @property
    def partly_named(self) -> int:
        """How many of those found have at least one of their kinds named."""
        wanted = set(self.cell.kind.names)
        return self.named + sum(not wanted.isdisjoint(kinds) for _, kinds in self.unnamed)


@cache
def watch(domains: tuple[str, ...], services: tuple[str, ...], words: tuple[str, ...] = ()) -> Matcher:
    """Watch as an owner would: his domains, the services he uses, his other names."""
    watchlist = Watchlist.from_mapping({"domains": domains, "services": services, "brands": words})
    return Matcher(
        replace(watchlist, prior=False)
    )  # what the name alone says: that a domain is popular excuses nothing


@cache
def judge_cell(brand: WatchedBrand, kind: Kind) -> Verdict:
    """Make a cell's addresses and match each of them."""
    cell = fill_cell(brand, kind)
    missed, alerts, unnamed = [], 0, []
    for address in cell.addresses:
        ours = find_imitations(brand, kind, address)
        if not ours:
            missed.append(address)
            continue
        alerts += any(match.tier == "alert" for match in ours)
        named = {kind for match in ours for kind in match.kinds}
        if not named.issuperset(cell.kind.names):
            unnamed.append((address, tuple(sorted(named))))
    return Verdict(cell, tuple(missed), alerts, tuple(unnamed))


def find_imitations(brand: WatchedBrand, kind: Kind, address: str) -> list[Match]:
    """Return the matches that name whom the address imitates: the brand, or a service that it uses."""
    wanted = brand.services if kind.of_service else (brand.ascii_domain, brand.domain)
    return [match for match in watch((brand.domain,), brand.services).match(address) if match.brand in wanted]


def judge_case(case: RealCase) -> Match | None:
    """Return what is said first of a published address and whom it imitates, if anything."""
    matches = watch(case.domains, case.services, case.words).match(case.address)
    return next((match for match in matches if match.brand == case.brand), None)
