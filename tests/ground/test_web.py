"""Fetching: where it may go, how much it takes, when it tries again. All of it over loopback HTTP."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ground.loopback_web import LoopbackWeb, Reply

from chaffinch.ground.egress import Egress, Upstream
from chaffinch.ground.web import Fetcher, FetchError, Patience
from chaffinch.ground.web_body import BodyError, Unpacked
from chaffinch.lab.authority import make_authority, make_server_context

QUICK = Patience(attempts=3, first_pause=0.01, longest_pause=0.05, seconds=20)
URL = "http://site.test/list"


class Site:
    """Answers one after the other; the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)

    def __call__(self, path: str, headers: Mapping[str, str]) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextlib.contextmanager
def serve(*replies: Reply, patience: Patience = QUICK) -> Iterator[tuple[LoopbackWeb, Fetcher]]:
    with (
        LoopbackWeb(Site(*replies)) as web,
        Fetcher(Egress(), directory=web.directory, patience=patience) as fetcher,
    ):
        yield web, fetcher


def fail(url: str, *replies: Reply, patience: Patience = QUICK, limit_bytes: int = 1_000_000) -> FetchError:
    with (
        serve(*replies or (Reply(),), patience=patience) as (_, fetcher),
        pytest.raises(FetchError) as caught,
    ):
        fetcher.get(url, limit_bytes=limit_bytes)
    return caught.value


