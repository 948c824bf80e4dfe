"""Tokens that let a server push its log: one for each name; only their hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from pathlib import Path

from chaffinch.ground.files import write_whole
from chaffinch.tripwires.listener.errors import ListenerError

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
#: What a token of an unknown name is compared with, so that this takes as long.
_NOBODY = hashlib.sha256(secrets.token_bytes(32)).hexdigest()


def check_name(name: str) -> str:
    """Return a name that is fit to be a file's.

    Raises:
        ListenerError: it is none.
    """
    if not _NAME.fullmatch(name):
        raise ListenerError(
            f"{name!r} is no name for a log.",
            why="It is up to 63 small letters, digits and hyphens.",
            todo="For example: mail-1",
        )
    return name


def make_token(path: Path, name: str) -> str:
    """Make the token of a name, in the place of the one before; return it, since only its hash is kept.

    Raises:
        ListenerError: it is no name, or the file cannot be read.
    """
    known = load_tokens(path)
    token = secrets.token_urlsafe(32)
    known[check_name(name)] = hash_token(token)
    _write(path, known)
    return token


def drop_token(path: Path, name: str) -> None:
    """Let a name push no more.

    Raises:
        ListenerError: it has no token, or the file cannot be read.
    """
    known = load_tokens(path)
    if known.pop(name, None) is None:
        raise ListenerError(
            f"There is no token for {name!r}.", todo=f"There are: {', '.join(sorted(known)) or 'none'}."
        )
    _write(path, known)


def load_tokens(path: Path) -> dict[str, str]:
    """Return the hash of each name's token.

    Raises:
        ListenerError: the file cannot be read.
    """
    try:
        said = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ListenerError(f"{path} cannot be read.", why=str(error)) from error
    if not isinstance(said, dict) or not all(
        isinstance(kept, str) and _NAME.fullmatch(name) for name, kept in said.items()
    ):
        raise ListenerError(f"{path} does not hold tokens' hashes.")
    return said


def _write(path: Path, known: dict[str, str]) -> None:
    write_whole(path, json.dumps(known, indent=1, sort_keys=True).encode() + b"\n")


def hash_token(token: str) -> str:
    """Return what is kept of a token: 256 bits of chance need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenBook:
    """Knows the tokens, and reads the file again when it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = {}
        self._stamp: tuple[int, int] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read the file where it is another than before; one that cannot be read changes nothing."""
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_ino)
        except OSError:
            stamp = None
        if stamp == self._stamp:
            return
        try:
            self._known = load_tokens(self._path)
            self._stamp = stamp
        except ListenerError:
            return

    def admits(self, name: str, untrusted_authorization: bytes) -> bool:
        """Return whether an Authorization field lets push under a name; it takes as long for names that do not exist."""
        scheme, _, token = untrusted_authorization.decode("latin-1").partition(" ")
        kept = self._known.get(name)
        same = hmac.compare_digest(hash_token(token.strip()), kept or _NOBODY)
        return same and kept is not None and scheme.lower() == "bearer"

    @property
    def names(self) -> tuple[str, ...]:
        """Who may push."""
        return tuple(sorted(self._known))
