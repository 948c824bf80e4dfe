"""Matchers for the two watchlists that the issue speaks of."""

from __future__ import annotations

import pytest

from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist


@pytest.fixture(scope="session")
def en_marche() -> Matcher:
    """The watchlist of the ten addresses."""
    return Matcher(Watchlist.from_mapping({"domains": ["en-marche.fr"], "services": ["microsoft365"]}))


@pytest.fixture(scope="session")
def aurore() -> Matcher:
    """The demo organisation's watchlist."""
    return Matcher(
        Watchlist.from_mapping(
            {
                "domains": ["mouvement-aurore.test", "aurore2027.test"],
                "services": ["microsoft365", "nextcloud"],
                "allowed": ["mouvement-aurore-amis.test"],
            }
        )
    )
