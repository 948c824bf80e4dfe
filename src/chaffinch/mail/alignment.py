"""Whether what was signed belongs to whom the message names (DMARC, RFC 7489, 3.1), and what servers said.

Done here: DKIM alignment, from signatures that were checked here. Not done: SPF needs the DNS of that day and the peer's
address; the policy of DMARC needs its record; ARC seals are not verified. What a server wrote into Authentication-Results is
repeated as its word, to be believed only from a server of one's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chaffinch.mail.dkim import CheckedSignature
from chaffinch.mail.headers import Head
from chaffinch.names.hosts import split_suffix

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*(spf|dkim|dmarc|arc|auth|iprev)\s*=\s*([a-z]{3,12})\b", re.IGNORECASE)
MOST_CLAIMS = 100


@dataclass(frozen=True, slots=True)
class Claim:
    """What one server says that it found."""

    server: str
    method: str
    result: str


def find_owner(domain: str) -> str:
    """Return the registered domain that a name belongs to; the name itself where there is none."""
    name = domain.lower().rstrip(".")
    return (split_suffix(name)[0] if name.isascii() and "." in name else "") or name


def is_aligned(sender: str, checked: Iterable[CheckedSignature]) -> bool:
    """Return whether a signature that holds is of the domain, or of the organisation, that From names."""
    owner = find_owner(sender.rpartition("@")[2])
    return bool(owner) and any(one.holds and find_owner(one.signature.domain) == owner for one in checked)


def read_claims(head: Head) -> tuple[Claim, ...]:
    """Return what servers wrote into Authentication-Results (RFC 8601), the latest first."""
    claims: list[Claim] = []
    for header in head.list("authentication-results")[:20]:
        server, *results = _COMMENT.sub(" ", header.value).split(";")
        name = (server.split() or [""])[0].lower()[:253]
        for result in results:
            if match := _RESULT.match(result):
                claims.append(Claim(server=name, method=match[1].lower(), result=match[2].lower()))
    return tuple(claims[:MOST_CLAIMS])
