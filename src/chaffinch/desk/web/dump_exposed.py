"""Whom a dump exposes: counted, masked, and who is to be warned."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from chaffinch.desk.models import Dump, ExposedPerson, ExposedThing
from chaffinch.desk.services.dump_exposures import note_warned, open_person
from chaffinch.desk.web.acting import Refusal, find_actor
from chaffinch.errors import ChaffinchError

_PAGE = 50
_MOST_THINGS = 8
_ORDER = ("password", "card", "iban", "identity", "phone", "home")


@require_safe
def show_exposed(request: HttpRequest, number: int) -> HttpResponse:
    """Show whom and what a dump exposes."""
    return _render(request, number)


@require_POST
def warn(request: HttpRequest, number: int) -> HttpResponse:
    """Note that people were warned."""
    chosen = [int(one) for one in request.POST.getlist("person") if one.isascii() and one.isdigit()][:_PAGE]
    try:
        count = note_warned(
            chosen, dump_number=number, how=request.POST.get("how", ""), actor=find_actor(request),
            now=timezone.now(),
        )  # fmt: skip
    except ChaffinchError as error:
        return _render(request, number, refusal=Refusal.explain(error))
    said = ngettext("%(count)s person is noted as warned.", "%(count)s people are noted as warned.", count)
    messages.success(request, said % {"count": count})
    return redirect("dump-exposed", number)


@require_POST
def show_person(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """Show the address of one person who is to be warned; that it was looked at is on record."""
    try:
        address, name = open_person(person, dump_number=number, actor=find_actor(request), now=timezone.now())
    except ChaffinchError as error:
        return _render(request, number, refusal=Refusal.explain(error))
    return _render(request, number, opened=(person, address, name))


def _render(
    request: HttpRequest,
    number: int,
    *,
    refusal: Refusal | None = None,
    opened: tuple[int, str, str] | None = None,
) -> HttpResponse:
    dump = get_object_or_404(Dump, pk=number)
    people = ExposedPerson.objects.filter(dump=dump).select_related("warned_by")
    wanted = request.GET.get("who", "")
    shown = people.filter(warned_at=None) if wanted == "waiting" else people
    if wanted == "warned":
        shown = people.exclude(warned_at=None)
    kinds = {
        row["kind"]: row
        for row in ExposedThing.objects.filter(dump=dump)
        .values("kind")
        .annotate(count=Count("pk"), items=Sum("items"))
    }
    things = [
        (
            kinds[kind],
            list(ExposedThing.objects.filter(dump=dump, kind=kind).order_by("-items", "pk")[:_MOST_THINGS]),
        )
        for kind in _ORDER
        if kind in kinds
    ]
    context = {
        "dump": dump,
        "people": people.count(),
        "waiting": people.filter(warned_at=None).count(),
        "things": things,
        "page": Paginator(shown.order_by("warned_at", "-ours", "-items", "pk"), _PAGE).get_page(
            request.GET.get("page", "")
        ),
        "who": wanted,
        "refusal": refusal,
        "opened": opened,
    }
    return render(request, "dumps/exposed.html", context, status=refusal.status if refusal else 200)
