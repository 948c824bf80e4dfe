"""The list of certificate logs: a file, or fetched and kept for the days on which it cannot be."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from chaffinch.errors import UsageError
from chaffinch.ground.files import write_whole
from chaffinch.ground.web import Fetcher, FetchError
from chaffinch.names.feeds.certificates import Log, read_log_list

_log = logging.getLogger(__name__)
_MOST_BYTES = 32_000_000


def load_logs(place: str, *, fetcher: Fetcher, kept: Path, stop: Callable[[], bool]) -> tuple[Log, ...]:
    """Return the logs of a list.

    Args:
        place: path or address.
        fetcher: opened.
        kept: where the last good answer of an address is kept.
        stop: asked while it is fetched.

    Raises:
        LogListError: it is no such list.
        FetchError: it cannot be fetched, and no earlier answer is kept.
        UsageError: the file cannot be read.
    """
    if "://" not in place:
        try:
            return read_log_list(Path(place).expanduser().read_bytes())
        except OSError as error:
            raise UsageError(
                f"The list of certificate logs {place} cannot be read.",
                why=str(error),
                todo="Check log_list in [sources] of chaffinch.toml.",
            ) from error
    try:
        untrusted_list = fetcher.get(place, limit_bytes=_MOST_BYTES, stop=stop).body
    except FetchError as error:
        if not kept.exists():
            raise
        _log.warning("%s; the list fetched before is used", error)
        return read_log_list(kept.read_bytes())
    logs = read_log_list(untrusted_list)
    write_whole(kept, untrusted_list)
    return logs
