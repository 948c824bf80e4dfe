"""Trying a line of the watchlist: one at a time, not too often, each answer kept for a while."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from chaffinch.desk.models import WatchEntry
from chaffinch.desk.web.acting import Refusal
from chaffinch.desk.web.queries.preview import TRIED, Preview, preview_line
from chaffinch.errors import ChaffinchError

#: New questions a person may ask in a minute: as fast as one types, with pauses.
PER_MINUTE = 40
_KEEP_SECONDS = 600
_PATIENCE_SECONDS = 4
_LONGEST = 253
# A trial takes a core for half a second; one at a time, and one that waits, leave the other pages theirs.
_one_at_a_time = threading.BoundedSemaphore(1)
_door = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is said of a line that somebody types."""

    kind: str
    typed: str
    preview: Preview | None = None
    refusal: Refusal | None = None
    busy: str = ""
    """Why there is no answer for the moment."""
    again: bool = False
    """Whether the page may ask again by itself."""


def try_out(kind: str, untrusted_value: str, *, who: str) -> Trial:
    """Return what the line would do, or why that cannot be said.

    Args:
        kind: of the line; only brands and domains can be tried.
        untrusted_value: what was typed.
        who: the person's user name, whose questions are counted.
    """
    value = " ".join(untrusted_value.split()).lower()
    if kind not in TRIED or len(value) < 2 or len(value) > _LONGEST:
        return Trial(kind, untrusted_value)
    key = _make_key(kind, value)
    preview = cache.get(key)
    if preview is None:
        if _asks_too_often(who):
            return Trial(kind, untrusted_value, busy=_("That was very fast: wait a minute, then type on."))
        try:
            preview = _preview_alone(kind, value)
        except ChaffinchError as error:
            return Trial(kind, untrusted_value, refusal=Refusal.explain(error))
        if preview is None:
            return Trial(kind, untrusted_value, busy=_("The desk is busy with another trial…"), again=True)
        cache.set(key, preview, _KEEP_SECONDS)
    return Trial(kind, untrusted_value, preview=preview)


def _preview_alone(kind: str, value: str) -> Preview | None:
    """Run one trial at a time; None when others keep the desk busy."""
    if not _door.acquire(blocking=False):
        return None
    try:
        if not _one_at_a_time.acquire(timeout=_PATIENCE_SECONDS):
            return None
        try:
            return preview_line(kind, value)
        finally:
            _one_at_a_time.release()
    finally:
        _door.release()


def _make_key(kind: str, value: str) -> str:
    """Name an answer by all that it depends on: the line, and the watchlist as it stands."""
    lines = WatchEntry.objects.order_by("pk").values_list("kind", "value")
    asked = repr((kind, value, list(lines))).encode()
    return f"trial-{hashlib.sha256(asked).hexdigest()}"


def _asks_too_often(who: str) -> bool:
    key = f"trials-{hashlib.sha256(who.encode()).hexdigest()}"
    cache.add(key, 0, 60)
    try:
        return int(cache.incr(key)) > PER_MINUTE
    except ValueError:  # it ran out between the two
        return False
