"""Dovecot's log, 2.3 and 2.4: which lines are attempts to sign in, and what they tell.

Read are the lines of the log-in services (`imap-login: Login: …`, `… (auth failed, 2 attempts …): user=<…>`), those of
the authentication process where `auth_verbose` is on (`auth: passwd-file(LOGIN,ADDRESS,<SESSION>): Password mismatch`,
in 2.4 `auth(LOGIN,ADDRESS,sasl:plain)<SESSION>: sql: …`), and JSON lines of the auth policy hook (tripwires/policy.py).

The log-in's name is the client's, and may look like the rest of a line. Dovecot writes the name's control characters as
`?` and its own fields behind it, so that what it says of itself is what stands last; in the lines of the authentication
process a name with brackets or commas is not believed at all.
"""

from __future__ import annotations

import re
from datetime import datetime

from chaffinch.tripwires.fields import BROKEN, clean, read_source
from chaffinch.tripwires.moments import TIME, PlaceTime, read_moment
from chaffinch.tripwires.passwords import hash_sha1
from chaffinch.tripwires.policy import find_policy_login, read_policy_line
from chaffinch.tripwires.signin import Failure, PasswordMark, SignIn, Spot

_HEAD = rb"^" + TIME + rb" (?:\S+ )?(?:dovecot(?:\[\d+\])?: )?"
_LEVEL = rb"(?:(?:Info|Warning|Error|Debug): )?"
_WORKER = rb"(?:conn [^ ]+ \([^()]*\): auth-worker<\d+>: )?"
_WHO = rb"(?P<login>[^,()<>\s]*),(?P<source>[0-9A-Fa-f.:]+)(?:,master)?"
_LOGIN_LINE = re.compile(
    _HEAD
    + rb"(?P<protocol>[a-z][a-z0-9]*)-login: "
    + _LEVEL
    + rb"(?P<said>[^<]*)user=<(?P<login>.*)>(?:, \w+=[^,<>\s]*)*, rip=(?P<source>[0-9A-Fa-f.:]+)(?=,)"
    + rb"(?:[^<]*session=<(?P<session>[^<>]*)>)?[^<]*$",
    re.DOTALL,
)
_AUTH_LINE = re.compile(
    _HEAD
    + rb"(?:dovecot: )?auth(?:-worker)?(?:\([^()]*\))?: "
    + _LEVEL
    + _WORKER
    + rb"[a-z][\w-]*\("
    + _WHO
    + rb"(?:,<(?P<session>[^<>]*)>)?\): (?P<reason>.*)$",
    re.DOTALL,
)
_AUTH_LINE_24 = re.compile(
    _HEAD
    + rb"auth\("
    + _WHO
    + rb"(?:,sasl:[^,()<>]*)?\)<(?P<session>[^<>]*)>: "
    + _LEVEL
    + rb"[a-z][\w-]*: (?P<reason>.*)$",
    re.DOTALL,
)
#: Where the name stands, for the quick look.
_AUTH_NAME = re.compile(
    rb" auth(?:-worker)?(?:\([^(),]*\))?: "
    + _LEVEL
    + _WORKER
    + rb"[a-z][\w-]*\(([^,()<>\s]*),|[ ]auth\(([^,()<>\s]*),"
)
#: In 2.4 the authentication process says again what its worker said.
_WORKER_24 = re.compile(rb" auth-worker\([^()]*,[^()]*\)<")
#: The end of a line of a passdb that is not the last one: it says nothing yet of how the attempt ends.
_GOES_ON = (b" - trying the next passdb", b" - trying the next passdb\r")
_REASONS: tuple[tuple[bytes, Failure], ...] = (
    (b"unknown user", "unknown-user"),
    (b"user not known", "unknown-user"),
    (b"password mismatch", "wrong-password"),
    (b"invalid credentials", "wrong-password"),
    (b"pam_authenticate() failed: user not known", "unknown-user"),
    (b"pam_authenticate() failed", "wrong-password"),
    (b"authentication failure due to policy server refusal", "refused"),
    (b"username character disallowed", "bad-name"),
    (b"user is disabled", "refused"),
    (b"user disabled", "refused"),
)
_MARKS = re.compile(rb"ismatch|nknown user|not known|credentials|authenticate\(\)|refusal|disabled")
_SHA1 = re.compile(rb"\(SHA1 of given password: ([0-9a-f]{1,40})\)$")
_PLAIN = re.compile(rb"\(given password: (.*)\)$", re.DOTALL)


