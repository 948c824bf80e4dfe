"""The page of one attacker."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from chaffinch.desk.attackers import Known, find_known
from chaffinch.desk.web.acting import Refusal
from chaffinch.desk.web.queries.attackers import show_attacker


@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show the whole way of whoever made a certain use; his page is that of his first use."""
    known = find_attacker_or_404(number)
    if known.number != number:
        return redirect("attacker", known.number)
    return render_attacker(request, known)


def find_attacker_or_404(number: int) -> Known:
    """Return the attacker who made a use."""
    known = find_known(number)
    if known is None:
        raise Http404
    return known


def render_attacker(request: HttpRequest, known: Known, *, refusal: Refusal | None = None) -> HttpResponse:
    """Render his page, with what was refused."""
    context = {
        "attacker": show_attacker(known),
        "refusal": refusal,
        "typed": request.POST.get("reason", "")[:4_000] if refusal else "",
    }
    return render(request, "attacker.html", context, status=refusal.status if refusal else 200)
