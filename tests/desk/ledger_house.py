"""A desk whose ledger is begun, authorities that answer without a network, and a job's context without a worker."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.checkpoints import ask_stamps, make_checkpoint, put_out_notes
from chaffinch.desk.services.ledger import begin_ledger, require_ledger
from chaffinch.ground.web import FetchError
from chaffinch.ledger.log import Log
from tests.ledger.authority import TestAuthority

ORIGIN = "aurore.test/ledger"
CUSTODIAN = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
AUTHORITIES = ("alpha.test=https://alpha.test/", "beta.test=https://beta.test/")


def begin(actor: Actor, *, now: datetime, most: int = 20_000) -> Log:
    """Begin the ledger and return it."""
    begin_ledger(origin=ORIGIN, most=most, actor=actor, now=now)
    return require_ledger()


def make_ask(
    *authorities: TestAuthority, at: datetime, asked: list[tuple[str, bytes]] | None = None
) -> Callable[[str, bytes], bytes]:
    """Return what asks these authorities; any other one cannot be reached.

    Args:
        authorities: by the host of their address.
        at: the moment that they stamp.
        asked: is told of every question.
    """
    known = {f"https://{one.name}/": one for one in authorities}

    def ask(url: str, request: bytes) -> bytes:
        if asked is not None:
            asked.append((url, request))
        if url not in known:
            raise FetchError(url, "connection", why="nobody there")
        # As ground.stamps writes a request: the digest behind 04 20, the nonce of nine bytes before the last boolean.
        digest = request[request.index(b"\x04\x20") + 2 :][:32]
        return known[url].stamp(digest, at=at, nonce=request[-12:-3])

    return ask


def spend_night(
    *authorities: TestAuthority, now: datetime, asked: list[tuple[str, bytes]] | None = None, seed: int = 1
) -> Log:
    """Make a checkpoint, have it stamped, put out what is to be published."""
    make_checkpoint(due=now, now=now, chance=random.Random(seed))
    log = require_ledger()
    ask_stamps(log, ask=make_ask(*authorities, at=now, asked=asked), chance=random.Random(seed), now=now)
    put_out_notes(log)
    return require_ledger()


@dataclass
class Desk:
    """What a job's function asks of its worker."""

    moment: datetime
    attempt: int = 1
    services: Mapping[str, Any] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.moment

    def cancelled(self) -> bool:
        return False

    def finishing(self) -> AbstractContextManager[None]:
        return nullcontext()