def test_what_stands_there_comes_back_and_the_client_says_only_its_name() -> None:
    with serve(Reply(b"names", headers={"X-Kind": "list"})) as (web, fetcher):
        answer = fetcher.get(f"{URL}?a=1&b=%20")
    assert (answer.status, answer.body, answer.headers["x-kind"]) == (200, b"names", "list")
    path, headers = web.requests[0]
    assert path == "/list?a=1&b=%20"
    assert headers["user-agent"] == "Chaffinch"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[64:ff9b::7f00:1]",
        "localhost",
        "a.local",
        "router",
    ],
)
def test_nothing_inside_is_connected_to_in_any_notation(host: str) -> None:
    with Fetcher(Egress.parse("direct"), patience=QUICK) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(f"http://{host}/")
    assert caught.value.code in ("refused-address", "bad-address")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "fe80::1%eth0", "169.254.169.254"])
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ("93.184.216.34", address)

    with (
        Fetcher(Egress.parse("direct"), resolve=resolve, patience=QUICK) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.get("http://names.net/")
    assert caught.value.code == "refused-address"


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1/",
        "http://0x7f000001/",
        "//[::1]/x",
        "http://169.254.169.254/latest",
        "http://localhost/",
    ],
)
def test_a_redirect_is_checked_like_the_first_address(there: str) -> None:
    with (
        LoopbackWeb(Site(Reply(status=302, headers={"Location": there}))) as web,
        Fetcher(Egress.parse("direct"), directory=web.directory, patience=QUICK) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.get(URL)
    assert caught.value.code == "refused-address"
    assert len(web.requests) == 1


def test_a_range_that_proves_nothing_opens_no_way_to_loopback() -> None:
    with LoopbackWeb(Site(Reply(b"x"))) as web:
        liar = type(web.directory)(web.directory.hosts, web.directory.control_port, "00" * 16)
        with (
            Fetcher(Egress.parse("direct"), directory=liar, patience=QUICK) as fetcher,
            pytest.raises(FetchError) as caught,
        ):
            fetcher.get(URL)
    assert caught.value.code == "not-found"
    assert not web.requests


def test_nothing_leaves_before_the_user_has_said_how() -> None:
    with Fetcher(Egress(), patience=QUICK) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get("https://names.net/")
    assert caught.value.code == "egress"


def test_a_redirect_is_followed_a_few_times() -> None:
    further = [Reply(status=302, headers={"Location": f"/{number}"}) for number in range(5)]
    with serve(*further, Reply(b"end")) as (_, fetcher):
        answer = fetcher.get(URL)
    assert (answer.body, answer.url) == (b"end", "http://site.test/4")
    assert fail(URL, Reply(status=301, headers={"Location": "/again"})).code == "redirect"


@pytest.mark.parametrize("there", ["file:///etc/passwd", "ftp://site.test/", "gopher://site.test"])
def test_a_redirect_to_another_kind_of_address_is_refused(there: str) -> None:
    assert fail(URL, Reply(status=302, headers={"Location": there})).code == "bad-address"


@pytest.mark.parametrize(
    "url",
    ["ftp://a.net/", "site.test", "http://u:p@site.test/", "http://", "http://a.net:99999/", "http://\x00/"],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert fail(url).code in ("bad-address", "refused-address")


def test_too_busy_and_broken_servers_are_asked_again() -> None:
    with serve(Reply(status=429, headers={"Retry-After": "9999"}), Reply(status=503), Reply(b"now")) as (
        web,
        fetcher,
    ):
        assert fetcher.get(URL).body == b"now"
    assert len(web.requests) == 3


def test_a_refusal_is_final_and_a_broken_server_given_up() -> None:
    with serve(Reply(status=404)) as (web, fetcher), pytest.raises(FetchError) as caught:
        fetcher.get(URL)
    assert (caught.value.code, caught.value.status, len(web.requests)) == ("status", 404, 1)
    with serve(Reply(status=500)) as (web, fetcher), pytest.raises(FetchError) as caught:
        fetcher.get(URL)
    assert (caught.value.status, len(web.requests)) == (500, QUICK.attempts)


def test_a_body_that_breaks_off_is_asked_again() -> None:
    with serve(Reply(b"0123456789", cut=4), Reply(b"0123456789")) as (_, fetcher):
        assert fetcher.get(URL).body == b"0123456789"
    assert fail(URL, Reply(b"0123456789", cut=4)).code == "connection"


def test_a_packed_body_is_unpacked() -> None:
    packed = Reply(gzip.compress(b"names" * 1000), headers={"Content-Encoding": "gzip"})
    with serve(packed) as (_, fetcher):
        assert fetcher.get(URL).body == b"names" * 1000


def test_a_bomb_a_cut_and_a_foreign_packing_are_no_bodies() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    headers = {"Content-Encoding": "gzip"}
    assert fail(URL, Reply(bomb, headers=headers)).code == "too-large"
    assert fail(URL, Reply(gzip.compress(b"x" * 99)[:-9], headers=headers)).code == "bad-body"
    assert fail(URL, Reply(b"x", headers={"Content-Encoding": "br"})).code == "bad-body"
    assert fail(URL, Reply(bytes(2_000_000))).code == "too-large"


def test_a_list_is_written_whole_and_asked_for_only_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    fresh = Reply(b"a.net\nb.net\n", headers={"ETag": '"v1"'})
    with serve(fresh, Reply(status=304), Reply(b"half", cut=2)) as (web, fetcher):
        answer = fetcher.fetch_to(URL, path)
        assert (answer.status, answer.body, path.read_bytes()) == (200, b"", b"a.net\nb.net\n")
        assert fetcher.fetch_to(URL, path, etag=answer.headers["etag"]).status == 304
        assert web.requests[1][1]["if-none-match"] == '"v1"'
        with pytest.raises(FetchError):
            fetcher.fetch_to(URL, path)
    assert path.read_bytes() == b"a.net\nb.net\n"
    assert [one.name for one in tmp_path.iterdir()] == ["list.txt"]


def test_a_server_that_does_not_answer_in_time_is_given_up() -> None:
    done = threading.Event()

    def hesitate(path: str, headers: Mapping[str, str]) -> Reply:
        done.wait(30)
        return Reply()

    with (
        LoopbackWeb(hesitate) as web,
        Fetcher(
            Egress(), directory=web.directory, patience=Patience(attempts=2, first_pause=0.01, seconds=0.5)
        ) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        try:
            fetcher.get(URL)
        finally:
            done.set()
    assert (caught.value.code, len(web.requests)) == ("timeout", 2)


def test_several_threads_share_one_fetcher() -> None:
    with serve(Reply(b"x")) as (_, fetcher), ThreadPoolExecutor(8) as pool:
        assert {answer.body for answer in pool.map(fetcher.get, [URL] * 40)} == {b"x"}


def test_a_fetcher_that_was_not_opened_says_so() -> None:
    fetcher = Fetcher(Egress())
    with pytest.raises(RuntimeError):
        fetcher.get(URL)
    with fetcher:
        pass


def test_a_key_in_a_query_is_not_shown() -> None:
    assert "secret" not in fail(f"{URL}?key=secret", Reply(status=404)).diagnostics()


def test_waiting_ends_when_asked() -> None:
    patience = Patience(attempts=9, first_pause=60, longest_pause=60)
    with serve(Reply(status=503), patience=patience) as (_, fetcher), pytest.raises(FetchError) as caught:
        fetcher.get(URL, stop=lambda: True)
    assert caught.value.code == "stopped"


def test_a_certificate_must_be_for_the_name() -> None:
    authority = make_authority(datetime.now(UTC))
    tls = make_server_context(authority, ("other.test",), now=datetime.now(UTC))
    trust = ssl.create_default_context(cadata=authority.pem.decode())
    with (
        LoopbackWeb(Site(Reply(b"safe")), hosts=("site.test", "other.test"), tls=tls) as web,
        Fetcher(Egress(), directory=web.directory, trust=trust, patience=QUICK) as fetcher,
        Fetcher(Egress(), directory=web.directory, patience=QUICK) as stranger,
    ):
        assert fetcher.get("https://other.test/").body == b"safe"
        for one, url in ((fetcher, "https://site.test/"), (stranger, "https://other.test/")):
            with pytest.raises(FetchError) as caught:
                one.get(url)
            assert caught.value.code == "certificate"


def test_https_never_leads_down_to_http() -> None:
    authority = make_authority(datetime.now(UTC))
    tls = make_server_context(authority, ("site.test",), now=datetime.now(UTC))
    trust = ssl.create_default_context(cadata=authority.pem.decode())
    down = Reply(status=301, headers={"Location": "http://site.test/"})
    with (
        LoopbackWeb(Site(down), tls=tls) as web,
        Fetcher(Egress(), directory=web.directory, trust=trust, patience=QUICK) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.get("https://site.test/")
    assert caught.value.code == "redirect"


def test_a_proxy_is_told_the_name_and_connects_itself() -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve_once() -> None:
            connection, _ = server.accept()
            with connection:
                asked.append(connection.recv(65_536))
                connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                asked.append(connection.recv(65_536))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")

        thread = threading.Thread(target=serve_once)
        thread.start()
        upstream = Upstream("http", "127.0.0.1", server.getsockname()[1])
        with Fetcher(Egress("proxy", (upstream,)), patience=QUICK) as fetcher:
            assert fetcher.get("http://names.net/x").body == b"hi"
        thread.join()
    assert asked[0].startswith(b"CONNECT names.net:80 ")
    assert asked[1].startswith(b"GET /x ")


@given(pieces=st.lists(st.binary(max_size=40)), encoding=st.sampled_from(["", "gzip"]))
def test_no_body_does_more_than_fail_by_name(pieces: list[bytes], encoding: str) -> None:
    sink = Unpacked(limit_bytes=100)
    with contextlib.suppress(BodyError):
        sink.begin(encoding, length="")
        for piece in pieces:
            sink.add(piece)
        assert len(sink.end()) <= 100


@given(body=st.binary(max_size=300), cut=st.integers(1, 50))
def test_packed_pieces_give_the_body_wherever_they_are_cut(body: bytes, cut: int) -> None:
    packed = zlib.compress(body, wbits=31)
    sink = Unpacked(limit_bytes=300)
    sink.begin("gzip", length=str(len(packed) % 300))
    for place in range(0, len(packed), cut):
        sink.add(packed[place : place + cut])
    assert sink.end() == body
