"""Which logs there are: the lists that Google and Apple publish for their browsers (JSON, version 3)."""

from __future__ import annotations

import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from chaffinch.names.feeds.certificates.errors import LogListError

LONGEST_VALIDITY = timedelta(days=200)
"""No certificate made from March 2026 on may be valid for longer (CA/Browser Forum, ballot SC-081)."""

_TAKES_CERTIFICATES = ("qualified", "usable")
_MOST_LOGS = 2_000


@dataclass(frozen=True, slots=True)
class Log:
    """One log, as a list describes it."""

    name: str
    """For people: "Google 'Argon2026h2' log"."""
    address: str
    """Where it is read, with the final slash: the `url` of an RFC 6962 log, the `monitoring_url` of a static one."""
    kind: Literal["rfc6962", "static"]
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey = field(repr=False, compare=False)
    log_id: bytes
    """SHA-256 of the key."""
    origin: str = ""
    """A static log's name in its own checkpoints: its submission address without scheme and final slash."""
    operator: str = ""
    state: str = ""
    """pending, qualified, usable, readonly, retired, rejected; empty where the list says nothing."""
    begins: datetime | None = None
    """It takes certificates that expire from here …"""
    ends: datetime | None = None
    """… until before here."""


def read_log_list(untrusted_list: bytes) -> tuple[Log, ...]:
    """Read a list of logs.

    Raises:
        LogListError: it is no such list, or a log in it has a key that is not its own.
    """
    try:
        operators = json.loads(untrusted_list)["operators"]
        logs = tuple(log for operator in operators for log in _read_operator(operator) if log is not None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise LogListError(
            "This is no list of certificate logs",
            why=f"{type(fault).__name__}: {fault}"[:300],
            todo="Give the list that Google or Apple publishes for its browser (JSON, version 3).",
        ) from fault
    if len(logs) > _MOST_LOGS or len({log.address for log in logs}) < len(logs):
        raise LogListError(
            "This is no list of certificate logs", why="It names a log twice, or far too many."
        )
    return logs


def choose_logs(
    logs: Sequence[Log],
    *,
    now: datetime,
    addresses: Iterable[str] = (),
    longest_validity: timedelta = LONGEST_VALIDITY,
) -> tuple[Log, ...]:
    """Return the logs at these addresses; without addresses every log that takes certificates made now.

    Logs are split by the day on which certificates expire: one made now expires between now and now plus the longest
    validity, so every log counts whose interval meets that span.

    Raises:
        LogListError: no log of the list stands at one of the addresses.
    """
    wanted = [address.rstrip("/") + "/" for address in addresses]
    wanted = [address if "://" in address else f"https://{address}" for address in wanted]
    if not wanted:
        return tuple(
            log
            for log in logs
            if log.state in _TAKES_CERTIFICATES
            and (log.ends is None or log.ends > now)
            and (log.begins is None or log.begins < now + longest_validity)
        )
    known = {log.address: log for log in logs}
    for address in wanted:
        if address not in known:
            raise LogListError(
                f"No certificate log of the list stands at {address[:200]}",
                why="A log is followed only with its key, which the list holds.",
                todo="Write the address as the list has it (`url`, or `monitoring_url` of a static log).",
            )
    return tuple(known[address] for address in dict.fromkeys(wanted))


def _read_operator(untrusted: Mapping[str, Any]) -> Iterator[Log | None]:
    operator = str(untrusted["name"])[:200]
    for entry in untrusted.get("logs", ()):
        yield _read_log(entry, kind="rfc6962", operator=operator)
    for entry in untrusted.get("tiled_logs", ()):
        yield _read_log(entry, kind="static", operator=operator)


def _read_log(
    untrusted: Mapping[str, Any], *, kind: Literal["rfc6962", "static"], operator: str
) -> Log | None:
    """Return the log; None for one whose signatures we cannot check."""
    encoded_key = binascii.a2b_base64(untrusted["key"], strict_mode=True)
    log_id = hashlib.sha256(encoded_key).digest()
    if binascii.a2b_base64(untrusted["log_id"], strict_mode=True) != log_id:
        raise ValueError(f"the key of {untrusted.get('description')!r} is not the one its id names")
    try:
        key = load_der_public_key(encoded_key)
    except UnsupportedAlgorithm:
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return None
    address = str(untrusted["url" if kind == "rfc6962" else "monitoring_url"])
    interval = untrusted.get("temporal_interval") or {}
    return Log(
        name=str(untrusted.get("description") or address)[:200],
        address=_normalize(address),
        kind=kind,
        key=key,
        log_id=log_id,
        origin=""
        if kind == "rfc6962"
        else _normalize(str(untrusted["submission_url"])).split("://", 1)[1][:-1],
        operator=operator,
        state=next(iter(untrusted.get("state") or {}), ""),
        begins=_read_moment(interval.get("start_inclusive")),
        ends=_read_moment(interval.get("end_exclusive")),
    )


def _normalize(address: str) -> str:
    """Add what Apple's and older lists leave out: the scheme and the final slash."""
    whole = address if "://" in address else f"https://{address}"
    if not whole.startswith(("https://", "http://")):
        raise ValueError(f"{address[:200]!r} is no web address")
    return whole.rstrip("/") + "/"


def _read_moment(untrusted: str | None) -> datetime | None:
    if untrusted is None:
        return None
    moment = datetime.fromisoformat(untrusted)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
