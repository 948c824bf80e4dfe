"""One loopback site and one real browser for all tests of this room."""

from tests.pages.fixtures import browser, site

__all__ = ["browser", "site"]
