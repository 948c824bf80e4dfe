"""Copy the log's own line of each use when it is read, encrypted: logs are rotated away, and evidence is asked for later."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Hit, HitLine
from chaffinch.ground.secrets import decrypt, encrypt

_SEALED = "sign-in line kept"
#: What Dovecot writes with `auth_verbose_passwords = plain`; of hashes it writes "SHA1 of given password".
_PLAIN = re.compile(rb"(?<=\(given password: ).*(?=\))", re.DOTALL)
CUT = b"[cut out]"


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One line as it was kept."""

    text: bytes = field(repr=False)
    sha256: str
    """Of the line as it stands in the log."""
    cut: bool


def keep_lines(lines: Iterable[tuple[Hit, bytes]]) -> None:
    """Keep the line of each new hit; one that was not handed over is not there to be kept."""
    key = find_home().read_key("store")
    rows = []
    for hit, line in lines:
        if line:
            kept = _PLAIN.sub(CUT, line)
            sealed = encrypt(kept, key=key, purpose=_SEALED)
            digest = hashlib.sha256(line).hexdigest()
            rows.append(HitLine(hit=hit, sealed=sealed, sha256=digest, cut=kept != line))
    HitLine.objects.bulk_create(rows)


def open_line(row: HitLine) -> KeptLine:
    """Return a line.

    Raises:
        UnreadableSecretError: it was sealed with another key.
    """
    text = decrypt(bytes(row.sealed), key=find_home().read_key("store"), purpose=_SEALED)
    return KeptLine(text, row.sha256, row.cut)
