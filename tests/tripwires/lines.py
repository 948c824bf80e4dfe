"""Lines as Dovecot writes them: 2.3.19's own, and 2.4's after its manual and published logs."""

from __future__ import annotations

from datetime import UTC, datetime

from chaffinch.tripwires.dovecot import read_line
from chaffinch.tripwires.signin import SignIn, Spot

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
NAME = "lea.martin@mouvement-aurore.test"
SPOT = Spot("dovecot.log", 7, 99, "")
T = "2026-11-21 17:07:19 "

LOGIN = f"{T}imap-login: Info: Login: user=<{NAME}>, method=PLAIN, rip=127.0.0.53, lip=127.0.0.1, mpid=13880, session=<05W7ZMxg6bR/AAA1>"
FAILED = f"{T}imap-login: Info: Disconnected: Aborted login by logging out (auth failed, 1 attempts in 1 secs): user=<{NAME}>, method=PLAIN, rip=127.0.0.53, lip=127.0.0.1, session=<K0rFZMxgq79/AAA1>"
UNKNOWN = f"{T}auth: Info: passwd-file({NAME},127.0.0.53,<K0rFZMxgq79/AAA1>): unknown user (SHA1 of given password: 11f6ad8ec52a2984abaafd7c3b516503785c2072)"
MISMATCH = f"{T}auth: Info: passwd-file({NAME},127.0.0.53,<OsC8ZMxgV9J/AAA1>): Password mismatch (SHA1 of given password: 76272dc4faf660733711f58c736830d27159fb55)"
REFUSED = f"{T}auth: Info: policy({NAME},127.0.0.53,<D8AhZcxgk7B/AAA1>): Authentication failure due to policy server refusal"
WORKER = f"Nov 21 17:07:19 mail dovecot: auth-worker(1668): sql({NAME},2001:db8::7): unknown user (given password: x)"
WORKER_CONN = f"{T}auth-worker(55): Info: conn unix:auth-worker (pid=54,uid=97): auth-worker<3>: sql({NAME},203.0.113.7,<abc>): Password mismatch"
PAM = f"{T}auth-worker(default): Info: pam({NAME},1.2.3.4): pam_authenticate() failed: Authentication failure (password mismatch?)"
POP3 = f"Nov  1 09:07:19 mail dovecot[442]: pop3-login: Aborted login (auth failed, 2 attempts in 17 secs): user=<{NAME}>, method=PLAIN, rip=::ffff:192.0.2.13, lip=203.0.113.17, TLS, session=<YADINsQCDs5BH8Pg>"
LOGIN_24 = f"2026-11-21T17:07:19.123456+01:00 mail dovecot[9]: imap-login: Logged in: user=<{NAME}>, method=PLAIN, rip=::1, lip=::1, mpid=12347, secured, session=<ghi>"
FAILED_24 = f"Jun 23 00:11:05 imap-login: Info: Login aborted: Connection closed (auth failed, 3 attempts in 16 secs) (auth_failed): user=<{NAME}>, method=PLAIN, rip=203.0.113.4, lip=192.0.2.5, TLS, session=<CvN+E95Uf4e7eEnj>"
AUTH_24 = f"Jun 23 00:10:57 auth({NAME},203.0.113.4,sasl:login)<CvN+E95Uf4e7eEnj>: Info: sql: Password mismatch (given password: XxxxXXxx123)"
WORKER_24 = f"Jun 23 00:10:49 auth-worker({NAME},203.0.113.4)<4001084><CvN+E95Uf4e7eEnj>: request [12]: Info: sql: Password mismatch (given password: XxxxXXxx123)"
ATTEMPTS = (
    LOGIN, FAILED, UNKNOWN, MISMATCH, REFUSED, WORKER, WORKER_CONN, PAM, POP3, LOGIN_24, FAILED_24, AUTH_24,
)  # fmt: skip

OTHERS = (
    "",
    f"{T}master: Info: Dovecot v2.3.19.1 (9b53102964) starting up for imap (core dumps disabled)",
    f"{T}imap-login: Info: Disconnected: Connection closed: read(size=1026) failed: Connection reset by peer (no auth attempts in 0 secs): user=<>, rip=127.0.0.1, lip=127.0.0.1, secured, session=<sIK7ZMxgwLx/AAAB>",
    f"{T}imap({NAME})<13880><05W7ZMxg6bR/AAA1>: Info: Disconnected: Logged out in=12 out=477 deleted=0",
    f"{T}auth: Info: policy({NAME},127.0.0.53,<D8AhZcxgk7B/AAA1>): Policy check action is drop connection",
    WORKER_24,
    '{"command": "allow", "login": "x"}',
)


def read(line: str | bytes) -> SignIn | None:
    """Read a line as one of a machine that lives by UTC."""
    raw = line.encode() if isinstance(line, str) else line
    return read_line(raw, spot=SPOT, place_time=lambda local: local.replace(tzinfo=UTC), now=NOW)
