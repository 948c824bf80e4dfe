"""One key of chaffinch.toml: its meaning, its default, its choices."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def describe_key(doc: str, default: Any, *, choices: tuple[str, ...] = ()) -> Any:
    """Return the field of a key; a list becomes a tuple."""
    metadata = {"doc": doc, "choices": choices}
    if isinstance(default, list):
        return field(default=tuple(default), metadata=metadata)
    return field(default=default, metadata=metadata)
