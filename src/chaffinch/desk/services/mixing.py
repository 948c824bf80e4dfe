"""How many phantoms, traps and echoes a run sends, by what this installation has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from chaffinch.decoys import Mix, choose_mix
from chaffinch.desk.feeding_facts import does_relay, is_practice, reads_failed_logins
from chaffinch.desk.models import Case, FedDecoy
from chaffinch.desk.services.staff import list_consenting
from chaffinch.desk.services.traps import count_ready
from chaffinch.errors import RefusedError
from chaffinch.reports.catalogue import gettext_noop as N_


class NoMixError(RefusedError):
    """This installation has no decoy that may go to such a page."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What decoys can be made of."""

    traps: int
    colleagues: int
    lock_out_after: int | None
    """The lowest of the consenting colleagues' accounts."""
    echoes_today: int
    """Sent to the most used of their addresses."""


def mix_for(case: Case, total: int, *, now: datetime) -> Mix:
    """Return how many of each kind go to a case's page, and why.

    A page that tries log-ins at the genuine site at once gets isolated traps only (guardrail 6).

    Raises:
        NoMixError: it is such a page, and there is none.
    """
    capture = case.latest_capture
    relays = capture is not None and does_relay(capture.verdict) and not is_practice(case.host)
    stock = take_stock(isolated_only=relays, now=now)
    if relays:
        if not stock.traps:
            raise NoMixError(
                N_("The page tries log-ins at once, and there is no trap on a host of its own."),
                why=N_("Any other decoy would be found out at once, or would knock at our own door."),
                todo=N_(
                    "Register decoy accounts on an isolated host, then: chaffinch decoys keep FILE --isolated"
                ),
            )
        total, stock = min(total, stock.traps), Stock(stock.traps, 0, None, 0)
    return choose_mix(
        total,
        traps=stock.traps,
        colleagues=stock.colleagues,
        lockout_limit=stock.lock_out_after,
        failed_logins_read=reads_failed_logins(case.host),
        echoes_sent_today=stock.echoes_today,
    )


def take_stock(*, isolated_only: bool, now: datetime) -> Stock:
    """Return what decoys can be made of now."""
    consenting = list_consenting(locale=settings.CONFIGURATION.organisation.language, now=now)
    lately = FedDecoy.objects.filter(kind="echo", spent_at__gt=now - timedelta(days=1))
    most = lately.values("found_by").annotate(times=Count("pk")).order_by("-times").first()
    return Stock(
        traps=count_ready(isolated_only=isolated_only),
        colleagues=len(consenting),
        lock_out_after=min((limit for _, limit in consenting), default=None),
        echoes_today=most["times"] if most else 0,
    )
