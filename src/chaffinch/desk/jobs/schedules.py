"""Schedules: each due run becomes one job, however many workers look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from chaffinch.desk.jobs.queue import enqueue
from chaffinch.desk.jobs.recurrence import Every, decide_run, find_next_run, parse_rule
from chaffinch.desk.jobs.registry import find_kind
from chaffinch.desk.models.schedule import Schedule


def ensure_schedule(
    name: str, *, kind: str, rule: Mapping[str, Any], now: datetime, payload: Mapping[str, Any] | None = None
) -> Schedule:
    """Make the schedule, or bring it to this rule; its next run moves only when the rule changes.

    Raises:
        UsageError: the rule or the kind is not known.
    """
    find_kind(kind)
    first = find_next_run(parse_rule(rule), after=now)
    wanted = {"kind": kind, "rule": dict(rule), "payload": dict(payload or {})}
    with transaction.atomic():
        schedule, made = Schedule.objects.select_for_update().get_or_create(
            name=name, defaults={**wanted, "next_run": first}
        )
        if not made:
            if schedule.rule != wanted["rule"]:
                schedule.next_run = first
            schedule.kind, schedule.rule, schedule.payload = kind, dict(rule), dict(payload or {})
            schedule.save(update_fields=["kind", "rule", "payload", "next_run"])
    return schedule


def enqueue_due(*, now: datetime) -> int:
    """Enqueue a job for each schedule that is due, and move the schedule on; return how many."""
    return sum(_run_schedule(schedule, now=now) for schedule in Schedule.objects.filter(enabled=True))


def _run_schedule(schedule: Schedule, *, now: datetime) -> bool:
    rule = parse_rule(schedule.rule)
    due, upcoming = decide_run(
        rule, next_run=schedule.next_run, last_enqueued=schedule.last_enqueued, now=now
    )
    if upcoming == schedule.next_run:
        return False
    with transaction.atomic():
        # Only one worker finds the moment that it read still there.
        unmoved = Schedule.objects.filter(pk=schedule.pk, enabled=True, next_run=schedule.next_run)
        if not unmoved.update(next_run=upcoming, last_enqueued=now if due else schedule.last_enqueued):
            return False
        if due:
            moment = schedule.next_run.astimezone(UTC).isoformat()
            # A run by the clock means that very day; runs every few seconds may stand for one another.
            key = schedule.name if isinstance(rule, Every) else f"{schedule.name}:{moment}"
            enqueue(schedule.kind, {**schedule.payload, "due": moment}, now=now, dedup_key=f"schedule:{key}")
    return due
