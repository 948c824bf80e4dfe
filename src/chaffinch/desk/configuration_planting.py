"""What of the `[planting]` table cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from chaffinch.desk.configuration_tables import PlaceTable, PlantingTable

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def list_place_faults(values: PlantingTable) -> Iterator[tuple[int, str, str, str]]:
    """Yield (place's number from 1, key, what is wrong, what to do)."""
    names = [place.name for place in values.places]
    for nth, place in enumerate(values.places, start=1):
        if not place.name:
            yield nth, "name", "a place has no name", 'For example: name = "share"'
        elif names.index(place.name) != nth - 1:
            yield nth, "name", f"two places are called {place.name}", "Give each a name of its own."
        yield from ((nth, key, what, todo) for key, what, todo in _find_fault(place))


def list_planting_faults(values: PlantingTable) -> Iterator[tuple[str, str, str]]:
    """Yield (key, what is wrong, what to do)."""
    if values.beacon and (not values.beacon.startswith("https://") or "{id}" not in values.beacon):
        yield (
            "beacon",
            "a beacon is an https address with {id} in it",
            'For example: "https://img.example.org/{id}.png"',
        )
    if values.templates and not PurePosixPath(values.templates).is_absolute():
        yield (
            "templates",
            "templates is not a whole path",
            'For example: templates = "/srv/chaffinch/templates"',
        )


def _find_fault(place: PlaceTable) -> Iterator[tuple[str, str, str]]:
    if place.kind in ("folder", "mail-host"):
        if not PurePosixPath(place.where).is_absolute():
            yield "where", "where is not a whole path", 'For example: where = "/srv/share"'
    elif place.kind == "webdav":
        parts = urlsplit(place.where)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            yield (
                "where",
                "where is not an https address",
                'For example: where = "https://cloud.example.org/…/files/lise"',
            )
        if not place.user or not place.password_file:
            yield "user", "a WebDAV place needs a user and a password_file", "Name both."
    elif not place.where or "/" in place.where:
        yield "where", "where is not the name of a server", 'For example: where = "imap.example.org"'
    elif place.security == "none" and place.where not in _LOOPBACK:
        yield "security", "none is for a server on this machine only", 'Set security = "tls".'
    if not 0 <= place.port < 65_536:
        yield "port", "port is not a port", "Leave it out for the usual one."
