"""What can be wrong with [ledger] of chaffinch.toml. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.desk.configuration_tables import LedgerTable
from chaffinch.errors import UsageError

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_CUSTODIAN = re.compile(r"age1[02-9ac-hj-np-z]{58}")
"""An X25519 recipient of age: Bech32 of 32 bytes."""
_MOST = 100_000


def list_ledger_faults(values: LedgerTable) -> Iterator[tuple[str, str, str]]:
    """Yield the key, what is wrong with its value, and what to write instead."""
    if values.origin:
        yield from _find_origin_fault(values.origin)
    if values.authorities:
        yield from _find_authority_faults(values.authorities)
    for custodian in values.custodians:
        if not _CUSTODIAN.fullmatch(custodian):
            yield "custodians", f"{custodian!r} is no custodian's key", "Give the line that begins with age1."
    if not 1 <= values.most <= _MOST:
        yield "most", f"most is not between 1 and {_MOST}", "For example: most = 20000"
    if not CLOCK.fullmatch(values.checkpoint_at):
        todo = 'For example: checkpoint_at = "02:30"'
        yield "checkpoint_at", "checkpoint_at is not an hour and minute", todo


def _find_origin_fault(origin: str) -> Iterator[tuple[str, str, str]]:
    # Late, here and below: few verbs need what a ledger needs.
    from chaffinch.ledger.note import check_origin

    try:
        check_origin(origin)
    except UsageError as fault:
        yield "origin", fault.what.rstrip("."), fault.todo


def _find_authority_faults(texts: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    from chaffinch.ledger.stamping import read_authorities

    try:
        authorities = read_authorities(texts)
    except UsageError as fault:
        yield "authorities", fault.what.rstrip("."), fault.todo
        return
    for one in authorities:
        if not one.url.startswith(("http://", "https://")):
            todo = 'For example: authorities = ["one=https://tsa.example.org"]'
            yield "authorities", f"{one.url!r} is not an address", todo
