"""When decoys arrive: like the people whom a lure reaches, within the hours that matter, never faster than the limits.

People open a mail when they come to it: the delay is log-normal, and few do at night. A stolen log-in is used within half
a day (Agari 2021), and a lure's first and last victim are 21 hours apart (Golden Hour, USENIX Security 2020).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from chaffinch.feeding.limits import Limits

MOST_HOURS = 12.0
_MEDIAN_SHARE, _SPREAD = 0.22, 0.95
"""Median of the delay as a share of the run's hours, and the standard deviation of its logarithm."""
_WORK_BEGINS, _WORK_ENDS, _EVENING_ENDS = 8.0, 19.0, 23.0
_EVENING, _NIGHT = 0.35, 0.03
"""How likely somebody opens a mail then, beside working hours."""
_MOST_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When decoys are to arrive."""

    times: tuple[datetime, ...]
    """Increasing."""
    left_out: int
    """How many do not fit into the hours under the limits."""


def draw_arrivals(
    count: int, *, begun: datetime, hours: float, zone: ZoneInfo, limits: Limits, rng: Random
) -> Arrivals:
    """Return when so many decoys arrive.

    Args:
        count: of decoys.
        begun: aware; when the run begins.
        hours: for how long it may go on; more than 12 count as 12.
        zone: where the invented people live.
        limits: bounds of the feeding; what does not fit is left out.
        rng: where chance comes from.
    """
    span = min(hours, MOST_HOURS) * 3_600
    offsets = sorted(_draw_offset(begun, span=span, zone=zone, rng=rng) for _ in range(count))
    spaced = _space(offsets, limits=limits, rng=rng)
    kept = [begun + timedelta(seconds=offset) for offset in spaced if offset < span]
    return Arrivals(tuple(kept), count - len(kept))


def _draw_offset(begun: datetime, *, span: float, zone: ZoneInfo, rng: Random) -> float:
    """Draw a delay in seconds; hours in which few are awake are drawn again as often as people sleep then."""
    offset = 0.0
    for _ in range(_MOST_DRAWS):
        offset = rng.lognormvariate(math.log(_MEDIAN_SHARE * span), _SPREAD)
        if offset < span and rng.random() < _weigh_hour(begun + timedelta(seconds=offset), zone=zone):
            return offset
    return offset % span


def _weigh_hour(moment: datetime, *, zone: ZoneInfo) -> float:
    local = moment.astimezone(zone)
    hour = local.hour + local.minute / 60
    if _WORK_BEGINS <= hour < _WORK_ENDS:
        return 1.0 if local.weekday() < 5 else _EVENING
    return _EVENING if _WORK_ENDS <= hour < _EVENING_ENDS else _NIGHT


def _space(offsets: Sequence[float], *, limits: Limits, rng: Random) -> list[float]:
    """Move arrivals apart; the gaps vary, since people do not come by the clock."""
    spaced: list[float] = []
    for offset in offsets:
        earliest = offset
        if spaced:
            earliest = max(offset, spaced[-1] + limits.seconds_apart * (1.05 + rng.expovariate(2.0)))
        if len(spaced) >= limits.an_hour:
            earliest = max(earliest, spaced[-limits.an_hour] + 3_600 * (1.001 + rng.expovariate(50.0)))
        spaced.append(earliest)
    return spaced[: limits.a_day]
