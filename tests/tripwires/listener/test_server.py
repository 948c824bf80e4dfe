"""A running listener on loopback: what it answers, what it writes."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.tripwires.listener.house import BEACON, TOKEN, Running, Told, read_all, start, write_certificate

from chaffinch.tripwires.listener.beacons import hash_token
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.state import find_fault, read_state
from chaffinch.tripwires.logfile import read_portion

SETTINGS = (
    'proxies = ["127.0.0.0/8"]\nserver = "nginx/1.22.1"\n[[portals]]\npath = "/espace"\nlanguage = "fr"\n'
)
NGINX = (
    b"<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n"
    b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A listener behind a proxy of this machine."""
    limits = Limits(requests_a_minute=10_000, lines_each=1_000, lines=10_000)
    with start(tmp_path_factory.mktemp("listener"), SETTINGS, limits=limits) as running:
        yield running


def test_a_beacon_is_answered_with_a_picture_and_written_down(house: Running) -> None:
    told = house.ask(BEACON, user_agent="Microsoft Office Word 2014", x_forwarded_for="203.0.113.9")
    assert (told.status, told.fields["Content-Type"]) == (200, "image/png") and told.body.startswith(
        b"\x89PNG"
    )
    line = house.beacons()[-1]
    assert line["token"] == hash_token(TOKEN) and line["source"] == "203.0.113.9"
    assert line["shape"] == "/static/img/{}.png" and TOKEN not in house.folder.beacons.read_text()


@pytest.mark.parametrize(
    ("method", "status"), [("HEAD", 200), ("OPTIONS", 405), ("PROPFIND", 405), ("POST", 405)]
)
def test_other_methods_at_a_beacon_are_written_down_too(house: Running, method: str, status: int) -> None:
    told = house.ask(BEACON, method=method)
    assert told.status == status and (told.body == b"") == (method == "HEAD")
    assert house.beacons()[-1]["method"] == method


@pytest.mark.parametrize(("answer", "status"), [("empty", 200), ("missing", 404)])
def test_a_beacon_can_look_like_nothing(tmp_path: Path, answer: str, status: int) -> None:
    with start(tmp_path, f'beacon_answer = "{answer}"\nserver = "nginx/1.22.1"\n') as house:
        told, nothing = house.ask(BEACON), house.ask("/nothing")
        assert told.status == status and len(house.beacons()) == 1
        if answer == "missing":
            assert (told.names, told.body) == (nothing.names, nothing.body)


def test_whatever_is_not_there_looks_as_with_nginx_and_alike(house: Running) -> None:
    answers = [
        house.ask(path) for path in ("/", "/x", "/push/mail-1", "/push", "/.git/config", "/a/../b", "/%00")
    ]
    assert {told.body for told in answers} == {NGINX} and {told.status for told in answers} == {404}
    names = ["Server", "Date", "Content-Type", "Content-Length", "Connection"]
    assert all(told.names == names and told.fields["Server"] == "nginx/1.22.1" for told in answers)
    refused = [house.ask(path, method="POST", body=b"x") for path in ("/x", "/push/mail-1", "/push/nobody")]
    assert len({(told.status, told.body) for told in refused}) == 1 and refused[0].status == 405


def test_requests_follow_one_another_on_a_connection_even_sent_at_once(house: Running) -> None:
    one = b"GET /one HTTP/1.1\r\nHost: a\r\n\r\n"
    body = urlencode({"x": "y"}).encode()
    form = b"POST /espace HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    last = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    received = house.send(one + form + one + last)
    assert received.count(b"HTTP/1.1 ") == 4
    assert [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]] == [404, 200, 404, 404]


