"""Everything that happened to one case, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chaffinch.desk.models import AuditEntry, Capture, Case, Sighting

_TOLD_ELSEWHERE = ("decoy answered",)
"""What the feeding section says decoy by decoy."""
_FOLDED = frozenset({"decoy sent", "decoy dropped", "decoy used"})
"""What comes by the dozen: one after the other makes one entry."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline."""

    at: datetime
    entry: AuditEntry | None = None
    capture: Capture | None = None
    """The look that an entry tells of."""
    sighting: Sighting | None = None
    """The first sighting, with which the case began."""
    times: int = 1
    """How many entries of the same kind, one after the other, it stands for."""
    since: datetime | None = None
    """Of several, the first."""


def list_moments(case: Case) -> list[Moment]:
    """Return the case's audit rows, each look with its capture, and the first sighting at the end.

    What happens to each decoy is folded; the log has every row.
    """
    captures = {capture.pk: capture for capture in case.captures.select_related("verdict")}
    entries = AuditEntry.objects.filter(subject_type="case", subject_id=str(case.pk)).order_by("-sequence")
    moments: list[Moment] = []
    for entry in entries.exclude(action__in=_TOLD_ELSEWHERE):
        latest = moments[-1].entry if moments else None
        if (
            latest
            and entry.action in _FOLDED
            and (latest.action, latest.actor) == (entry.action, entry.actor)
        ):
            moments[-1] = replace(moments[-1], times=moments[-1].times + 1, since=entry.at)
            continue
        moments.append(Moment(entry.at, entry, captures.get(entry.params.get("capture", 0))))
    first = case.sightings.select_related("source", "reported_by").order_by("seen_at", "pk").first()
    if first is not None:
        moments.append(Moment(at=first.seen_at, sighting=first))
    return moments
