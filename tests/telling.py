"""Whether a secret stands in what was said."""

from __future__ import annotations

_LEAST = 7


def tells(said: str, secret: str) -> bool:
    """Return whether a secret stands in a text; one that is a word of any text (`free`, `2017`), only where it is a value."""
    if len(secret) >= _LEAST:
        return secret in said
    return any(f"{before}{secret}{behind}" in said for before, behind in ("''", '""', "><"))
