"""With which decoys a failed log-in would ring, by the sign-in logs that are followed. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from chaffinch.desk.models import SignInLog, WatchEntry
from chaffinch.desk.trap_hosts import list_named_logs
from chaffinch.desk.way_out import find_range


@dataclass(frozen=True, slots=True)
class Watched:
    """The domains whose addresses sign in where a log is read."""

    domains: frozenset[str]
    hashed: frozenset[str]
    """Those whose log has a hash of each refused password: an echo's address is a colleague's own."""

    def rings(self, kind: str, domain: str) -> bool:
        """Return whether a refused log-in with a decoy of this kind, at this domain, would ring."""
        return domain.lower() in (self.hashed if kind == "echo" else self.domains)


def read_watched(*, practice: bool) -> Watched:
    """Return what is watched now: a log that cannot be read watches nothing.

    Args:
        practice: whether it is asked for a page of the practice range, which has proved itself; all our domains sign in
            at its mail server, whose log has the hashes.
    """
    if practice:
        directory = find_range()
        own = _list_own() if directory and directory.sign_in_log else frozenset()
        return Watched(own, own)
    sound = set(SignInLog.objects.filter(followed=True, fault="").values_list("name", flat=True))
    logs = [log for log in list_named_logs(settings.CONFIGURATION) if log.path in sound]
    return Watched(
        frozenset(domain.lower() for log in logs for domain in log.domains),
        frozenset(domain.lower() for log in logs if log.passwords == "hashed" for domain in log.domains),
    )


def _list_own() -> frozenset[str]:
    own = WatchEntry.objects.filter(kind=WatchEntry.Kind.DOMAIN)
    return frozenset(own.values_list("value", flat=True))
