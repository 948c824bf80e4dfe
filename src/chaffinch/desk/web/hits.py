"""Say what the use of a decoy was: parses, calls one service, and goes back to the page or the planting."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chaffinch.desk.models import Case, Planting
from chaffinch.desk.services.hits import BARE, Subject, mark_hits
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.case import render_case
from chaffinch.desk.web.planting import render_planting, render_plantings
from chaffinch.desk.web.queries.hits import find_visit_hits
from chaffinch.errors import ChaffinchError


@require_POST
def mark(request: HttpRequest, number: int) -> HttpResponse:
    """Judge all uses of one source that the case's page had shown."""
    get_object_or_404(Case, pk=number)

    def refuse(refusal: Refusal) -> HttpResponse:
        return render_case(request, number, refusal=refusal, refused="hits")

    return _mark(request, ("case", number), back=redirect("case", number), refuse=refuse)


@require_POST
def mark_planted(request: HttpRequest, number: int) -> HttpResponse:
    """Judge all uses of what was planted by one source."""
    get_object_or_404(Planting, pk=number)

    def refuse(refusal: Refusal) -> HttpResponse:
        return render_planting(request, number, refusal=refusal, refused="hits")

    return _mark(request, ("planting", number), back=redirect("planting", number), refuse=refuse)


@require_POST
def mark_bare(request: HttpRequest) -> HttpResponse:
    """Judge one source's uses of accounts that were given to nobody."""

    def refuse(refusal: Refusal) -> HttpResponse:
        return render_plantings(request, refusal=refusal, refused="hits")

    return _mark(request, BARE, back=redirect("plantings"), refuse=refuse)


def _mark(
    request: HttpRequest, subject: Subject, *, back: HttpResponse, refuse: Callable[[Refusal], HttpResponse]
) -> HttpResponse:
    typed = request.POST.get("newest", "")
    newest = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    shown = find_visit_hits(subject, source=request.POST.get("source", "")[:45], newest=newest)
    try:
        mark_hits(
            subject,
            shown,
            mark=request.POST.get("mark", ""),
            reason=request.POST.get("reason", "")[:4_000],
            actor=find_actor(request),
            now=timezone.now(),
        )
    except ChaffinchError as error:
        return refuse(Refusal.explain(error))
    messages.success(request, _("Noted. It rings no more; a new use does."))
    back["Location"] += "#hits"
    return back
