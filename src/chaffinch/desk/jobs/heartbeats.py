"""The sign of life of a process, so that a dead one is noticed."""

from __future__ import annotations

from datetime import datetime, timedelta

from chaffinch.desk.models.heartbeat import Heartbeat

BEAT_SECONDS = 10


def write_heartbeat(
    worker: str,
    *,
    process_id: int,
    started_at: datetime,
    version: str,
    now: datetime,
    role: str = Heartbeat.Role.WORKER,
) -> None:
    """Note that the process lives."""
    Heartbeat.objects.update_or_create(
        worker=worker,
        defaults={
            "role": role,
            "process_id": process_id,
            "started_at": started_at,
            "last_seen": now,
            "stopped_at": None,
            "version": version,
        },
    )


def close_heartbeat(worker: str, *, now: datetime) -> None:
    """Note that the process was stopped in good order."""
    Heartbeat.objects.filter(worker=worker).update(last_seen=now, stopped_at=now)


def find_latest_heartbeat(role: str = Heartbeat.Role.WORKER) -> Heartbeat | None:
    """Return the process of that role that was seen last, or None when there never was one."""
    return Heartbeat.objects.filter(role=role).order_by("-last_seen").first()


def sweep_heartbeats(*, now: datetime, keep: timedelta = timedelta(days=7)) -> None:
    """Forget workers of long ago, the last one seen excepted."""
    latest = find_latest_heartbeat()
    if latest:
        Heartbeat.objects.filter(last_seen__lt=now - keep).exclude(pk=latest.pk).delete()
