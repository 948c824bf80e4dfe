"""Announce tests of our own, and call them off."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chaffinch.desk.services.announced import announce_test, call_off, list_tests
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.errors import ChaffinchError

_LONGEST = 4_000


@require_http_methods(["GET", "HEAD", "POST"])
def show_tests(request: HttpRequest) -> HttpResponse:
    """Show what is announced, and take another one."""
    now = timezone.now()
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            announce_test(
                request.POST.get("source", "")[:100],
                since=_read_moment(request, "since", now),
                until=_read_moment(request, "until", now),
                reason=request.POST.get("reason", "")[:_LONGEST],
                actor=find_actor(request),
                now=now,
            )
        except ChaffinchError as error:
            refusal = Refusal.explain(error)
        else:
            messages.success(request, _("Announced: uses from there ring nobody while it lasts."))
            return redirect("own-tests")
    begin = timezone.localtime(now).replace(second=0, microsecond=0)
    context = {
        "tests": list_tests(now=now),
        "zone": settings.CONFIGURATION.organisation.time_zone,
        "since": request.POST.get("since", "")[:20] or f"{begin:%Y-%m-%dT%H:%M}",
        "until": request.POST.get("until", "")[:20] or f"{begin + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "refusal": refusal,
        "refused": "test" if refusal else "",
        "typed": request.POST.get("reason", "")[:_LONGEST] if refusal else "",
        "typed_source": request.POST.get("source", "")[:100] if refusal else "",
    }
    return render(request, "own_tests.html", context, status=refusal.status if refusal else 200)


@require_POST
def end_test(request: HttpRequest, number: int) -> HttpResponse:
    """Call a test off."""
    call_off(number, actor=find_actor(request), now=timezone.now())
    messages.success(request, _("Called off: from now on uses from there ring."))
    return redirect("own-tests")


def _read_moment(request: HttpRequest, name: str, now: datetime) -> datetime:
    """Read a local time as a form gives it; one that is none lies in the past, and is refused as such."""
    try:
        local = datetime.strptime(request.POST.get(name, ""), "%Y-%m-%dT%H:%M")  # noqa: DTZ007 -- placed below
        return timezone.make_aware(local)
    except (ValueError, OverflowError):
        return now - timedelta(days=365)
