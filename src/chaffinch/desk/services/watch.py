"""The watchlist: lines from the settings file and lines added on the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from chaffinch.desk.configuration_tables import WatchTable
from chaffinch.desk.models import WatchEntry
from chaffinch.desk.services.audit import SETTINGS_FILE, Actor, write_audit
from chaffinch.desk.services.followups import enqueue_reference
from chaffinch.errors import UsageError
from chaffinch.names.watchlist import Watchlist, make_key
from chaffinch.reports.catalogue import gettext_noop as N_

_KEYS = {
    "domains": WatchEntry.Kind.DOMAIN,
    "brands": WatchEntry.Kind.BRAND,
    "services": WatchEntry.Kind.SERVICE,
    "allowed": WatchEntry.Kind.ALLOWED,
    "sign_in_pages": WatchEntry.Kind.SIGN_IN,
    "keywords": WatchEntry.Kind.KEYWORD,
}


_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class WatchEntryError(UsageError):
    """A line of the watchlist cannot be added or removed."""


def compose_mapping(lines: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return (kind, value) lines as the `[watch]` table that `Watchlist.from_mapping` reads."""
    keys = {kind.value: key for key, kind in _KEYS.items()}
    mapping: dict[str, list[str]] = {key: [] for key in _KEYS}
    for kind, value in lines:
        mapping[keys[kind]].append(value)
    return mapping


def list_watch_lines() -> list[tuple[str, str]]:
    """Return the (kind, value) lines as they stand, the oldest first."""
    return list(WatchEntry.objects.order_by("pk").values_list("kind", "value"))


def load_watchlist() -> Watchlist:
    """Return the whole watchlist as the names room wants it."""
    return Watchlist.from_mapping(compose_mapping(list_watch_lines()))


@transaction.atomic
def sync_settings_file(table: WatchTable, *, now: datetime) -> dict[str, int]:
    """Make the lines of origin `file` equal to the settings file; lines of the desk stay.

    Returns:
        How many lines came and went: {"added": …, "removed": …}.
    """
    Watchlist.from_mapping({key: list(getattr(table, key)) for key in _KEYS})
    wanted = {(kind.value, value.strip()) for key, kind in _KEYS.items() for value in getattr(table, key)}
    present = {(entry.kind, entry.value): entry for entry in WatchEntry.objects.select_for_update()}
    removed = 0
    for line, entry in present.items():
        if entry.origin == WatchEntry.Origin.FILE and line not in wanted:
            entry.delete()
            removed += 1
    added = 0
    for kind, value in sorted(wanted):
        entry_or_none = present.get((kind, value))
        if entry_or_none is None:
            _add_line(kind, value, origin=WatchEntry.Origin.FILE, user_id=None, now=now)
            added += 1
        elif entry_or_none.origin != WatchEntry.Origin.FILE:
            entry_or_none.origin = WatchEntry.Origin.FILE
            entry_or_none.save(update_fields=["origin"])
    if added or removed:
        write_audit(
            "watchlist read",
            subject=("watchlist", "file"),
            actor=SETTINGS_FILE,
            now=now,
            params={"added": added, "removed": removed},
        )
    return {"added": added, "removed": removed}


@transaction.atomic
def add_watch_entry(
    kind: str,
    value: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    params: Mapping[str, Any] | None = None,
) -> WatchEntry:
    """Add one line on the desk.

    Args:
        kind: one of WatchEntry.Kind.
        value: the domain, word, service or address.
        actor: who adds it.
        now: when.
        reason: why, in their words.
        params: what the audit row says beside the line itself.

    Raises:
        WatchEntryError: it is there already.
        ChaffinchError: the names room refuses it (no domain, an unknown service).
    """
    value = value.strip()
    _check_line(kind, value)
    Watchlist.from_mapping(compose_mapping([*list_watch_lines(), (kind, value)]))
    entry = _add_line(kind, value, origin=WatchEntry.Origin.DESK, user_id=actor.user_id, now=now)
    write_audit(
        "watchlist line added",
        subject=("watchlist", entry.pk),
        actor=actor,
        now=now,
        reason=reason,
        params={"kind": kind, "value": value, **(params or {})},
    )
    return entry


def _check_line(kind: str, value: str) -> None:
    if kind not in WatchEntry.Kind.values or not value:
        raise WatchEntryError(N_("A line of the watchlist needs a kind and a value."))
    if WatchEntry.objects.filter(kind=kind, value=value).exists():
        raise WatchEntryError(N_("%(value)s is on the watchlist already."), value=value)
    if kind == WatchEntry.Kind.SIGN_IN and not value.startswith(("https://", "http://")):
        raise WatchEntryError(
            N_("%(value)s is not an address."),
            todo=N_("Write the whole address, for example https://mail.example.org/"),
            value=value,
        )
    check_brand(kind, value)


def check_brand(kind: str, value: str) -> None:
    """Do nothing where a line can be searched for.

    Raises:
        WatchEntryError: a brand with a sign in it that no address can hold.
    """
    if kind == WatchEntry.Kind.BRAND and not _KEY.fullmatch(make_key(value)):
        raise WatchEntryError(
            N_("%(value)s cannot stand in an address."),
            todo=N_("Write the name in letters, digits, spaces and hyphens."),
            value=value,
        )


@transaction.atomic
def remove_watch_entry(entry_number: int, *, actor: Actor, now: datetime) -> None:
    """Take one line of the desk away.

    Raises:
        WatchEntryError: it stands in the settings file.
    """
    entry = WatchEntry.objects.select_for_update().get(pk=entry_number)
    if entry.origin == WatchEntry.Origin.FILE:
        raise WatchEntryError(
            N_("%(value)s stands in the settings file."),
            todo=N_("Take it out of chaffinch.toml and start again."),
            value=entry.value,
        )
    params = {"kind": entry.kind, "value": entry.value}
    entry.delete()
    write_audit(
        "watchlist line removed", subject=("watchlist", entry_number), actor=actor, now=now, params=params
    )


def _add_line(kind: str, value: str, *, origin: str, user_id: int | None, now: datetime) -> WatchEntry:
    entry = WatchEntry.objects.create(
        kind=kind, value=value, origin=origin, added_by_id=user_id, added_at=now
    )
    if kind == WatchEntry.Kind.SIGN_IN:
        enqueue_reference(value, now=now)
    return entry
