"""The site and the browser that the tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_socket import _remove_restrictions
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser

HOSTS = ("portail.test", "copie.test", "autre.example")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackSite]:
    """A running site under `.test` names; `faux.test` shows a certificate that nobody vouches for."""
    folder = tmp_path_factory.mktemp("site")
    with LoopbackSite(folder, hosts=HOSTS, untrusted_hosts=("faux.test",)) as running:
        yield running


@pytest.fixture(scope="session")
def browser(site: LoopbackSite) -> Iterator[Browser]:
    """A real hardened Chromium that knows the site, with the live web closed."""
    _remove_restrictions()
    with Browser(egress=Egress(), range_directory=site.directory) as running:
        yield running
