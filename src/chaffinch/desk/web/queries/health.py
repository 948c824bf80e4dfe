"""How the desk's own parts are: worker, jobs, sources, mail, egress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Case, Digest, Heartbeat, Job, Reading, ReportedMail, Schedule, Source
from chaffinch.desk.services.digests import can_send
from chaffinch.desk.states import WAITING

#: The worker signs every ten seconds; after a minute without a sign it is held to be gone.
SILENT_AFTER = timedelta(seconds=60)
_OPEN = Q(state=Job.State.WAITING) | Q(state=Job.State.LEASED)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What every page's frame says of the desk."""

    worker_seen: datetime | None
    silent: bool
    """Whether no worker has given a sign for a minute."""
    waiting: int
    """Cases that wait for a decision."""


@dataclass(frozen=True, slots=True)
class Wellness:
    """What the overview says of the desk's own parts."""

    running: int
    queued: int
    failed: int
    looks_pending: int
    """Addresses and sign-in pages that are about to be opened."""
    next_digest: datetime | None
    egress: str
    practice: bool
    """Whether the practice range runs: the demo, which opens its own pages only."""
    can_send: bool
    unsent_digest: Digest | None
    mails_waiting: int
    mails_failed: int


def read_pulse(*, now: datetime) -> Pulse:
    """Return when a worker was last seen, and what waits."""
    running = Heartbeat.objects.filter(role=Heartbeat.Role.WORKER, stopped_at=None)
    seen = running.aggregate(seen=Max("last_seen"))["seen"]
    return Pulse(
        worker_seen=seen,
        silent=seen is None or now - seen > SILENT_AFTER,
        waiting=Case.objects.filter(state__in=WAITING).count(),
    )


def read_wellness() -> Wellness:
    """Return what works and what does not."""
    looks = Q(kind__in=["capture_case", "capture_reference"])
    jobs = Job.objects.exclude(state=Job.State.DONE).aggregate(
        running=Count("pk", filter=Q(state=Job.State.LEASED)),
        queued=Count("pk", filter=Q(state=Job.State.WAITING)),
        failed=Count("pk", filter=Q(state=Job.State.FAILED)),
        looks_pending=Count("pk", filter=looks & _OPEN),
    )
    mails = ReportedMail.objects.aggregate(
        mails_waiting=Count("pk", filter=Q(state=ReportedMail.State.WAITING)),
        mails_failed=Count("pk", filter=Q(state=ReportedMail.State.FAILED)),
    )
    schedule = Schedule.objects.filter(name="weekly-digest", enabled=True).first()
    return Wellness(
        next_digest=schedule.next_run if schedule else None,
        egress=settings.CONFIGURATION.capture.egress,
        practice=find_home().range_file.exists(),
        can_send=can_send(),
        unsent_digest=Digest.objects.filter(sending=Digest.Sending.FAILED).first(),
        **jobs,
        **mails,
    )


def list_open_jobs() -> list[Job]:
    """Return what runs and what waits, in the order in which it goes."""
    return list(Job.objects.filter(_OPEN).order_by("state", "priority", "pk")[:50])


def list_failed_jobs() -> list[Job]:
    """Return what failed, the latest first."""
    return list(Job.objects.filter(state=Job.State.FAILED).order_by("-finished_at", "-pk")[:50])


def list_sources() -> list[Source]:
    """Return every source."""
    return list(Source.objects.order_by("kind", "name"))


def count_names_read() -> int:
    """Return how many names or lines all sources gave."""
    return int(Reading.objects.aggregate(lines=Sum("lines", default=0))["lines"])


def is_look_pending(number: int) -> bool:
    """Tell whether the address of the case with this number is about to be opened."""
    return Job.objects.filter(_OPEN, dedup_key=f"capture:{number}").exists()


def list_pending_looks(numbers: list[int]) -> set[int]:
    """Return which of these cases are about to be opened."""
    keys = {f"capture:{number}": number for number in numbers}
    open_keys = Job.objects.filter(_OPEN, dedup_key__in=keys).values_list("dedup_key", flat=True)
    return {keys[key] for key in open_keys}
