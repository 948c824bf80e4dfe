"""A list's address: fetched to a file, at the cost of one question while it has not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from chaffinch.ground.web import Fetcher, FetchError
from chaffinch.names.feeds.feed import FeedFault
from chaffinch.names.feeds.lists.place import Place


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file to read, and the place that reading goes on from."""

    path: Path
    place: Place
    is_same: bool = False
    """The server says that nothing changed since the list was read to its end."""
    fault: FeedFault | None = None
    """Nothing usable came back."""


def name_list(source: str) -> str:
    """Return a file name for what belongs to a source; the same for the same source."""
    return "list-" + hashlib.sha256(source.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def fetch_list(
    url: str, place: Place, *, fetcher: Fetcher, folder: Path, limit_bytes: int, stop: Callable[[], bool]
) -> Fetched | None:
    """Fetch a list where that is due; None when asked to stop.

    A reading that was broken off goes on in the file that it began, so that it ends whatever the server does meanwhile.
    """
    path = folder / name_list(url)
    if place.offset and not place.ended and not place.trouble and path.is_file():
        return Fetched(path, place)
    is_known = place.ended and place.trouble != "damaged" and path.is_file()
    try:
        answer = fetcher.fetch_to(
            url,
            path,
            etag=place.etag if is_known else "",
            modified=place.modified if is_known else "",
            limit_bytes=limit_bytes,
            stop=stop,
        )
    except FetchError as fault:
        return None if fault.code == "stopped" else Fetched(path, place, fault=describe_failure(fault))
    if answer.status == 304:
        return Fetched(path, place, is_same=True)
    place = replace(
        place,
        etag=answer.headers.get("etag", "")[:500],
        modified=answer.headers.get("last-modified", "")[:100],
        stamp="",
    )
    return Fetched(path, place)


def describe_failure(fault: FetchError) -> FeedFault:
    """Return the failure as it is counted and listed."""
    code = "bad-answer" if fault.code in ("too-large", "bad-body") else "unreachable"
    return FeedFault(code, fault.url, {"cause": fault.code, "status": fault.status, "why": fault.why[:200]})
