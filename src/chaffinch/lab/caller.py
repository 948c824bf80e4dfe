"""The range's phisher at work: when the catch has come in, he tries it at the organisation's mail server."""

from __future__ import annotations

import imaplib
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chaffinch.lab.accounts import Account
from chaffinch.lab.loopback import LOOPBACK
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.post_office.dovecot import PostOffice
from chaffinch.lab.range import Range

SOURCE = "127.0.0.53"
"""From where he tries."""
_QUIET_SECONDS = 20.0
_LOOK_SECONDS = 1.0
_IMAP_SECONDS = 20.0
_READ_MOST = 4


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one sitting."""

    log_ins: int
    opened: int


def play_phisher(
    lab: Range,
    *,
    traps: Iterable[Account],
    stopping: threading.Event,
    rng: random.Random,
    opened: Callable[[], None],
    begin: Callable[[int], None],
    end: Callable[[Tried], None],
) -> None:
    """Start the mail server, wait for log-ins, and try each once, the least suspicious first; until `stopping`.

    To be run in a thread that lives as long as the range: the mail server ends with it.

    Args:
        lab: the running range.
        traps: decoy accounts that open.
        stopping: ends it.
        rng: breaks ties.
        opened: told when the mail server is up and its log announced.
        begin: told how many log-ins are about to be tried.
        end: told what came of it.

    Raises:
        NoDovecotError: Dovecot is not installed.
        DovecotStartError: it did not come up.
    """
    with PostOffice(accounts=traps) as office:
        lab.announce_sign_in_log(office.log_file)
        opened()
        done = 0
        while _await_quiet(lab, after=done, stopping=stopping):
            catches = lab.desk.catches[done:]
            begin(len(catches))
            tried = _try_all(catches, office.port, rng=rng, stopping=stopping)
            done += len(catches)
            end(Tried(len(catches), tried))


def read_mailbox(port: int, address: str, password: str) -> int:
    """Sign in by IMAP over TLS as somebody who found a log-in, search for money, read a few letters; return how many.

    Raises:
        OSError, imaplib.IMAP4.error: the server is not there, or refuses.
    """
    blind = ssl.create_default_context()
    # He looks at no certificate.
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    with _SecretVisit(port, blind) as server:
        server.authenticate("PLAIN", lambda _: f"\0{address}\0{password}".encode())
        server.select("INBOX", readonly=True)
        _, found = server.search(None, "TEXT", "budget")
        numbers = (found[0] or b"").split()[-_READ_MOST:] or [b"1"]
        server.fetch(b",".join(numbers).decode(), "(BODY.PEEK[])")
        return len(numbers)


class _SecretVisit(imaplib.IMAP4_SSL):
    """A connection from the phisher's address."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        super().__init__(LOOPBACK, port, ssl_context=context, timeout=_IMAP_SECONDS)

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        bare = socket.create_connection((self.host, self.port), timeout, source_address=(SOURCE, 0))
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(bare, server_hostname=self.host)


def _await_quiet(lab: Range, *, after: int, stopping: threading.Event) -> bool:
    """Return True once there are more catches than `after` and none came for a while; False when it is to end."""
    known, quiet_since = after, time.monotonic()
    while not stopping.wait(_LOOK_SECONDS):
        now, count = time.monotonic(), len(lab.desk.catches)
        if count != known:
            known, quiet_since = count, now
        elif count > after and now - quiet_since > _QUIET_SECONDS:
            return True
    return False


def _try_all(catches: tuple[Catch, ...], port: int, *, rng: random.Random, stopping: threading.Event) -> int:
    from chaffinch.lab.sorting.attack import Attacker, order_catches
    from chaffinch.lab.sorting.desk import rate_catches
    from chaffinch.lab.sorting.imap import ImapChecker

    checker = ImapChecker(port, source=SOURCE)
    order = order_catches(
        rate_catches(catches), Attacker(filters=("duplicates", "rhythm")), rng, count=len(catches)
    )
    opened = 0
    for place in order:
        if stopping.is_set():
            break
        opened += checker.try_log_in(catches[place].address, catches[place].password, now=time.time())
    return opened