def test_a_try_at_a_portal_is_refused_after_a_while_and_written_without_its_password(house: Running) -> None:
    look = house.equipment.reception._portals[0].look
    body = urlencode({look.login_field: "lea@x.test", look.password_field: "Brume-7"}).encode()
    before = time.monotonic()
    told = house.ask("/espace", method="POST", body=body, x_forwarded_for="203.0.113.9")
    assert time.monotonic() - before > 0.4  # an answer's least wait, no measure of the machine
    assert told.status == 200 and "nginx/1.22.1" in told.fields["Server"] and b"Brume" not in told.body
    line = house.tries()[-1]
    assert (line["login"], line["source"], line["portal"]) == ("lea@x.test", "203.0.113.9", "/espace")
    for path in house.folder.path.rglob("*"):
        assert not path.is_file() or b"Brume" not in path.read_bytes()


def test_a_portal_below_which_a_token_stands_is_a_beacon_as_well(house: Running) -> None:
    seen = len(house.beacons())
    assert house.ask(f"/espace/{TOKEN}").status == 200 and len(house.beacons()) == seen + 1


def test_lines_are_pushed_once_whatever_their_packing(house: Running) -> None:
    token = house.make_token("mail-1")
    assert house.push("mail-1", token, b"one\ntwo", idempotency_key="a") == 204
    assert house.push("mail-1", token, b"one\ntwo", idempotency_key="a") == 204
    packed = gzip.compress(b"three\n")
    assert house.push("mail-1", token, packed, idempotency_key="b", content_encoding="gzip") == 204
    assert house.push("mail-1", token, b"other\n", idempotency_key="b") == 409
    assert house.push("mail-1", token, b"x\n", idempotency_key="a b") == 400
    assert house.push("mail-1", token, b"x\n", content_encoding="br") == 400
    assert house.push("mail-1", token, packed[:-9], content_encoding="gzip") == 400
    assert (house.folder.pushed / "mail-1.log").read_bytes() == b"one\ntwo\nthree\n"


@pytest.mark.parametrize("wrong", ["", "x", "Bearer"])
def test_nobody_pushes_without_the_token_of_that_name(house: Running, wrong: str) -> None:
    one, other = house.make_token("web-1"), house.make_token("web-2")
    assert house.push("web-1", wrong, b"x\n") == 405
    assert house.push("web-1", other, b"x\n") == 405
    assert house.push("../web-1", one, b"x\n") == 405
    assert house.make_token("web-1") != one and house.push("web-1", one, b"x\n") == 405
    assert not (house.folder.pushed / "web-1.log").exists()


def test_only_hashes_of_tokens_are_kept(house: Running) -> None:
    token = house.make_token("web-3")
    assert (
        token not in house.folder.tokens.read_text() and house.folder.tokens.stat().st_mode & 0o777 == 0o600
    )


def test_a_bomb_and_a_long_body_are_refused(tmp_path: Path) -> None:
    with start(tmp_path, limits=Limits(push_bytes=100_000, unpacked_bytes=1_000_000)) as house:
        token = house.make_token("a")
        bomb = gzip.compress(b"\n" * 50_000_000)
        assert house.push("a", token, bomb, content_encoding="gzip") == 413
        assert house.push("a", token, b"x" * 100_001) == 413
        assert house.push("a", token, gzip.compress(b"x") + b"rest", content_encoding="gzip") == 400
        assert house.push("a", token, b"x" * 100_000) == 204
        assert (house.folder.pushed / "a.log").stat().st_size == 100_001


def test_a_full_folder_refuses_logs_and_still_counts_hits(tmp_path: Path) -> None:
    with start(tmp_path, "disk_mb = 1\n") as house:
        token = house.make_token("a")
        (house.folder.path / "filler").write_bytes(b"x" * 1_000_000)
        house.equipment.room.count()
        assert house.push("a", token, b"x\n") == 507
        assert house.ask(BEACON).status == 200 and house.beacons() == []
        (house.folder.path / "filler").unlink()
        house.equipment.room.count()
        assert house.push("a", token, b"x\n") == 204
    assert [line["count"] for line in house.beacons()] == [1]


