"""The model and the real Dovecot answer alike: one contract, two servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest

from chaffinch.lab.accounts import ACCOUNTS, Account
from chaffinch.lab.post_office.dovecot import PostOffice, find_dovecot
from chaffinch.lab.post_office.lockout import FAILURES, LOCKED_SECONDS
from chaffinch.lab.post_office.model import ModelledPostOffice
from chaffinch.lab.sorting.imap import ImapChecker

TRAP = Account("Piège", "Piege.Nouveau@mouvement-aurore.test", 'mot "étrange": {x} \\ 9', "-")


class MailServer(Protocol):
    """What an attacker can do with either."""

    def try_log_in(self, address: str, password: str, *, now: float) -> bool:
        """Return whether the log-in opens the mailbox."""


class TimedDovecot:
    """A real Dovecot whose lock-out reads the time that the caller states."""

    def __init__(self) -> None:
        self.now = 0.0
        self.office = PostOffice(accounts=(TRAP,), clock=lambda: self.now)

    def try_log_in(self, address: str, password: str, *, now: float) -> bool:
        """Try it over IMAP at the time `now`."""
        self.now = now
        return ImapChecker(self.office.port).try_log_in(address, password, now=now)


@pytest.fixture(scope="module", params=["model", "dovecot"])
def server(request: pytest.FixtureRequest) -> Iterator[MailServer]:
    """Serve one of both."""
    if request.param == "model":
        yield ModelledPostOffice((*ACCOUNTS, TRAP))
        return
    if find_dovecot() is None:
        pytest.skip("Dovecot is not installed (apt-get install dovecot-imapd)")
    timed = TimedDovecot()
    with timed.office:
        yield timed


class TestMailServer:
    """Tests go on from one another's time, each with accounts of its own."""

    @pytest.mark.parametrize("account", [ACCOUNTS[0], TRAP], ids=lambda account: account.name)
    def test_the_right_password_opens_and_a_wrong_one_does_not(
        self, server: MailServer, account: Account
    ) -> None:
        assert server.try_log_in(account.address, account.password, now=0)
        assert not server.try_log_in(account.address, account.password + " ", now=1)
        assert server.try_log_in(account.address.upper(), account.password, now=2)

    @pytest.mark.parametrize("password", ["", "x"])
    def test_who_does_not_exist_cannot_log_in(self, server: MailServer, password: str) -> None:
        assert not server.try_log_in("personne@mouvement-aurore.test", password, now=3)

    def test_after_five_wrong_ones_the_right_one_is_refused_for_fifteen_minutes(
        self, server: MailServer
    ) -> None:
        account = ACCOUNTS[1]
        for number in range(FAILURES):
            assert not server.try_log_in(account.address, f"faux-{number}", now=100 + number)
        locked_at = 100 + FAILURES - 1
        assert not server.try_log_in(account.address, account.password, now=locked_at + 1)
        assert not server.try_log_in(account.address, account.password, now=locked_at + LOCKED_SECONDS - 1)
        assert server.try_log_in(account.address, account.password, now=locked_at + LOCKED_SECONDS)

    def test_a_log_in_that_works_starts_the_count_anew(self, server: MailServer) -> None:
        account = ACCOUNTS[2]
        for turn in range(2):
            for number in range(FAILURES - 1):
                assert not server.try_log_in(
                    account.address, f"faux-{number}", now=2_000 + 10 * turn + number
                )
            assert server.try_log_in(account.address, account.password, now=2_009 + 10 * turn)

    def test_one_accounts_lock_is_nobody_elses(self, server: MailServer) -> None:
        for number in range(FAILURES + 1):
            server.try_log_in("fantome@mouvement-aurore.test", f"x{number}", now=3_000)
        assert server.try_log_in(ACCOUNTS[3].address, ACCOUNTS[3].password, now=3_001)
