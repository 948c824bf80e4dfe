"""One loopback site and one real browser for all tests of the hostile pages."""

from tests.pages.fixtures import browser, site

__all__ = ["browser", "site"]