def test_too_many_requests_are_refused_and_a_flood_of_hits_is_counted(tmp_path: Path) -> None:
    with start(tmp_path, limits=Limits(requests_a_minute=20, lines_each=3)) as house:
        statuses = [house.ask(BEACON).status for _ in range(40)]
        assert statuses[:20] == [200] * 20 and statuses[-1] == 503
        assert len(house.beacons()) == 3
    last = house.beacons()[-1]
    assert (len(house.beacons()), last["count"], last["token"], last["source"]) == (
        4,
        37,
        hash_token(TOKEN),
        "127.0.0.1",
    )


def test_what_is_pushed_can_be_followed_while_it_grows(house: Running) -> None:
    token = house.make_token("mail-2")
    path = house.folder.pushed / "mail-2.log"
    house.push("mail-2", token, b"one\ntwo\n")
    portion = read_portion(path, None)
    assert portion is not None and portion.block == b"one\ntwo\n"
    house.push("mail-2", token, b"three\n")
    further = read_portion(path, portion.place)
    assert further is not None and further.block == b"three\n"


def test_it_shows_that_it_lives(tmp_path: Path) -> None:
    with start(tmp_path) as house:
        assert house.ask("/").status == 404
        state = read_state(house.folder.state)
        assert state is not None and find_fault(state, now=state.at) == ""


def open_context(folder: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(folder / "chain.pem"))


def test_it_speaks_tls_and_takes_a_new_certificate_while_it_runs(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    text = write_certificate(keys)
    with start(tmp_path / "d", text, tls=open_context(keys)) as house:
        assert house.ask(BEACON).status == 200 and house.beacons()[-1]["tls"] == "TLSv1.3"
        old = open_context(keys)
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        house.tls = old
        assert house.ask(BEACON).status == 200 and house.beacons()[-1]["tls"] == "TLSv1.2"
        write_certificate(keys)
        assert house.equipment.certificate is not None
        house.equipment.certificate.refresh()
        with pytest.raises(ssl.SSLError):
            house.ask(BEACON)
        house.tls = open_context(keys)
        assert house.ask(BEACON).status == 200
        (keys / "chain.pem").write_text("nonsense")
        house.equipment.certificate.refresh()
        assert house.equipment.certificate.fault and house.ask(BEACON).status == 200


def test_old_versions_of_tls_and_plain_text_get_nowhere(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    with start(tmp_path / "d", write_certificate(keys)) as house:
        assert b"HTTP/" not in house.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        ancient = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        ancient.check_hostname, ancient.verify_mode = False, ssl.CERT_NONE
        ancient.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with pytest.warns(DeprecationWarning):
            ancient.maximum_version = ssl.TLSVersion.TLSv1_1
        house.tls = ancient
        with pytest.raises((ssl.SSLError, ConnectionError)):
            house.connect()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_pushes_a_long_body_packed(house: Running, tmp_path: Path) -> None:
    token = house.make_token("curl-1")
    lines = b"".join(b"line %d\n" % number for number in range(200_000))
    (tmp_path / "body").write_bytes(lines)
    (tmp_path / "packed").write_bytes(gzip.compress(lines))
    for name, fields in (("body", []), ("packed", ["-H", "Content-Encoding: gzip"])):
        command = [
            "curl",
            "-sS",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "--data-binary",
            f"@{tmp_path / name}",
        ]
        command += ["-H", f"Authorization: Bearer {token}", "-H", "Expect: 100-continue", *fields]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{house.port}/push/curl-1"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "204", done
    assert (house.folder.pushed / "curl-1.log").read_bytes() == lines * 2


def test_an_unfinished_connection_is_let_go_of(tmp_path: Path) -> None:
    with start(tmp_path, limits=Limits(head_seconds=0.3, idle_seconds=0.3, body_seconds=0.3)) as house:
        for raw in (b"", b"GET / HT", b"POST /push/a HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nX: "):
            with house.connect() as wire:
                wire.sendall(raw)
                assert read_all(wire) == b""
        token = house.make_token("a")
        with house.connect() as wire:
            wire.sendall(
                f"POST /push/a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: 9\r\n\r\nx".encode()
            )
            assert read_all(wire) == b""
        assert house.ask("/").status == 404
        assert Told.read(house.send(b"GET / HTTP/1.0\r\n\r\n")).status == 404
