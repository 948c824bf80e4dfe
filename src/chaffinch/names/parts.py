"""A host, cut where its owner begins."""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.names.hosts import Host, split_suffix
from chaffinch.names.tables import load_public_hostings


@dataclass(frozen=True, slots=True)
class HostParts:
    """A host, cut where its owner begins."""

    display: str
    registered_domain: str
    suffix: str
    name_end: int
    """Where the public suffix begins in `display`, its dot not counted; 0 for a public suffix itself."""
    label_start: int
    """Where the registered label begins in `display`."""


def cut_host(host: Host) -> HostParts:
    """Find the registered domain and its place in the Unicode form."""
    registered, suffix = _split_hosting(host.ascii) or split_suffix(host.ascii)
    labels = host.display.split(".")
    if not registered:
        return HostParts(host.display, registered or host.ascii, suffix, 0, 0)
    suffix_length = suffix.count(".") + 1
    name_end = len(".".join(labels[:-suffix_length]))
    label_start = name_end - len(labels[-suffix_length - 1])
    return HostParts(host.display, registered, suffix, name_end, label_start)


def _split_hosting(host: str) -> tuple[str, str] | None:
    """Return a tenant's domain and that of its hosting service, where anybody may have a name."""
    place = host.find(".") + 1
    while place:
        if host[place:] in load_public_hostings():
            return host[host.rfind(".", 0, place - 1) + 1 :], host[place:]
        place = host.find(".", place) + 1
    return None