def find_login(line: bytes) -> bytes | None:
    """Return the name that an attempt names, quickly: most lines are none, and most names no decoy's.

    Returns:
        None for a line that is no attempt, `BROKEN` for one whose name cannot be found, else the name as it stands; a
        line with a name is still to be read whole.
    """
    if line.startswith(b"{"):
        return find_policy_login(line)
    start = line.find(b"user=<")
    if start != -1 and b"-login: " in line[:start]:
        said = line[:start]
        if not (said.endswith((b"Login: ", b"ogged in: ")) or b"(auth failed, " in said):
            return None
        end = line.rfind(b">", start, line.rfind(b", rip="))
        return line[start + 6 : end] if end != -1 else BROKEN
    if b" auth" in line and _MARKS.search(line) and not (_WORKER_24.search(line) or line.endswith(_GOES_ON)):
        named = _AUTH_NAME.search(line)
        return (named[1] if named[1] is not None else named[2]) if named else _find_nameless(line)
    if start == -1 and (b"-login: " in line and (b" Login: " in line or b"(auth failed, " in line)):
        return BROKEN
    return None


def _find_nameless(line: bytes) -> bytes | None:
    """Tell lines of the authentication process that should name somebody from others of its lines."""
    return BROKEN if b"passdb" not in line and _REASON_LIKE.search(line) else None


_REASON_LIKE = re.compile(rb" auth(?:-worker)?\b[^:]*: .*(?:[Pp]assword mismatch|[Uu]nknown user)")


def read_line(line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
    """Read one attempt; None where the line is none, or cannot be believed.

    Args:
        line: without its end.
        spot: where it stands.
        place_time: for times without a zone.
        now: aware; for times without a year.
    """
    if line.startswith(b"{"):
        return read_policy_line(line, spot=spot)
    found = _LOGIN_LINE.match(line)
    if found:
        return _read_login_line(found, spot=spot, at=_read_time(found, place_time, now))
    found = _AUTH_LINE.match(line) or _AUTH_LINE_24.match(line)
    return _read_auth_line(found, spot=spot, at=_read_time(found, place_time, now)) if found else None


def _read_time(found: re.Match[bytes], place_time: PlaceTime, now: datetime) -> datetime | None:
    return read_moment(found["time"].decode("ascii"), place_time=place_time, now=now)


def _read_login_line(found: re.Match[bytes], *, spot: Spot, at: datetime | None) -> SignIn | None:
    success = found["said"].endswith((b"Login: ", b"ogged in: "))
    if not success and b"(auth failed, " not in found["said"]:
        return None
    return SignIn(
        at=at,
        login=clean(found["login"]),
        source=read_source(clean(found["source"])),
        protocol=clean(found["protocol"])[:16],
        success=success,
        failure="" if success else "failed",
        mark=None,
        session=clean(found["session"] or b"")[:64],
        sums_up=not success,
        spot=spot,
    )


def _read_auth_line(found: re.Match[bytes], *, spot: Spot, at: datetime | None) -> SignIn | None:
    reason = found["reason"]
    if b">): " in reason.partition(b" (given password: ")[0]:
        return None  # a name that wrote the end of the line's own head
    start = reason.lower()
    failure = next((code for words, code in _REASONS if start.startswith(words)), None)
    if failure is None:
        return None
    return SignIn(
        at=at,
        login=clean(found["login"]),
        source=read_source(clean(found["source"])),
        protocol="",
        success=False,
        failure=failure,
        mark=_read_mark(reason),
        session=clean(found["session"] or b"")[:64],
        sums_up=False,
        spot=spot,
    )


def _read_mark(reason: bytes) -> PasswordMark | None:
    """Return what is told of the password; one that stands there in plain is hashed at once and goes no further."""
    if found := _SHA1.search(reason):
        return PasswordMark("sha1", found[1].decode())
    if found := _PLAIN.search(reason):
        return PasswordMark("sha1", hash_sha1(found[1]))
    return None
