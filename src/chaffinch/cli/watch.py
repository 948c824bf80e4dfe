"""What is watched, from a settings file and from options."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from chaffinch.names.errors import WatchlistError


def merge_watch(file: Path | None, domains: tuple[str, ...], services: tuple[str, ...]) -> dict[str, Any]:
    """Add the options to the file's `[watch]` table."""
    watch: dict[str, Any] = dict(_read_watch(file)) if file else {}
    for key, added in (("domains", domains), ("services", services)):
        if added:
            known = watch.get(key, [])
            watch[key] = [*known, *added] if isinstance(known, list) else known
    return watch


def _read_watch(file: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WatchlistError(f"{file} cannot be read", why=str(error), todo="Check the path.") from error
    except tomllib.TOMLDecodeError as error:
        raise WatchlistError(
            f"{file} is not valid TOML", why=str(error), todo="Correct that line."
        ) from error
    watch = document.get("watch")
    if not isinstance(watch, dict):
        raise WatchlistError(
            f"{file} has no [watch] table", todo="Add one: docs/reference/names.md shows its keys."
        )
    return watch
