"""Beacons: addresses that a planted document carries, and what is known of whoever opens one.

The token is the only secret. The listener writes down its SHA-256 (96 bits of chance and more need no slower hash); the
desk finds the planted item by a keyed hash of that, so that neither the listener's files nor the desk's tables name an
address.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from chaffinch.ground.secrets import keyed_hash
from chaffinch.tripwires.errors import FormatError
from chaffinch.tripwires.fields import clean
from chaffinch.tripwires.json_fields import load_object, read_aware, read_text
from chaffinch.tripwires.listener.floods import Counted
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.tools import Opener, name_opener

_PURPOSE = "beacon"
#: The ways in which `_draw_token` writes one and documents are numbered (decoys/documents), which are those of many servers.
_TOKEN = re.compile(r"[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9]{22}")
_MIXED = 22
_HASH = re.compile(r"[0-9a-f]{64}")
#: As pictures, style sheets and downloads are named in many places. What an office programme asks of the folder that a
#: picture lies in (OPTIONS, PROPFIND) names the token only where it is the folder.
_PLACES: Final = (
    "static/img/{}.png",
    "assets/{}.png",
    "media/{}/logo.png",
    "files/{}/image001.png",
    "content/{}/header.png",
    "s/{}",
    "d/{}",
)
#: What tells one programme from another, beside what it calls itself.
MARKS: Final = (
    "x-office-major-version", "x-office-version", "x-featureversion", "x-msgetweburl", "x-idcrl_accepted",
    "x-ms-cookieuri-requested", "x-forms_based_auth_accepted", "translate", "ua-cpu", "purpose", "sec-purpose",
    "x-purpose", "sec-fetch-dest", "via",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beacon:
    """One beacon that was made."""

    url: str
    """For the document; kept nowhere else in the clear."""
    found_by: str
    """Keyed hash, for finding the item again."""


@dataclass(frozen=True, slots=True)
class BeaconHit:
    """A beacon that was opened, or one that was opened so often that it was only counted."""

    at: datetime
    token: str
    """SHA-256, hex; empty where many were counted together."""
    count: int
    until: datetime
    source: str
    method: str = ""
    shape: str = ""
    """The path with `{}` for the token."""
    agent: str = ""
    language: str = ""
    referer: str = ""
    """Its host."""
    marks: tuple[str, ...] = ()
    tls: str = ""

    @property
    def opener(self) -> Opener:
        """What opened it, as far as it says."""
        return name_opener(self.agent, marks=self.marks)


def make_beacon(base_url: str, *, rng: random.Random, key: bytes) -> Beacon:
    """Return a new beacon.

    Args:
        base_url: the listener's, such as `https://files.example.org`.
        rng: an unforeseeable one (`random.SystemRandom`) outside tests.
        key: the desk's, from which `find_by` derives its own.

    Raises:
        FormatError: the address is none.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise FormatError(f"{base_url!r} is no address.", todo="For example: https://files.example.org")
    token = _draw_token(rng)
    url = f"{base_url.rstrip('/')}/{rng.choice(_PLACES).format(token)}"
    return Beacon(url, find_by(hash_token(token), key=key))


def _draw_token(rng: random.Random) -> str:
    """Return 122 bits of chance or more, written as many servers name their files."""
    while True:
        written = rng.randrange(3)
        if written == 0:
            token = f"{rng.getrandbits(128):032x}"
        elif written == 1:
            token = str(UUID(int=rng.getrandbits(128), version=4))
        else:
            token = "".join(rng.choices(string.ascii_letters + string.digits, k=_MIXED))
        if _is_token(token):
            return token


def hash_token(token: str) -> str:
    """Return what the listener writes down of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_by(token_hash: str, *, key: bytes) -> str:
    """Return what the desk's tables keep of a token."""
    return keyed_hash(token_hash, key=key, purpose=_PURPOSE)


def find_token(path: str) -> str:
    """Return the part of a path that may be a token; empty where none may.

    The listener knows none: whatever looks like one is written down, and the desk knows its own.
    """
    for part in path.split("/"):
        stem = part.partition(".")[0]
        if _is_token(stem):
            return stem
    return ""


def _is_token(text: str) -> bool:
    if not _TOKEN.fullmatch(text):
        return False
    # A word of 22 letters is no token; twenty-odd digits and letters up to f are nothing else.
    digits = sum(map(str.isdigit, text))
    return len(text) != _MIXED or (digits >= 3 and len(text) - digits >= 3)


def write_hit(request: Request, token: str, *, now: datetime) -> bytes:
    """Return the line for one opened beacon."""
    referer = clean(request.read("referer"))
    said = {
        "at": now.isoformat(),
        "token": hash_token(token),
        "method": request.method[:16],
        "shape": request.path.replace(token, "{}")[:200],
        "source": request.source,
        "agent": clean(request.read("user-agent")),
        "language": clean(request.read("accept-language"))[:60],
        "referer": _read_host(referer)[:120],
        "marks": list(request.names(MARKS)),
        "tls": request.tls,
    }
    return _write(said)


def write_count(counted: Counted) -> bytes:
    """Return the line for what was only counted."""
    return _write(
        {
            "at": counted.since.isoformat(),
            "until": counted.until.isoformat(),
            "count": counted.count,
            "token": counted.key.what,
            "source": counted.key.source,
        }
    )


def read_hit(line: bytes) -> BeaconHit | None:
    """Return what one line of the listener's file tells; None where it is none of its lines."""
    said = load_object(line)
    at = read_aware(read_text(said, "at"))
    if said is None or at is None:
        return None
    token, count = read_text(said, "token"), said.get("count", 1)
    if not (token == "" or _HASH.fullmatch(token)) or not isinstance(count, int) or not 0 < count < 10**12:
        return None
    return BeaconHit(
        at=at,
        token=token,
        count=int(count),
        until=read_aware(read_text(said, "until")) or at,
        source=read_text(said, "source")[:45],
        method=read_text(said, "method")[:16],
        shape=read_text(said, "shape")[:200],
        agent=read_text(said, "agent"),
        language=read_text(said, "language")[:60],
        referer=read_text(said, "referer")[:120],
        marks=_read_marks(said),
        tls=read_text(said, "tls")[:10],
    )


def _read_marks(said: Mapping[str, Any]) -> tuple[str, ...]:
    named = said.get("marks")
    return tuple(mark for mark in MARKS if mark in named) if isinstance(named, list) else ()


def _read_host(untrusted_url: str) -> str:
    try:
        return urlsplit(untrusted_url).hostname or ""
    except ValueError:
        return ""


def _write(said: Mapping[str, Any]) -> bytes:
    # Everything beyond ASCII stands escaped: no terminal is steered by a line.
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"
