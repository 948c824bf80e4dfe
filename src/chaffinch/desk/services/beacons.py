"""Keep each opening of a planted document, and ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Hit, PlantedItem, SignInLog
from chaffinch.desk.services.hits import Batch, Progress, hash_line, keep_batch
from chaffinch.tripwires.listener.beacons import BeaconHit, find_by
from chaffinch.tripwires.signin import Spot


@dataclass(frozen=True, slots=True)
class FoundBeacon:
    """One line of the listener's."""

    hit: BeaconHit
    spot: Spot


@transaction.atomic
def record_beacons(found: Sequence[FoundBeacon], *, log: SignInLog, progress: Progress, now: datetime) -> int:
    """Keep the openings of our documents among what the listener wrote, and how far it was read, all or nothing.

    Returns:
        How many are new; a line that was kept before counts no more, and one of a token that is none of ours never did.
    """
    locked = SignInLog.objects.select_for_update().get(pk=log.pk)
    key = find_home().read_key("store")
    wanted = {one.hit.token: find_by(one.hit.token, key=key) for one in found if one.hit.token}
    items = {item.beacon: item for item in PlantedItem.objects.filter(beacon__in=wanted.values())}
    keyed = [(one, hash_line(one.spot, key=key)) for one in found]
    kept = Hit.objects.filter(line_key__in={line_key for _, line_key in keyed}).exclude(item=None)
    seen = set(kept.values_list("line_key", flat=True))
    batch = Batch()
    for one, line_key in keyed:
        item = items.get(wanted.get(one.hit.token, ""))
        if item is None or line_key in seen:
            continue
        seen.add(line_key)
        batch.add(_make_row(one, item=item, log=locked, line_key=line_key, now=now))
    return keep_batch(batch, log=locked, progress=progress, now=now)


def _make_row(one: FoundBeacon, *, item: PlantedItem, log: SignInLog, line_key: str, now: datetime) -> Hit:
    seen, opener = one.hit, one.hit.opener
    return Hit(
        item=item, planting_id=item.planting_id, log=log, line_key=line_key, file=one.spot.file[:500], line=one.spot.line,
        offset=one.spot.offset, at=seen.at, noted_at=now, source=seen.source,
        protocol=(opener.code or opener.kind)[:16], failure=opener.kind if opener.by_itself else "",
        severity=Hit.Severity.BEACON,
    )  # fmt: skip
