"""Lists of names and addresses that nobody invented may bear."""

from __future__ import annotations

from pathlib import Path

from chaffinch.errors import UsageError

_MAX_LISTED = 1_000_000


def read_refused(path: Path) -> tuple[list[str], list[str]]:
    """Return the names and the addresses of a list; blank lines and # comments are left out."""
    from chaffinch.ground.streams import read_lines

    names: list[str] = []
    addresses: list[str] = []
    for number, line in enumerate(read_lines(path), 1):
        if number > _MAX_LISTED:
            raise UsageError(f"{path} has more than {_MAX_LISTED:,} lines.", todo="Give a shorter list.")
        text = line.decode("utf-8", errors="replace").strip()
        if text and not text.startswith("#"):
            (addresses if "@" in text else names).append(text)
    return names, addresses
