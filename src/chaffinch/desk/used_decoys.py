"""Uses of decoys as others may know them. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chaffinch.desk.followers.sign_ins import RANGE_LOG
from chaffinch.desk.models import Hit
from chaffinch.reports.stix import SeenUse
from chaffinch.tripwires.tools import BY_ITSELF


def list_seen_uses(*, since: datetime | None = None) -> Iterator[SeenUse]:
    """Yield each use, the oldest first; our own tests, colleagues' slips and the practice range's are left out.

    So are previews and scanners that opened a document: their addresses are those of great services.

    Args:
        since: aware; None: all there are.
    """
    hits = Hit.objects.exclude(mark__in=(Hit.Mark.TEST, Hit.Mark.SLIP)).exclude(log__name=RANGE_LOG)
    hits = hits.exclude(severity=Hit.Severity.BEACON, failure__in=sorted(BY_ITSELF))
    if since is not None:
        hits = hits.filter(at__gte=since)
    rows = hits.order_by("at", "pk").values_list("source", "at", "case__host")
    for source, at, host in rows.iterator():
        yield SeenUse(source, at, host or "")
