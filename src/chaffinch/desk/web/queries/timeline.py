"""Everything that happened to one case, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chaffinch.desk.models import AuditEntry, Capture, Case, Sighting


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline."""

    at: datetime
    entry: AuditEntry | None = None
    capture: Capture | None = None
    """The look that an entry tells of."""
    sighting: Sighting | None = None
    """The first sighting, with which the case began."""


def list_moments(case: Case) -> list[Moment]:
    """Return the case's audit rows, each look with its capture, and the first sighting at the end."""
    captures = {capture.pk: capture for capture in case.captures.select_related("verdict")}
    entries = AuditEntry.objects.filter(subject_type="case", subject_id=str(case.pk)).order_by("-sequence")
    moments = [
        Moment(at=entry.at, entry=entry, capture=captures.get(entry.params.get("capture", 0)))
        for entry in entries
    ]
    first = case.sightings.select_related("source", "reported_by").order_by("seen_at", "pk").first()
    if first is not None:
        moments.append(Moment(at=first.seen_at, sighting=first))
    return moments
