"""Authorities are asked over HTTP, each for itself; OpenSSL answers, and OpenSSL checks what a disclosure carries."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.ground.timestamp_authority import Authority as OpensslAuthority
from tests.ledger.house import grow_log, make_log
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.errors import ChaffinchError
from chaffinch.ground.egress import Egress
from chaffinch.ground.stamps import ask_stamp, make_stamp_request
from chaffinch.ground.web import Fetcher, Patience
from chaffinch.ledger import verify
from chaffinch.ledger.checking import check_disclosure
from chaffinch.ledger.disclosure import disclose
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.log import Log
from chaffinch.ledger.stamping import Authority, count_authorities, read_authorities, stamp_checkpoints

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the openssl command is not installed"
)
BOTH = read_authorities(["one.test=http://one.test/tsa", "two.test=http://two.test/tsa"])


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> dict[str, OpensslAuthority]:
    return {f"{name}.test": OpensslAuthority(tmp_path_factory.mktemp(name)) for name in ("one", "two")}


@pytest.fixture
def site(tmp_path: Path, authorities: dict[str, OpensslAuthority]) -> Iterator[LoopbackSite]:
    with LoopbackSite(tmp_path, hosts=tuple(authorities)) as running:
        for name, authority in authorities.items():
            running.routes[f"{name}/tsa"] = make_route(authority)
        yield running


def make_route(authority: OpensslAuthority) -> Callable[[Visitor], None]:
    def answer(visitor: Visitor) -> None:
        request = visitor.rfile.read(int(visitor.headers["Content-Length"]))
        visitor.say(authority.answer(request), kind="application/timestamp-reply")

    return answer


@pytest.fixture
def fetcher(site: LoopbackSite) -> Iterator[Fetcher]:
    with Fetcher(Egress(), directory=site.directory, patience=Patience(attempts=1)) as running:
        yield running


def stamp(
    log: Log, fetcher: Fetcher, *, faults: list[ChaffinchError] | None = None
) -> list[tuple[int, str, str]]:
    asked = stamp_checkpoints(
        log.checkpoints,
        authorities=BOTH,
        ask=lambda url, request: ask_stamp(fetcher, url=url, request=request),
        chance=random.Random(1),
        on_fault=(faults if faults is not None else []).append,
    )
    return [(one.number, one.authority, one.code) for one in asked]


def test_openssl_confirms_what_two_authorities_stamped(
    tmp_path: Path, site: LoopbackSite, fetcher: Fetcher, authorities: dict[str, OpensslAuthority]
) -> None:
    log = make_log(tmp_path / "ledger", "a")
    grow_log(log, "b")
    assert stamp(log, fetcher) == [
        (1, "one.test", "stamped"), (1, "two.test", "stamped"), (2, "one.test", "stamped"), (2, "two.test", "stamped"),
    ]  # fmt: skip
    assert stamp(log, fetcher) == []
    stamps = log.checkpoints[0].read_stamps()
    assert count_authorities(stamps) == 2
    assert count_authorities({"a": stamps["one.test"], "b": stamps["one.test"], "c": b"x"}) == 1
    file = tmp_path / "disclosure.json"
    file.write_bytes(disclose(log, "b"))
    roots = [authority.root for authority in authorities.values()]
    assert check_disclosure(file.read_bytes(), roots=roots).dating == "dated"
    said = subprocess.run(
        [sys.executable, verify.__file__, str(file)], capture_output=True, text=True, check=True
    )
    lines = [line.strip() for line in said.stdout.splitlines() if "openssl ts -verify" in line]
    assert len(lines) == 2
    for number, line in enumerate(lines):
        held = [run_line(line, root=authority.folder / "ca.pem") for authority in authorities.values()]
        assert held == [number == 0, number == 1]


def run_line(line: str, *, root: Path) -> bool:
    """Run the line that verify.py printed, with an authority's root put in; tell whether OpenSSL confirms."""
    whole = line.replace("python3", sys.executable).replace("ROOT-OF-THE-AUTHORITY.pem", str(root))
    done = subprocess.run(["bash", "-c", whole], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "Verification: OK" in done.stdout


def test_an_authority_that_is_down_is_asked_again(
    tmp_path: Path, site: LoopbackSite, fetcher: Fetcher, authorities: dict[str, OpensslAuthority]
) -> None:
    route = site.routes.pop("two.test/tsa")
    log = make_log(tmp_path / "ledger", "a")
    faults: list[ChaffinchError] = []
    assert stamp(log, fetcher, faults=faults) == [(1, "one.test", "stamped"), (1, "two.test", "status")]
    assert "two.test/tsa" in faults[0].what
    assert check_disclosure(disclose(log, "a")).dating == "one-timestamp-only"
    site.routes["two.test/tsa"] = route
    assert stamp(log, fetcher) == [(1, "two.test", "stamped")]
    assert check_disclosure(disclose(log, "a")).dating == "dated"


def test_what_is_no_answer_to_this_question_is_not_kept(
    tmp_path: Path, site: LoopbackSite, fetcher: Fetcher, authorities: dict[str, OpensslAuthority]
) -> None:
    log = make_log(tmp_path / "ledger", "a")
    authority, root = authorities["one.test"], log.checkpoints[0].checkpoint.root
    answers = {
        "one.test": authority.answer(make_stamp_request(root, chance=random.Random(9))),
        "two.test": b"<html>",
    }
    for name in answers:
        site.routes[f"{name}/tsa"] = make_deaf_route(answers, name)
    assert stamp(log, fetcher) == [(1, "one.test", "nonce"), (1, "two.test", "malformed")]
    answers["one.test"] = authority.answer(make_stamp_request(bytes(32), chance=random.Random(1)))
    assert stamp(log, fetcher)[0] == (1, "one.test", "imprint")
    assert log.checkpoints[0].read_stamps() == {}


def make_deaf_route(answers: dict[str, bytes], name: str) -> Callable[[Visitor], None]:
    """Answer the same, whatever is asked."""

    def answer(visitor: Visitor) -> None:
        visitor.rfile.read(int(visitor.headers["Content-Length"]))
        visitor.say(answers[name], kind="application/timestamp-reply")

    return answer


def test_authorities_are_named_once_and_plainly() -> None:
    assert BOTH[0] == Authority("one.test", "http://one.test/tsa")
    for wrong in (
        ["x"],
        ["=http://a"],
        ["../x=http://a"],
        ["a b=http://a"],
        ["a=http://a", "a=http://b"],
        [".a=http://a"],
    ):
        with pytest.raises(LedgerError):
            read_authorities(wrong)
