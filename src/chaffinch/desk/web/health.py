"""How the desk itself is: worker, jobs, sources; and a sign of life for machines."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chaffinch.desk.models import Heartbeat, Schedule
from chaffinch.desk.web.phrases import say_job
from chaffinch.desk.web.queries.health import list_failed_jobs, list_open_jobs, list_sources, read_wellness


@require_safe
def show_health(request: HttpRequest) -> HttpResponse:
    """Show what runs, what waits, what failed, and how far each source was read."""
    wellness = read_wellness()
    context = {
        "wellness": wellness,
        "workers": list(Heartbeat.objects.order_by("-last_seen")[:5]),
        "open_jobs": [(job, say_job(job.kind)) for job in list_open_jobs()],
        "failed_jobs": [(job, say_job(job.kind)) for job in list_failed_jobs()],
        "sources": list_sources(),
        "schedules": [(row, say_job(row.kind)) for row in Schedule.objects.order_by("next_run")],
    }
    return render(request, "health.html", context)


@login_not_required
@require_safe
def answer_healthz(request: HttpRequest) -> HttpResponse:
    """Say that the desk answers; open to who watches it, and telling nothing else."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
