"""The pages of what was planted ahead of a hack."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chaffinch.desk.models import Planting
from chaffinch.desk.services.hits import BARE
from chaffinch.desk.web.acting import Refusal
from chaffinch.desk.web.queries.hits import show_hits


@require_safe
def show_plantings(request: HttpRequest) -> HttpResponse:
    """Show what was planted."""
    return render_plantings(request)


@require_safe
def show_planting(request: HttpRequest, number: int) -> HttpResponse:
    """Show one planting: what it holds, where it stands, who used it."""
    return render_planting(request, number)


def render_plantings(
    request: HttpRequest, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    """Render the list, with what was refused."""
    context = {
        "plantings": list(Planting.objects.select_related("proposed_by")),
        "visits": show_hits(BARE),
        "refusal": refusal,
        "refused": refused,
    }
    return render(request, "plantings.html", context, status=refusal.status if refusal else 200)


def render_planting(
    request: HttpRequest, number: int, *, refusal: Refusal | None = None, refused: str = ""
) -> HttpResponse:
    """Render one planting, with what was refused."""
    planting = get_object_or_404(Planting, pk=number)
    context = {
        "planting": planting,
        "visits": show_hits(("planting", planting.pk)),
        "refusal": refusal,
        "refused": refused,
    }
    return render(request, "planting.html", context, status=refusal.status if refusal else 200)
