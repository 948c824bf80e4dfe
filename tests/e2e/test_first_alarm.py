"""Attacker and defender to the first alarm: a page is fed, its phisher tries what he caught, and the desk rings."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from tests.desk.conftest import home
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.e2e.test_feeding import PLAIN, begin, practice, team
from tests.feeding.working import Working, wait_for
from tests.telling import tells

from chaffinch.desk.configuration_tables import TripwiresTable
from chaffinch.desk.followers.sign_ins import follow_logs
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, FedDecoy, Hit, User
from chaffinch.desk.services.audit import Actor, verify_chain
from chaffinch.ground.clock import read_clock
from chaffinch.lab.accounts import Account
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.post_office.dovecot import PostOffice, find_dovecot
from chaffinch.lab.range import Range
from chaffinch.lab.sorting.attack import Attacker, simulate
from chaffinch.lab.sorting.imap import ImapChecker

__all__ = ["Database", "configuration", "database", "home", "migrated", "practice", "team"]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("database", "configuration"),
    pytest.mark.skipif(find_dovecot() is None, reason="Dovecot is not installed"),
]
SOURCE = "127.0.0.53"


@contextmanager
def following(home: Home) -> Iterator[None]:
    """Follow the range's log in a thread, as the process of `chaffinch serve` does."""
    ended = threading.Event()

    def follow() -> None:
        follow_logs(TripwiresTable(), home=home, clock=read_clock, stop=ended.is_set, wait=ended.wait)
        connections.close_all()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=30)


def await_hits(count: int, *, seconds: float = 30) -> list[Hit]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        hits = list(Hit.objects.select_related("decoy__run__case").order_by("at", "pk"))
        if len(hits) >= count:
            return hits
        time.sleep(0.1)
    raise AssertionError(list(Hit.objects.values_list("decoy__number", "severity")))


def test_the_phisher_tries_what_he_caught_and_the_desk_rings(
    practice: Range, team: tuple[Actor, Actor], home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begin(PLAIN, team, decoys=4)
    with Working():
        wait_for(run, "ended")
    caught = practice.desk.catches
    assert len(caught) == 4
    # The first decoy's account really opens, as a trap's does; a colleague who signs in is nobody's business.
    opens = Account("", caught[0].address, caught[0].password, "")
    with PostOffice(accounts=(opens,)) as office, following(home):
        practice.announce_sign_in_log(office.log_file)
        rng = random.Random(5)
        outcome = try_all(caught, office, rng)
        hits = await_hits(4)
        ImapChecker(office.port, source="127.0.0.9").try_log_in(
            "ines.kerbrat@mouvement-aurore.test", "brume-sur-le-port-27", now=0
        )
        time.sleep(3)  # the lines that sum up each connection come last, and must not ring again
    assert outcome == {opens.address}
    check_hits(hits, caught)
    check_pages(run.case_id, team)
    said = " ".join(str(row) for row in AuditEntry.objects.values_list("action", "reason", "params"))
    assert not any(one.address in said or tells(said, one.password) for one in caught)
    verify_chain()
    latest = max((hit.noted_at - hit.at).total_seconds() for hit in hits)
    with capsys.disabled():
        # The log counts whole seconds.
        sys.stdout.write(f"\n  each use was on the desk at most {latest:.1f} s after the time in the log\n")


def try_all(caught: tuple[Catch, ...], office: PostOffice, rng: random.Random) -> set[str]:
    """Let the sorting desk's attacker try everything, the least suspicious first; return what opened."""
    outcome = simulate(
        caught,
        [True] * len(caught),  # he believes in all of them
        [],
        rng,
        attacker=Attacker(filters=("duplicates", "rhythm"), most_tries=50),
        server=ImapChecker(office.port, source=SOURCE),
    )
    assert outcome.tries == len(caught)
    return set(outcome.found)


def check_hits(hits: list[Hit], caught: tuple[Catch, ...]) -> None:
    assert Hit.objects.count() == len(hits) == len(caught)
    assert {hit.decoy and hit.decoy.number for hit in hits} == set(
        FedDecoy.objects.values_list("number", flat=True)
    )
    assert {hit.source for hit in hits} == {SOURCE}
    assert {hit.case and hit.case.host for hit in hits} == {PLAIN}
    assert sorted(hit.severity for hit in hits) == ["opened", "password", "password", "password"]
    now = datetime.now(UTC)
    assert all(abs((now - hit.at).total_seconds()) < 60 for hit in hits)


def check_pages(case: int, team: tuple[Actor, Actor]) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=team[0].person_id))
    client.cookies["chaffinch-language"] = "en"
    overview = client.get("/").content.decode()
    assert "4 decoys were used" in overview
    assert SOURCE in overview
    assert f"/cases/{case}/#hits" in overview
    page = client.get(f"/cases/{case}/").content.decode()
    section = page[page.index('id="hits"') :].partition("</section>")[0]
    assert section.count('<li class="') == 4
    assert "1 opened an account." in section
    assert "IMAP" in section
    reason = {
        "source": SOURCE,
        "newest": str(Hit.objects.order_by("-pk")[0].pk),
        "reason": "A drill of ours.",
    }
    answer = client.post(f"/cases/{case}/hits/", {**reason, "mark": "test"})
    assert answer.status_code == 302
    assert "decoys were used" not in client.get("/").content.decode()


def test_a_lost_log_is_told(practice: Range, home: Home, tmp_path: Path) -> None:
    missing = tmp_path / "gone.log"
    practice.announce_sign_in_log(missing)
    with following(home):
        deadline = time.monotonic() + 20
        client = Client()
        client.force_login(User.objects.get_or_create(username="maud")[0])
        client.cookies["chaffinch-language"] = "en"
        while "could be used unnoticed" not in client.get("/").content.decode():
            assert time.monotonic() < deadline
            time.sleep(0.3)
