"""Say what the use of a decoy was: parses, calls one service, and goes back to the case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chaffinch.desk.models import Case
from chaffinch.desk.services.hits import mark_hits
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.desk.web.case import render_case
from chaffinch.desk.web.queries.hits import find_visit_hits
from chaffinch.errors import ChaffinchError


@require_POST
def mark(request: HttpRequest, number: int) -> HttpResponse:
    """Judge all uses of one source that the page had shown."""
    get_object_or_404(Case, pk=number)
    typed = request.POST.get("newest", "")
    newest = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    shown = find_visit_hits(number, source=request.POST.get("source", "")[:45], newest=newest)
    try:
        mark_hits(
            number,
            shown,
            mark=request.POST.get("mark", ""),
            reason=request.POST.get("reason", "")[:4_000],
            actor=find_actor(request),
            now=timezone.now(),
        )
    except ChaffinchError as error:
        return render_case(request, number, refusal=Refusal.explain(error), refused="hits")
    messages.success(request, _("Noted. It rings no more; a new use does."))
    response = redirect("case", number)
    response["Location"] += "#hits"
    return response
