"""A list on its way into the desk: where it is kept, and which source it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from chaffinch.desk.followers.listed import Listed
from chaffinch.desk.following import Followed, follow_feed
from chaffinch.desk.home import Home
from chaffinch.desk.models import Source
from chaffinch.desk.services.audit import Actor
from chaffinch.ground.web import Fetcher
from chaffinch.names.feeds.lists import ListFeed


def name_kind(listed: Listed) -> str:
    """Return the kind of source that a list is."""
    return Source.Kind.ZONE if listed.format == "zone" else Source.Kind.LIST


def open_list(
    listed: Listed,
    *,
    home: Home,
    fetcher: Fetcher | None = None,
    on_read: Callable[[int], None] | None = None,
) -> ListFeed:
    """Return the feed of a list; what is kept of it lies in a folder of its own.

    Raises:
        ChaffinchError: it cannot be one.
    """
    folder = home.sources / hashlib.sha256(listed.place.encode()).hexdigest()[:16]
    return ListFeed(
        listed.place,
        format=listed.format,
        column=listed.column,
        fetcher=fetcher,
        folder=folder,
        new_only=listed.new_only,
        key=home.read_key("sources"),
        on_read=on_read,
    )


def follow_list(
    listed: Listed,
    *,
    home: Home,
    actor: Actor,
    clock: Callable[[], datetime],
    stop: Callable[[], bool] = lambda: False,
    fetcher: Fetcher | None = None,
    on_read: Callable[[int], None] | None = None,
) -> Followed:
    """Read what is new in a list into the desk; killed at any moment, the next call goes on.

    Raises:
        ChaffinchError: it cannot be a list, or there is no such file.
    """
    feed = open_list(listed, home=home, fetcher=fetcher, on_read=on_read)
    source, _made = Source.objects.get_or_create(kind=name_kind(listed), name=listed.place[:500])
    return follow_feed(feed, source, actor=actor, clock=clock, stop=stop)
