"""The watchlist: what is imitated, what never alarms, and our own sign-in pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chaffinch.desk.models import WatchEntry
from chaffinch.desk.services.watch import add_watch_entry, remove_watch_entry
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.queries.learnt import list_learnt
from chaffinch.desk.web.queries.watchlist import group_entries, list_references
from chaffinch.desk.web.trial import Trial, try_out
from chaffinch.errors import ChaffinchError
from chaffinch.names.tables import load_services


@require_safe
def show_watchlist(request: HttpRequest) -> HttpResponse:
    """Show every line, by kind."""
    return _render(request)


@require_http_methods(["GET", "HEAD", "POST"])
def try_line(request: HttpRequest) -> HttpResponse:
    """Show what a brand or domain would find, before it is added; writes nothing.

    A script asks by GET while somebody types and gets the part alone; a button asks by POST and gets the page.
    """
    query = request.POST if request.method == "POST" else request.GET
    kind, value = _read_line(query)
    trial = try_out(kind, value, who=find_actor(request).name)
    if request.method == "POST":
        return _render(request, kind=kind, typed=value, trial=trial)
    return render(request, "parts/trial.html", {"trial": trial})


@require_POST
def add_line(request: HttpRequest) -> HttpResponse:
    """Add one line."""
    kind, value = _read_line(request.POST)
    try:
        entry = add_watch_entry(kind, value, actor=find_actor(request), now=timezone.now())
    except ChaffinchError as error:
        return _render(request, refusal=Refusal.explain(error), kind=kind, typed=value)
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


def _read_line(untrusted_query: QueryDict) -> tuple[str, str]:
    kind, value = (untrusted_query.get(key, "").replace("\x00", "").strip() for key in ("kind", "value"))
    return kind, value[:2000]


def _render(
    request: HttpRequest,
    *,
    refusal: Refusal | None = None,
    kind: str = "",
    typed: str = "",
    trial: Trial | None = None,
) -> HttpResponse:
    context = {
        "trial": trial,
        "learnt": list_learnt(),
        "groups": group_entries(refused_kind=kind, typed=typed),
        "references": list_references(),
        "services": sorted((service.title, name) for name, service in load_services().items()),
        "refusal": refusal,
    }
    return render(request, "watchlist.html", context, status=refusal.status if refusal else 200)
