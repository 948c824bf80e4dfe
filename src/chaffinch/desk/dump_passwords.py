"""Passwords of a dump's encrypted archives: at rest only while it is read, and only encrypted."""

from __future__ import annotations

import json
from collections.abc import Sequence

from chaffinch.desk.home import find_home
from chaffinch.errors import UsageError
from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.reports.catalogue import gettext_noop as N_

_MOST = 100
"""Each is tried on each encrypted file."""
_LONGEST = 1_000
_PURPOSE = "dump passwords"


def split_passwords(text: str) -> tuple[str, ...]:
    """Return the passwords of a text, a line each, as they were typed: a blank at an end may belong to one.

    Raises:
        UsageError: they are too many, or one is no password.
    """
    found = tuple(dict.fromkeys(line for line in text.splitlines() if line.strip()))
    if len(found) > _MOST:
        raise UsageError(
            N_("There are too many passwords: %(count)s."),
            todo=N_("Give %(most)s at most, those of this dump."),
            count=len(found),
            most=_MOST,
        )
    if any(len(one) > _LONGEST or "\x00" in one for one in found):
        raise UsageError(N_("One of the lines is no password."), why=N_("It is too long, or holds a NUL."))
    return found


def seal_passwords(passwords: Sequence[str]) -> bytes:
    """Return them encrypted with the key of this desk's store; nothing where there are none."""
    if not passwords:
        return b""
    plain = json.dumps(list(passwords)).encode("ascii")
    return encrypt(plain, key=find_home().read_key("store"), purpose=_PURPOSE)


def open_passwords(sealed: bytes) -> tuple[str, ...]:
    """Return what was sealed.

    Raises:
        UnreadableSecretError: it was changed, or the key is another.
    """
    if not sealed:
        return ()
    return tuple(json.loads(decrypt(sealed, key=find_home().read_key("store"), purpose=_PURPOSE)))
