"""The watchlist: what is imitated, what never alarms, and our own sign-in pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.models import WatchEntry
from chaffinch.desk.services.watch import add_watch_entry, remove_watch_entry
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.queries.watchlist import group_entries, list_references
from chaffinch.errors import ChaffinchError
from chaffinch.names.tables import load_services


@require_safe
def show_watchlist(request: HttpRequest) -> HttpResponse:
    """Show every line, by kind."""
    return _render(request)


@require_POST
def add_line(request: HttpRequest) -> HttpResponse:
    """Add one line."""
    kind, value = (request.POST.get(key, "").replace("\x00", "").strip() for key in ("kind", "value"))
    try:
        entry = add_watch_entry(kind, value[:2000], actor=find_actor(request), now=timezone.now())
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error), kind=kind, typed=value[:2000])
    messages.success(request, _("%(value)s is on the watchlist now.") % {"value": entry.value})
    return redirect("watchlist")


@require_POST
def remove_line(request: HttpRequest, number: int) -> HttpResponse:
    """Take one line away."""
    try:
        remove_watch_entry(number, actor=find_actor(request), now=timezone.now())
    except WatchEntry.DoesNotExist as error:
        raise Http404 from error
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error))
    messages.success(request, _("The line is gone from the watchlist. Cases that it opened stay."))
    return redirect("watchlist")


def _render(
    request: HttpRequest, *, refusal: Refusal | None = None, kind: str = "", typed: str = ""
) -> HttpResponse:
    context = {
        "groups": group_entries(refused_kind=kind, typed=typed),
        "references": list_references(),
        "services": sorted((service.title, name) for name, service in load_services().items()),
        "refusal": refusal,
    }
    return render(request, "watchlist.html", context, status=refusal.status if refusal else 200)
