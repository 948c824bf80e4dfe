"""Access logs of nginx and Apache in the combined format: log-ins by HTTP's own authentication, and by a named page.

`ADDRESS - NAME [TIME] "METHOD PATH PROTOCOL" STATUS BYTES "REFERRER" "AGENT"` (Apache, mod_log_config, "Combined Log
Format"; nginx, ngx_http_log_module, "combined"). NAME is that of HTTP Basic authentication, written where it was refused
as well (status 401). What is typed into a form is not in such a log; where a sign-in page takes the name in its address,
an attempt rule says where. Checked on published lines only, on no server.

Both servers write a quotation mark in a name or path as `\\"` or `\\x22`, so that the first one that stands bare is their
own, and what stands before it ends with their own time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from chaffinch.tripwires.errors import FormatError
from chaffinch.tripwires.fields import BROKEN, clean, read_source
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.signin import Failure, SignIn, Spot

_LINE = re.compile(
    rb"(?P<source>\S+) \S+ (?P<login>[^\"\\]*(?:\\.[^\"\\]*)*) \[(?P<time>[^\]\"]{20,30})\] "
    rb"\"(?P<method>[A-Z]+) (?P<path>[^\"\\ ]*(?:\\.[^\"\\ ]*)*)[^\"\\]*(?:\\.[^\"\\]*)*\" (?P<status>\d{3}) "
    rb"(?:\S+ \"[^\"\\]*(?:\\.[^\"\\]*)*\" \"(?P<agent>[^\"\\]*(?:\\.[^\"\\]*)*)\")?",
    re.DOTALL,
)
#: A line of nobody in particular: most are.
_NOBODY = re.compile(rb"\S+ \S+ - \[[^\]\"]{20,30}\] \"")
_RULE = re.compile(r"([A-Z]+) (/[^\s?]*)(?:\?([\w.-]+))?(?: (\d{3}(?:,\d{3})*))?")
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_REFUSALS: dict[int, Failure] = {401: "failed", 403: "refused", 429: "refused"}


@dataclass(frozen=True, slots=True)
class AttemptRule:
    """Which requests are attempts to sign in."""

    method: str
    path: str
    parameter: str = ""
    """Of the address, that holds the name; empty: the name is that of HTTP Basic authentication."""
    opened: frozenset[int] = frozenset()
    """Status codes of a log-in that worked; empty: those below 400, with HTTP Basic authentication only."""

    @classmethod
    def parse(cls, text: str) -> AttemptRule:
        """Read `METHOD /path[?parameter] [status,…]`, for example `GET /sso/start?user 302`.

        Raises:
            FormatError: it is no such rule.
        """
        found = _RULE.fullmatch(text.strip())
        if found is None:
            raise FormatError(
                f"{text!r} does not say which requests are attempts to sign in.",
                todo='For example: "POST /login", or "GET /sso/start?user 302".',
            )
        opened = frozenset(int(code) for code in (found[4] or "").split(",") if code)
        return cls(found[1], found[2], found[3] or "", opened)


class WebReader:
    """Reads an access log after one rule, or, without one, every request with a name of HTTP Basic authentication."""

    def __init__(self, rule: AttemptRule | None) -> None:
        self._rule = rule
        self._mark = f'"{rule.method} {rule.path}'.encode() if rule else b'"'

    def find_login(self, line: bytes) -> bytes | None:
        """Return the name that a line names, as `tripwires.dovecot.find_login` does."""
        if self._mark not in line or (self._rule is None and _NOBODY.match(line)):
            return None
        found = _LINE.match(line)
        return self._find_name(found) if found else BROKEN

    def read_line(self, line: bytes, *, spot: Spot, place_time: PlaceTime, now: datetime) -> SignIn | None:
        """Read one attempt; None where the line is none, or cannot be believed; its time names its zone."""
        found = _LINE.match(line)
        login = self._find_name(found) if found else None
        if found is None or login is None:
            return None
        status = int(found["status"])
        success = self._opened(status, basic=found["login"] != b"-")
        return SignIn(
            at=_read_time(found["time"]),
            login=clean(login),
            source=read_source(clean(found["source"])),
            protocol="http",
            success=success,
            failure="" if success else _REFUSALS.get(status, "failed"),
            mark=None,
            session="",
            sums_up=False,
            spot=spot,
            agent=clean(_unescape(found["agent"] or b"")),
        )

    def _opened(self, status: int, *, basic: bool) -> bool:
        if self._rule and self._rule.opened:
            return status in self._rule.opened
        return basic and status < 400

    def _find_name(self, found: re.Match[bytes]) -> bytes | None:
        rule, path = self._rule, found["path"]
        if rule is not None:
            if (
                found["method"].decode() != rule.method
                or path.partition(b"?")[0].decode("latin-1") != rule.path
            ):
                return None
            if rule.parameter:
                return _find_parameter(path, rule.parameter)
        return _unescape(found["login"]) if found["login"] != b"-" else None


def _find_parameter(path: bytes, name: str) -> bytes | None:
    query = _unescape(path).partition(b"?")[2].decode("utf-8", "surrogateescape")
    try:
        values = [
            value
            for key, value in parse_qsl(query, errors="surrogateescape", max_num_fields=64)
            if key == name
        ]
    except ValueError:
        return BROKEN
    return values[0].encode("utf-8", "surrogateescape") if len(values) == 1 else BROKEN if values else None


def _unescape(text: bytes) -> bytes:
    if b"\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]) if match[1] else match[2], text)


def _read_time(text: bytes) -> datetime | None:
    try:
        return datetime.strptime(text.decode("ascii", "replace"), "%d/%b/%Y:%H:%M:%S %z")
    except ValueError:
        return None
