"""Confirmed hosts, for block lists."""

from __future__ import annotations

from chaffinch.desk.models import Case, WatchEntry
from chaffinch.desk.states import BLOCKED
from chaffinch.reports.blocklists import BlockedHost


def list_blocked() -> list[BlockedHost]:
    """Return every host that counts as phishing now."""
    return [
        BlockedHost(
            host=case.host,
            first_seen=case.opened_at,
            confirmed_at=case.confirmed_at or case.state_changed_at,
            kinds=tuple(case.kinds),
            case_number=case.pk,
        )
        for case in Case.objects.filter(state__in=BLOCKED).order_by("host")
    ]


def list_own_domains() -> list[str]:
    """Return the domains that must never be blocked: ours and our partners'."""
    kinds = (WatchEntry.Kind.DOMAIN, WatchEntry.Kind.ALLOWED)
    return list(WatchEntry.objects.filter(kind__in=kinds).values_list("value", flat=True))
