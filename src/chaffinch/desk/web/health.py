"""How the desk itself is: worker, jobs, sources; and a sign of life for machines."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.home import find_home
from chaffinch.desk.models import Heartbeat, Schedule
from chaffinch.desk.services.jobs import retry_job
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.phrases import say_job
from chaffinch.desk.web.queries.health import (
    count_names_read,
    list_failed_jobs,
    list_open_jobs,
    list_sources,
    read_wellness,
)
from chaffinch.errors import ChaffinchError
from chaffinch.pages.bundle.manifest import name_key


@require_safe
def show_health(request: HttpRequest) -> HttpResponse:
    """Show what runs, what waits, what failed, and where the sources stand."""
    wellness, sources = read_wellness(), list_sources()
    context = {
        "wellness": wellness,
        "workers": list(Heartbeat.objects.order_by("-last_seen")[:5]),
        "open_jobs": [(job, say_job(job.kind)) for job in list_open_jobs()],
        "failed_jobs": [(job, say_job(job.kind)) for job in list_failed_jobs()],
        "sources": sources,
        "names_read": count_names_read(),
        "troubled": sum(1 for source in sources if source.fault),
        "signing_key": name_key(find_home().read_key("evidence")),
        "capture": settings.CONFIGURATION.capture,
        "schedules": [(row, say_job(row.kind)) for row in Schedule.objects.order_by("next_run")],
    }
    return render(request, "health.html", context)


@require_POST
def retry_failed(request: HttpRequest, number: int) -> HttpResponse:
    """Let a failed job run again."""
    try:
        retry_job(number, actor=find_actor(request), now=timezone.now())
        messages.success(request, _("The job waits again; it runs in a moment."))
    except ChaffinchError as error:
        messages.error(request, Refusal.explain(error).what)
    return redirect("health")


@login_not_required
@require_safe
def answer_healthz(request: HttpRequest) -> HttpResponse:
    """Say that the desk answers; open to who watches it, and telling nothing else."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
