"""From a fed trap's first log-in on our own mail host to the desk's alarm, with everything real but the network."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from tests.desk.baited import feed
from tests.desk.conftest import home
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.tripwires.mailhost.running import STRANGER, StrangersImap, needs_dovecot, run_host, wait_until

from chaffinch.decoys.lists import Account
from chaffinch.desk.configuration_tables import TripwiresTable
from chaffinch.desk.followers.sign_ins import follow_logs
from chaffinch.desk.home import Home
from chaffinch.desk.models import Hit, SignInLog, User
from chaffinch.desk.services.audit import Actor
from chaffinch.ground.clock import read_clock
from chaffinch.tripwires.reads import read_readings

__all__ = ["Database", "configuration", "database", "home", "migrated"]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(240),
    pytest.mark.usefixtures("database", "configuration"),
    needs_dovecot,
]


@contextmanager
def following(home: Home, host: Path) -> Iterator[None]:
    """Follow the host in a thread, as the process of `chaffinch serve` does."""
    ended = threading.Event()

    def follow() -> None:
        table, hosts = TripwiresTable(), (str(host),)
        follow_logs(table, home=home, clock=read_clock, stop=ended.is_set, wait=ended.wait, hosts=hosts)
        connections.close_all()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_a_fed_trap_rings_and_the_hosts_loss_does(home: Home, tmp_path: Path) -> None:
    user = User.objects.create(username="ines-mailhost")
    baited = feed("portail.mailhost.aurore-acces.com", Actor(user.username, user.pk), now=read_clock())
    account = Account("A decoy", baited.address(1), "Brume-1")
    nonce = home.read_key("sign-ins").hex()
    with (
        run_host(tmp_path, accounts=(account,), nonce=nonce) as running,
        following(home, running.host.folder),
    ):
        time.sleep(3)  # the follower looks: the use comes in the middle of its work
        client = StrangersImap(running.port("imaps"))
        begun = time.monotonic()
        client.login(account.address, account.password)
        opened = time.monotonic()
        hit = wait_until(lambda: Hit.objects.filter(decoy__number=baited.numbers[1]).first())
        took = f"{time.monotonic() - begun:.2f} s from typing, {time.monotonic() - opened:.2f} s from opening"
        sys.stdout.write(f"\nfirst use to alarm: {took}\n")
        assert (hit.severity, hit.source, hit.protocol) == ("opened", STRANGER, "imap")
        client.append("INBOX", "", None, b"Subject: x\r\n\r\nhello\r\n")
        client.select("INBOX")
        client.fetch("1", "(BODY[])")
        client.logout()
        done = wait_until(lambda: _list_reads(running.host.reads, hit.session))
        assert done == [("planted", ()), ("selected", ()), ("read", (1,))]
        row = SignInLog.objects.get(path=str(running.host.reports))
        assert row.fault == ""
        state = running.host.state.read_text()
        running.host.state.write_text(state.replace(read_clock().strftime("%Y-"), "2020-"))
        wait_until(lambda: SignInLog.objects.get(pk=row.pk).fault == "host-not-running")
    assert Hit.objects.filter(decoy__run=baited.run).count() == 1, "the probe rings nobody"


def _list_reads(path: Path, session: str) -> list[tuple[str, tuple[int, ...]]] | None:
    lines = path.read_bytes().splitlines()
    told: list[tuple[str, tuple[int, ...]]] = [
        (one.deed, one.uids) for one in read_readings(lines, sessions=[session]).done
    ]
    return told if told and told[-1][1] else None
