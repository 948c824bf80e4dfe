"""By which proxy of the settings the next decoy leaves. Reads tables, and asks the proxies whether they are there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count

from chaffinch.desk.models import FedDecoy
from chaffinch.desk.way_out import choose_egress
from chaffinch.feeding.guard import Refusal
from chaffinch.feeding.submit import NotFedError
from chaffinch.feeding.ways import choose_proxy
from chaffinch.ground.egress import Upstream
from chaffinch.ground.upstreams import does_answer

_DAY, _LOOK_AGAIN = timedelta(days=1), timedelta(minutes=10)


def choose_upstream(
    decoy: FedDecoy, *, now: datetime, answers: Callable[[Upstream], bool] = does_answer
) -> Upstream | None:
    """Return the proxy by which a decoy leaves; None where the settings name none.

    Args:
        decoy: that is about to be sent.
        now: when.
        answers: whether a proxy is there.

    Raises:
        NotFedError: each has carried its share of the day (waiting helps), or none answers (a person looks).
    """
    egress = choose_egress(settings.CONFIGURATION.capture)
    if egress.mode != "proxy":
        return None
    proxies = {one.name: one for one in egress.proxies}
    most = settings.CONFIGURATION.feeding.each_proxy_a_day
    lately = FedDecoy.objects.filter(spent_at__gt=now - _DAY, via__in=proxies).order_by()
    used = dict(lately.values_list("via").annotate(Count("pk")))
    dead: set[str] = set()
    while True:
        name = choose_proxy(decoy.found_by or decoy.number, list(proxies), used=used, most=most, dead=dead)
        if name is None:
            full = any(used.get(one, 0) >= most for one in proxies if one not in dead)
            raise NotFedError(
                Refusal("proxy-share", 4, {"limit": most}, wait=_LOOK_AGAIN)
                if full
                else Refusal("no-proxy", 4)
            )
        if answers(proxies[name]):
            return proxies[name]
        dead.add(name)
