"""Have other people date a checkpoint: its root is stamped by several authorities (RFC 3161), now or when they answer."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from chaffinch.errors import ChaffinchError
from chaffinch.ground.stamps import StampError, make_stamp_request, verify_stamp
from chaffinch.ground.web import FetchError
from chaffinch.ledger.cms import CmsFault, read_signer
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.log import Kept

LOCK = "stamping.lock"
"""Held in the log's folder by whoever asks, so that no two processes keep answers at once."""
ENOUGH = 2
"""Authorities, so that one that is found out or goes out of business does not take the date along."""
Dating = Literal["undated", "one-timestamp-only", "dated"]
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Authority:
    """One time-stamping authority."""

    name: str
    """As it is shown and as its answers are called on disk: lower-case letters, digits, dots, hyphens."""
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking one authority about one checkpoint."""

    number: int
    """Of the checkpoint."""
    authority: str
    code: str
    """stamped, or why not: a code of FetchError or StampError."""


def read_authorities(texts: Sequence[str]) -> tuple[Authority, ...]:
    """Return the authorities of NAME=URL.

    Raises:
        LedgerError: one is malformed, or a name comes twice.
    """
    found = tuple(Authority(*text.partition("=")[::2]) for text in texts)
    for one in found:
        if not _NAME.fullmatch(one.name) or not one.url:
            raise LedgerError(f"{one.name[:80]!r} names no authority.", "authority", todo="Write NAME=URL.")
    if len({one.name for one in found}) < len(found):
        raise LedgerError("An authority is named twice.", "authority", todo="Give each its own name.")
    return found


def stamp_checkpoints(
    kept: Sequence[Kept],
    *,
    authorities: Sequence[Authority],
    ask: Callable[[str, bytes], bytes],
    chance: random.Random,
    on_fault: Callable[[ChaffinchError], None] = lambda fault: None,
) -> list[Asked]:
    """Ask for every stamp that is missing; one that is down stops nothing and is asked again the next time.

    Args:
        kept: the checkpoints.
        authorities: all that are wanted.
        ask: from an address and a request to the authority's answer.
        chance: makes nonces.
        on_fault: is told why one did not stamp.
    """
    results: list[Asked] = []
    for one in kept:
        have = one.read_stamps()
        for authority in authorities:
            if authority.name in have:
                continue
            request = make_stamp_request(one.checkpoint.root, chance=chance)
            try:
                answer = ask(authority.url, request)
                verify_stamp(answer, digests=[one.checkpoint.root], request=request)
                read_signer(answer)
                one.keep_stamp(authority.name, answer)
                code = "stamped"
            except (FetchError, StampError, CmsFault) as fault:
                on_fault(fault)
                code = fault.code
            results.append(Asked(one.number, authority.name, code))
    return results


def count_authorities(stamps: Mapping[str, bytes]) -> int:
    """Return how many authorities stamped something: two names with one key are one."""
    keys: set[bytes] = set()
    for answer in stamps.values():
        with suppress(CmsFault):
            keys.add(read_signer(answer).key)
    return len(keys)


def say_dating(authorities: int) -> Dating:
    """Return how well something is dated by so many authorities."""
    return "undated" if authorities == 0 else "one-timestamp-only" if authorities < ENOUGH else "dated"
