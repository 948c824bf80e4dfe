"""A time-stamp holds for its manifest only, below a root that somebody trusts; the authority here is OpenSSL's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ground.timestamp_authority import Authority
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.ground.egress import Egress
from chaffinch.ground.web import Fetcher, FetchError, Patience
from chaffinch.pages.bundle.manifest import BundleError, make_stamp_request, verify_stamp
from chaffinch.pages.bundle.tsa import ask_stamp

MANIFEST = b'{"version": 2}'
pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the openssl command is not installed"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def fetcher(site: LoopbackSite) -> Iterator[Fetcher]:
    with Fetcher(Egress(), directory=site.directory, patience=Patience(attempts=1)) as running:
        yield running


def test_a_stamp_holds_below_its_root(authority: Authority) -> None:
    answer = authority.answer(make_stamp_request(MANIFEST))
    assert verify_stamp(answer, manifest=MANIFEST).trusted is False
    stamp = verify_stamp(answer, manifest=MANIFEST, roots=[authority.root])
    assert stamp.trusted
    assert stamp.at.year >= 2026


def test_a_stamp_over_something_else_is_refused(authority: Authority) -> None:
    answer = authority.answer(make_stamp_request(b"another"))
    with pytest.raises(BundleError, match="not over"):
        verify_stamp(answer, manifest=MANIFEST)


def test_a_stamp_of_a_stranger_is_refused(authority: Authority, tmp_path: Path) -> None:
    answer = authority.answer(make_stamp_request(MANIFEST))
    with pytest.raises(BundleError, match="trust"):
        verify_stamp(answer, manifest=MANIFEST, roots=[Authority(tmp_path).root])


@pytest.mark.parametrize("answer", [b"", b"<html>", b"0\x03\x02\x01\x00"])
def test_what_is_no_stamp_is_refused(answer: bytes) -> None:
    with pytest.raises(BundleError):
        verify_stamp(answer, manifest=MANIFEST)


def test_the_authority_is_asked_over_http(authority: Authority, site: LoopbackSite, fetcher: Fetcher) -> None:
    def reply(visitor: Visitor) -> None:
        assert visitor.headers["Content-Type"] == "application/timestamp-query"
        request = visitor.rfile.read(int(visitor.headers["Content-Length"]))
        visitor.say(authority.answer(request), kind="application/timestamp-reply")

    site.routes["/tsa"] = reply
    stamped = ask_stamp(fetcher, url="http://portail.test/tsa", manifest=MANIFEST)
    assert verify_stamp(stamped, manifest=MANIFEST, roots=[authority.root]).trusted


def test_an_authority_that_fails_is_named(site: LoopbackSite, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="nowhere"):
        ask_stamp(fetcher, url="http://portail.test/nowhere", manifest=MANIFEST)
