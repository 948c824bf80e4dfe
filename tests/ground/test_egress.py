"""Which way a connection may go, decided before anything is connected."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.ground.addresses import is_public
from chaffinch.ground.egress import Egress, EgressError, Refusal, Upstream, Way, find_way
from chaffinch.ground.range_directory import RangeDirectory

DIRECTORY = RangeDirectory({"portail.test": {"http": 8001, "https": 8002}}, 9000, "ab" * 16)
DIRECT, TOR = Egress.parse("direct"), Egress.parse("socks5h://127.0.0.1:9050")


def find(
    host: str,
    *,
    port: int = 443,
    egress: Egress = DIRECT,
    directory: RangeDirectory | None = None,
    answers: Sequence[str] = ("93.184.216.34",),
) -> Way | Refusal:
    async def resolve(name: str, _: int) -> Sequence[str]:
        if not answers:
            raise OSError("no such name")
        return answers

    return asyncio.run(find_way(host, port, egress=egress, directory=directory, resolve=resolve))


def test_nothing_is_asked_before_the_user_has_answered() -> None:
    refusal = find("example.net", egress=Egress())
    assert isinstance(refusal, Refusal)
    assert refusal.code == "egress"


def test_a_range_name_goes_to_its_port_whatever_the_egress() -> None:
    for egress in (Egress(), DIRECT, TOR):
        assert find("Portail.test.", directory=DIRECTORY, egress=egress) == Way(
            "portail.test", 443, ("127.0.0.1",), 8002, "range"
        )


@pytest.mark.parametrize(("host", "port"), [("portail.test", 8443), ("other.test", 443), ("a.example", 80)])
def test_a_range_name_is_never_resolved(host: str, port: int) -> None:
    refusal = find(host, port=port, directory=DIRECTORY)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not-found"


def test_every_checked_address_is_pinned() -> None:
    assert find("example.net", answers=("93.184.216.34", "2606:4700::1111")) == Way(
        "example.net", 443, ("93.184.216.34", "2606:4700::1111"), 443, "direct"
    )


@pytest.mark.parametrize(
    "bad", ["127.0.0.1", "::1", "64:ff9b::7f00:1", "10.0.0.1", "fe80::1%eth0", "nonsense"]
)
def test_one_private_address_among_public_ones_refuses_the_name(bad: str) -> None:
    refusal = find("example.net", answers=("93.184.216.34", bad))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "refused-address"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "printer.local",
        "intranet",
        "x.internal",
        "x.onion",
        "256.256.256.256",
        "a b",
    ],
)
@pytest.mark.parametrize("egress", [DIRECT, TOR], ids=["direct", "proxy"])
def test_names_of_the_house_are_refused_by_every_way(host: str, egress: Egress) -> None:
    refusal = find(host, egress=egress)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "refused-address"


def test_a_name_without_an_address_is_not_found() -> None:
    refusal = find("example.net", answers=())
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not-found"


def test_a_proxy_resolves_names_itself() -> None:
    assert find("example.net", egress=TOR) == Way("example.net", 443, (), 443, "upstream")


@given(host=st.text(max_size=40), answer=st.text(max_size=40))
def test_no_host_and_no_answer_opens_a_way_inside(host: str, answer: str) -> None:
    way = find(host, answers=(answer,))
    if isinstance(way, Way):
        assert all(is_public(address) for address in way.addresses)


@pytest.mark.parametrize(
    ("text", "upstream"),
    [
        ("http://10.0.0.1:8080", Upstream("http", "10.0.0.1", 8080)),
        ("socks5://127.0.0.1", Upstream("socks5", "127.0.0.1", 1080)),
        ("socks5h://u%40x:p@h:9050", Upstream("socks5", "h", 9050, "u@x", "p")),
    ],
)
def test_proxies_are_read_from_their_addresses(text: str, upstream: Upstream) -> None:
    assert Egress.parse(text) == Egress("proxy", (upstream,))


@pytest.mark.parametrize(
    "text", ["ftp://h:1", "h:80", "http://", "http://h:99999", "socks4://h:1", "directly"]
)
def test_what_is_no_proxy_is_refused(text: str) -> None:
    with pytest.raises(EgressError):
        Egress.parse(text)


def test_direct_and_a_proxy_exclude_each_other() -> None:
    with pytest.raises(EgressError):
        Egress.parse("direct", "http://h:1")
    assert Egress.parse("", "unset") == Egress()


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Egress.parse("socks5://u:secret@h:1"))
