"""One attempt to sign in, as a server's log tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Failure = Literal["", "unknown-user", "wrong-password", "refused", "bad-name", "failed"]
"""Empty for a success; `refused` by a rule of the server; `failed` where the line does not say why."""
Scheme = Literal["sha1", "policy"]
Code = Literal["too-long", "not-a-sign-in-line", "not-json"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands."""

    file: str
    line: int
    """Counted from 1."""
    offset: int
    """Of its first byte, in what the file holds once it is unpacked."""
    sha256: str
    """Of the line without its end, hex."""


@dataclass(frozen=True, slots=True)
class PasswordMark:
    """What a log tells of a password that was typed, without telling it."""

    scheme: Scheme
    """`sha1`: of the password; `policy`: Dovecot's own hash with a nonce (tripwires/passwords.py)."""
    value: str
    """Lower-case hex; shorter than its scheme's where the server cuts it."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One attempt."""

    at: datetime | None
    """Aware; None where the line has no time that can be read."""
    login: str
    """As the client wrote it; what cannot be shown stands escaped. Empty where the log names none."""
    source: str
    """Address of the client, normalised; empty where the log names none."""
    protocol: str
    """imap, pop3, submission, ssh, http, …; empty where the line does not say."""
    success: bool
    failure: Failure
    mark: PasswordMark | None
    session: str
    """The server's own name of the connection; empty where the log names none."""
    sums_up: bool
    """Whether the line tells, at the end of a connection, of attempts that may have had lines of their own."""
    spot: Spot
    agent: str = ""
    """What the client calls itself; empty where the log does not say."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that looks like an attempt and cannot be read."""

    code: Code
    spot: Spot
